"""Lines: questions about a page's own lines, such as its headline, byline or page number.

“第二个小标题是什么” asks for a line by its place on the page, of which its words say nothing. The
layout knows it. The rule holds only for a question that asks for nothing else, and over a single
document: “文章的作者是谁” names no line among several documents. Likewise “工作任务有哪些” asks for
all numbered paragraphs under the heading 工作任务, or for the only one, and “须提交哪些材料” for
those behind the line 应当提交以下材料：.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wuxi_qa.heads import is_date
from wuxi_qa.names import ROLES, credits_in
from wuxi_qa.passages import Passage
from wuxi_qa.text import (
    BULLET,
    COUNTERS,
    ENCLOSED,
    HAN,
    LIST_NUMBER,
    NUMERALS,
    normalize,
    numeral_value,
    sentence_spans,
    simplify_each,
)

_ORDINAL = re.compile(
    rf"(?:最后|倒数)的?第(?P<back>[{NUMERALS}]{{1,3}}|\d{{1,2}})[个大条则]?"
    rf"|第(?P<number>[{NUMERALS}]{{1,3}}|\d{{1,2}})(?:个|大|条|则)?"
    rf"|(?:最后|末尾?|倒数)(?P<last>[{NUMERALS}两]|\d)?[个条则]?"
)

# What a text may be called, and be about as well: 合同由谁起草 asks for no line of the page.
_PAPERS = "报告|合同|协议|声明|公报|传记|手册|指南|须知|说明书?|简介|诗词?|词作?|小说|散文|课文|信"
# Works that a text may tell of instead of being one: 读《平凡的世界》有感 is no 小说.
_WORK = re.compile("[这该此本]一?[篇首封部本]?(?P<work>传记|诗|词|小说|散文|信)")
_COMMON = (
    r"(?<!申)请(?:问一下|问)?|告诉我|我想知道|想知道|麻烦|一下|什么|叫做?|是|有|的|在|呢|吗|啊|呀|为"
    rf"|[这本该此]一?[篇份则个条首封部]?(?:{_PAPERS})?|(?:{_PAPERS})的(?=[大主]?标题)"
    r"|通知|公告|通告|通报|启事|文章|报道|报导|新闻|专访|访谈|菜谱|食谱"
    r"|稿子|稿件|文稿|稿|全文|文中|文末|文首|文|篇|里面?|中|上"
    r"|\b(?:what|which|who|is|was|are|the|this|a|of|in|on|it|does|do|please|tell|me|for"
    r"|article|report|story|piece|news|text)\b|\bs\b"
)
_WHO = r"(?:谁|哪[个家位]?(?:单位|部门|机关|机构|媒体|记者|作者|人)|哪[里儿位家])"
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
        rf"{_WORDED}|哪[些几]|分别|各|都|全部|所有|列出|[{NUMERALS}两几]个|[{NUMERALS}]大|个",
    ),
    _asked("title", r"大标题|主标题|标题|题目|\b(?:headline|title)\b", rf"{_WORDED}|主"),
    _asked(
        "byline",
        rf"{_WHO}(?:负责)?(?:撰?写|采写|编写|起草|执笔|报道|供稿|撰稿|审核|印?发布?|发出|作(?=的))"
        r"|作者|记者|署名|撰稿人?|供稿(?:单位|人|者)?|执笔人?|审[核校定稿](?:人员?|者)|出自谁手"
        r"|(?:发文|印发|发布|落款)的?(?:机关|单位|部门)|落款(?!的?日期|的?时间)"
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


# At the head of a line also 三、2024年工作安排 and 1、30户.
_NUMBERED = re.compile(
    rf"(?:{LIST_NUMBER}|\d{{1,2}}、(?=[\d{NUMERALS}])|[{NUMERALS}]{{1,3}}、(?=\d)"
    r"|\d{1,2}[.．](?=(?:19|20)\d\d年)"
    rf"|第(?:[{NUMERALS}]{{1,3}}|\d{{1,2}})[条條项項])\s?"
)
_COUNT = re.compile(rf"[{NUMERALS}\d{ENCLOSED}]+")
_ASKS_FOR_ITEMS = re.compile(
    rf"{_COMMON}|哪些?|包括|包含|分别|都|各|具体|主要|内容|方面|列出|列举|[{NUMERALS}两几]+[大{COUNTERS}]?|\b(?:all|list)\b"
)
_LONGEST_LEAD = 30
_DENIES = re.compile("不(?:得|能|准|许|需|必|予|应|宜|用|会|属|可(?!抗))|[禁勿]|无需|免予")
# Why a line is as it is, or how many there are; “这几个小标题是什么” asks which.
_ASKS_OTHERWISE = re.compile(
    r"为什么|为何|为啥|多少|(?<!哪)几[个条](?!.{0,20}(?:什么|分别|哪|列出|各|都))"
)
_ASKS_FOR_ROLE = (
    ("reviewer", re.compile(r"审[核校定稿]")),
    ("reporter", re.compile(r"记者")),
    ("author", re.compile(r"作者|写|撰|执笔|起草|\b(?:author|wr[io]te|written)\b")),
)
_ASKED_ROLES = {
    "author": ROLES["author"] | ROLES["reporter"],
    "reporter": ROLES["reporter"],
    "reviewer": ROLES["reviewer"],
}
_NO_WRITERS = ROLES["reviewer"] | ROLES["maker"]
_LIST_ASKED = (
    re.compile(rf"哪(?:些|几[{COUNTERS}])(?P<noun>[{HAN}]{{2}})"),
    re.compile(rf"(?P<noun>[{HAN}]{{2}})(?:主要|具体|都|分别)?(?:有|是|包括|包含)(?:哪些|什么)"),
)
_ANNOUNCED = r"(?:以下|下列).*{noun}|{noun}.{{0,2}}(?:如下|包括|包含|有|为|是|分别).{{0,4}}$"
_LIST_LEAD = re.compile(r"[:：]\s*$")
_DUTIES = re.compile(r"(?<!不)(?:应当|应该|必须|需要|须|需|应|要|得)")
_FEWEST_WORDS, _FEWEST_ASKED, _LONGEST_ASKED = 2, 4, 60
"""Characters of a piece of the question that a lead line must hold; of all of them; of it all."""


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
    if meant == "date":
        return _signed(passages, dates=True)
    if meant == "byline":
        told_of = _tells_of_work(asked, passages)
        return [] if told_of else _in_role(_asked_role(asked), _signed(passages, dates=False))
    lines = [passage for passage in passages if passage.kind == meant]
    return _numbered(asked, lines) if meant == "section" else lines


def asked_items(question: str, passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """The items of a list, or the only paragraph, under the heading that a question asks for.

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
    if not headings:
        return _behind_name(asked, passages) or _led_items(asked, passages)
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
    if not items or not all(map(_form, items)):
        return []
    return [(item, _lead(item.text)) for item in items]


