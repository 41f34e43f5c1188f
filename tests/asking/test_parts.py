from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.parts import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("局长是谁，会议是哪天开的？", ["局长是谁", "会议是哪天开的"]),
        ("铁鹰队是什么，其他队有哪些？", ["铁鹰队是什么", "其他队有哪些"]),
        ("局长是谁，负责 IT 的部门是哪个？", ["局长是谁", "局长负责 IT 的部门是哪个"]),
        ("港务局局长是谁？什么时候上任的？", ["港务局局长是谁", "港务局局长什么时候上任的"]),
        ("夜班補貼多少，窗口在哪裏", ["夜班補貼多少", "窗口在哪裏"]),
        ("请问领航队是什么，有多少人？", ["领航队是什么", "领航队有多少人"]),
        ("船长叫什么、他多大年纪？", ["船长叫什么", "船长多大年纪"]),
        ("船长是谁，毕业于哪里？", ["船长是谁", "船长毕业于哪里"]),
        ("有哪些码头以及窗口几点开门", ["有哪些码头", "窗口几点开门"]),
        ("有哪些码头，窗口在几楼开门？", ["有哪些码头", "窗口在几楼开门"]),
        ("我想知道谁管着码头，窗口几点开门？", ["谁管着码头", "窗口几点开门"]),
        ("“远航”是什么？《谁家的船》是谁写的？", ["“远航”是什么", "《谁家的船》是谁写的"]),
        ("小说什么时候出版，作者是谁", ["小说什么时候出版", "小说作者是谁"]),
        ("首都是哪座城，人口多少？", ["首都是哪座城", "首都人口多少"]),
        (
            "我国最大的咸水湖是哪个，面积多大？",
            ["我国最大的咸水湖是哪个", "我国最大的咸水湖面积多大"],
        ),
        ("哪个剧团赢了，票数多少？", ["哪个剧团赢了", "票数多少"]),
        ("合同总价是多少，是否含税？", ["合同总价是多少", "合同总价是否含税"]),
        (
            "2018年的航次中，他任什么职务，航次有多久",
            ["2018年的航次中，他任什么职务", "航次有多久"],
        ),
        ("门票多少钱，周一上午开门吗？", ["门票多少钱", "周一上午开门吗"]),
        ("公安局局长是谁 会议是哪天开的", ["公安局局长是谁", "会议是哪天开的"]),
        ("局长是谁\n会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("1.局长是谁 2.会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("1、局长是谁；2、会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("①局长是谁②会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("（1）局长是谁（2）会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("一、局长是谁 二、会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("一、局长是谁；二、会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("（一）局长是谁（二）会议是哪天开的", ["局长是谁", "会议是哪天开的"]),
        ("谁得了第一、第二名是谁", ["谁得了第一", "第二名是谁"]),
        ("门票打几折，一共几道菜", ["门票打几折", "门票一共几道菜"]),
        ("一共几样菜，涨了多少样", ["一共几样菜", "涨了多少样"]),
        ("打几折，涨了多少倍", ["打几折", "涨了多少倍"]),
        ("造谣的人是谁,被怎么处罚的?", ["造谣的人是谁", "造谣的人被怎么处罚的"]),
        ("船长是谁，需要带什么", ["船长是谁", "船长需要带什么"]),
        ("船长是谁，被告是哪家公司", ["船长是谁", "被告是哪家公司"]),
        ("船长是谁，要求报名者懂什么", ["船长是谁", "要求报名者懂什么"]),
        ("歌手叫什么，那英是哪里人", ["歌手叫什么", "那英是哪里人"]),
        (
            "局长是谁，书记是哪位，会议哪天开，码头有几座，票价多少元",
            ["局长是谁", "书记是哪位", "会议哪天开", "码头有几座", "票价多少元"],
        ),
        (
            "who is the chief, when was the meeting, and how many people came?",
            ["who is the chief", "when was the meeting", "how many people came"],
        ),
        (
            "Who is the chief and when was the meeting?",
            ["Who is the chief", "when was the meeting"],
        ),
    ],
)
def test_things_asked_one_after_the_other_are_told_apart(question: str, asked: list[str]) -> None:
    parts = parts_of(question)
    assert [part.forms[0] for part in parts] == asked
    assert all(part.said in question for part in parts)


def test_a_part_is_asked_of_the_owner_as_well() -> None:
    parts = parts_of("科技馆的设计者是谁，什么时候落成？")
    assert parts[1].said == "什么时候落成"
    assert parts[1].forms == ("科技馆的设计者什么时候落成", "科技馆什么时候落成")
    assert parts_of("馆长的儿子是谁，他的老师是谁？")[1].forms == (
        "馆长的儿子的老师是谁",
        "馆长的老师是谁",
    )


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("甲船和乙船的吨位各是多少？", ["甲船的吨位是多少？", "乙船的吨位是多少？"]),
        ("甲船、乙船與丙船分別停在哪裡", ["甲船停在哪裡", "乙船停在哪裡", "丙船停在哪裡"]),
        ("请问夜里和白天的水各多少钱一方", ["夜里的水多少钱一方", "白天的水多少钱一方"]),
        ("“一和”与“二和”号分别有多少人", ["“一和”有多少人", "“二和”号有多少人"]),
        ("三大码头分别是什么？", []),
        ("甲船和乙船是什么？", []),
        ("技术上、地域上各方怎么合作？", []),
        ("甲船和乙船的主要分别是什么？", []),
        ("甲和乙分别是谁？", []),  # of one character, as in 和平
    ],
)
def test_each_of_several_is_asked_about(question: str, asked: list[str]) -> None:
    parts = parts_of(question)
    assert [part.forms[0] for part in parts] == asked
    assert all(part.said in question for part in parts)


