"""Lines: what asks for a line of the page, and which line is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa import QA
from wuxi_qa.asking.lines import asked_items, asked_lines, role_span
from wuxi_qa.documents import Document
from wuxi_qa.passages import Passage, split

PAGE = """第B03版:城市周刊

公园入口换新牌

滨湖区完成三处公园导视改造

  滨湖区城市管理局上月完成三处公园的导视改造，新的牌子用中英文两种文字，字也大了一倍。

  看得清

  字号由三厘米加到六厘米，夜里有灯，老人说不用再走近看。

  找得到

  每个岔路口都有牌子，最远的两块相距不到两百米。

(锡城新)
"""
PASSAGES = split(Document(id="page", text=PAGE))
NOTICE = """关于开展公园长椅检修的通知

各公园管理处：

  为方便游人歇脚，决定自5月6日起检修全区公园长椅。

  一、检修范围

  （一）湖边步道两侧的木椅；

  （二）儿童游乐场外的石椅。

  二、检修任务

  （一）逐张检查。各处于5月20日前查完木椅，建一本册子。

  （二）更换木条。断裂的木条当天换下，刷两遍清漆。

  三、检修费用

  费用由区园林局承担，每张长椅不超过三百元。

湖东区园林局

2024年4月28日
"""
NOTICED = split(Document(id="notice", text=NOTICE))
HEADLINE = ["滨湖区完成三处公园导视改造", "公园入口换新牌"]


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("这篇文章的标题是什么？", HEADLINE),
        ("题目", HEADLINE),
        ("What's the title of the article?", HEADLINE),
        ("副标题写了什么", HEADLINE[:1]),
        ("請問這篇報導的副題是什麼？", HEADLINE[:1]),
        ("引题是什么", HEADLINE[1:]),
        ("文中有哪些小标题？", ["看得清", "找得到"]),
        ("两个小标题分别是什么", ["看得清", "找得到"]),
        ("第二个小标题是怎么写的？", ["找得到"]),
        ("最后一部分的标题叫什么", ["找得到"]),
        ("第三个小标题是什么？", []),
        ("这是谁写的？", ["(锡城新)"]),
        ("文末署名", ["(锡城新)"]),
        ("Who wrote this report?", ["(锡城新)"]),
        ("登在報紙的第幾版？", ["第B03版:城市周刊"]),
        ("Which page is it on?", ["第B03版:城市周刊"]),
    ],
)
def test_a_line_is_found_by_what_it_is(question: str, lines: list[str]) -> None:
    assert [line.text for line in asked_lines(question, PASSAGES)] == lines


@pytest.mark.parametrize(
    "question",
    [
        "公园入口的标题是什么？",
        "标题是谁写的？",
        "作者写了什么？",
        "责任编辑是谁？",
        "字号多大？",
        "文章讲了什么？",
        "为什么是这标题",
        "有几个小标题",
        "一共多少个小标题？",
        "记者问了什么",
        "审核的是什么",
        "导视改造的第二部分是什么？",
        "？",
    ],
)
def test_whatever_asks_for_more_than_a_line_is_left_to_the_reader(question: str) -> None:
    assert asked_lines(question, PASSAGES) == []


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("通知是谁发的？", ["湖东区园林局"]),
        ("这份通知的发布单位是哪个", ["湖东区园林局"]),
        ("落款", ["湖东区园林局"]),
        ("通知是哪天发的？", ["2024年4月28日"]),
        ("落款日期是什么", ["2024年4月28日"]),
        ("这则通知是哪个单位发布的", ["湖东区园林局"]),
        ("这份通知是哪里发的", ["湖东区园林局"]),
        ("通知的落款单位是什么", ["湖东区园林局"]),
        ("這份合同是誰起草的", ["湖东区园林局"]),
        ("记者是谁", []),
        ("审核人是谁", []),
        ("这个通知什么时候发的", ["2024年4月28日"]),
        ("哪一天发布的这则通知", ["2024年4月28日"]),
        ("通知是发给谁的", []),
        ("When was the article issued?", ["2024年4月28日"]),
        ("检修是哪天开始的？", []),
    ],
)
def test_who_signed_and_when_are_told_apart(question: str, lines: list[str]) -> None:
    assert [line.text for line in asked_lines(question, NOTICED)] == lines


def test_a_page_without_a_date_has_none() -> None:
    assert asked_lines("文章是什么时候发表的？", PASSAGES) == []
    assert asked_lines("落款日期", PASSAGES) == []


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("检修范围包括哪些？", ["（一）湖边步道两侧的木椅", "（二）儿童游乐场外的石椅"]),
        ("檢修範圍有哪些", ["（一）湖边步道两侧的木椅", "（二）儿童游乐场外的石椅"]),
        ("两项检修任务分别是什么？", ["（一）逐张检查", "（二）更换木条"]),
        ("检修费用是什么", ["费用由区园林局承担，每张长椅不超过三百元"]),
    ],
)
def test_paragraphs_under_the_heading_asked_for_are_all_cited(
    question: str, quotes: list[str]
) -> None:
    qa = QA.build([Document(id="notice", text=NOTICE)])
    answer = qa.ask(question)
    assert [citation.quote for citation in answer.citations] == quotes
    assert answer.confidence == pytest.approx(0.95)


@pytest.mark.parametrize(
    "question",
    [
        "检修任务里哪些在5月做？",
        "检修范围多大？",
        "检修",
        "湖边的检修范围包括哪些？",
        "范围包括哪些？",
    ],
)
def test_whatever_asks_for_more_than_a_heading_is_left_to_the_reader(question: str) -> None:
    assert asked_items(question, NOTICED) == []


def test_a_heading_of_two_places_is_not_one() -> None:
    twice = [*NOTICED, *split(Document(id="other", text=NOTICE))]
    assert asked_items("检修范围包括哪些？", NOTICED) != []
    assert asked_items("检修范围包括哪些？", twice) == []


def test_no_line_is_meant_among_several_documents() -> None:
    both = [*PASSAGES, *split(Document(id="other", text=PAGE))]
    assert asked_lines("作者是谁？", both) == []


def test_a_line_that_the_page_lacks_is_not_found() -> None:
    bare = split(Document(id="bare", text="这一段没有标题，也没有署名，只有一句话。"))
    for question in ("作者是谁？", "标题是什么？", "第几版？", "副标题是什么？"):
        assert asked_lines(question, bare) == []


@given(st.text(max_size=40))
def test_any_question_gets_lines_of_the_page_or_none(question: str) -> None:
    lines = asked_lines(question, PASSAGES)
    assert all(isinstance(line, Passage) and line.kind != "body" for line in lines)


def test_ask_answers_with_the_lines_themselves() -> None:
    qa = QA.build(Document(id="page", text=PAGE))
    answer = qa.ask("文中有哪些小标题？")
    assert [citation.quote for citation in answer.citations] == ["看得清", "找得到"]
    assert all(PAGE[c.start : c.end] == c.quote for c in answer.citations)
    assert answer.confidence == 0.95
    hits = qa.search("第二个小标题是什么？", k=3, rerank=True)
    assert len(hits) == 3
    assert hits[0].passage.text == "找得到"
    assert [hit.rank for hit in hits] == [1, 2, 3]


def test_all_lines_are_cited_however_many_and_however_far() -> None:
    body = "这一段说的是太湖边上的小标题和别的事情，写得不长。"
    sections = [f"{number}、风光无限好" for number in "一二三四五六"]
    text = "太湖一日\n\n" + "".join(f"{name}\n\n{body}\n{body}\n" for name in sections)
    qa = QA.build(Document(id="page", text=text + f"{body}\n" * 250))
    assert len(qa.passages) > 250
    answer = qa.ask("有哪些小标题？", k=2)
    assert [citation.quote for citation in answer.citations] == sections
    last = qa.search("最后一个小标题是什么？", k=1, rerank=True)
    assert [hit.passage.text for hit in last] == sections[-1:]


def test_explaining_keeps_the_order_where_lines_are_asked_for() -> None:
    qa = QA.build(Document(id="page", text=PAGE))
    plain = qa.search("第二个小标题是什么？", k=2)
    explained = qa.search("第二个小标题是什么？", k=2, explain=True)
    assert [hit.passage for hit in explained] == [hit.passage for hit in plain]


def lines_for(question: str, text: str) -> list[str]:
    return [p.text for p in asked_lines(question, split(Document(id="page", text=text)))]


HEADINGS = "".join(
    f"小节之{n}\n\n这一节讲第{n}件事，写得很长，有头有尾。\n\n" for n in range(1, 23)
)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("第二个小标题是什么？", [2]),
        ("第十二个小标题是什么？", [12]),
        ("第二十个小标题是什么？", [20]),
        ("第21个小标题", [21]),
        ("第一、第三个小标题是什么", [1, 3]),
        ("最后一个小标题是什么", [22]),
        ("最后两个小标题是什么", [21, 22]),
        ("第三十个小标题是什么？", []),
        ("倒数第二个小标题是什么", [21]),
        ("最后第二个小标题", [21]),
        ("倒数第1个小标题是什么", [22]),
        ("倒数第三十个小标题是什么", []),
    ],
)
def test_lines_are_counted(question: str, numbers: list[int]) -> None:
    text = f"公园导视改造全部完成\n\n改造昨天完成，全区都看得见。\n\n{HEADINGS}"
    assert lines_for(question, text) == [f"小节之{n}" for n in numbers]


@pytest.mark.parametrize(
    "date", ["2023年5月1日", "2023-05-01 10:20", "发布时间：2023年5月1日", "（二〇二三年五月一日）"]
)
def test_a_date_is_no_author(date: str) -> None:
    body = "正文说的是公园里的事情，写得很长。\n"
    assert lines_for("这篇文章的作者是谁？", f"公园换新牌\n\n{date}\n\n{body}") == []
    assert lines_for("这篇文章的作者是谁？", f"公园换新牌\n\n{date}\n\n记者 王一\n\n{body}") == [
        "记者 王一"
    ]


@pytest.mark.parametrize(
    "line", ["图 1 系统总体架构", "图  二 部署方式", "（全场鼓掌）", "（热烈鼓掌）"]
)
def test_captions_and_stage_directions_are_no_authors(line: str) -> None:
    body = "正文说的是公园里的事情，写得很长。\n"
    assert lines_for("作者是谁？", f"公园换新牌\n\n{body}\n\n{line}\n\n{body}") == []


@pytest.mark.parametrize(
    ("line", "question", "quote"),
    [
        ("作者:陈牧野 审核:海洋研究所研究员 白蔚然", "作者是谁？", "陈牧野"),
        ("作者:陈牧野 审核:海洋研究所研究员 白蔚然", "文章是谁审核的", "海洋研究所研究员 白蔚然"),
        ("作者：陳牧野　審核：白蔚然", "審核人是誰", "白蔚然"),
        ("作者：陈牧野 审核：白蔚然", "署名是什么", "作者：陈牧野 审核：白蔚然"),
        ("本报记者 何一舟 通讯员 吴越", "稿子是谁写的", "本报记者 何一舟 通讯员 吴越"),
        ("本报记者 何一舟", "这篇专访是哪个记者采写的", "本报记者 何一舟"),
        ("记者：何一舟 编辑：吴越", "菜谱是谁写的", "何一舟"),
        ("责任编辑：吴越", "作者是谁", None),
        ("作者：何一舟", "记者是谁", None),
    ],
)
def test_of_a_byline_the_role_asked_for_is_meant(
    line: str, question: str, quote: str | None
) -> None:
    body = "正文说的是公园里的事情，写得很长。\n"
    page = split(Document(id="page", text=f"公园换新牌\n\n{line}\n\n{body}"))
    [*found] = asked_lines(question, page)
    if quote is None:
        assert found == []
        return
    [byline] = found
    span = role_span(question, byline) or (0, len(byline.text))
    assert byline.text[slice(*span)] == quote


LEASE = """房屋租赁合同

