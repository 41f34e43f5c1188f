"""Paragraphs: which lines of a text belong together, and which are rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from unicodedata import east_asian_width

from wuxi_qa.text import (
    BULLET,
    CLOSING,
    HEADING_NUMERAL,
    LIST_NUMBER,
    SENTENCE_END,
    strip_span,
)

Span = tuple[int, int]

ATX = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(?P<text>\S.*)")
"""A Markdown heading."""
LIST_ITEM = re.compile(rf"\s*(?:{BULLET.pattern}|\d{{1,3}}[.)]\s|\|)")
# Back quotes that close on the same line are code within a sentence.
_FENCE = re.compile(r"\s*(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<behind>.*)")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")
_PROSE_MARK = re.compile(r"[。！？!?]|\.\s*$|[A-Za-z)]\.\s", re.MULTILINE)
_NUMBERED = re.compile(rf"{LIST_NUMBER}|第{HEADING_NUMERAL}[编章节条]")
_NARROWEST, _NEARLY = 40, 0.85
_FEWEST_BROKEN, _MOST = 2, 0.6
_MOST_UNMARKED = 10
"""Lines of a sentence; where more stand without any end, they are rows of a table."""


class Paragraph(NamedTuple):
    """The span of a paragraph or line without outer white space.

    `columns` is the span of the row that names the columns, for every row of a Markdown table,
    that row itself included.
    """

    start: int
    end: int
    columns: Span | None = None


def paragraphs(text: str, *, markdown: bool) -> Iterator[Paragraph]:
    """The paragraphs of a text in order; blank lines belong to none.

    Args:
        text: a document's text, its line ends line feeds.
        markdown: join lines by Markdown's rules.
    """
    lines = _line_spans(text)
    tables = _columns_of_rows(text, lines)
    joined = {start for start, _ in lines} if markdown else _hard_wrapped(text, lines)
    open_span: Span | None = None
    opened = ""  # the marks of the fence that we are in
    above = ""
    for start, end in lines:
        line = text[start:end]
        behind = _fence_behind(line, opened) if markdown else ""
        fenced, fence = bool(opened), behind != opened
        columns = None if opened or behind else tables.get(start)
        starts = columns is not None or _starts_block(line)
        follows = start in joined and not (starts and not fenced)
        completes = _is_unfinished(above) and not _starts_item(line)
        continues = (follows or completes) and bool(line.strip())
        if open_span and (fenced or (continues and not fence)):
            open_span = (open_span[0], end)
        else:
            if open_span:
                yield from _stripped(text, open_span)
            open_span = (start, end)
        ended = fence if fenced else columns or (start in joined and ATX.match(line))
        if ended:
            yield from _stripped(text, open_span, columns)
            open_span = None
        opened, above = behind, line
    if open_span:
        yield from _stripped(text, open_span)


def _fence_behind(line: str, opened: str) -> str:
    """The marks of the code block that is open behind a line, before which `opened` were.

    Only as many marks of the same sort, and nothing behind them, close (CommonMark 0.31, 4.5).
    """
    fence = _FENCE.match(line)
    if fence is None or not opened:
        return fence["marks"] if fence else opened
    closes = fence["marks"].startswith(opened) and not fence["behind"].strip()
    return "" if closes else opened


def _line_spans(text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _stripped(text: str, span: Span, columns: Span | None = None) -> Iterator[Paragraph]:
    start, end = strip_span(text, *span)
    if start < end:
        yield Paragraph(start, end, columns)


def _starts_block(line: str) -> bool:
    """Whether a line begins a block of its own among joined lines."""
    indented = line.startswith(("\u3000", "    ", "\t"))
    return indented or not line.strip() or _starts_item(line)


def _starts_item(line: str) -> bool:
    return bool(ATX.match(line) or LIST_ITEM.match(line))


def _is_unfinished(line: str) -> bool:
    """Whether a line ends within a sentence, as the first verse of two does."""
    return line.rstrip().endswith(("，", "、"))


def _columns_of_rows(text: str, lines: Sequence[Span]) -> dict[int, Span]:
    """Start of each line of a Markdown table -> span of the row that names its columns.

    A table is a row, a line like `|---|:--:|` of as many cells, and the rows that follow, the
    outer marks optional (GitHub Flavored Markdown 0.29, 4.10).
    """
    found: dict[int, Span] = {}
    columns: Span | None = None
    for above, line in pairwise(lines):
        if columns is None and _is_table_rule(text[slice(*line)], text[slice(*above)]):
            columns = strip_span(text, *above)
            found[above[0]] = columns
        elif columns is not None and "|" not in text[slice(*line)]:
            columns = None
        if columns is not None:
            found[line[0]] = columns
    return found


def _is_table_rule(line: str, above: str) -> bool:
    if "|" not in above or "-" not in line or set(line) - set("|:- \t"):
        return False
    rule = cells(line)
    return len(rule) == len(cells(above)) and all(map(_RULE_CELL.fullmatch, rule))


def cells(row: str) -> list[str]:
    """The cells of a row of a Markdown table, without outer white space."""
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


def _hard_wrapped(text: str, lines: Sequence[Span]) -> set[int]:
    """Starts of the lines that go on from the one above, which was broken at a fixed width.

    There are such if most lines that end without end mark, and are followed directly by another
    one, are about as wide as the widest, which has at least 40 columns, as 20 Han characters do.
    Rows of a table look alike, but hardly a sentence ends in them.
    """
    groups = [group for group in _groups(text, lines) if _is_prose(text, group)]
    inner = [text[start:end].rstrip() for group in groups for start, end in group[:-1]]
    full = _NEARLY * max(map(_columns, inner), default=0)
    broken = [line for line in inner if not ends_sentence(line) and line[-1] not in ":："]
    wide = sum(1 for line in broken if _columns(line) >= full)
    if full < _NEARLY * _NARROWEST or wide < _FEWEST_BROKEN or wide < _MOST * len(broken):
        return set()
    if not _PROSE_MARK.search(text):
        return set()
    return {
        below[0]
        for group in groups
        for above, below in pairwise(group)
        if _goes_on(text[slice(*above)].rstrip(), text[slice(*below)], full=full)
    }


def _goes_on(above: str, below: str, *, full: float) -> bool:
    """Whether a line goes on from the one above: no numbered one behind a sentence's end."""
    if _columns(above) < full or above[-1] in ":：":
        return False
    return not (ends_sentence(above) and _NUMBERED.match(below))


def _columns(line: str) -> int:
    """How wide a line is in print: Han characters take two columns (Unicode Annex 11)."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in line.strip())


def _groups(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """Lines between blank ones."""
    group: list[Span] = []
    for start, end in lines:
        if text[start:end].strip():
            group.append((start, end))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _is_prose(text: str, group: Sequence[Span]) -> bool:
    """Whether enough sentences end in neighbouring lines; two may be a piece of one."""
    marked = sum(1 for start, end in group if _PROSE_MARK.search(text[start:end]))
    return len(group) <= 2 or marked * _MOST_UNMARKED >= len(group)


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a sentence's end mark, be it within closing marks."""
    bare = line.rstrip().rstrip(CLOSING)
    return bool(bare) and (bare[-1] in SENTENCE_END or bare[-1] == ".")
