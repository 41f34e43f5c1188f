from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxi_qa.blocks import MAX_HEADING
from wuxi_qa.interviews import asks_only
from wuxi_qa.layout import MAX_TITLE_LINES, blocks

ARTICLE = Path(__file__).parents[1] / "seeds" / "000_07b73bbf6723b067.txt"
BODY = "正文里有一句完整的话，说明了许多事情。"
# Lines of print width, broken without regard to sentences.
WRAPPED = (
    "无锡公安推进新型职业警队转型，打造一支有信念、有灵魂、有血性、\n"
    "有战力、有风格的过硬公安铁警，建设党建和廉政教育基地，构建全警\n"
    "实战训练工作新格局，健全完善青年民警、专业人才、辅警管理工作机\n"
    "制，巩固深化教育整顿成果。"
)


def shape(text: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    """Kind and text of every block."""
    return [(b.kind, text[b.start : b.end]) for b in blocks(text, markdown=markdown)]


def levels(text: str, *, markdown: bool = False) -> list[tuple[str, int]]:
    """Text and level of every block that is not body."""
    found = blocks(text, markdown=markdown)
    return [(text[b.start : b.end], b.level) for b in found if b.kind != "body"]


def paragraphs(*lines: str) -> str:
    return "\n\n".join(lines)


def kind_of(line: str) -> str:
    """What a line is between two paragraphs below a title."""
    return blocks(paragraphs("全文的大标题", BODY, line, BODY))[2].kind


# The article


def test_the_article() -> None:
    text = ARTICLE.read_text("utf-8")
    found = shape(text)
    assert [kind for kind, _ in found] == [
        *("page", "subtitle", "title", "body", "body"),
        *("section", "body", "body", "body", "body"),
        *("section", "body", "body", "body", "body"),
        *("section", "body", "body", "body", "body", "body"),
        "byline",
    ]
    assert len(found) == 22
    assert [line for kind, line in found if kind != "body"] == [
        "第A09版:警方周刊",
        "提升硬实力 绘就新蓝图",
        "无锡打造现代防控大格局下新型智慧公安",
        "立体布防、攻防兼备、全攻全守 构建现代防控大格局",
        "智慧法治、智慧数字、智慧民生 深化智慧公安建设",
        "新型实战警务、专业实力、职业警队 提升公安硬实力",
        "(锡公新)",
    ]
    assert [level for _, level in levels(text)] == [0, 1, 1, 2, 2, 2, -1]


# Paragraphs


@pytest.mark.parametrize("markdown", [False, True])
def test_blank_lines_and_outer_white_space_belong_to_no_block(*, markdown: bool) -> None:
    text = f"\n\n\u3000\u3000{BODY}\u3000\n \t \n\n{BODY}\n\n"
    assert shape(text, markdown=markdown) == [("body", BODY), ("body", BODY)]


def test_each_line_of_a_plain_text_is_a_paragraph() -> None:
    assert shape(f"{BODY}\n{BODY}") == [("body", BODY), ("body", BODY)]


def test_hard_wrapped_lines_are_joined() -> None:
    assert shape(WRAPPED) == [("body", WRAPPED)]
    assert shape(paragraphs(WRAPPED, WRAPPED)) == [("body", WRAPPED)] * 2


def test_an_indented_line_begins_a_paragraph_among_wrapped_lines() -> None:
    indented = "\u3000\u3000" + WRAPPED
    assert shape(f"{indented}\n{indented}") == [("body", WRAPPED)] * 2


def test_a_list_item_begins_a_paragraph_among_wrapped_lines() -> None:
    text = f"{WRAPPED}\n- 第一项的内容\n- 第二项的内容"
    assert shape(text) == [
        ("body", WRAPPED),
        ("body", "- 第一项的内容"),
        ("body", "- 第二项的内容"),
    ]


def test_long_lines_that_end_sentences_are_not_wrapped() -> None:
    text = "\n".join(["无锡公安推进新型职业警队转型，打造一支过硬公安铁警。"] * 4)
    assert len(blocks(text)) == 4


def test_lines_of_uneven_length_are_not_wrapped() -> None:
    wide = "这一行没有句号，长到了三十来个字，它定下了整篇文字的宽度"
    lines = [wide, *("短短的一行", "又是一行短的", "还有一行短的") * 2]
    assert len(blocks("\n".join(lines))) == 7


def test_lines_of_a_markdown_paragraph_are_joined() -> None:
    assert shape(f"{BODY}\n第二行。", markdown=True) == [("body", f"{BODY}\n第二行。")]


@pytest.mark.parametrize("mark", ["\u2028", "\x0b", "\x0c", "\x85", "\r"])
def test_only_line_feeds_end_lines(mark: str) -> None:
    assert shape(f"甲一{mark}乙二。") == [("body", f"甲一{mark}乙二。")]


@pytest.mark.parametrize("text", ["", "\n", " \n\u3000\n\t"])
def test_an_empty_text_has_no_blocks(text: str) -> None:
    assert blocks(text) == []


ROWS = [f"张三{i:02}\t1380000{i:04}\t江苏省无锡市滨湖区蠡湖大道{i:02}号" for i in range(10)]


@pytest.mark.parametrize("above", [(), (BODY,), (WRAPPED, WRAPPED)])
def test_rows_of_one_width_are_not_wrapped(above: tuple[str, ...]) -> None:
    text = paragraphs("通讯录", *above, "\n".join(ROWS))
    assert [line for _, line in shape(text)] == ["通讯录", *above, *ROWS]


# Tables

TABLE = "| 项目 | 工作日 |\n|:--|--:|\n| 羽毛球 | 20元 |\n| 游泳 | 15元 |"


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize(
    "table", [TABLE, TABLE.replace("\n", "\n  "), "项目|工作日\n-|-\n羽毛球|20元\n游泳|15元"]
)
def test_rows_of_a_markdown_table_know_their_columns(table: str, *, markdown: bool) -> None:
    text = f"{BODY}\n\n{table}\n\n{BODY}"
    found = blocks(text, markdown=markdown)
    rows = [line.strip() for line in table.split("\n")]
    assert [(b.kind, text[b.start : b.end]) for b in found] == [
        ("body", BODY),
        ("columns", rows[0]),
        ("body", rows[2]),
        ("body", rows[3]),
        ("body", BODY),
    ]
    columns = (found[1].start, found[1].end)
    assert [b.columns for b in found] == [None, columns, columns, columns, None]


@pytest.mark.parametrize("rule", ["|---|", "|-|-|-|", "|--|: |", "----", "|==|==|"])
def test_without_its_rule_there_is_no_table(rule: str) -> None:
    text = f"| 项目 | 工作日 |\n{rule}\n| 羽毛球 | 20元 |"
    assert all(b.columns is None for b in blocks(text, markdown=True))


@pytest.mark.parametrize("info", ["\n", "甲|乙\n--|--\n"])
def test_a_table_within_a_fence_is_code(info: str) -> None:
    code = f"```{info}{TABLE}\n```"
    assert shape(f"{BODY}\n\n{code}", markdown=True) == [("body", BODY), ("body", code)]


# Titles


def test_a_short_first_line_is_the_title() -> None:
    assert shape(paragraphs("全文的大标题", BODY)) == [("title", "全文的大标题"), ("body", BODY)]


def test_the_longest_line_of_a_headline_is_the_title() -> None:
    text = paragraphs("引题在上面", "这才是全文最长的大标题", "副题在下", BODY)
    assert shape(text) == [
        ("subtitle", "引题在上面"),
        ("title", "这才是全文最长的大标题"),
        ("subtitle", "副题在下"),
        ("body", BODY),
    ]
    assert levels(text) == [("引题在上面", 1), ("这才是全文最长的大标题", 1), ("副题在下", 1)]


def test_page_lines_and_bylines_stand_within_a_headline() -> None:
    text = paragraphs("A3版", "大标题", "本报记者 张三", "更长的副标题", BODY)
    assert [kind for kind, _ in shape(text)] == ["page", "subtitle", "byline", "title", "body"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无锡", [("title", "无锡")]),
        (BODY, [("body", BODY)]),
        (BODY * 30, [("body", BODY * 30)]),
        ("。", [("body", "。")]),
        ("---", [("body", "---")]),
        ("(锡公新)", [("byline", "(锡公新)")]),
        ("第A09版:警方周刊", [("page", "第A09版:警方周刊")]),
    ],
)
def test_a_text_of_one_line(text: str, expected: list[tuple[str, str]]) -> None:
    assert shape(text) == expected


