"""Windows: runs of whole sentences of a paragraph, with or without the answer."""

from __future__ import annotations

import random
from typing import NamedTuple

from wuxi_qa.text import sentence_spans

SHORTEST, LONGEST = 40, 180
WHOLE_AT_MOST = 420


class Window(NamedTuple):
    """A part of a paragraph: `context[start:end]`; whether all of it, or as much as is read."""

    start: int
    end: int
    is_whole: bool = False


def around(context: str, start: int, end: int, rng: random.Random) -> Window:
    """A run of sentences that holds `context[start:end]`, of random length."""
    spans = sentence_spans(context)
    first = max((i for i, s in enumerate(spans) if s[0] <= start), default=0)
    last = min((i for i, s in enumerate(spans) if s[1] >= end), default=len(spans) - 1)
    first, last = min(first, last), max(first, last)
    return _grown(spans, first, last, rng.randint(SHORTEST, LONGEST), rng)


def whole(context: str, start: int, end: int, rng: random.Random) -> Window:
    """The paragraph; of a very long one as much as is read at a time."""
    if len(context) <= WHOLE_AT_MOST:
        return Window(0, len(context), True)
    lowest = max(0, end - WHOLE_AT_MOST)
    highest = max(lowest, min(start, len(context) - WHOLE_AT_MOST))
    at = rng.randint(lowest, highest)
    return Window(at, at + WHOLE_AT_MOST, True)


def anywhere(context: str, rng: random.Random) -> Window:
    """A run of sentences at a random place."""
    spans = sentence_spans(context)
    at = rng.randrange(len(spans))
    return _grown(spans, at, at, rng.randint(SHORTEST, LONGEST), rng)


def beside(context: str, start: int, end: int, rng: random.Random) -> Window | None:
    """A run of sentences of the paragraph that lies wholly before or after a span."""
    spans = sentence_spans(context)
    before = [s for s in spans if s[1] <= start]
    after = [s for s in spans if s[0] >= end]
    sides = [side for side in (before, after) if side]
    if not sides:
        return None
    side = rng.choice(sides)
    # The neighbouring sentence is the hardest: it speaks of the same thing.
    at = (
        (len(side) - 1 if side is before else 0) if rng.random() < 0.5 else rng.randrange(len(side))
    )
    return _grown(side, at, at, rng.randint(SHORTEST, LONGEST), rng)


def without(context: str, window: Window, start: int, end: int) -> str | None:
    """A window's text less the sentences that touch a span; None if nothing is left."""
    kept = [
        context[a:b]
        for a, b in sentence_spans(context)
        if a >= window.start and b <= window.end and (b <= start or a >= end)
    ]
    return "".join(kept) or None


def _grown(
    spans: list[tuple[int, int]], first: int, last: int, target: int, rng: random.Random
) -> Window:
    """Add neighbours on either side while the run stays within `target` characters."""
    while True:
        sides = [
            (a, b)
            for a, b in ((first - 1, last), (first, last + 1))
            if a >= 0 and b < len(spans) and spans[b][1] - spans[a][0] <= target
        ]
        if not sides:
            return Window(spans[first][0], spans[last][1])
        first, last = rng.choice(sides)
