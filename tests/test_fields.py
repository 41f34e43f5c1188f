"""Fields: which lines give a label its value, and what they are beside one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.fields import field_of
from wuxi_qa.layout import blocks

BODY = "正文里有一句完整的话，说明了许多事情。"


def shape(*lines: str) -> list[tuple[str, str]]:
    text = "\n".join(lines)
    return [(b.kind, text[b.start : b.end]) for b in blocks(text)]


@pytest.mark.parametrize(
    ("line", "labels", "value"),
    [
        ("时间：2024年5月16日 下午", ("时间",), "2024年5月16日 下午"),
        ("时　间：下午", ("时间",), "下午"),
        ("地點：三樓", ("地点",), "三樓"),
        ("会议时间:九点", ("会议时间",), "九点"),
        ("甲方（出租方）：刘桂芳", ("甲方", "出租方"), "刘桂芳"),
        ("记录人：孙小梅", ("记录人",), "孙小梅"),
        ("参加人员：王强、李芳、赵敏", ("参加人员",), "王强、李芳、赵敏"),
        ("受访者：段师傅（原瓷厂工人，1946年生）", ("受访者",), "段师傅（原瓷厂工人，1946年生）"),
        ("联系电话：0510-85123456", ("联系电话",), "0510-85123456"),
    ],
)
def test_a_label_and_its_value(line: str, labels: tuple[str, ...], value: str) -> None:
    field = field_of(line)
    assert field is not None
    assert field.labels == labels
    assert line[slice(*field.span)] == value


@pytest.mark.parametrize(
    "line",
    [
        "上海：百年老街重开",
        "发言人：中方坚决反对",
        "市委书记：把民生放在心上",
        "时间",
        "时间：",
        "：下午",
        "时间就是金钱",
        "",
    ],
)
def test_headlines_and_bare_words_are_no_fields(line: str) -> None:
    assert field_of(line) is None


@given(st.text(alphabet="时间地点甲方（）：: \u3000\n王强,，12", max_size=20))
def test_a_value_is_what_ends_its_line(line: str) -> None:
    field = field_of(line)
    if field is not None:
        start, end = field.span
        assert end == len(line)
        assert line[:start].rstrip().endswith((":", "："))
        assert all(field.labels)


def test_fields_below_a_title_are_body_and_headed_by_it() -> None:
    assert shape("加装电梯座谈", "", "时间：2024年5月16日 下午三点整", "地点：三楼", "", BODY) == [
        ("title", "加装电梯座谈"),
        ("body", "时间：2024年5月16日 下午三点整"),
        ("body", "地点：三楼"),
        ("body", BODY),
    ]


def test_a_line_beside_a_field_is_one_whatever_its_label() -> None:
    lines = ["招聘启事", "", "岗位名称：网格员", "薪资待遇：月薪四千五百元", "报名截止：九月"]
    assert [kind for kind, _ in shape(*lines, "", BODY)] == ["title", *["body"] * 4]


def test_three_lines_of_the_form_are_fields() -> None:
    lines = ["奇树：银杏", "奇石：黄蜡石", "奇水：二泉"]
    assert [kind for kind, _ in shape("三奇", "", *lines, "", BODY)] == ["title", *["body"] * 4]
    assert [kind for kind, _ in shape("三奇", "", *lines[:2], "", BODY)][2] != "body"


def test_a_date_alone_is_a_byline_and_among_fields_it_is_none() -> None:
    assert ("byline", "时间：2024-05-16") in shape("标题在这里", "时间：2024-05-16", BODY)
    found = shape("标题在这里", "时间：2024-05-16", "地点：三楼", BODY)
    assert ("body", "时间：2024-05-16") in found


def test_the_subject_of_a_message_is_its_title() -> None:
    head = ["发件人：高峰", "收件人：采购组", "主题：关于到货延迟的说明"]
    assert shape(*head, "", BODY)[2] == ("title", "主题：关于到货延迟的说明")
    titled = shape("来信一封", "", *head, "", BODY)
    assert ("body", "主题：关于到货延迟的说明") in titled


def test_fields_of_one_line_are_lines_of_their_own() -> None:
    assert shape("姓    名：马晓棠        性    别：女", "籍　　贯：江苏宜兴　民族：汉", BODY) == [
        ("body", "姓    名：马晓棠"),
        ("body", "性    别：女"),
        ("body", "籍　　贯：江苏宜兴"),
        ("body", "民族：汉"),
        ("body", BODY),
    ]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("甲方：刘桂芳 电话：0510-85123456", ["甲方：刘桂芳", "电话：0510-85123456"]),
        ("联系电话：        邮    箱：a@b.cn", ["联系电话：", "邮    箱：a@b.cn"]),
        ("会员：王小明\t卡类（等级）：金卡", ["会员：王小明", "卡类（等级）：金卡"]),
        ("网址：  https://example.cn/a", ["网址：  https://example.cn/a"]),
        ("王强：下午 李芳：三点", ["王强：下午 李芳：三点"]),
        ("作者：陈牧野    审核：白蔚然", ["作者：陈牧野    审核：白蔚然"]),
        ("他说：好的。  地点：三楼", ["他说：好的。  地点：三楼"]),
        ("从这里起  时间：九点", ["从这里起  时间：九点"]),
    ],
)
def test_what_parts_two_fields(line: str, parts: list[str]) -> None:
    assert [text for _, text in shape(line, BODY)][:-1] == parts


@given(st.text(alphabet="姓名性别：: \u3000\t\n|王女。/(（）)", max_size=40))
def test_parting_fields_loses_nothing(text: str) -> None:
    found = "".join(text[b.start : b.end] for b in blocks(text))
    assert sorted(filter(str.isalnum, found)) == sorted(filter(str.isalnum, text))