def test_the_first_of_short_lines_alone_is_the_title() -> None:
    assert shape("标题\n甲\n乙") == [("title", "标题"), ("body", "甲"), ("body", "乙")]


def test_headings_alone_stay_headings() -> None:
    text = "# 书名\n\n## 第一部\n\n## 第二部\n"
    assert levels(text, markdown=True) == [("书名", 1), ("第一部", 2), ("第二部", 2)]
    assert levels("一、总则\n\n二、附则") == [("一、总则", 1), ("二、附则", 2)]


def test_the_length_of_a_heading_has_a_limit() -> None:
    assert kind_of("长" * MAX_HEADING) == "section"
    assert kind_of("长" * (MAX_HEADING + 1)) == "body"


# Sections


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一编 总则", 2),
        ("第三章 附则", 2),
        ("第12章 附则", 2),
        ("第二节 其他", 3),
        ("一、总则", 2),
        ("十二、总则", 2),
        ("（一）范围", 3),
        ("(二)范围", 3),
        ("1.要求", 4),
        ("1、要求", 4),
        ("12．要求", 4),
        ("2.0 时代", 2),
        ("没有编号的小标题", 2),
    ],
)
def test_numbered_headings(line: str, level: int) -> None:
    found = blocks(paragraphs("全文的大标题", BODY, line, BODY))[2]
    assert (found.kind, found.level) == ("section", level)


