"""Marks: the sentence and the clause around a span, and marks that stand in pairs.

A comma within brackets or a title is no end of a clause for what stands outside them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.text import BULLET, CLOSING, OPENING, sentences_around, strip_span

PAIRS = dict(zip(OPENING, CLOSING, strict=False))  # the straight quotation marks only close
OPENERS = {close: opener for opener, close in PAIRS.items()}
QUOTATION = "“‘「『"
EDGES = "，。、；：！？,;:!?|｜ \t\u3000\n"
_ASIDE = {opener: close for opener, close in PAIRS.items() if opener not in QUOTATION}
# Not the comma of 1,200 nor the colon of 22:42 and 3：2.
_CLAUSE_EDGE = re.compile(r"[，；;。！？!?\n]|[,:：](?!(?<=\d.)\d)")


class Span(NamedTuple):
    """A half-open range of code points: from `start` to one before `end`."""

    start: int
    end: int


def sentence(text: str, span: Span) -> Span:
    """The span of the sentences that a span touches; itself where it touches none."""
    return Span(*sentences_around(text, *span))


def trimmed(text: str, span: Span) -> Span:
    """A span without white space, bullets and marks of clauses at its ends; itself if no more."""
    first, last = strip_span(text, *span)
    if (first == 0 or text[first - 1] == "\n") and (bullet := BULLET.match(text, first, last)):
        first = bullet.end()
    while first < last and text[first] in EDGES:
        first += 1
    while last > first and text[last - 1] in EDGES:
        last -= 1
    return Span(first, last) if first < last else span


def clause(text: str, span: Span, *, limits: Span) -> Span:
    """The clause or clauses that a span touches, within limits.

    Of a span inside brackets, within these.
    """
    low, high = limits = _inside(text, span, limits=limits)
    edges = clause_edges(text, limits)
    before = [edge.end for edge in edges if edge.end <= span.start]
    after = [edge.start for edge in edges if edge.start >= span.end]
    return Span(before[-1] if before else low, after[0] if after else high)


def crosses_clauses(text: str, span: Span, *, limits: Span) -> bool:
    """Whether a span holds parts of several clauses."""
    edges = clause_edges(text, _inside(text, span, limits=limits))
    return any(span.start <= edge.start and edge.end < span.end for edge in edges)


def clause_edges(text: str, limits: Span) -> list[Span]:
    """Spans of the marks between clauses within limits, but for those within brackets."""
    # Not with an end for the search, which would hide the digit behind the colon of 3:2.
    edges: list[Span] = []
    asides = iter(_asides(text, limits))
    aside = next(asides, None)
    for found in _CLAUSE_EDGE.finditer(text, limits.start):
        if found.start() >= limits.end:
            break
        while aside is not None and aside.end <= found.start():
            aside = next(asides, None)
        if aside is None or found.start() < aside.start:
            edges.append(Span(*found.span()))
    return edges


def _inside(text: str, span: Span, *, limits: Span) -> Span:
    """The limits, or those of the innermost brackets with the whole of a span inside."""
    holding = [
        Span(aside.start + 1, aside.end - 1)
        for aside in _asides(text, limits, nested=True)
        if aside.start < span.start and span.end < aside.end
    ]
    return max(holding, default=limits)


def _asides(text: str, limits: Span, *, nested: bool = False) -> list[Span]:
    """Spans of brackets and titles with their marks, in order; the outermost unless `nested`."""
    found: list[Span] = []
    opened: dict[str, list[int]] = {close: [] for close in _ASIDE.values()}
    for at in range(*limits):
        mark = text[at]
        if mark in _ASIDE:
            opened[_ASIDE[mark]].append(at)
        elif opened.get(mark):
            found.append(Span(opened[mark].pop(), at + 1))
    found.sort()
    if nested:
        return found
    outer: list[Span] = []
    for aside in found:
        if not outer or aside.start >= outer[-1].end:
            outer.append(aside)
    return outer


def paired(text: str, span: Span, *, core: Span, limits: Span) -> Span:
    """A span with the other half of each pair of marks of which it has one half.

    Where there is no other half within the limits, the side of the mark is kept that has more of
    the core.
    """
    first, last = span
    for _ in range(8):  # marks nest; each turn mends one
        lone = _lone_mark(text, first, last)
        if lone is None:
            break
        mark = text[lone]
        if mark in PAIRS and (partner := text.find(PAIRS[mark], last, limits.end)) >= 0:
            last = partner + 1
        elif mark in OPENERS and (partner := text.rfind(OPENERS[mark], limits.start, first)) >= 0:
            first = partner
        elif min(lone, core.end) - core.start > core.end - max(lone + 1, core.start):
            last = lone
        else:
            first = lone + 1
    return Span(first, last) if first < last else core


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
