"""Articles as the product lays them out: its passages, each under what is read before it."""

from __future__ import annotations

import random
from typing import NamedTuple

from wuxi_qa.documents import Document
from wuxi_qa.passages import SplitterSettings, reading_heading, split
from wuxi_qa.windows import windows

SHORT = SplitterSettings(max_characters=160)
"""For articles without line breaks, so that they are cut into paragraphs as a newspaper's are."""


class Laid(NamedTuple):
    """A window of a passage as it is read; `text[start:end]` is what was looked for in it."""

    heading: str
    text: str
    start: int
    end: int


class Layout:
    """An article under its headline, laid out; offsets count in the article's `text`."""

    def __init__(self, title: str, text: str) -> None:
        head = f"{title}\n\n"
        self.text = text
        document = Document(id="article", text=head + text)
        self._head = len(head)
        self._passages = split(document, settings=None if "\n" in text else SHORT)

    def window(self, start: int, end: int) -> Laid | None:
        """The first window that holds a span; None if the span crosses passages."""
        at, until = start + self._head, end + self._head
        for passage in self._passages:
            if not passage.start <= at < until <= passage.end:
                continue
            for first, last in windows(passage.text):
                if passage.start + first <= at and until <= passage.start + last:
                    shift = passage.start + first
                    inside = passage.text[first:last]
                    return Laid(reading_heading(passage), inside, at - shift, until - shift)
        return None

    def other(self, answer: str, rng: random.Random) -> Laid | None:
        """A window of a passage, drawn, in which a text does not occur."""
        passages = [p for p in self._passages if answer not in p.text]
        if not passages:
            return None
        passage = rng.choice(passages)
        first, last = rng.choice(windows(passage.text))
        return Laid(reading_heading(passage), passage.text[first:last], 0, 0)