def test_a_numbered_heading_below_the_title_is_a_section() -> None:
    text = paragraphs("全文的大标题", "一、总则", BODY)
    assert levels(text) == [("全文的大标题", 1), ("一、总则", 2)]


def test_two_short_lines_are_headings_and_three_are_a_list() -> None:
    two = paragraphs(BODY, "苹果", "香蕉", BODY)
    three = paragraphs(BODY, "苹果", "香蕉", "梨子", BODY)
    assert [kind for kind, _ in shape(two)] == ["body", "section", "section", "body"]
    assert [kind for kind, _ in shape(three)] == ["body"] * 5


QUESTION, ANSWER = "记者：门票要涨价吗？", "不涨，基本陈列一直免费。"
LONG = "不涨，除了特展以外，基本陈列一直是免费的。"
BARE = "门票要涨价吗？"


def kinds(*lines: str) -> list[str]:
    return [kind for kind, _ in shape(paragraphs(*lines))]


@pytest.mark.parametrize("mark", ["记者：", "问：", "Q1. ", "1. ", "一、", "（二）", "问题3："])
def test_two_marked_questions_head_what_answers_them(mark: str) -> None:
    question = f"{mark}几点开门？"
    found = blocks(paragraphs("访馆长", QUESTION, ANSWER, question, ANSWER, BODY))
    assert [b.kind for b in found] == ["title", "question", "body", "question", "body", "body"]
    assert found[1].level > found[0].level


def test_questions_without_marks_are_headings_where_there_are_three() -> None:
    asked = (BARE, LONG)
    assert kinds("题", *asked, *asked) == ["title", *["body"] * 4]
    assert kinds("题", *asked, *asked, *asked) == ["title", *["question", "body"] * 3]


def test_one_question_may_be_rhetorical() -> None:
    assert kinds("题", QUESTION, ANSWER, BODY) == ["title", "body", "body", "body"]
    assert kinds("题", QUESTION, ANSWER, BARE, LONG) == ["title", *["body"] * 4]


def test_a_poem_asks_nobody() -> None:
    verses = (
        "明月几时有？",
        "把酒问青天。",
        "今夕是何年？",
        "我欲乘风归去。",
        "何似在人间？",
        "转朱阁。",
    )
    assert kinds("水调歌头", *verses, BODY) == ["title", *["body"] * 7]


@pytest.mark.parametrize(
    "line",
    [
        "“几点开门？”",  # what someone says
        "馆长：几点开门？这我可不知道。",
        "馆长：" + "说来话长，" * 30 + "几点开门？",
        "答：您说久不久？",
        "是谁冲在最前面？是王雪梅！她们回来没有？",  # answers itself
    ],
)
def test_what_asks_nothing_stays_body(line: str) -> None:
    assert kinds("题", *(QUESTION, LONG) * 3, line, LONG)[-2:] == ["body", "body"]


@pytest.mark.parametrize("behind", [QUESTION, "A. 七十二位", "Ｂ、三十六位"])
def test_what_nothing_answers_stays_body(behind: str) -> None:
    asked = (QUESTION, ANSWER) * 2
    assert kinds("题", *asked, "记者：几点开门？", behind, ANSWER)[5] == "body"
    assert kinds("题", *asked, QUESTION)[-1] == "body"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("记者：新馆什么时候开放？", True),
        ("1. 誰可以申請？", True),
        ("记者：2010年您开了第一家面馆，当时有谁支持您？", False),
        ("公诉人：刀是在红星超市买的吗？", False),
        ("您说久不久？", False),
        ("记者:老师柳如眉看过吗,她怎么说?", True),
        ("什么时候开放？门票多少钱？", True),
        ("您几年前开了面馆，谁支持您？", False),
        ("谁都知道您开了面馆，为什么？", False),
        ("刀是在红星超市买的吗，是新的吗？", False),
    ],
)
def test_a_question_tells_nothing_where_each_clause_asks(line: str, *, bare: bool) -> None:
    assert asks_only(line) == bare


