"""Groups made of the written questions, and mixtures of groups of several sources."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from training import pages, windows
from training.corpus import Example
from training.examples import LONGEST_HEADING, Pair, clause, pair
from training.laid import Laid, Layout
from training.near import NearSentences
from training.style import Styles
from training.twins import Twins
from training.words import words_of
from training.written import Miss, Written

WHOLE_SHARE = 0.2
VARIED_SHARE = 0.15
MISS_SHARE = 0.3
DECOY_SHARE = 0.15
NEAR_SHARE, OUTSIDE_SHARE = 0.35, 0.2
TITLE_SHARE = 0.5
SECTION_SHARE = 0.4
BOTH_SHARE = 0.6


class Asked:
    """Group number -> pairs, the answered one first.

    A question that the article answers is asked of where it does and of another place or of the
    place without the answer; one that it does not answer, of the place with a sentence that does
    and of the place as it is. So every question is met with and without an answer.
    """

    def __init__(
        self,
        articles: Sequence[Written],
        styles: Styles,
        near: NearSentences | None = None,
        twins: Twins | None = None,
        *,
        idle: float = 0.0,
        laid: float = 0.0,
    ) -> None:
        self._articles = articles
        self._styles = styles
        self._near = near
        self._twins = twins
        self._idle = idle
        self._laid = laid
        self._answered = [(a, e) for a in articles for e in a.answered]
        self._missed = [(a, m) for a in articles for m in a.missed]

    def __len__(self) -> int:
        return len(self._answered) + len(self._missed)

    def group(self, number: int, rng: random.Random, *, late: bool = False) -> list[Pair]:
        """The pairs of one group; late in a training some passages tell the same of two."""
        if number < len(self._answered):
            return self._answered_group(*self._answered[number], rng, late=late)
        return self._filled_group(*self._missed[number - len(self._answered)], rng)

    def _answered_group(
        self, article: Written, example: Example, rng: random.Random, *, late: bool
    ) -> list[Pair]:
        place = _Place(article.text, example.start, example.end)
        if article.missed and rng.random() < DECOY_SHARE:
            place = _with_decoy(article, place, rng.choice(article.missed))
        layout = self._layout(article.title, place.text, rng)
        shown = layout.window(place.start, place.end) if layout else None
        if layout is None or shown is None:
            layout, shown = None, self._shown(article, place, example.answer, rng)
            where = shown.heading, shown.text, (shown.start, shown.end)
            twins = self._twins.drawn(example, *where, rng) if late and self._twins else []
            if twins:
                return [pair(*told) for told in twins]
        question = self._varied(example.question, rng)
        group = [pair(question, shown.heading, shown.text, (shown.start, shown.end))]
        if layout:
            other = self._near_laid(layout, example, rng) or layout.other(example.answer, rng)
        else:
            text = self._near_text(example, rng) or self._without(place, example.answer, rng)
            other = Laid(shown.heading, text, 0, 0) if text else None
        if other:
            group.append(pair(question, other.heading, other.text, None))
        if idle := pages.everyday_question(self._idle, shown.text, rng):
            return [*group, pair(idle, shown.heading, shown.text, None)]
        if article.missed and (len(group) == 1 or rng.random() < MISS_SHARE):
            group += self._missed_pair(article, shown.heading, layout, rng)
        return group

    def _missed_pair(
        self, article: Written, heading: str, layout: Layout | None, rng: random.Random
    ) -> list[Pair]:
        """A question that the article does not answer over the words that tempt; seldom nothing."""
        miss = rng.choice(article.missed)
        if layout is None:
            text, _ = _cut(_Place(article.text, miss.start, miss.end), rng)
            return [pair(self._varied(miss.question, rng), heading, text, None)]
        if layout.text != article.text:
            layout = Layout(article.title, article.text)
        near = layout.window(miss.start, miss.end)
        if near is None:
            return []
        return [pair(self._varied(miss.question, rng), near.heading, near.text, None)]

    def _layout(self, title: str, text: str, rng: random.Random) -> Layout | None:
        """The article as the product lays it out, for a share of the groups."""
        return Layout(title, text) if self._laid and rng.random() < self._laid else None

    def _shown(self, article: Written, place: _Place, answer: str, rng: random.Random) -> Laid:
        """A window of random length around a place, and something as its heading."""
        text, (start, end) = _cut(place, rng)
        return Laid(self._heading(article, answer, text, rng), text, start, end)

    def _near_laid(self, layout: Layout, example: Example, rng: random.Random) -> Laid | None:
        """The passage of a near sentence of the same article, if it does not hold the answer."""
        if self._near is None or rng.random() > NEAR_SHARE:
            return None
        found = self._near.inside(example, rng)
        # A decoy put into the text has moved the places of its sentences.
        if found is None or found.text != layout.text:
            return None
        near = layout.window(found.start, found.end)
        return None if near is None or example.answer in near.text else near

    def _filled_group(self, article: Written, miss: Miss, rng: random.Random) -> list[Pair]:
        at = miss.place
        filled = _Place(article.filled(miss), at + miss.answer_start, at + miss.answer_end)
        if layout := self._layout(article.title, filled.text, rng):
            shown = layout.window(filled.start, filled.end)
            bare = Layout(article.title, article.text).window(miss.start, miss.end)
            if shown and bare:
                question = self._varied(miss.question, rng)
                answered = pair(question, shown.heading, shown.text, (shown.start, shown.end))
                return [answered, pair(question, bare.heading, bare.text, None)]
        answer = miss.sentence[miss.answer_start : miss.answer_end]
        heading, text, start, end = self._shown(article, filled, answer, rng)
        question = self._varied(miss.question, rng)
        as_it_is = _Place(article.text, miss.start, miss.end)
        if rng.random() < DECOY_SHARE:
            other = rng.choice(article.missed)
            as_it_is = as_it_is if other is miss else _with_decoy(article, as_it_is, other)
        near, _ = _cut(as_it_is, rng)
        return [
            pair(question, heading, text, (start, end)),
            pair(question, heading, near, None),
        ]

    def _near_text(self, example: Example, rng: random.Random) -> str:
        """Text near the question in meaning, of its article or of another; often none."""
        draw = rng.random()
        if self._near is None or draw > NEAR_SHARE + OUTSIDE_SHARE:
            return ""
        found = (self._near.inside if draw < NEAR_SHARE else self._near.outside)(example, rng)
        if found is None:
            return ""
        window = windows.around(*found, rng)
        text = found.text[window.start : window.end]
        return "" if example.answer in text else text

    def _without(self, place: _Place, answer: str, rng: random.Random) -> str:
        """Text of the same article, seldom of another, that does not hold the answer."""
        draw = rng.random()
        text = ""
        if draw < 0.6:
            beside = windows.beside(place.text, place.start, place.end, rng)
            text = place.text[beside.start : beside.end] if beside else ""
        elif draw < 0.9:
            window = windows.around(place.text, place.start, place.end, rng)
            text = windows.without(place.text, window, place.start, place.end) or ""
        if not text:
            source = rng.choice(self._articles).text
            window = windows.anywhere(source, rng)
            text = source[window.start : window.end]
        return "" if answer in text else text

    def _heading(self, article: Written, answer: str, text: str, rng: random.Random) -> str:
        """The headline, a clause as a section's heading, both, or nothing."""
        draw = rng.random()
        if draw < TITLE_SHARE:
            return article.title[:LONGEST_HEADING]
        section = clause(article.text, rng) if draw < TITLE_SHARE + SECTION_SHARE else ""
        if answer in section or section in text:
            return ""
        if self._laid and rng.random() < BOTH_SHARE:
            return f"{article.title[:LONGEST_HEADING]} {section}"
        return section

    def _varied(self, question: str, rng: random.Random) -> str:
        if rng.random() < VARIED_SHARE:
            return self._styles.varied(words_of(question), rng)
        return question


