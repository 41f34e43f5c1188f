"""Quotes: from the words that a reader found to the words that a person would quote.

A network's span may end inside a quoted name or a number, name one item of a list, or give half a
reason. The span is only ever moved within its sentence, so that it stays a quote.
"""

from __future__ import annotations

import re

from wuxi_qa.asking.choices import COUNTED
from wuxi_qa.asking.wants import Wanted, unquoted
from wuxi_qa.fields import field_of
from wuxi_qa.quoting.ends import beside_bracket, completed, with_its_noun, without_number
from wuxi_qa.quoting.marks import (
    Span,
    clause,
    clause_edges,
    crosses_clauses,
    paired,
    sentence,
    trimmed,
)
from wuxi_qa.quoting.reversals import with_contrast, with_denial
from wuxi_qa.quoting.runs import count_items, whole_run
from wuxi_qa.quoting.speakers import with_speaker
from wuxi_qa.text import NUMERALS, overlaps, simplify_each

_QUOTED_NAME = re.compile(r"“[^”]+”|「[^」]+」|《[^》]+》")
_NAMED_COUNTED = re.compile(rf"[“‘「]{COUNTED}[^“”‘’「」]{{2,}}[”’」]")
_DATE = r"(?:\d{3,4}年?(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{3,4}(?:[.．/-]\d{1,2}){2})"
_LIFE = re.compile(rf"[（(](?:生于)?(?P<born>{_DATE})\s*[—–―－~～至-]+\s*(?P<died>{_DATE})[）)]")
_NAME_SIZES = (4, 3, 2)
_SHORT_CLAUSE = 12
_COUNT = re.compile(rf"(?:\d+|[{NUMERALS}两百]+)[个项类种条场]")
_BEFORE_ITEM = re.compile(r"(?:、[“‘《「]?|[和及与]|”“|’‘|》《|」「)$")
_AFTER_ITEM = re.compile(r"[”’》」]?、|[和及与]|以及|”“|’‘|》《|」「")


def holds_all(wanted: Wanted, quote: str) -> bool:
    """Whether a quote names as many things as the question asks for: “哪三场” three.

    False where the question gives no number.
    """
    if not wanted.so_many:
        return False
    listed = quote.count("、") + 1
    last = quote.rpartition("、")[2]
    listed += listed > 1 and re.search("[和及与]", last) is not None
    return max(listed, len(_QUOTED_NAME.findall(quote)), count_items(quote)) >= wanted.so_many


def widen(text: str, span: Span, *, wanted: Wanted) -> Span:
    """The span that a person would quote for the words that a reader found.

    Numbers and Latin words are completed, quotation marks and brackets paired; where the items of
    a list begin or end alike (有品牌、有温度), so does its first or last; a clause of a few
    characters is quoted whole, and so are several of which the span holds parts; a question for
    several things gets all items of the list, one for a reason or a manner the whole clause, one
    for what something is its name as well, where that follows. Of
    clauses that name several lists each (“三大子系统”, “三大建设”), the one asked for is quoted.

    Returns:
        A span inside the sentences that the given one touches, without separators at its ends.
    """
    core = _core(text, span)
    if date := _life_date(text, core, wanted):
        return date
    quote = _whole_clauses(text, core, wanted, item=wanted.several and _is_item(text, core))
    quote = _asked_list(text, quote, wanted) or quote
    counted = wanted.how_many and _COUNT.search(text, *core) is not None
    if wanted.several and not counted and not wanted.one_item:
        quote = whole_run(text, quote, core=core) or quote
    quote = with_denial(text, with_contrast(text, quote, limits=sentence(text, quote)))
    quote = with_speaker(text, quote, wanted=wanted)
    return without_number(text, quote, core=core, wanted=wanted)


def _core(text: str, span: Span) -> Span:
    """A span of whole words, within its sentence."""
    limits = sentence(text, span)
    span = _without_label(text, span, limits=limits)
    return _alike(text, completed(text, trimmed(text, span), limits=limits), limits=limits)