def test_numbered_headings_among_a_list_stay_headings() -> None:
    text = paragraphs(BODY, "一、水果", "苹果", "香蕉", BODY)
    assert [kind for kind, _ in shape(text)] == ["body", "section", "body", "body", "body"]


@pytest.mark.parametrize(
    "marks", ["1、 2、 3、", "1. 2. 3.", "（一） （二） （三）", "三、 四、 五、"]
)
def test_short_numbered_lines_without_body_are_a_list(marks: str) -> None:
    items = [mark + "打开电源" for mark in marks.split()]
    assert kinds("题", BODY, *items, BODY) == ["title", *["body"] * 5]
    assert kinds("题", *items, BODY) == ["title", *["body"] * 4]
    assert kinds("题", BODY, *items[:2], BODY) == ["title", "body", "section", "section", "body"]


def test_numbered_lines_with_a_body_each_are_headings() -> None:
    sections = [line for mark in ("一、", "二、", "三、") for line in (mark + "总则", BODY)]
    assert kinds("题", *sections) == ["title", *["section", "body"] * 3]


def test_a_heading_above_a_list_stays_one() -> None:
    items = ("1、打开电源", "2、放入衣物", "3、关上门")
    below = ["section", "body", "body", "body"]
    assert kinds("题", BODY, "一、使用", *items, "二、保养", *items) == [
        "title",
        "body",
        *below * 2,
    ]


def test_a_short_line_between_long_ones_of_its_list_is_an_item() -> None:
    items = ("1、打开电源，看指示灯。", "2、放入衣物", "3、倒入洗衣液，关上门。")
    assert kinds("题", BODY, *items, BODY) == ["title", *["body"] * 5]


def test_a_short_line_behind_long_ones_of_its_list_may_head_what_follows() -> None:
    items = ("一、本馆周一闭馆。", "二、门票免费。", "三、其他")
    assert kinds("题", BODY, *items, BODY) == ["title", *["body"] * 3, "section", "body"]


def test_a_gap_in_the_numbers_ends_a_list() -> None:
    lines = ("一、总则", "二、分则", "四、附则")
    assert kinds("题", BODY, *lines, BODY) == ["title", "body", *["section"] * 3, "body"]


def test_markdown_headings_are_no_list() -> None:
    text = paragraphs("# 题", "## 一、甲", "## 二、乙", "## 三、丙", BODY)
    assert [kind for kind, _ in shape(text, markdown=True)] == ["title", *["section"] * 3, "body"]


def test_a_table_of_contents_is_body() -> None:
    contents = ("第一章 总则……1", "第一节 目的\u30001", "第二章 附则 12")
    sections = ("第一章 总则", "第一节 目的", BODY, "第二章 附则", BODY)
    below = ["section", "section", "body", "section", "body"]
    assert kinds("题", *contents, *sections) == ["title", *["body"] * 3, *below]
    numbered = ("一、总则", "二、分则", "三、附则")
    each = [line for name in numbered for line in (name, BODY)]
    assert kinds("题", *numbered, *each) == ["title", *["body"] * 3, *["section", "body"] * 3]


ARTICLES = ("第一条 租赁物", BODY, "第二条 租金", BODY)


@pytest.mark.parametrize("above", [(), ("租赁合同",)])
def test_articles_are_sections_of_one_level(above: tuple[str, ...]) -> None:
    found = levels(paragraphs(*above, *ARTICLES))[len(above) :]
    assert found == [("第一条 租赁物", 3), ("第二条 租金", 3)]
    assert kinds(*above, *ARTICLES) == [*["title"] * len(above), *["section", "body"] * 2]


def test_an_article_that_heads_nothing_is_body() -> None:
    long = "第三条　本合同一式两份，" + "双方各执一份，" * 5 + "自签字之日起生效。"
    articles = ("第一条　期限一年", "第二条　租金三千元", long, "第四条　其他")
    assert kinds("合同", *articles) == ["title", *["body"] * 4]


def test_an_ordinal_before_a_noun_is_no_article() -> None:
    assert kinds("第一条地铁线路开通", BODY) == ["title", "body"]


