"""What the encoder learns from: an article's statements, and questions that one of them answers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from training.corpus import Example, training_examples
from training.style import Styles
from training.words import words_of
from training.written import Kind, Part, Written, written
from wuxi_qa.text import clause_spans, sentence_spans, strip_span

SENTENCE_SHARE, CLAUSE_SHARE = 0.45, 0.4
"""The rest are several sentences together."""
MOST_TOGETHER = 4
HEADING_SHARE = 0.25
VARIED_SHARE = 0.12
ENCODED: tuple[Kind, ...] = ("news", "official", "close", "reworded")
"""Not `alike`: which of two a statement is about is for the reader to tell."""
CMRC = "TRAIN"
"""What the ids of CMRC 2018's training questions begin with."""


@dataclass(frozen=True)
class Contrast:
    """A text with questions.

    Attributes:
        title: stands before some of the statements.
        text: Simplified script.
        answered: questions, and where the text answers them.
        beside: questions that it does not answer, each with a sentence that does.
        styles: what varies the questions.
    """

    title: str
    text: str
    answered: tuple[tuple[str, int, int], ...]
    beside: tuple[tuple[str, str], ...]
    styles: Styles


class Texts(NamedTuple):
    """Questions, statements, and pairs (question, statement) of which the second answers."""

    questions: list[str]
    statements: list[str]
    answers: list[tuple[int, int]]


def contrasts(part: Part, *, public: float, most: int | None = None) -> list[Contrast]:
    """The articles of a part, of each kind so many at most, and paragraphs of CMRC 2018.

    Args:
        part: the articles to learn from, or to develop on.
        public: share of the paragraphs of CMRC 2018's training set.
        most: how many articles of a kind; default all.
    """
    articles = [one for kind in ENCODED for one in written(part, kind)[:most]]
    examples = [example for example in training_examples() if example.id.startswith(CMRC)]
    styles = Styles([example.question for example in examples])
    paragraphs = [
        _paragraph(list(group), styles) for _, group in groupby(examples, lambda e: e.context)
    ]
    chosen = random.Random(1).sample(paragraphs, round(public * len(paragraphs)))
    return [*(_article(one, styles) for one in articles), *chosen]


def texts_of(article: Contrast, rng: random.Random) -> Texts:
    """The statements of an article, cut anew each time, and its questions, varied at times."""
    spans = list(_statements(article.text, rng))
    statements = [_headed(article, *span, rng) for span in spans]
    questions: list[str] = []
    answers: list[tuple[int, int]] = []
    for question, start, end in article.answered:
        own = [i for i, (first, last) in enumerate(spans) if first < end and last > start]
        if not own:
            continue
        answers += [(len(questions), i) for i in own]
        questions.append(_varied(question, article.styles, rng))
    for question, sentence in article.beside:
        answers.append((len(questions), len(statements)))
        questions.append(_varied(question, article.styles, rng))
        statements.append(sentence)
    return Texts(questions, statements, answers)


def _statements(text: str, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Spans that cover a text: sentences, their clauses, or several sentences together."""
    sentences = sentence_spans(text)
    at = 0
    while at < len(sentences):
        start, end = sentences[at]
        draw = rng.random()
        if draw < SENTENCE_SHARE:
            yield start, end
        elif draw < SENTENCE_SHARE + CLAUSE_SHARE:
            yield from ((start + a, start + b) for a, b in clause_spans(text[start:end]))
        else:
            at = min(at + rng.randint(1, MOST_TOGETHER - 1), len(sentences) - 1)
            yield start, sentences[at][1]
        at += 1


def _headed(article: Contrast, start: int, end: int, rng: random.Random) -> str:
    statement = article.text[start:end]
    if article.title and rng.random() < HEADING_SHARE:
        return f"{article.title}：{statement}"
    return statement


def _varied(question: str, styles: Styles, rng: random.Random) -> str:
    return styles.varied(words_of(question), rng) if rng.random() < VARIED_SHARE else question


def _article(article: Written, styles: Styles) -> Contrast:
    return Contrast(
        title=article.title,
        text=article.text,
        answered=tuple((e.question, e.start, e.end) for e in article.answered),
        beside=tuple((miss.question, miss.sentence) for miss in article.missed),
        styles=styles,
    )


def _paragraph(examples: Sequence[Example], styles: Styles) -> Contrast:
    first = examples[0]
    asked = ((e.question, *strip_span(e.context, e.start, e.end)) for e in examples)
    return Contrast(first.title, first.context, tuple(asked), (), styles)
