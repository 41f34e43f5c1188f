"""Groups made of the written questions, and their mixture with those of the public sets."""

from __future__ import annotations

import random
from collections.abc import Sequence

from training import windows
from training.corpus import Example
from training.examples import LONGEST_HEADING, Groups, Pair, clause, pair
from training.style import Styles
from training.words import words_of
from training.written import Miss, Written

TIMES = 2
"""How often an epoch asks each written question."""
WHOLE_SHARE = 0.2
VARIED_SHARE = 0.15
MISS_SHARE = 0.85
TITLE_SHARE = 0.5
SECTION_SHARE = 0.4


class Asked:
    """Group number -> pairs: where it stands, another place in the article, and a near miss."""

    def __init__(self, articles: Sequence[Written], styles: Styles) -> None:
        self._articles = articles
        self._styles = styles
        self._places = [(a, e) for a in articles for e in a.answered]

    def __len__(self) -> int:
        return TIMES * len(self._places)

    def group(self, number: int, rng: random.Random) -> list[Pair]:
        """The pairs of one group, the answered one first."""
        article, example = self._places[number % len(self._places)]
        whole = rng.random() < WHOLE_SHARE
        window = (windows.whole if whole else windows.around)(
            example.context, example.start, example.end, rng
        )
        text = example.context[window.start : window.end]
        heading = self._heading(example, text, rng)
        question = self._varied(example.question, rng)
        span = (example.start - window.start, example.end - window.start)
        group = [pair(question, heading, text, span)]
        if not whole:
            group.append(pair(question, heading, self._other_text(article, example, rng), None))
        if article.missed and rng.random() < MISS_SHARE:
            group.append(self._near_miss(article, rng.choice(article.missed), heading, rng, whole))
        return group

    def _near_miss(
        self, article: Written, miss: Miss, heading: str, rng: random.Random, whole: bool
    ) -> Pair:
        window = (windows.whole if whole else windows.around)(
            article.text, miss.start, miss.end, rng
        )
        question = self._varied(miss.question, rng)
        return pair(question, heading, article.text[window.start : window.end], None)

    def _other_text(self, article: Written, example: Example, rng: random.Random) -> str:
        """Sentences of the same article, seldom of another, that do not hold the answer."""
        for source in (article, rng.choice(self._articles)):
            if source is article and rng.random() < 0.9:
                beside = windows.beside(article.text, example.start, example.end, rng)
                if beside and example.answer not in article.text[beside.start : beside.end]:
                    return article.text[beside.start : beside.end]
        window = windows.anywhere(source.text, rng)
        return source.text[window.start : window.end]

    def _heading(self, example: Example, text: str, rng: random.Random) -> str:
        """The headline, a clause as a section's heading, or nothing."""
        draw = rng.random()
        if draw < TITLE_SHARE:
            return example.title[:LONGEST_HEADING]
        section = clause(example.context, rng) if draw < TITLE_SHARE + SECTION_SHARE else ""
        return "" if example.answer in section or section in text else section

    def _varied(self, question: str, rng: random.Random) -> str:
        if rng.random() < VARIED_SHARE:
            return self._styles.varied(words_of(question), rng)
        return question


class Mixture:
    """The groups of the public sets, then those of the written questions."""

    def __init__(self, groups: Groups, asked: Asked) -> None:
        self._groups = groups
        self._asked = asked

    def __len__(self) -> int:
        return len(self._groups) + len(self._asked)

    def group(self, number: int, rng: random.Random, *, late: bool = False) -> list[Pair]:
        """The pairs of one group, the answered one first."""
        if number < len(self._groups):
            return self._groups.group(number, rng, late=late)
        return self._asked.group(number - len(self._groups), rng)