def test_a_line_that_begins_with_a_dash_is_a_sub_title() -> None:
    below = "——在全市三级干部大会上的讲话摘要"
    assert kinds("携手共建美好家园", below, BODY) == ["title", "subtitle", "body"]
    assert kinds(below, "携手共建", BODY) == ["subtitle", "title", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "清河市市长\u3000顾明远",
        "清河市市长\u3000祝明远",
        "清河市市长\u3000冉明远",
        "县委书记 张伟",
        "清华大学教授 李晓红",
        "市中心医院医生 顾明远",
        "北京市市長 陳建國",
        "公司總監 鍾明遠",
    ],
)
def test_an_office_with_a_name_below_the_title_is_a_byline(line: str) -> None:
    assert kinds("新春贺词", line, BODY) == ["title", "byline", "body"]
    assert kinds("新春贺词", "——致全市人民", line, BODY) == [
        *("title", "subtitle", "byline", "body")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "人大代表 履职为民",
        "清河市市长 高效履职",
        "超级队长 勇闯天涯",
        "市长顾明远",
        "班长 高兴",
        "村民代表 谈变化",
    ],
)
def test_a_slogan_below_the_title_is_no_byline(line: str) -> None:
    assert "byline" not in kinds("为人民服务谱写新的篇章", line, BODY)


def test_an_office_with_a_name_alone_is_the_title() -> None:
    assert kinds("清河市市长 顾明远", BODY) == ["title", "body"]


ASKING = "为什么海水是咸的,湖水却大多是淡的?"


def test_a_first_line_that_asks_is_the_title() -> None:
    assert kinds(ASKING, LONG, BODY) == ["title", "body", "body"]
    assert kinds("A3版", ASKING, "本报记者 张三", LONG) == ["page", "title", "byline", "body"]
    assert kinds(ASKING, "——一堂有关海洋和湖泊的长长的科学课", LONG) == [
        "title",
        "subtitle",
        "body",
    ]
    assert kinds(ASKING, LONG, QUESTION, ANSWER, QUESTION, ANSWER) == [
        *("title", "body"),
        *["question", "body"] * 2,
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (ASKING, LONG, BARE, LONG),  # several questions
        (QUESTION, LONG),
        (ASKING, "答：因为河流把盐带进了大海，几亿年来一直如此。"),
        (ASKING, "馆长：因为河流把盐带进了大海，几亿年来一直如此。"),
        (ASKING, "因为河流。", BODY),  # of a poem or a dialogue
        ("“几点开门？”", LONG),
        (BODY, ASKING, LONG),
        ("长" * MAX_HEADING + "吗？", LONG),
    ],
)
def test_what_else_asks_first_is_no_title(lines: tuple[str, ...]) -> None:
    assert "title" not in kinds(*lines)


def test_a_poem_is_no_row_of_headings() -> None:
    lines = ["静夜思", "床前明月光", "疑是地上霜", "举头望明月", "低头思故乡", "李白作此诗"]
    assert len(lines) > MAX_TITLE_LINES
    assert [kind for kind, _ in shape("\n".join(lines))] == ["title", *["body"] * 5]
    assert [kind for kind, _ in shape(paragraphs(*lines, BODY))] == ["title", *["body"] * 6]


def test_a_poem_within_a_text_is_body() -> None:
    poem = "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡"
    assert [kind for kind, _ in shape(paragraphs("大标题", BODY, poem, BODY))] == [
        "title",
        *["body"] * 6,
    ]


@pytest.mark.parametrize(
    "item", ["- 苹果", "* 苹果", "• 苹果", "1. 苹果", "2) 苹果", "| 甲 | 乙 |"]
)
def test_list_items_are_body(item: str) -> None:
    assert kind_of(item) == "body"


@pytest.mark.parametrize("line", ["……", "***", "---", "|---|:-:|", "### ", "#", "———"])
def test_lines_without_a_letter_or_digit_are_no_blocks(line: str) -> None:
    assert kinds("全文的大标题", BODY, line, BODY) == ["title", "body", "body"]


@pytest.mark.parametrize("line", ["他说：", "苹果，", "完了。", "真的？", "“好！”"])
def test_lines_with_end_marks_are_body(line: str) -> None:
    assert kind_of(line) == "body"


# Page lines and bylines


@pytest.mark.parametrize(
    "line",
    ["第A09版:警方周刊", "A3版", "3版", "第12版 要闻", "第 12 版", "Page 3", "p.12", "P. A3"],
)
def test_page_lines(line: str) -> None:
    found = blocks(paragraphs("大标题", BODY, line, BODY))[2]
    assert (found.kind, found.level) == ("page", 0)


@pytest.mark.parametrize(
    "line", ["第3版本", "第3版本的说明", "版面说明", "出版三十年", "Pages of history"]
)
def test_no_page_lines(line: str) -> None:
    assert kind_of(line) == "section"