@pytest.mark.parametrize(
    "question",
    [
        "局长是谁？",
        "三大码头分别是什么？",
        "如果碰到什么事，该找谁？",
        "听说港里有个什么平台，叫什么？",
        "不知道谁管这事，是哪个部门？",
        "是北港、南港还是西港？",
        "不管是谁报的警，几点能到？",
        "几家码头里，哪家最大？",
        "几年前，谁当局长？",
        "十几年前，谁是局长？",
        "谁能告诉我，码头是哪天开的？",
        "怎么说呢，码头是哪天开的？",
        "哪些人，哪些单位受到表彰？",
        "什么样的人、什么样的企业可以申请？",
        "在什么情况下，会归入哪一组？",
        "什么时候都能办吗，在哪里办？",
        "谁在会上讲话，讲了什么？",  # of whom?
        "船开走了，局长是谁？",  # the first tells
        "船开走了，局长是谁，谁去追？",
        "开船以后，局长是谁？",
        "“你是谁，从哪里来？”这句话是谁说的？",
        "《谁是最可爱的人》、《为什么读经典》的作者",
        "报告提出的“干什么、怎么干、谁来干”指什么？",
        "How old is Huang, who drove without a license?",
        "Who is the chief and how old is he?",
        "Who decides where and when?",
        "谁？哪里？几点？多少？",
        "局长是谁，书记是谁，会议哪天开，码头有几座，谁主持会议，几点散会",  # more than five
        "铁鹰战队 是什么",
        "请问 铁鹰战队 是什么",
        "三大码头是什么 新闻",
        "好几个人来了，局长是谁",
        "“甲是谁 乙是谁”是哪本书里的话",
        "Who is Huang, who was fined?",
        "In the year when he came, where did he live?",
        "？？",
        "",
    ],
)
def test_a_question_for_one_thing_has_no_parts(question: str) -> None:
    assert parts_of(question) == []


def test_a_story_is_not_taken_apart() -> None:
    assert parts_of("船期" * 40 + "，谁领航，几点开船？") == []


@given(st.text(alphabet="谁哪几什么多少是的，？、 。“”《》and局长船开abé", max_size=90))
def test_parts_are_of_the_questions_words(question: str) -> None:
    parts = parts_of(question)
    assert len(parts) in {0, *range(2, MOST_PARTS + 1)}
    assert all(part.said in question and part.said.strip() == part.said != "" for part in parts)
    assert all(part.forms and all(part.forms) for part in parts)


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("被谁举报的，被罚了多少钱", [("被谁举报的",), ("被罚了多少钱",)]),
        ("要带什么材料，要去哪个窗口", [("要带什么材料",), ("要去哪个窗口",)]),
        ("要交多少钱，什么时候前交？", [("要交多少钱",), ("什么时候前交",)]),
        (
            "What is the fee, when does it open, and how many people joined?",
            [("What is the fee, when does it open",), ("how many people joined",)],
        ),
        ("When the train stopped, how many people got off?", []),
    ],
)
def test_what_is_no_subject_is_lent_to_no_other_part(
    question: str, forms: list[tuple[str, ...]]
) -> None:
    assert [part.forms for part in parts_of(question)] == forms


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("一号线什么时候开通，全长多少公里？", ("一号线全长多少公里", "全长多少公里")),
        ("二号楼有几层，建筑面积多少平方米？", ("二号楼建筑面积多少平方米", "建筑面积多少平方米")),
        ("2023年营收多少，净利润多少？", ("2023年净利润多少", "净利润多少")),
        ("大床房一晚多少钱，含几份早餐？", ("大床房一晚含几份早餐", "含几份早餐")),
        ("成人票多少钱，老人票多少钱？", ("老人票多少钱",)),
    ],
)
def test_what_belongs_to_something_is_asked_of_that(question: str, forms: tuple[str, ...]) -> None:
    assert parts_of(question)[1].forms == forms


def test_an_attribute_behind_another_subject_is_asked_alone() -> None:
    parts = parts_of("局长是谁，码头有几座，票价多少元？")
    assert [part.forms[0] for part in parts] == ["局长是谁", "码头有几座", "票价多少元"]


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("什么时候停电，什么时候来电？", "停电什么时候来电"),
        ("为什么停水，什么时候恢复？", "停水什么时候恢复"),
        ("怎么报名？需要什么材料？", "报名需要什么材料"),
        ("谁可以报名，什么时候截止？", "报名什么时候截止"),
        ("桃花什么时候开，在哪里看？", "桃花在哪里看"),
        ("维修费用多少，由谁出？", "维修费用由谁出"),
        ("该药的副作用有哪些，怎么缓解？", "该药的副作用怎么缓解"),
        ("灵山大佛多高，门票多少钱？", "灵山大佛门票多少钱"),
        ("华为哪年成立的，创始人是谁？", "华为创始人是谁"),
        ("泰山在哪个省，海拔多少米？", "泰山海拔多少米"),
        ("北京以及上海的人口分别是多少？", "上海的人口是多少？"),
    ],
)
def test_the_second_part_is_asked_of_the_first_ones_subject(question: str, form: str) -> None:
    parts = parts_of(question)
    assert len(parts) == 2
    assert parts[1].forms[0] == form


@pytest.mark.parametrize("question", ["谁能告诉我几点开门，在哪买票？", "谁可以帮我？"])
def test_a_request_is_no_part(question: str) -> None:
    assert all("谁" not in part.said for part in parts_of(question))