def _without_label(text: str, span: Span, *, limits: Span) -> Span:
    """Of a field that a span holds with its label, the value: 女 of 性别：女."""
    field = field_of(text[slice(*limits)])
    value = limits.start + field.span[0] if field else span.start
    return Span(max(span.start, value), span.end) if value < span.end else span


def _whole_clauses(text: str, core: Span, wanted: Wanted, *, item: bool) -> Span:
    """The core, or the clauses that it touches where it should not be quoted without them."""
    limits = sentence(text, core)
    whole = clause(text, core, limits=limits)
    short = whole.end - whole.start <= _SHORT_CLAUSE and _adds_words(text, core=core, whole=whole)
    across = crosses_clauses(text, core, limits=limits)
    if item or short or across or wanted.clause:
        quote = whole
    else:
        quote = with_its_noun(text, core, limits=whole, wanted=wanted)
    quote = Span(quote.start, _past_the_named(text, quote.end, wanted))
    quote = trimmed(text, paired(text, quote, core=core, limits=limits))
    return beside_bracket(text, quote, core=core, limits=limits)


def _life_date(text: str, core: Span, wanted: Wanted) -> Span | None:
    """When someone was born or died, where the dates stand in brackets: 某某(1903年—1989年)."""
    if wanted.life_date is None:
        return None
    lives = [*_LIFE.finditer(text, *sentence(text, core))]
    told = [life for life in lives if overlaps(life.span(), core)]
    if not told and not re.search(r"\d", text[slice(*core)]):
        told = [life for life in lives if _is_asked_about(text, life.start(), wanted)]
    return Span(*told[0].span(wanted.life_date)) if len(told) == 1 else None


def _is_asked_about(text: str, bracket: int, wanted: Wanted) -> bool:
    """Whether the name before a bracket is in the question: ships and wars have dates, too."""
    asked = simplify_each(wanted.question)
    return any(
        simplify_each(text[bracket - size : bracket]) in asked
        for size in _NAME_SIZES
        if size <= bracket
    )


def _past_the_named(text: str, end: int, wanted: Wanted) -> int:
    """The end of the name of what is to be told, where it follows the words that tell it."""
    name = wanted.thing
    for last in range(end + len(name), end + len(name) + 3 if name else end):
        if unquoted(simplify_each(text[end:last])) == name:
            return last
    return end


def _asked_list(text: str, span: Span, wanted: Wanted) -> Span | None:
    """The clause of a span whose list has the name in the question, where others name theirs."""
    if not wanted.named_list:
        return None
    edges = clause_edges(text, span)
    starts = [span.start, *(edge.end for edge in edges)]
    ends = [*(edge.start for edge in edges), span.end]
    clauses = (Span(*limits) for limits in zip(starts, ends, strict=True))
    lists = [one for one in clauses if _NAMED_COUNTED.search(text, *one)]
    told = [one for one in lists if wanted.named_list in simplify_each(text[slice(*one)])]
    if len(lists) < 2 or len(told) != 1 or "、" not in text[slice(*told[0])]:
        return None
    return trimmed(text, paired(text, told[0], core=told[0], limits=told[0]))


def _adds_words(text: str, *, core: Span, whole: Span) -> bool:
    """Whether the whole clause holds more than the core in brackets or quotation marks."""
    around = text[whole.start : core.start] + text[core.end : whole.end]
    return any(character.isalnum() for character in around)


def _alike(text: str, span: Span, *, limits: Span) -> Span:
    """A list's span with the character beside it that all other items begin or end with."""
    start, end = span
    first, *others = text[start:end].split("、")
    if not others:
        return span
    before = text[max(limits.start, start - 1) : start]
    after = text[end : min(limits.end, end + 1)]
    start -= before.isalnum() and all(item.startswith(before) for item in others)
    end += after.isalnum() and all(item.endswith(after) for item in (first, *others[:-1]))
    return Span(start, end)


def _is_item(text: str, span: Span) -> bool:
    """Whether more items of a list stand just before or after a span."""
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    return bool(_BEFORE_ITEM.search(before) or _AFTER_ITEM.match(after))