@pytest.mark.parametrize(
    "line",
    [
        *("(锡公新)", "（锡公新）", "（新华社记者 张三）", "本报记者 张三", "新华社记者 张三 李四"),
        *("作者:李四", "作者：李四", "责任编辑：王五", "来源：新华网", "記者 張三", "文/张三"),
        *(
            "审核：李四 校对：王五",
            "审核 王五 监制 赵六",
            "设计：王五、张三",
            "撰稿人：李四",
            "審核：張三",
        ),
        *("By John Smith", "2022年3月11日", "2022-03-11", "2022/3/1", "2022.03.11"),
        *("2022年3月11日 星期五", "2022年3月11日 10:20", "发布时间：2022-03-11 10:20:30"),
    ],
)
def test_bylines(line: str) -> None:
    found = blocks(paragraphs("大标题", BODY, line, BODY))[2]
    assert (found.kind, found.level) == ("byline", -1)


@pytest.mark.parametrize(
    "line",
    [
        *("记者节快乐", "编辑部的故事", "作者的话", "文化建设", "来源国家", "Bypass surgery"),
        *("设计：轻薄机身", "视频：无", "审核 流程", "设计王五", "图片 三"),
        *("2022年3月11日大会", "2022年的春天", "（一）", "(2022)"),
    ],
)
def test_no_bylines(line: str) -> None:
    assert kind_of(line) == "section"


@pytest.mark.parametrize("line", ["（完）", "(未完待续)", "（续）"])
def test_a_remark_on_the_end_is_neither_heading_nor_byline(line: str) -> None:
    assert kind_of(line) == "body"
    assert blocks(paragraphs("大标题", BODY, line))[-1].kind == "body"


def test_a_sentence_about_a_reporter_is_body() -> None:
    assert kind_of("记者 张三来到了现场。") == "body"


def test_a_short_last_line_is_a_signature() -> None:
    assert shape(paragraphs("大标题", BODY, "锡公新"))[-1] == ("byline", "锡公新")


def test_a_numbered_last_line_is_a_section() -> None:
    assert levels(paragraphs("大标题", BODY, "三、结语"))[-1] == ("三、结语", 2)


# Markdown


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("# 标题", "标题"),
        ("###### 标题", "标题"),
        ("# 标题 #", "标题"),
        ("## 标题 ######", "标题"),
        ("## 标题 \t## ", "标题"),
        ("#\t标题", "标题"),
        ("#\u3000标题", "标题"),
        ("   # 标题", "标题"),
        ("# 学习 C#", "学习 C#"),
        ("# 一个 # 号", "一个 # 号"),
    ],
)
def test_markdown_headings(line: str, heading: str) -> None:
    assert shape(f"{line}\n{BODY}", markdown=True) == [("title", heading), ("body", BODY)]


@pytest.mark.parametrize("line", ["#标题", "####### 标题", "\\# 标题", "    # 标题"])
def test_no_markdown_headings(line: str) -> None:
    text = f"{BODY}\n\n{line}\n{BODY}"
    assert [kind for kind, _ in shape(text, markdown=True)] == ["body", "body"]


def test_levels_of_markdown_headings() -> None:
    text = f"# 甲\n{BODY}\n## 乙\n{BODY}\n### 丙\n{BODY}\n## 丁\n{BODY}"
    assert levels(text, markdown=True) == [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 2)]


def test_a_markdown_heading_may_be_long_and_end_like_a_sentence() -> None:
    heading = "这是一个非常长的标题，" * 5 + "是吗？"
    assert shape(f"{BODY}\n\n## {heading}\n{BODY}", markdown=True)[1] == ("section", heading)


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_fenced_code_is_one_block(fence: str) -> None:
    code = f"{fence}python\n# 注释\n\n- x\n{fence}"
    text = f"{BODY}\n{code}\n{BODY}\n# 标题"
    assert shape(text, markdown=True)[:3] == [("body", BODY), ("body", code), ("body", BODY)]
    assert levels(text, markdown=True) == [("标题", 1)]


@pytest.mark.parametrize("inner", ["~~~", "``", "````python", "```` 不是", "```` ~~~"])
def test_only_its_own_marks_close_a_fence(inner: str) -> None:
    code = f"````\n{inner}\n# 注释\n\n`````"
    text = f"{BODY}\n{code}\n# 标题\n{BODY}"
    assert shape(text, markdown=True) == [
        ("body", BODY),
        ("body", code),
        ("section", "标题"),
        ("body", BODY),
    ]


def test_an_open_fence_reaches_the_end() -> None:
    text = f"{BODY}\n\n```\n# 注释\n\n代码"
    assert shape(text, markdown=True) == [("body", BODY), ("body", "```\n# 注释\n\n代码")]


