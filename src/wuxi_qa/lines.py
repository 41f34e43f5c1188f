"""Lines: questions about a page's own lines, such as its headline, byline or page number.

“第二个小标题是什么” asks for a line by its place on the page, of which its words say nothing. The
layout knows it. The rule holds only for a question that asks for nothing else, and over a single
document: “文章的作者是谁” names no line among several documents. Likewise “工作任务有哪些” asks for
all numbered paragraphs under the heading 工作任务, or for the only one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wuxi_qa.layout import is_date
from wuxi_qa.passages import Passage
from wuxi_qa.text import normalize, numeral_value, sentence_spans

_DIGITS = "一二三四五六七八九十"
_ORDINAL = re.compile(
    rf"第(?P<number>[{_DIGITS}]{{1,3}}|\d{{1,2}})(?:个|大|条|则)?"
    rf"|(?:最后|末尾?|倒数)(?P<last>[{_DIGITS}两]|\d)?[个条则]?"
)

_COMMON = (
    r"请问一下|请问|请|告诉我|我想知道|想知道|麻烦|一下|什么|叫做?|是|有|的|在|呢|吗|啊|呀|为"
    r"|这篇|本篇|该篇|这份|这|本|该|此|通知|公告|通告|通报|文章|报道|报导|新闻|稿子|稿件|文稿|稿|全文|文中|文末|文首|文|篇|里面?|中|上"
    r"|\b(?:what|which|who|is|was|are|the|this|a|of|in|on|it|does|do|please|tell|me|for"
    r"|article|report|story|piece|news|text)\b|\bs\b"
)
_WORDED = r"怎么写|如何写|写了?|怎么说|名字|名称|内容|\b(?:read|say|name|called)\b"


class _Question(NamedTuple):
    """How one sort of line is asked for: words that name it, and others that may stand by."""

    line: str
    names: re.Pattern[str]
    others: re.Pattern[str]


def _asked(line: str, names: str, others: str) -> _Question:
    return _Question(line, re.compile(names), re.compile(f"{_COMMON}|{others}"))


_QUESTIONS = (
    _asked("below", r"副标题|副题|\bsub-?(?:title|headline|heading)\b", _WORDED),
    _asked("above", r"引题|眉题|肩题", _WORDED),
    _asked(
        "section",
        r"小标题|(?:部分|(?<!文)章节?|节)的?(?:标题|题目|名称|名字)|\bsection (?:heading|title)s?\b"
        r"|\bsubheadings?\b",
        rf"{_WORDED}|哪[些几]|分别|各|都|全部|所有|列出|[{_DIGITS}两几]个|[{_DIGITS}]大|个",
    ),
    _asked("title", r"大标题|主标题|标题|题目|\b(?:headline|title)\b", rf"{_WORDED}|主"),
    _asked(
        "byline",
        r"作者|署名|谁(?:撰?写|报道|供稿|撰稿|印?发布?|发出)|撰稿人?|供稿(?:单位|人|者)?|执笔人?|出自谁手"
        r"|(?:发文|印发|发布)(?:机关|单位|部门)|落款(?!日期|时间)"
        r"|\b(?:author|byline|who wrote|written by|by whom)\b",
        r"谁|哪位|哪[个家]?(?:单位|部门|机关)?|哪里|姓名|名字|结尾|末尾|最后|了",
    ),
    _asked(
        "date",
        r"(?:哪一?天|什么时候|何时|几月几[日号])(?:印?发布?|发出|下发|写|登|刊登)|(?:落款|发布|印发|发文|成文)(?:的?日期|时间)"
        r"|(?:is|was)(?= .*\b(?:dated|issued|published)\b)",
        r"哪一?天|日期|了|日|号|\b(?:dated|issued|published|when)\b",
    ),
    _asked(
        "page",
        r"第几版|哪个?版面?|哪一个?版面?|版面|版次|版号|几版|哪个(?:栏目|周刊|专刊|专版)"
        r"|\bwhich page\b|\bpage number\b",
        r"报纸|刊登|刊载|刊发|登载|登|刊|发表|发布|发|印|见报|出现|于|了|哪"
        r"|\b(?:newspaper|printed|published|appear|did)\b",
    ),
)


_NUMBERED = re.compile(
    rf"\(?(?:[{_DIGITS}]{{1,3}}|\d{{1,2}})[、.．)] ?|第(?:[{_DIGITS}]{{1,3}}|\d{{1,2}})[条项] ?"
)
_ASKS_FOR_ITEMS = re.compile(
    rf"{_COMMON}|哪些?|包括|包含|分别|都|各|具体|主要|内容|方面|列出|列举|[{_DIGITS}两几]+[个项条大点类种]?|\b(?:all|list)\b"
)
_LONGEST_LEAD = 30


def asked_lines(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """The lines of a document that a question asks for, and nothing but asks for.

    Args:
        question: the question.
        passages: all passages of a collection, in order.

    Returns:
        The lines meant, in order of the text but for the title, which stands before the other
        lines of its headline; none if the question is of another kind, the document has no such
        line, or the collection holds several documents.
    """
    asked = normalize(question)
    meant = _line_of(asked)
    if meant is None or len({passage.document_id for passage in passages}) != 1:
        return []
    headline = [passage for passage in passages if passage.kind in {"title", "subtitle"}]
    if meant == "title":
        return sorted(headline, key=lambda line: line.kind != "title")
    if meant in {"above", "below"}:
        return _beside(headline, meant)
    if meant in {"byline", "date"}:
        return _signed(passages, dates=meant == "date")
    lines = [passage for passage in passages if passage.kind == meant]
    return _numbered(asked, lines) if meant == "section" else lines


def asked_items(question: str, passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """The numbered paragraphs, or the only one, under the heading that a question asks for.

    It must ask for nothing else.

    Args:
        question: the question.
        passages: all passages of a collection, in order.

    Returns:
        Passages, each with the length of its first sentence if that is a short one, else of all;
        none if the question is of another kind, or headings of several places are alike.
    """
    asked = normalize(question)
    headings = [p for p in passages if p.kind == "section" and _asks_for_items(asked, p.text)]
    if len(headings) != 1:
        return []
    [heading] = headings
    path = (*heading.heading, heading.text)
    items = [
        passage
        for passage in passages
        if passage.document_id == heading.document_id and passage.heading == path
    ]
    if len(items) == 1:
        return [(items[0], len(items[0].text))]
    if not items or not all(_NUMBERED.match(normalize(item.text)) for item in items):
        return []
    return [(item, _lead(item.text)) for item in items]


def _asks_for_items(asked: str, heading: str) -> bool:
    name = _NUMBERED.sub("", normalize(heading), count=1).strip()
    if len(name) < 2 or name not in asked:
        return False
    rest = _ASKS_FOR_ITEMS.sub(" ", asked.replace(name, " ", 1))
    return not any(character.isalnum() for character in rest)


def _lead(text: str) -> int:
    _, end = sentence_spans(text)[0]
    return end if end <= _LONGEST_LEAD else len(text)


def _signed(passages: Sequence[Passage], *, dates: bool) -> list[Passage]:
    """Who signed, or when; a line that is a date is no name."""
    return [p for p in passages if p.kind == "byline" and is_date(normalize(p.text)) == dates]


def _line_of(asked: str) -> str | None:
    """Which sort of line a question asks for, if that is all that it asks."""
    for one in _QUESTIONS:
        named, names = one.names.subn(" ", asked)
        if not names:
            continue
        ordered = _ORDINAL.sub(" ", named) if one.line == "section" else named
        rest = one.others.sub(" ", ordered)
        if not any(character.isalnum() for character in rest):
            return one.line
    return None


def _beside(headline: Sequence[Passage], where: str) -> list[Passage]:
    """The last line of a headline of several for 副题, the first for 引题.

    Newspapers set the one below the main line, the other above it. Which line is the main one,
    the layout can only guess by its length.
    """
    if len(headline) < 2:
        return []
    return [headline[-1 if where == "below" else 0]]


def _numbered(asked: str, lines: list[Passage]) -> list[Passage]:
    """The lines whose numbers a question names, or the last ones; all if it names none."""
    found = [*_ORDINAL.finditer(asked)]
    if not found:
        return lines
    chosen: list[Passage] = []
    for one in found:
        if one["number"]:
            place = numeral_value(one["number"])
            chosen += lines[place - 1 : place]
        else:
            chosen += lines[-numeral_value(one["last"] or "1") :]
    return sorted(set(chosen), key=lines.index)
