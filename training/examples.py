"""Makes groups to learn from: one passage that answers a question, and several that do not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from training import pages, stories, windows
from training.corpus import Example
from training.hard import HardNegatives
from training.style import Styles
from training.swaps import Swapper
from training.twins import Twins
from training.words import Word, words_of
from wuxi_qa.text import clause_spans

VARIED_SHARE = 0.35
PREFIX_SHARE = 0.8
SECTION_SHARE = 0.3
SWAP_SHARE = 0.85
MISS_SHARE = 0.5
PAGE_EVERY = 14
LATE_VARIED_SHARE = 0.55
CHOICE_SHARE = 0.12
STORY_SHARE = 0.14
LONGEST_HEADING = 30


class Pair(NamedTuple):
    """A question and a passage to read for it.

    `passage[start:end]` answers; both are 0 where it does not. What stands before `body` in the
    passage is its heading, in which no answer lies.
    """

    question: str
    passage: str
    body: int
    start: int
    end: int

    @property
    def answered(self) -> bool:
        """Whether the passage answers."""
        return self.end > 0


@dataclass(frozen=True)
class Recipe:
    """Which ingredients are in.

    Attributes:
        swaps: near misses made by swapping words of a question.
        windows: parts of paragraphs; without, whole ones only.
        public, news, official, close, reworded, alike, plans, speeches, layouts, unsaid: share of
            the public sets' groups, and of those of the written questions of each kind, that an
            epoch meets.
        twins: share of the public sets' late groups that are made twins, where one can be.
        idle: share of groups whose passage is also asked something everyday that it does not tell.
        whole: share of whole paragraphs.
        alone: share of these that come without a negative, which costs as much again.
        laid: share of the written questions' groups whose passages are cut as the product does.
    """

    swaps: bool = True
    windows: bool = True
    public: float = 1.2
    news: float = 0.85
    official: float = 0.85
    close: float = 0.85
    reworded: float = 0.85
    alike: float = 0.0
    plans: float = 0.0
    speeches: float = 0.0
    layouts: float = 0.0
    unsaid: float = 0.0
    twins: float = 0.5
    idle: float = 0.0
    whole: float = 0.4
    alone: float = 0.6
    laid: float = 0.0


class Groups:
    """Group number -> pairs, the same for the same seed; the first pair is the answered one."""

    def __init__(
        self,
        examples: Sequence[Example],
        *,
        words: Sequence[list[Word]],
        styles: Styles,
        swapper: Swapper,
        hard: HardNegatives,
        headlines: Sequence[str],
        recipe: Recipe,
    ) -> None:
        self._examples = examples
        self._words = words
        self._styles = styles
        self._swapper = swapper
        self._twins = Twins(swapper.pools, share=recipe.twins) if recipe.swaps else None
        self._hard = hard
        self._headlines = headlines
        self._recipe = recipe

    def __len__(self) -> int:
        return len(self._examples) * (PAGE_EVERY + 1) // PAGE_EVERY

    def group(self, number: int, rng: random.Random, *, late: bool = False) -> list[Pair]:
        """The pairs of one group; those past the examples are about page lines.

        Late in a training more questions are varied, some told as stories or with choices, and
        some passages tell the same of two.
        """
        if number >= len(self._examples):
            return self._page_group(rng)
        example = self._examples[number]
        words = self._words[number]
        window = self._positive_window(example, rng)
        text = example.context[window.start : window.end]
        heading = self._heading(example, text, rng)
        span = (example.start - window.start, example.end - window.start)
        question = self._asked(example, words, rng, late=late)
        answered = pair(question, heading, text, span)
        if window.is_whole and rng.random() < self._recipe.alone:
            return [answered]
        twins = self._twins.drawn(example, heading, text, span, rng) if late and self._twins else []
        if twins:
            return [pair(*told) for told in twins]
        if idle := pages.everyday_question(self._recipe.idle, text, rng):
            return [answered, pair(idle, heading, text, None)]
        if rng.random() < MISS_SHARE:
            miss = self._near_miss(question, words, example, text, heading, number, rng)
            if late and miss.question != question and rng.random() < STORY_SHARE:
                miss = miss._replace(question=stories.told(miss.question, rng))
            return [answered, miss]
        return [answered, self._other_passage(question, example, window, heading, number, rng)]

    def _asked(
        self, example: Example, words: Sequence[Word], rng: random.Random, *, late: bool
    ) -> str:
        """The example's question, perhaps in another style; late also among much else."""
        question = example.question
        if rng.random() < (LATE_VARIED_SHARE if late else VARIED_SHARE):
            question = self._styles.varied(words, rng)
        return self._surrounded(question, example.answer, rng) if late else question

    def _surrounded(self, question: str, answer: str, rng: random.Random) -> str:
        draw = rng.random()
        if draw < CHOICE_SHARE:
            others = [rng.choice(self._examples).answer for _ in range(12)]
            alike = sorted(others, key=lambda other: abs(len(other) - len(answer)))[:5]
            return stories.with_choices(question, answer, alike, rng) or question
        if draw < CHOICE_SHARE + STORY_SHARE:
            return stories.told(question, rng)
        return question

    def _positive_window(self, example: Example, rng: random.Random) -> windows.Window:
        place = (example.context, example.start, example.end, rng)
        if not self._recipe.windows or rng.random() < self._recipe.whole:
            return windows.whole(*place)
        return windows.around(*place)

    def _heading(self, example: Example, text: str, rng: random.Random) -> str:
        """The title, perhaps with a section's heading, as the product puts before a passage."""
        if not example.title or (example.title in text and rng.random() > PREFIX_SHARE):
            return ""
        title = example.title[:LONGEST_HEADING]
        if rng.random() < SECTION_SHARE:
            section = clause(example.context, rng)
            if section and example.answer not in section:
                return f"{title} {section}"
        return title

    def _other_passage(
        self,
        question: str,
        example: Example,
        window: windows.Window,
        heading: str,
        number: int,
        rng: random.Random,
    ) -> Pair:
        """The question over a passage that does not answer it."""
        draw = rng.random()
        context, start, end = example.context, example.start, example.end
        text: str | None = None
        if draw < 0.3:
            beside = windows.beside(context, start, end, rng)
            text = context[beside.start : beside.end] if beside else None
        elif draw < 0.45:
            text = windows.without(context, window, start, end)
        elif draw < 0.5:
            gold = context[window.start : window.end]
            return pair(pages.idle_question(rng), heading, gold, None)
        elif draw < 0.58:
            one = pages.line(self._headline(example, rng), rng)
            return pair(question, one.kind, one.text, None)
        if text is None or example.answer in text:
            return self._hard_pair(question, number, rng)
        return pair(question, heading, text, None)

    def _hard_pair(self, question: str, number: int, rng: random.Random) -> Pair:
        title, text = self._hard.draw(number, rng)
        return pair(question, title[:LONGEST_HEADING], text, None)

    def _near_miss(
        self,
        question: str,
        words: Sequence[Word],
        example: Example,
        text: str,
        heading: str,
        number: int,
        rng: random.Random,
    ) -> Pair:
        """Another question over the passage that answers this one, or a falsified passage."""
        if not self._recipe.swaps or rng.random() > SWAP_SHARE:
            return self._hard_pair(question, number, rng)
        whole = assembled(heading, text)
        if rng.random() < 0.2:
            swapped = self._swapper.passage(words, whole, rng)
            if swapped:
                return Pair(question, swapped, 0, 0, 0)
        other = self._swapper.question(words, example.title, whole, rng)
        if other is None:
            return self._hard_pair(question, number, rng)
        if rng.random() < VARIED_SHARE:
            other = self._styles.varied(words_of(other), rng)
        return pair(other, heading, text, None)

    def _headline(self, example: Example, rng: random.Random) -> str:
        return (
            example.title if rng.random() < 0.5 and example.title else rng.choice(self._headlines)
        )

    def _page_group(self, rng: random.Random) -> list[Pair]:
        one = pages.line(rng.choice(self._headlines), rng)
        question = pages.question_about(one.kind, rng)
        example = rng.choice(self._examples)
        window = windows.anywhere(example.context, rng)
        body = example.context[window.start : window.end]
        answered = pair(question, one.kind, one.text, (one.start, one.end))
        if rng.random() < 0.5:
            return [answered, pair(pages.other_question(one.kind, rng), one.kind, one.text, None)]
        return [answered, pair(question, self._heading(example, body, rng), body, None)]


def pair(question: str, heading: str, text: str, span: tuple[int, int] | None) -> Pair:
    """Join heading and text as the reader gets them; `span` counts in the text."""
    passage = assembled(heading, text)
    body = len(passage) - len(text)
    if span is None:
        return Pair(question, passage, body, 0, 0)
    return Pair(question, passage, body, body + span[0], body + span[1])


def assembled(heading: str, text: str) -> str:
    """`heading：text`, or the text alone."""
    return f"{heading}：{text}" if heading else text


def clause(text: str, rng: random.Random) -> str:
    """A random clause that could be a headline, or nothing."""
    spans = [s for s in clause_spans(text[:600]) if 6 <= s[1] - s[0] <= 24]
    if not spans:
        return ""
    start, end = rng.choice(spans)
    return text[start:end].rstrip("，。；：！？、,.;:")
