"""Windows: what of a passage the reader reads at once, with what stands before it.

A network reads so many words at a time. A long passage is read in windows of whole sentences, which
overlap; before each stand the two nearest headings, and before quoted words who said them.
"""

from __future__ import annotations

from typing import NamedTuple

from wuxi_qa.asking.persons import speaker
from wuxi_qa.passages import Passage, reading_heading
from wuxi_qa.text import closed_up, is_safe_cut, sentence_spans, simplify_each, strip_span

WINDOW = 300
"""Most characters of a passage that are read at once."""


class Window(NamedTuple):
    """A stretch of a passage's text, in Simplified script, and what is read before it.

    Attributes:
        heading: the passage's headings with a colon, and who speaks; may be empty.
        text: of the same length as what it stands for.
        start: its first code point in the passage's text.
    """

    heading: str
    text: str
    start: int


def windows_of(passage: Passage, question: str) -> list[Window]:
    """A passage's windows, in order.

    Where the passage quotes somebody of the question and names him behind the words, they are
    told to be his: from the start, or, if others are quoted before, in a further window that
    begins with them.

    Args:
        passage: a passage.
        question: in Simplified script.
    """
    heading = simplify_each(reading_heading(passage))
    text = closed_up(simplify_each(passage.text))
    colon = f"{heading}：" if heading else ""
    found = [Window(colon, text[start:end], start) for start, end in windows(text)]
    told = speaker(question, text)
    if told is None:
        return found
    said = f"{colon}{told.name}说："
    if told.start == 0:
        return [found[0]._replace(heading=said), *found[1:]]
    return [*found, Window(said, text[told.start :][:WINDOW], told.start)]


def windows(text: str, *, limit: int = WINDOW) -> list[tuple[int, int]]:
    """Overlapping spans of at most `limit` characters, of whole sentences where these are shorter.

    Each window but the first begins with the last sentence of the one before, if both fit.
    """
    parts = [part for span in sentence_spans(text) for part in _within(text, *span, limit)]
    found: list[tuple[int, int]] = []
    first = 0
    for number, (_, end) in enumerate(parts):
        if end - parts[first][0] > limit:
            found.append((parts[first][0], parts[number - 1][1]))
            first = number - 1 if end - parts[number - 1][0] <= limit else number
    return [*found, (parts[first][0], parts[-1][1])] if parts else [(0, len(text))]


def _within(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Cut a sentence into parts of at most `limit` characters where nothing breaks."""
    parts = []
    while end - start > limit:
        cut = next(
            (at for at in range(start + limit, start, -1) if is_safe_cut(text, at)), start + limit
        )
        parts.append(strip_span(text, start, cut))
        start = cut
    return [*parts, strip_span(text, start, end)]