正文说的是租房子的事情，写得很长，有头有尾。

有下列情形之一的，乙方可以解除合同且不承担违约责任：

（1）甲方迟延交付；逾期十五日以上，经过催告的；

（2）房屋不安全。

除前款情形外，乙方应提前通知甲方，并付违约金。

申请人应当提交以下材料：

1.身份证复印件。

2.照片两张。
"""
LEASED = split(Document(id="lease", text=LEASE))


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "乙方可以解除合同的情形有哪些",
            ["（1）甲方迟延交付；逾期十五日以上，经过催告的；", "（2）房屋不安全。"],
        ),
        (
            "哪些情形乙方可以解除合同？",
            ["（1）甲方迟延交付；逾期十五日以上，经过催告的；", "（2）房屋不安全。"],
        ),
        ("申请须提交哪些材料", ["1.身份证复印件。", "2.照片两张。"]),
        ("申請材料包括哪些", ["1.身份证复印件。", "2.照片两张。"]),
        ("承担违约责任的情形有哪些", []),  # which the line denies
        ("甲方可以解除合同的情形有哪些", []),
        ("哪些申请人应当提交材料", []),  # asks who
        ("材料有哪些", []),  # of what, it does not say
        ("申请材料何时提交", []),
        ("申请材料有哪些要求", []),
        ("申请须提交哪几样材料", ["1.身份证复印件。", "2.照片两张。"]),
    ],
)
def test_a_line_before_numbered_paragraphs_heads_them(question: str, items: list[str]) -> None:
    assert [p.text[:n] for p, n in asked_items(question, LEASED)] == items


def test_a_lead_line_of_two_places_is_none() -> None:
    twice = [*LEASED, *split(Document(id="other", text=LEASE))]
    assert asked_items("申请须提交哪些材料", twice) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("①", "②"),
        ("⑴", "⑵"),
        ("（1）", "（2）"),
        ("(一)", "（二）"),
        ("1.", "2."),
        ("一、", "二、"),
    ],
)
def test_items_are_numbered_in_many_ways(first: str, second: str) -> None:
    text = LEASE.replace("\n\n1.", f"\n\n{first}").replace("\n\n2.", f"\n\n{second}")
    page = split(Document(id="lease", text=text))
    items = [p.text[:n] for p, n in asked_items("申请须提交哪些材料", page)]
    assert items == [f"{first}身份证复印件。", f"{second}照片两张。"]


@pytest.mark.parametrize("second", ["2.5万元押金", "（2）照片两张"])
def test_items_numbered_otherwise_or_not_at_all_are_none(second: str) -> None:
    page = split(Document(id="lease", text=LEASE.replace("2.照片两张", second)))
    assert asked_items("申请须提交哪些材料", page) == []


@pytest.mark.parametrize(
    "question", ["谁负责起草合同", "报告什么时候发布的", "报告题目是什么", "报告人是谁"]
)
def test_papers_that_a_text_is_about_are_not_its_own(question: str) -> None:
    text = "办法\n\n合同由法务部起草，报告于五月发布，报告人为金教授。\n\n行政部\n2024年4月20日"
    assert asked_lines(question, split(Document(id="d", text=text))) == []


def test_a_paper_that_is_pointed_at_is_the_text() -> None:
    text = "劳动合同\n\n甲方和乙方就下列事项达成一致。\n\n行政部\n2024年4月20日"
    lines = asked_lines("这份合同是谁发布的", split(Document(id="d", text=text)))
    assert [line.text for line in lines] == ["行政部"]


def test_a_line_that_denies_answers_no_question_for_what_it_affirms() -> None:
    text = "通知\n\n下列人员不得报名参加志愿服务：\n\n1.未满十六周岁的；\n\n2.正在服刑的。"
    passages = split(Document(id="d", text=text))
    assert asked_items("哪些人员报名参加志愿服务", passages) == []
    assert len(asked_items("哪些人员不得报名参加志愿服务", passages)) == 2


def test_names_and_items_may_begin_with_a_number() -> None:
    text = (
        "报告\n\n一、2023年工作回顾\n\n去年完成了全部任务。\n\n二、2024年工作安排\n\n"
        "1、30户家庭改造完毕。\n\n2、六月底前修好路灯。"
    )
    items = asked_items("2024年工作安排有哪些？", split(Document(id="d", text=text)))
    assert [item.text for item, _ in items] == ["1、30户家庭改造完毕。", "2、六月底前修好路灯。"]


def test_what_is_denied_can_be_asked_for() -> None:
    text = "简章\n\n有下列情形之一的，不得报考：\n\n1.未满十八周岁的；\n\n2.正在服刑的。"
    items = asked_items("不得报考的情形有哪些？", split(Document(id="d", text=text)))
    assert len(items) == 2


RECIPE = """红烧肉