def test_back_quotes_within_a_line_open_no_fence() -> None:
    text = f"```x``` 是代码。\n# 标题\n{BODY}"
    assert shape(text, markdown=True)[1:] == [("section", "标题"), ("body", BODY)]


def test_markdown_marks_count_in_plain_text_too() -> None:
    text = paragraphs("# 大标题", BODY, "## 小标题", BODY)
    assert levels(text) == [("大标题", 1), ("小标题", 2)]


# Any text

LINES = [
    *(
        "# 标题",
        "## 标题 ##",
        "#",
        "```",
        "~~~",
        "一、总则",
        "（一）范围",
        "1.要求",
        "- 项",
        "| 甲",
        "|--",
        "第一条 租赁物",
        "二、分则",
        "三、附则",
    ),
    *(
        "第A09版:警方周刊",
        "(锡公新)",
        "本报记者 张三",
        "2022年3月11日",
        "短行",
        BODY,
        "",
        " \u3000",
    ),
    *(
        "。",
        "“",
        "……",
        "\x0b",
        "\u2028",
        "👨\u200d👩",
        "\u0301",
        "שלום",
        "\u3000\u3000缩进",
        "    代码",
    ),
    *WRAPPED.split("\n"),
]
texts = st.lists(st.sampled_from(LINES) | st.text(max_size=50), max_size=20).map("\n".join)


@settings(deadline=None)
@given(texts, st.booleans())
def test_blocks_cover_all_that_is_worded(text: str, markdown: bool) -> None:
    position = 0
    for start, end, *_ in blocks(text, markdown=markdown):
        assert position <= start < end
        assert not any(map(str.isalnum, text[position:start]))
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not any(map(str.isalnum, text[position:]))


@settings(deadline=None)
@given(texts, st.booleans())
def test_levels_fit_kinds(text: str, markdown: bool) -> None:
    allowed = {
        "page": {0},
        "title": {1},
        "subtitle": {1},
        "section": set(range(1, 7)),
        "body": {-1},
        "columns": {-1},
        "byline": {-1},
    }
    found = blocks(text, markdown=markdown)
    assert all(block.level in allowed[block.kind] for block in found)
    assert [block.kind for block in found].count("title") <= 1


@settings(deadline=None)
@given(texts)
def test_no_heading_of_a_plain_text_spans_lines(text: str) -> None:
    for block in blocks(text):
        if block.kind != "body":
            assert "\n" not in text[block.start : block.end]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "无锡" * 500_000,
        "# a" + " " * 300_000 + "b",
        "# a" + "#" * 300_000 + "b",
        "一、标题\n\n正文。\n\n" * 50_000,
        "标题\n\n" * 50_000,
        "\n" * 500_000,
        "\u3000\n" * 200_000,
        "|" * 500_000,
        "|-\n" * 200_000,
        "一、甲\n二、乙\n三、丙\n" * 50_000,
        "第一条 甲\n" * 100_000,
        "：" + " " * 300_000 + "甲" + "\n甲。" * 3,
        "本报记者" * 100_000,
        "```\n" * 50_000,
        (WRAPPED + "\n") * 3_000,
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, str) else None,
)
def test_large_texts_take_linear_time(text: str, *, markdown: bool) -> None:
    found = blocks(text, markdown=markdown)
    assert sum(b.end - b.start for b in found) <= len(text)
    assert bool(found) == bool(text.strip())


def test_headings_that_go_on_are_no_list() -> None:
    text = f"汇报\n一、概况\n二、做法\n三、问题\n{BODY}\n四、打算\n{BODY}"
    kinds = {text[b.start : b.end]: b.kind for b in blocks(text)}
    assert [kinds[name] for name in ("一、概况", "三、问题", "四、打算")] == ["section"] * 3


def test_headings_that_come_again_in_another_chapter_stay() -> None:
    chapter = f"第{{}}章 甲\n一、参数\n（一）尺寸\n{BODY}\n（二）续航\n{BODY}\n"
    text = "手册\n" + chapter.format("一") + chapter.format("二")
    assert [b.kind for b in blocks(text) if text[b.start : b.end] == "一、参数"] == ["section"] * 2


# Headlines of other texts than newspapers


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("内河微塑料研究", "（1. 江南大学环境学院；2. 市环境监测站）"), "内河微塑料研究"),
        (("民事判决书", "（2023）苏0213民初1234号"), "民事判决书"),
        (("关于防汛的通知", "锡政办发〔2024〕12号文件之第一百零二号"), "关于防汛的通知"),
        (("阅读推广论坛", "2024年10月25日—27日 临川县文化中心"), "阅读推广论坛"),
    ],
)
def test_what_cannot_stand_alone_is_no_title(lines: tuple[str, ...], title: str) -> None:
    assert ("title", title) in shape("\n".join([*lines, "", BODY]))


