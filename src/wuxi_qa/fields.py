"""Fields: lines that give a label its value, such as 时间：5月16日 or 甲方（出租方）：某某.

Minutes, contracts, notices and forms have them where an article has its headline. They look like
headlines (“上海：百年老街重开”), so a label must be one of those that documents have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from wuxi_qa.blocks import MAX_HEADING, TITLE_LEVEL, Block
from wuxi_qa.names import is_credit
from wuxi_qa.paragraphs import Paragraph
from wuxi_qa.text import HAN, closed_up, simplify_each

_ALIAS = r"[（(](?P<alias>[^（）()]{1,12})[）)]"
_FIELD = re.compile(
    rf"(?P<label>[{HAN}A-Za-z][{HAN}A-Za-z/ \u3000]{{0,13}})"
    rf"(?:{_ALIAS})?\s*[:：]\s*(?P<value>\S.*)"
)
_LABELS = frozenset(
    "时间 日期 地点 地址 主持 记录 参加 出席 列席 缺席 请假 主题 议题 "
    "议程 甲方 乙方 丙方 供方 需方 买方 卖方 电话 手机 传真 邮箱 邮编 "
    "网址 微信 文号 案号 案由 姓名 性别 年龄 籍贯 民族 职业 职务 职称 "
    "学历 专业 学号 工号 价格 定价 票价 规格 型号 品牌 产地 有效期 "
    "保质期 原告 被告 审判长 主办 承办 协办 密级 抄送 主送 附件 开本 "
    "书名".split()
)
_ENDS = tuple(
    "时间 日期 地点 地址 电话 热线 人员 单位 编号 号码 方式 名称 期限 金额 "
    "邮箱 网址 薪资 意向".split()
)
# 发言人：中方坚决反对 is a headline; 主持人：某某 is none.
_PERSON = re.compile("(?:[人员长方者]|代表|主任|经理|老师|医生)$")
_SUBJECTS = frozenset(("主题", "标题", "会议名称", "事由"))
_FORM = re.compile(rf"[{HAN}A-Za-z][^\s:：，。；！？,;!?“”]{{0,9}}[ \t\u3000]*[:：]\s*\S")
_FEWEST_ALIKE = 3
# Behind what parts two fields of a line. Of 网址：  https://… the second colon is no field's.
_BESIDE = re.compile(
    rf"(?P<gap>[ \t\u3000]+)(?P<label>[{HAN}A-Za-z][{HAN}A-Za-z/]{{0,11}})"
    rf"(?:{_ALIAS})?[ \t\u3000]*[:：](?!//)"
)
_FIRST = re.compile(rf"[{HAN}A-Za-z][^\s:：，。；！？,;!?“”]{{0,13}}[ \t\u3000]*[:：]")
_NAMES = re.compile(
    rf"[{HAN}A-Za-z·]{{2,4}}(?:[、，, \u3000]+[{HAN}A-Za-z·]{{2,4}})*(?:[（(][^（）()]*[）)])?"
)


class Field(NamedTuple):
    """A label and its value.

    Attributes:
        labels: what the value is called, in Simplified script, without spaces; two with an alias.
        span: of the value in its line.
    """

    labels: tuple[str, ...]
    span: tuple[int, int]


def field_of(line: str) -> Field | None:
    """The field that a line is; None if it is none.

    Args:
        line: of either script, without outer white space.
    """
    found = _FIELD.fullmatch(closed_up(line))
    if found is None:
        return None
    labels = tuple(
        "".join(simplify_each(one).split()) for one in (found["label"], found["alias"]) if one
    )
    return Field(labels, found.span("value")) if _is_label(labels[0], found["value"]) else None


def side_by_side(text: str, found: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs, with the fields of a line each by itself: 姓名：某某    性别：女.

    Wide white space parts them; one space does before a label that documents have. Who wrote and
    who edited stay one byline.

    Args:
        text: with its labels closed up.
        found: the paragraphs.
    """
    for one in found:
        line = text[one.start : one.end]
        prose = "\n" in line or "。" in line or not _FIRST.match(line)
        if one.columns or prose or is_credit(line):
            yield one
            continue
        gaps = [gap.span("gap") for gap in _BESIDE.finditer(line) if _parts(line, gap)]
        edges = pairwise([one.start, *(one.start + at for gap in gaps for at in gap), one.end])
        yield from (Paragraph(*edge) for i, edge in enumerate(edges) if i % 2 == 0)


def _parts(line: str, gap: re.Match[str]) -> bool:
    """Whether white space before a label ends the field before it."""
    if _is_known(simplify_each(gap["label"])):
        return True
    wide = len(gap["gap"]) > 1 or gap["gap"] in "\t\u3000"
    return wide and line[gap.start() - 1] not in ":："


def with_fields(text: str, found: Sequence[Block]) -> list[Block]:
    """Blocks with lines of the form of a field as body: next to a field, or three in a row."""
    alike = [_has_form(text, block) for block in found]
    result = list(found)
    for is_alike, row in groupby(range(len(found)), key=alike.__getitem__):
        places = list(row)
        known = any(field_of(text[found[i].start : found[i].end]) for i in places)
        if is_alike and len(places) >= (2 if known else _FEWEST_ALIKE):
            for i in places:
                result[i] = found[i]._replace(kind="body", level=-1)
    return result


def with_subject(text: str, found: Sequence[Block]) -> list[Block]:
    """Where fields stand at the head of a text that has no title, their subject is its title."""
    result = list(found)
    if any(block.kind == "title" for block in found):
        return result
    for i, block in enumerate(found):
        if not _has_form(text, block):
            break
        field = field_of(text[block.start : block.end])
        if field is not None and not _SUBJECTS.isdisjoint(field.labels):
            result[i] = block._replace(kind="title", level=TITLE_LEVEL)
            break
    return result


def _has_form(text: str, block: Block) -> bool:
    short = block.end - block.start <= MAX_HEADING
    plain = block.kind in {"body", "section", "byline"} and block.columns is None
    return plain and short and _FORM.match(text, block.start, block.end) is not None


def _is_label(label: str, value: str) -> bool:
    if _is_known(label):
        return True
    return _PERSON.search(label) is not None and _NAMES.fullmatch(value) is not None


def _is_known(label: str) -> bool:
    """Whether documents have such a label, whatever its value."""
    return label in _LABELS or label.endswith(_ENDS)
