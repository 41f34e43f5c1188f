"""Quotes: from the words that a reader found to the words that a person would quote.

A network's span may end inside a quoted name or a number, name one item of a list, or give half a
reason. The span is only ever moved within its sentence, so that it stays a quote.
"""

from __future__ import annotations

import re

from wuxi_qa.asking.choices import COUNTED
from wuxi_qa.asking.wants import Wanted, unquoted
from wuxi_qa.quoting.ends import beside_bracket, completed, with_its_noun, without_number
from wuxi_qa.quoting.marks import (
    EDGES,
    clause,
    clause_edges,
    crosses_clauses,
    paired,
    sentence,
    trimmed,
)
from wuxi_qa.quoting.reversals import with_contrast, with_denial
from wuxi_qa.quoting.runs import count_items, whole_run
from wuxi_qa.text import overlaps, simplify_each

_QUOTED_NAME = re.compile(r"“[^”]+”|「[^」]+」|《[^》]+》")
_NAMED_COUNTED = re.compile(rf"[“‘「]{COUNTED}[^“”‘’「」]{{2,}}[”’」]")
_LONGEST_NAME = 12
_STOP, _LIST_STOP = re.compile(r"[。；;！？!?\n]"), re.compile(r"[。！？!?\n]")
_DATE = r"(?:\d{3,4}年?(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{3,4}(?:[.．/-]\d{1,2}){2})"
_LIFE = re.compile(rf"[（(](?:生于)?(?P<born>{_DATE})\s*[—–―－~～至-]+\s*(?P<died>{_DATE})[）)]")
_SHORT_CLAUSE = 12
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


def widen(text: str, start: int, end: int, *, wanted: Wanted) -> tuple[int, int]:
    """The span that a person would quote for `text[start:end]`.

    Numbers and Latin words are completed, quotation marks and brackets paired; where the items of
    a list begin or end alike (有品牌、有温度), so does its first or last; a clause of a few
    characters is quoted whole, and so are several of which the span holds parts; a question for
    several things gets all items of the list, one for a reason or a manner the whole clause, one
    for what something is its name as well, where that follows. Of
    clauses that name several lists each (“三大子系统”, “三大建设”), the one asked for is quoted.

    Returns:
        A span inside the sentences that `(start, end)` touches, without separators at its ends.
    """
    core = _core(text, start, end)
    if date := _life_date(text, core, wanted):
        return date
    quote = _whole_clauses(text, core, wanted, item=wanted.several and _is_item(text, *core))
    quote = _asked_list(text, *quote, wanted) or quote
    if wanted.several:
        quote = whole_run(text, *quote) or quote
    low, _ = sentence(text, *quote)
    start, end = with_denial(text, with_contrast(text, *quote, low), quote[1])
    return without_number(text, start, end, core[1], wanted), end


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """A span of whole words, within its sentence."""
    low, high = sentence(text, start, end)
    start, end = completed(text, *trimmed(text, start, end), low, high)
    return _alike(text, start, end, low, high)


def _whole_clauses(
    text: str, core: tuple[int, int], wanted: Wanted, *, item: bool
) -> tuple[int, int]:
    """The core, or the clauses that it touches where it should not be quoted without them."""
    limits = sentence(text, *core)
    whole = clause(text, *core, *limits)
    short = whole[1] - whole[0] <= _SHORT_CLAUSE and _adds_words(text, core, whole)
    across = crosses_clauses(text, *core, *limits)
    if item or short or across or wanted.clause:
        start, end = whole
    else:
        start, end = core[0], with_its_noun(text, *core, whole[1], wanted)
    end = _past_the_named(text, end, wanted)
    start, end = trimmed(text, *paired(text, (start, end), limits, core))
    return beside_bracket(text, start, end, core, limits)


def confined(
    text: str, words: tuple[int, int], wide: tuple[int, int], *, wanted: Wanted
) -> tuple[int, int]:
    """What of a reader's wider span is to be quoted.

    It stays in the sentences of the words that the reader is surest of. A name that tells who is
    quoted alone.

    Args:
        text: what both spans are of.
        words: the span that the reader is surest of.
        wide: a span around it.
        wanted: what was asked for.
    """
    start, end = words
    name = end - start <= _LONGEST_NAME and not any(c in EDGES for c in text[start:end])
    if name and wanted.who and not wanted.several and not _is_item(text, start, end):
        return words
    stop = _LIST_STOP if wanted.several else _STOP
    low = max((m.end() for m in stop.finditer(text, wide[0], start)), default=wide[0])
    # Where the words end with a mark themselves, it is the last.
    after = stop.search(text, max(start, end - 1), wide[1])
    return low, max(end, after.start() if after else wide[1])


def _life_date(text: str, core: tuple[int, int], wanted: Wanted) -> tuple[int, int] | None:
    """When someone was born or died, where the dates stand in brackets: 某某(1903年—1989年)."""
    if wanted.life_date is None:
        return None
    lives = [*_LIFE.finditer(text, *sentence(text, *core))]
    told = [life for life in lives if overlaps(life.span(), core)]
    if not told and not re.search(r"\d", text[slice(*core)]):
        told = lives
    return told[0].span(wanted.life_date) if len(told) == 1 else None


def _past_the_named(text: str, end: int, wanted: Wanted) -> int:
    """The end of the name of what is to be told, where it follows the words that tell it."""
    name = wanted.thing
    for last in range(end + len(name), end + len(name) + 3 if name else end):
        if unquoted(simplify_each(text[end:last])) == name:
            return last
    return end


def _asked_list(text: str, start: int, end: int, wanted: Wanted) -> tuple[int, int] | None:
    """The clause of a span whose list has the name in the question, where others name theirs."""
    if not wanted.named_list:
        return None
    edges = clause_edges(text, start, end)
    clauses = list(zip([start, *(b for _, b in edges)], [*(a for a, _ in edges), end], strict=True))
    lists = [clause for clause in clauses if _NAMED_COUNTED.search(text, *clause)]
    told = [c for c in lists if wanted.named_list in simplify_each(text[c[0] : c[1]])]
    if len(lists) < 2 or len(told) != 1 or "、" not in text[slice(*told[0])]:
        return None
    return trimmed(text, *paired(text, told[0], told[0], told[0]))


def _adds_words(text: str, core: tuple[int, int], clause: tuple[int, int]) -> bool:
    """Whether a clause holds more than the core in brackets or quotation marks."""
    around = text[clause[0] : core[0]] + text[core[1] : clause[1]]
    return any(character.isalnum() for character in around)


def _alike(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """A list's span with the character beside it that all other items begin or end with."""
    first, *others = text[start:end].split("、")
    if not others:
        return start, end
    before, after = text[max(low, start - 1) : start], text[end : min(high, end + 1)]
    start -= before.isalnum() and all(item.startswith(before) for item in others)
    end += after.isalnum() and all(item.endswith(after) for item in (first, *others[:-1]))
    return start, end


def _is_item(text: str, start: int, end: int) -> bool:
    """Whether more items of a list stand just before or after a span."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(_BEFORE_ITEM.search(before) or _AFTER_ITEM.match(after))
