"""Runs: items that a paragraph numbers from the first on, such as （1）…（2）… or 一是…，二是….

A list on lines of its own is of the layout; these stand within a paragraph, or a sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.quoting.marks import EDGES, Span, trimmed
from wuxi_qa.text import NUMERALS, numeral_value

LONGEST = 400
"""In characters; a longer run is no quote."""

# Where a clause begins.
_HEAD = r"(?<![^，。；：！？、,;:!?\s…”」’）)])"
_INLINE = (
    re.compile(r"(?<![\dA-Za-z.．])(?P<n>\d{1,2})(?:[.．]|、)(?!\d)"),
    re.compile(rf"[（(](?P<n>\d{{1,2}}|[{NUMERALS}]{{1,3}})[）)]"),
    re.compile(r"(?P<n>[①-⑳])"),
    re.compile(rf"{_HEAD}(?P<n>[{NUMERALS}]{{1,2}})是"),
    re.compile(rf"{_HEAD}(?P<n>[{NUMERALS}]{{1,2}})、(?![{NUMERALS}])"),
)
_TOLD = (
    re.compile(
        rf"{_HEAD}第(?P<n>[{NUMERALS}]{{1,2}}|\d{{1,2}})"
        r"(?=[，,、：:是]|(?:[个個种種类類项項点點条條步]|方面)[^，。；\n]{0,6}?[，,、：:是为為])"
    ),
    re.compile(rf"{_HEAD}其(?P<n>[{NUMERALS}])(?=[，,、：:是])"),
)
_FIRST, _FURTHER = "首先", frozenset(("其次", "再次", "再者", "最后", "最後"))
_NEXT = re.compile(rf"{_HEAD}(?P<n>{_FIRST}|{'|'.join(sorted(_FURTHER))})")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_LONGEST_LEAD = 80
_COUNTED = (
    rf"(?P<n>[两兩{NUMERALS}]{{1,3}}|\d{{1,2}})(?:大|[个個项項种種类類条條点點步件]|方面|部分)"
)
_LINK = re.compile(r"^[^，。；\n]{0,8}?[，,、：:是为為]")
"""From the mark of an item that is told to the item: 第一个是岩石."""
_BEFORE_RUN = 8
"""Characters that may stand between the words found and the first item: 有以下几项："""


class _Run(NamedTuple):
    """The marks of a run's items, and whether it is told in words that need their lead."""

    marks: tuple[Span, ...]
    told: bool

    @property
    def first(self) -> int:
        """Where the first item begins."""
        return self.marks[0].start

    @property
    def last(self) -> int:
        """Where the last item begins."""
        return self.marks[-1].start

    def is_within_item(self, text: str, span: Span) -> bool:
        """Whether a span is part of one item, and more of this stands before it."""
        before = [mark for mark in self.marks if mark.end <= span.start]
        if not before or any(span.start <= mark.start < span.end for mark in self.marks):
            return False
        lead = text[before[-1].end : span.start]
        lead = _LINK.sub("", lead, count=1) if self.told else lead
        return any(character.isalnum() for character in lead)


def count_items(text: str) -> int:
    """How many items the longest run in a text has; 0 if it has none."""
    return max((len(run.marks) for run in _runs(text, 0, len(text))), default=0)


def whole_run(text: str, span: Span, *, core: Span | None = None) -> Span | None:
    """A span with all items of the run of which it is one or several, or stands just before.

    What stands within an item is no item: of 2.现场提交身份证和照片 the papers. Where the items are
    sentences told as 第一…, 首先…, the sentence before them that says how many there are belongs to
    them.

    Args:
        text: of a passage.
        span: what is quoted so far.
        core: the words found, by which it is told what stands within an item; default the span.

    Returns:
        A span in one paragraph; None if there is no run, or one longer than 400 characters.
    """
    start, end = span
    low = text.rfind("\n", 0, start) + 1
    high = len(text) if (at := text.find("\n", end)) < 0 else at
    for run in _runs(text, low, high):
        first, last = run.first, _end(text, run.last, high)
        lead = text[end:first]
        before = end <= first and len(lead) <= _BEFORE_RUN and not _SENTENCE_END.search(lead)
        if not before and not (start < last and end > first):
            continue
        if run.is_within_item(text, core or span):
            return None
        if run.told:
            first = _with_lead(text, run, low)
        found = trimmed(text, Span(min(start, first), max(end, last)))
        return found if found.end - found.start <= LONGEST else None
    return None


def _runs(text: str, low: int, high: int) -> list[_Run]:
    """Runs of two items and more in a paragraph, longest first."""
    found = [
        _Run(marks, told)
        for styles, told in ((_INLINE, False), ((*_TOLD, _NEXT), True))
        for style in styles
        for marks in _counted(style, text, low, high)
    ]
    return sorted(found, key=lambda run: -len(run.marks))


def _counted(style: re.Pattern[str], text: str, low: int, high: int) -> list[tuple[Span, ...]]:
    """The marks that count on from 1, for each time that they begin with 1."""
    runs: list[list[Span]] = []
    for mark in style.finditer(text, low, high):
        value = _value(mark["n"], len(runs[-1]) + 1 if runs else 0)
        if value == 1:
            runs.append([Span(*mark.span())])
        elif runs and value == len(runs[-1]) + 1:
            runs[-1].append(Span(*mark.span()))
    return [tuple(run) for run in runs if len(run) > 1]


def _value(number: str, following: int) -> int:
    """What a mark counts; a word for a further item counts the following."""
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    if number in _FURTHER:
        return following
    return 1 if number == _FIRST else numeral_value(number)


def _end(text: str, start: int, high: int) -> int:
    found = _SENTENCE_END.search(text, start, high)
    return found.start() if found else high


def _with_lead(text: str, run: _Run, low: int) -> int:
    """Where a run begins, or the sentence before it that counts its items."""
    first = run.first
    if not _SENTENCE_END.search(text, first, run.last):
        return first
    ends = [m.end() for m in _SENTENCE_END.finditer(text, low, first)]
    before = [at for at in ends if text[at:first].strip(EDGES)]
    lead = max(before, default=low)
    counts = re.search(_COUNTED, text[lead:first])
    counted = counts is not None and numeral_value(counts["n"].replace("兩", "两")) == len(
        run.marks
    )
    return lead if counted and first - lead <= _LONGEST_LEAD else first
