"""Names: what has the form of a person's name, and what is an office."""

from __future__ import annotations

import re

import pytest

from wuxi_qa.names import OFFICES, credits_in, is_bulleted_credit, is_credit, is_person_name


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("顾明远", True),
        ("祝明远", True),
        ("冉明远", True),
        ("顧明遠", True),
        ("鍾明遠", True),
        ("李和平", True),
        ("陈向东", True),
        ("王五", True),
        ("高兴", False),  # a common word
        ("高兴事", False),
        ("明远", False),
        ("谈变化", False),
        ("顾大局", False),
        ("谈明远", True),
        ("习明远", True),
        ("习惯", False),
        ("欧阳明", True),
        ("歐陽明遠", True),
        ("欧阳", False),
        ("李白", True),
        ("鲁迅", True),
        ("王", False),
        ("王志明先生", False),
        ("Wang", False),
        ("", False),
    ],
)
def test_names_of_persons(word: str, names: bool) -> None:
    assert is_person_name(word) is names


@pytest.mark.parametrize(
    ("word", "ends"),
    [("局长", True), ("服务员", True), ("总监", True), ("记者", True), ("会议", False)],
)
def test_offices(word: str, ends: bool) -> None:
    assert (re.search(rf"{OFFICES}$", word) is not None) is ends


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("审核：李四 校对：王五", [("审核", "李四"), ("校对", "王五")]),
        ("審核：李四\u3000校對：王五", [("审核", "李四"), ("校对", "王五")]),
        ("责任编辑：王五", [("编辑", "王五")]),
        ("本报见习记者 张三（摄影 王五）", [("记者", "张三（"), ("摄影", "王五）")]),
        ("文字：张三，图：王五", [("文字", "张三，"), ("图", "王五")]),
        ("翻译：张三 编译：", [("翻译", "张三")]),
        ("图 1 总体架构", []),
        ("公园换新牌", []),
    ],
)
def test_roles_of_a_line(line: str, credited: list[tuple[str, str]]) -> None:
    assert [(role, line[slice(*span)]) for role, span in credits_in(line)] == credited


@pytest.mark.parametrize(
    ("line", "credits_people"),
    [
        ("审核：李四 校对：王五", True),
        ("编辑：李四", True),
        ("审核：王五", True),
        ("设计：轻薄机身", False),
        ("设计：轻薄机身 来源：官网", True),
        ("第一部分 编辑：李四", False),
        ("编辑：", False),
        ("文|图 王五", True),
        ("设计：轻薄机身 视频：无", False),
        ("", False),
    ],
)
def test_lines_that_credit_people(line: str, credits_people: bool) -> None:
    assert is_credit(line) is credits_people


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("江南晚报记者 张三 通讯员 李四", True),
        ("本报记者张三 通讯员李四", True),
        ("记者王小明 摄影李红", True),
        ("撰文｜王小明 编辑｜李红", True),
        ("作者 王小明", True),
        ("翻译：他昨天去了北京", False),
        ("来源 数量 占比", False),
        ("作者 书名 价格", False),
        ("摄影 三脚架 800元", False),
    ],
)
def test_lines_of_newspapers_and_tables(line: str, credit: bool) -> None:
    assert is_credit(line) is credit


@pytest.mark.parametrize(
    ("line", "credit"),
    [("□ 本报记者 张三", True), ("■王小明", True), ("■工作要求", False), ("王小明", False)],
)
def test_a_mark_before_a_name_is_no_bullet(line: str, credit: bool) -> None:
    assert is_bulleted_credit(line) is credit
