"""Ends: spans that begin or end within a word or a date, at a bracket, or with a list's number."""

from __future__ import annotations

import re

from wuxi_qa.asking.wants import Wanted
from wuxi_qa.quoting.marks import PAIRS, Span, clause, trimmed
from wuxi_qa.quoting.runs import count_items
from wuxi_qa.text import HAN, NUMERALS, is_inside_word, simplify_each
from wuxi_qa.words import is_word

_LONGEST_HALF = 8
"""Characters of a number before 年, and of the rest of a noun."""
_COUNT = rf"(?:\d+|[〇○零{NUMERALS}百千两]+)"
_HALF_OF_DATE = {
    "年": re.compile(rf"(?:{_COUNT}|[今去明前后後本上当當同每])$"),
    "月": re.compile(rf"(?:{_COUNT}|[本上当當同每次])$"),
    "日": re.compile(rf"(?:{_COUNT}|[今昨明前后後当當同每次即])$"),
    "号": re.compile(rf"{_COUNT}$"),
    "號": re.compile(rf"{_COUNT}$"),
}
# 当|日本队, 今|年轻人: the unit begins another word.
_NO_UNIT = re.compile("年[龄齡轻輕纪紀级級]|月[亮球饼餅]|日[本报報常益语語元志誌]")
_MEASURES = frozenset(
    "个個名位人件起次张張条條家台套座户戶所项項种種支批队隊间間天岁歲米里吨噸元块塊万萬亿億千百层層"
    "级級届屆场場篇"
)
_DROPPED = re.compile(
    r"的(?![确確士哥])|得(?=[很更最太极極非])"
    r"|(?<=[担擔扛撑撐建筑築架挑负負举舉织織搭掀燃唤喚])起(?!重)"
)
_ASPECT = re.compile(r"[了着著](?![望却卻想火迷急解])")
_BRACKETS = "（([〔"
_MODIFIED = re.compile(rf"的[{HAN}]{{1,3}}$")
# What makes a clause of the words behind a noun, rather than a longer noun.
_NO_NOUN = re.compile(
    "[是在为為有将將被由已了于於和与與及或就都也不没沒对對向从從到把给給让讓着著说說称稱]"
)
# What heads a noun of several words, of which a network finds the first: 新型装备|体系.
_HEAD = re.compile(
    "(?:体系|系统|机制|平台|工程|模式|制度|格局|架构|网络|机构|部门|中心|队伍|计划|方案|能力|水平)"
    rf"(?=[^{HAN}]|[的和与及等]|$)"
)
_NUMBER = re.compile(
    # 7.1.2, not the 6.1 of inches and versions.
    r"(?:1?\d(?:[.．]\d{1,2}){2,3}[ \t\u3000]+(?!版|端口|[上中下]午|早|晚|周|星期)"
    r"|\d{1,2}(?:[.．](?!\d)|、(?!\d))"
    # (04)2228-1155 is called, and （4）班 a class.
    rf"|[（(](?:\d{{1,2}}|[{NUMERALS}]{{1,3}})[）)](?![班届期]|\s?\d{{3,4}}[- ]?\d{{4}})|[①-⑳]"
    rf"|[{NUMERALS}]{{1,3}}、(?![{NUMERALS}两]))\s*"
)


def completed(text: str, span: Span, *, limits: Span) -> Span:
    """A span with the halves of words at its ends taken in, within limits.

    That is numbers and Latin words, and of dates what stands before 年, 月, 日: 今年, 1903年. A
    particle that belongs to the word before is dropped.
    """
    (start, end), (low, high) = span, limits
    start = _without_particle(text, start, end, low)
    start = max(low, start - _missing_half(text, start, low))
    while start > low and _is_inside(text, start):
        start -= 1
    while end < high and _is_inside(text, end):
        end += 1
    return Span(start, end)


def _is_inside(text: str, at: int) -> bool:
    """Whether a number or Latin word goes on there; 3：2 is one as much as 3:2."""
    if is_inside_word(text, at):
        return True
    around = text[max(0, at - 2) : at + 2]
    return re.search(r"\d：\d", around) is not None and 0 < at < len(text)


def _missing_half(text: str, start: int, low: int) -> int:
    """How many characters before a unit belong to it; 0 where the span begins with none."""
    unit, before = text[start : start + 1], text[max(low, start - _LONGEST_HALF) : start]
    if unit in _HALF_OF_DATE and not _NO_UNIT.match(text, start):
        found = _HALF_OF_DATE[unit].search(before)
    else:
        found = re.search(r"\d+$", before) if unit in _MEASURES else None
    return len(found[0]) if found else 0


def _without_particle(text: str, start: int, end: int, low: int) -> int:
    if start == low or start + 1 >= end or not re.match(f"[{HAN}]", text[start - 1]):
        return start
    pair = text[start : start + 2]
    if is_word(simplify_each(pair)):
        return start
    aspect = _ASPECT.match(pair) and (pair[0] == "了" or is_word(text[start - 1 : start + 1]))
    # 慢慢|地, but 无锡|地税局
    manner = pair[0] == "地" and text[start - 2 : start - 1] == text[start - 1]
    return start + 1 if aspect or manner or _DROPPED.match(text, start) else start


def with_its_noun(text: str, span: Span, *, limits: Span, wanted: Wanted) -> Span:
    """A span with the rest of its noun: 过硬的|公安铁警, up to its clause's end; 新型装备|体系.

    Args:
        text: all of it.
        span: what is to be quoted.
        limits: of its clause.
        wanted: of a question for a person the span stays as it is.
    """
    rest = text[span.end : limits.end]
    if text[span.end - 1].isalpha() and (head := _HEAD.match(simplify_each(rest))):
        return Span(span.start, span.end + head.end())
    if not 0 < len(rest) <= _LONGEST_HALF or not _MODIFIED.search(text, *span):
        return span
    noun = re.fullmatch(f"[{HAN}]+", rest) and not _NO_NOUN.search(rest)
    return Span(span.start, limits.end) if noun and not wanted.who else span


def beside_bracket(text: str, span: Span, *, core: Span, limits: Span) -> Span:
    """A span that begins with a bracket behind its noun, with that noun or without the bracket.

    Args:
        text: all of it.
        span: what is to be quoted.
        core: the words that it must hold.
        limits: of the sentence.
    """
    start, end = span
    noun = text[start - 1 : start]
    if text[start] not in _BRACKETS or not noun.isalnum():
        return span
    close = text.find(PAIRS[text[start]], start, end)
    if close < 0:
        return span
    if core.start > close:
        return trimmed(text, Span(close + 1, end))
    if close == end - 1:
        return trimmed(text, Span(start + 1, close)) if close > start + 1 else span
    return trimmed(text, Span(clause(text, span, limits=limits).start, end))


def without_number(text: str, span: Span, *, core: Span, wanted: Wanted) -> Span:
    """A span without its list number, such as （3）, 4. or 7.1.

    The number stays where the span has several, where a question asks for it, or where the words
    found are nothing else.
    """
    start, end = span
    if start and text[start - 1] not in "\n \t\u3000，。；：！？,;:!?":
        return span
    found = _NUMBER.match(text, start, end)
    if found is None or found.end() >= min(end, core.end):
        return span
    several = count_items(text[start:end]) > 1
    return span if wanted.item_number or several else Span(found.end(), end)