def _asks_for_items(asked: str, heading: str) -> bool:
    number = _NUMBERED.match(heading)
    name = normalize(heading[number.end() if number else 0 :]).strip()
    if len(name) < 2 or name not in asked:
        return False
    rest = _ASKS_FOR_ITEMS.sub(" ", asked.replace(name, " ", 1))
    return not any(character.isalnum() for character in rest)


def _behind_name(asked: str, passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """The items of a list behind the only line, a name with a colon, that is asked for."""
    leads = [
        i
        for i, passage in enumerate(passages)
        if passage.kind == "body"
        and len(passage.text) <= _LONGEST_LEAD
        and (colon := _LIST_LEAD.search(passage.text))
        and _asks_for_items(asked, passage.text[: colon.start()])
    ]
    return _behind_only(passages, leads)


def _led_items(asked: str, passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """The numbered paragraphs behind the only line, ending in a colon, that is asked about."""
    wanted = _asked_noun(asked)
    if not wanted or len(asked) > _LONGEST_ASKED:
        return []
    leads = [
        i
        for i, passage in enumerate(passages)
        if passage.kind == "body"
        and _LIST_LEAD.search(passage.text)
        and _leads_to(asked, wanted, normalize(passage.text))
    ]
    return _behind_only(passages, leads)


def _behind_only(passages: Sequence[Passage], leads: Sequence[int]) -> list[tuple[Passage, int]]:
    """The items behind the lead line, if there is only one, and more than one of them."""
    items = _items_behind(passages, leads[0]) if len(leads) == 1 else []
    return [(item, _lead(item.text)) for item in items] if len(items) > 1 else []


def _asked_noun(asked: str) -> str:
    """Of what a question asks for all, such as 材料; empty if it asks for no list."""
    found = next(filter(None, (pattern.search(asked) for pattern in _LIST_ASKED)), None)
    return found["noun"] if found else ""


def _leads_to(asked: str, wanted: str, lead: str) -> bool:
    """Whether a line announces what is wanted, and all other words of the question stand in it."""
    if re.search(_ANNOUNCED.format(noun=wanted), lead) is None:
        return False
    # “下列人员不得报名” tells who may not.
    if _DENIES.search(lead) is not None and _DENIES.search(asked) is None:
        return False
    words = re.findall(r"\w+", _DUTIES.sub(" ", _ASKS_FOR_ITEMS.sub(" ", asked)))
    enough = sum(map(len, words)) >= _FEWEST_ASKED
    return enough and all(_made_of(word, lead) for word in words)


def _made_of(word: str, text: str) -> bool:
    """Whether a word can be cut into pieces, of two characters and more, that a text affirms."""
    reached = {0}
    for end in range(_FEWEST_WORDS, len(word) + 1):
        pieces = (word[at:end] for at in reached if end - at >= _FEWEST_WORDS)
        if any(re.search(f"(?<![不未无没免非]){re.escape(piece)}", text) for piece in pieces):
            reached.add(end)
    return len(word) in reached


def _form(item: Passage) -> str:
    """What an item begins with, its number as 0; empty if it is none of a list."""
    if number := _NUMBERED.match(item.text):
        return normalize(_COUNT.sub("0", number[0]))
    return item.text[0] if BULLET.match(item.text) else ""


def _items_behind(passages: Sequence[Passage], lead: int) -> list[Passage]:
    """The paragraphs behind a line that are numbered or marked alike."""
    items: list[Passage] = []
    style = ""
    for passage in passages[lead + 1 :]:
        form = _form(passage)
        if not form or passage.document_id != passages[lead].document_id or form != style != "":
            break
        style = form
        items.append(passage)
    return items


def _lead(text: str) -> int:
    """The length of an item's first sentence if that is a short one, else of all of it."""
    # A semicolon ends the item, or parts what belongs to it.
    ends = (end for _, end in sentence_spans(text) if text[end - 1] not in "；;")
    end = next(ends, len(text))
    return end if end <= _LONGEST_LEAD else len(text)


def role_span(question: str, line: Passage) -> tuple[int, int] | None:
    """Where a byline that names several roles has whom a question asks for: 作者：某某 审核：某某.

    Returns:
        The name's span in its text; None if the line is no byline, names one role only, or not
        the one asked for.
    """
    role = _asked_role(normalize(question))
    named = credits_in(line.text) if line.kind == "byline" else []
    wanted = [span for name, span in named if role and name in _ASKED_ROLES[role]]
    if len(wanted) == len(named) or len(named) < 2 or not wanted:
        return None
    return wanted[0]


def _asked_role(asked: str) -> str:
    return next((role for role, pattern in _ASKS_FOR_ROLE if pattern.search(asked)), "")


def _in_role(role: str, signed: list[Passage]) -> list[Passage]:
    """The bylines that may name who had a role; all for none."""
    if role == "author":
        return [line for line in signed if not _names_others(line.text)]
    told = _ASKED_ROLES.get(role, frozenset({""}))
    return [line for line in signed if any(one in simplify_each(line.text) for one in told)]


def _tells_of_work(asked: str, passages: Sequence[Passage]) -> bool:
    """Whether who wrote a poem or the like is asked, and the text speaks of one: 李白的名诗."""
    found = _WORK.search(asked)
    if found is None:
        return False
    return any(found["work"] in simplify_each(p.text) for p in passages if not p.is_line)


def _names_others(text: str) -> bool:
    """Whether a byline names such as did not write, and nobody else."""
    named = credits_in(text)
    return bool(named) and all(role in _NO_WRITERS for role, _ in named)


def _signed(passages: Sequence[Passage], *, dates: bool) -> list[Passage]:
    """Who signed, or when; a line that is a date is no name."""
    return [p for p in passages if p.kind == "byline" and is_date(normalize(p.text)) == dates]


def _line_of(asked: str) -> str | None:
    """Which sort of line a question asks for, if that is all that it asks."""
    if _ASKS_OTHERWISE.search(asked):
        return None
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
        if one["back"]:
            place = len(lines) - numeral_value(one["back"])
            chosen += lines[place : place + 1] if place >= 0 else []
        elif one["number"]:
            place = numeral_value(one["number"])
            chosen += lines[place - 1 : place]
        else:
            chosen += lines[-numeral_value(one["last"] or "1") :]
    return sorted(set(chosen), key=lines.index)