用料
- 五花肉 500克
- 冰糖 30克

招人
任职要求：
1、年龄40周岁以下；
2、大专及以上学历。
备注：面议。
"""


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("用料有哪些", ["- 五花肉 500克", "- 冰糖 30克"]),
        ("任职要求有哪些？", ["1、年龄40周岁以下；", "2、大专及以上学历。"]),
        ("任职要求是什么", ["1、年龄40周岁以下；", "2、大专及以上学历。"]),
        ("任职要求多高", []),
        ("备注是什么", []),
    ],
)
def test_items_behind_a_heading_or_a_name_with_a_colon(question: str, items: list[str]) -> None:
    passages = split(Document(id="recipe", text=RECIPE))
    assert [passage.text for passage, _ in asked_items(question, passages)] == items


@pytest.mark.parametrize("question", ["这首诗的作者是谁", "这首诗是谁写的？"])
def test_the_author_of_a_poem(question: str) -> None:
    text = "静夜思\n\n李白\n\n床前明月光，疑是地上霜。\n举头望明月，低头思故乡。"
    assert [p.text for p in asked_lines(question, split(Document(id="p", text=text)))] == ["李白"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "这首诗是谁写的？",
            "《静夜思》的思乡之情\n\n文/张晓明\n\n唐代诗人李白的名作写于扬州，语言平实，流传千年。",
        ),
        (
            "这封信是谁写的？",
            "一封迟到四十年的信\n\n本报记者 王芳\n\n写信人是当年的知青周海涛，他说一切都好。",
        ),
    ],
)
def test_who_wrote_what_a_text_tells_of_is_no_byline(question: str, text: str) -> None:
    passages = split(Document(id="p", text=text))
    assert asked_lines(question, passages) == []
    assert len(asked_lines("这篇文章是谁写的？", passages)) == 1
