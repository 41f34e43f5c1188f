"""Marks: the sentence and the clause around a span, and marks that stand in pairs.

A comma within brackets or a title is no end of a clause for what stands outside them.
"""

from __future__ import annotations

import re

from wuxi_qa.text import CLOSING, OPENING, sentence_spans, strip_span

PAIRS = dict(zip(OPENING, CLOSING, strict=False))  # the straight quotation marks only close
OPENERS = {close: opener for opener, close in PAIRS.items()}
QUOTATION = "“‘「『"
EDGES = "，。、；：！？,;:!?|｜ \t\u3000\n"
_ASIDE = {opener: close for opener, close in PAIRS.items() if opener not in QUOTATION}
# Not the comma of 1,200 nor the colon of 22:42 and 3：2.
_CLAUSE_EDGE = re.compile(r"[，；;。！？!?\n]|[,:：](?!(?<=\d.)\d)")


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentences that a span touches; itself where it touches none."""
    touched = [s for s in sentence_spans(text) if s[0] < end and s[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space and marks of clauses at its ends; itself if it has no more."""
    first, last = strip_span(text, start, end)
    while first < last and text[first] in EDGES:
        first += 1
    while last > first and text[last - 1] in EDGES:
        last -= 1
    return (first, last) if first < last else (start, end)


def clause(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The clause or clauses that a span touches, within `(low, high)`.

    Of a span inside brackets, within these.
    """
    low, high = _inside(text, start, end, low, high)
    edges = clause_edges(text, low, high)
    before = [last for _, last in edges if last <= start]
    after = [first for first, _ in edges if first >= end]
    return (before[-1] if before else low), (after[0] if after else high)


def crosses_clauses(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether a span holds parts of several clauses."""
    edges = clause_edges(text, *_inside(text, start, end, low, high))
    return any(start <= first and last < end for first, last in edges)


def clause_edges(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Spans of the marks between clauses within `(low, high)`, but for those within brackets."""
    # Not with an end for the search, which would hide the digit behind the colon of 3:2.
    edges: list[tuple[int, int]] = []
    asides = iter(_asides(text, low, high))
    aside = next(asides, None)
    for found in _CLAUSE_EDGE.finditer(text, low):
        if found.start() >= high:
            break
        while aside is not None and aside[1] <= found.start():
            aside = next(asides, None)
        if aside is None or found.start() < aside[0]:
            edges.append(found.span())
    return edges


def _inside(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The limits, or those of the innermost brackets with the whole of a span inside."""
    holding = [
        (first + 1, last - 1)
        for first, last in _asides(text, low, high, nested=True)
        if first < start and end < last
    ]
    return max(holding, default=(low, high))


def _asides(text: str, low: int, high: int, *, nested: bool = False) -> list[tuple[int, int]]:
    """Spans of brackets and titles with their marks, in order; the outermost unless `nested`."""
    found: list[tuple[int, int]] = []
    opened: dict[str, list[int]] = {close: [] for close in _ASIDE.values()}
    for at in range(low, high):
        mark = text[at]
        if mark in _ASIDE:
            opened[_ASIDE[mark]].append(at)
        elif opened.get(mark):
            found.append((opened[mark].pop(), at + 1))
    found.sort()
    if nested:
        return found
    outer: list[tuple[int, int]] = []
    for span in found:
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    return outer


def paired(
    text: str, span: tuple[int, int], limits: tuple[int, int], core: tuple[int, int]
) -> tuple[int, int]:
    """Take in the other half of a pair of marks of which one half is in the span.

    Where there is no other half within the limits, the side of the mark is kept that has more of
    the core.
    """
    first, last = span
    for _ in range(8):  # marks nest; each turn mends one
        lone = _lone_mark(text, first, last)
        if lone is None:
            break
        mark = text[lone]
        if mark in PAIRS and (partner := text.find(PAIRS[mark], last, limits[1])) >= 0:
            last = partner + 1
        elif mark in OPENERS and (partner := text.rfind(OPENERS[mark], limits[0], first)) >= 0:
            first = partner
        elif min(lone, core[1]) - core[0] > core[1] - max(lone + 1, core[0]):
            last = lone
        else:
            first = lone + 1
    return (first, last) if first < last else core


def _lone_mark(text: str, start: int, end: int) -> int | None:
    """Place of the first mark in a span whose partner is not in it."""
    opened: list[int] = []
    for at in range(start, end):
        if text[at] in PAIRS:
            opened.append(at)
        elif text[at] in OPENERS:
            if not opened or text[opened[-1]] != OPENERS[text[at]]:
                return at
            opened.pop()
    return opened[-1] if opened else None