def test_the_last_line_above_a_paragraph_heads_it() -> None:
    text = f"知青日记选\n\n三月五日，天气晴，有风\n{BODY}\n\n三月九日，小雪\n{BODY}"
    assert shape(text) == [
        ("title", "知青日记选"),
        ("section", "三月五日，天气晴，有风"),
        ("body", BODY),
        ("section", "三月九日，小雪"),
        ("body", BODY),
    ]
    apart = shape(f"知青日记选\n\n三月五日，天气晴，有风\n\n{BODY}")
    assert apart[0] == ("subtitle", "知青日记选")


@pytest.mark.parametrize("author", ["张若虚", "李白", "（唐）李白", "宋·苏轼", "李清照"])
def test_a_name_below_the_title_is_a_byline(author: str) -> None:
    assert shape(f"春江花月夜曲\n\n{author}\n\n{BODY}")[:2] == [
        ("title", "春江花月夜曲"),
        ("byline", author),
    ]


@pytest.mark.parametrize("line", ["高新区", "金融篇", "温馨提示"])
def test_other_short_lines_below_the_title_are_none(line: str) -> None:
    assert shape(f"春江花月夜曲\n\n{line}\n\n{BODY}")[1] == ("subtitle", line)


def test_verses_that_end_in_a_comma_go_on() -> None:
    text = (
        "春江潮水连海平，\n海上明月共潮生。\n"
        "\u3000\u3000江流宛转绕芳甸，\n\u3000\u3000月照花林皆似霰。"
    )
    assert [line for _, line in shape(text)] == [
        "春江潮水连海平，\n海上明月共潮生。",
        "江流宛转绕芳甸，\n\u3000\u3000月照花林皆似霰。",
    ]


@pytest.mark.parametrize("behind", ["", "- 甲", "1. 甲", "# 甲"])
def test_a_comma_joins_no_item_and_nothing_across_a_blank_line(behind: str) -> None:
    found = shape(f"{BODY}\n须带以下材料，\n{behind}\n乙。\n{BODY}")
    assert (found[1][1]) == "须带以下材料，"


ROW_LINES = ["08:30-09:00 签到", "2014.09–2017.06 复旦大学 应用统计", "2020年4月-至今 某公司"]


@pytest.mark.parametrize("row", ROW_LINES)
def test_rows_that_begin_with_a_time_are_body(row: str) -> None:
    text = f"论坛日程\n\n10月12日（周六）\n{row}\n{row}\n10月13日（周日）\n{row}"
    assert [kind for kind, _ in shape(text)] == [
        *("title", "section", "body", "body", "section", "body")
    ]


def test_times_and_numbers_of_subtitles_are_no_text() -> None:
    cue = "00:00:01,000 --> 00:00:04,000"
    assert [line for _, line in shape(f"1\n{cue}\n大家好\n\n2\n{cue}\n我们来到宜兴")] == [
        "大家好",
        "我们来到宜兴",
    ]
    assert ("section", "2") in shape(f"全文的大标题\n\n{BODY}\n\n2\n\n{BODY}")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("无锡市公安局", "byline"),
        ("2023年2月24日", "byline"),
        ("整机保修一年，滤芯不保修", "body"),
        ("服务热线：400-000-3300", "body"),
        ("本广告有效期至2024年8月31日", "body"),
    ],
)
def test_only_a_signature_is_the_byline_at_the_end(line: str, kind: str) -> None:
    assert shape(paragraphs("全文的大标题", BODY, line))[-1] == (kind, line)


def test_a_letter_a_and_a_colon_answer_a_letter_q() -> None:
    text = "常见问题\n\nQ：滤网可以水洗吗？\nA：不可以。\nQ：红灯一直亮呢？\nA：请擦拭传感器。"
    assert [kind for kind, _ in shape(text)] == ["title", "question", "body", "question", "body"]


def test_questions_may_stand_below_who_asks() -> None:
    first = "小沈\n您是哪一年进厂的？\n段师傅\n六三年，那年我十七。"
    turns = f"{first}\n小沈\n后来呢？\n段师傅\n后来厂子关了门。"
    assert [kind for kind, _ in shape(f"口述史访谈\n\n{turns}")] == [
        *("title", "question", "body", "question", "body")
    ]
    assert asks_only("小沈\n您是哪一年进厂的？")