class _Place(NamedTuple):
    """Words of an article: `text[start:end]`."""

    text: str
    start: int
    end: int


def _cut(place: _Place, rng: random.Random) -> tuple[str, tuple[int, int]]:
    """A window around a place, and where in it the place is."""
    cut = windows.whole if rng.random() < WHOLE_SHARE else windows.around
    window = cut(place.text, place.start, place.end, rng)
    return (
        place.text[window.start : window.end],
        (place.start - window.start, place.end - window.start),
    )


def _with_decoy(article: Written, place: _Place, miss: Miss) -> _Place:
    """A place of the article, in which a made-up sentence now answers another question."""
    if place.start < miss.place < place.end:
        return place
    shift = len(miss.sentence) if miss.place <= place.start else 0
    return _Place(article.filled(miss), place.start + shift, place.end + shift)


class Source(Protocol):
    """Group number -> pairs, the answered one first."""

    def __len__(self) -> int: ...

    def group(self, number: int, rng: random.Random, *, late: bool = False) -> list[Pair]:
        """The pairs of one group."""
        ...


class Mixture:
    """The groups of several sources, one after the other, of each as many as its share says.

    Of a share of 1 every group is met once an epoch, of 2 twice; of less, a part is, always
    the same.
    """

    def __init__(self, sources: Sequence[tuple[Source, float]]) -> None:
        self._sources = [(source, share) for source, share in sources if share > 0]
        self._orders = [_shuffled(len(source)) for source, _ in self._sources]

    def __len__(self) -> int:
        return sum(_taken(source, share) for source, share in self._sources)

    def group(self, number: int, rng: random.Random, *, late: bool = False) -> list[Pair]:
        """The pairs of one group, the answered one first."""
        for (source, share), order in zip(self._sources, self._orders, strict=True):
            taken = _taken(source, share)
            if number < taken:
                return source.group(order[number % len(order)], rng, late=late)
            number -= taken
        raise IndexError(f"a group beyond the {len(self)} there are")


def _taken(source: Source, share: float) -> int:
    return round(len(source) * share)


def _shuffled(size: int) -> list[int]:
    order = list(range(size))
    random.Random(size).shuffle(order)
    return order
