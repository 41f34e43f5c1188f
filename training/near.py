"""Near negatives: sentences that the shipped encoder holds nearest to a question, and no answer.

What lies near a question in meaning without answering it is what retrieval proposes and a reader
must tell apart (dense negatives: Xiong et al., 2021, "Approximate nearest neighbor negative
contrastive learning for dense text retrieval", arXiv:2007.00808).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from training.corpus import Example
from training.written import Written
from wuxi_qa.encoder import Encoder
from wuxi_qa.text import sentence_spans

INSIDE, OUTSIDE = 5, 8
"""How many of a question's nearest sentences are drawn from."""
SHORTEST = 18
"""Sentences of fewer characters say too little to be mistaken for an answer."""


class Sentence(NamedTuple):
    """`articles[article].text[start:end]`."""

    article: int
    start: int
    end: int


class NearSentences:
    """Question -> the nearest sentences of its own article and of the others.

    Made by encoding all sentences and questions once.
    """

    def __init__(self, articles: Sequence[Written], encoder: Encoder) -> None:
        self._articles = articles
        self._sentences = [
            Sentence(number, start, end)
            for number, article in enumerate(articles)
            for start, end in sentence_spans(article.text)
            if end - start >= SHORTEST
        ]
        self._inside: dict[str, list[int]] = {}
        self._outside: dict[str, list[int]] = {}
        texts = [articles[s.article].text[s.start : s.end] for s in self._sentences]
        vectors = encoder.encode_passages(texts)
        homes = np.asarray([s.article for s in self._sentences])
        for home, article in enumerate(articles):
            scores = encoder.encode_queries([e.question for e in article.answered]) @ vectors.T
            for example, row in zip(article.answered, scores, strict=True):
                order = np.argsort(-row)
                own = homes[order] == home
                self._inside[example.id] = order[own][:INSIDE].tolist()
                self._outside[example.id] = order[~own][:OUTSIDE].tolist()

    def inside(self, example: Example, rng: random.Random) -> tuple[str, Sentence] | None:
        """A near sentence of the question's own article that does not touch the answer."""
        near = (self._sentences[i] for i in self._inside[example.id])
        apart = [s for s in near if s.end <= example.start or s.start >= example.end]
        return self._draw(apart, rng)

    def outside(self, example: Example, rng: random.Random) -> tuple[str, Sentence] | None:
        """A near sentence of another article."""
        return self._draw([self._sentences[i] for i in self._outside[example.id]], rng)

    def _draw(self, among: Sequence[Sentence], rng: random.Random) -> tuple[str, Sentence] | None:
        if not among:
            return None
        one = rng.choice(among)
        return self._articles[one.article].text, one
