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
    """A sentence of an article: `text[start:end]`."""

    text: str
    start: int
    end: int


class NearSentences:
    """Question -> the nearest sentences of its own article and of the others.

    Made by encoding all sentences and questions once.
    """

    def __init__(self, articles: Sequence[Written], encoder: Encoder) -> None:
        spans = [
            (home, Sentence(article.text, start, end))
            for home, article in enumerate(articles)
            for start, end in sentence_spans(article.text)
            if end - start >= SHORTEST
        ]
        homes = np.asarray([home for home, _ in spans])
        self._sentences = [sentence for _, sentence in spans]
        self._inside: dict[str, list[int]] = {}
        self._outside: dict[str, list[int]] = {}
        vectors = encoder.encode_passages([s.text[s.start : s.end] for s in self._sentences])
        for home, article in enumerate(articles):
            scores = encoder.encode_queries([e.question for e in article.answered]) @ vectors.T
            for example, row in zip(article.answered, scores, strict=True):
                order = np.argsort(-row)
                own = homes[order] == home
                self._inside[example.id] = order[own][:INSIDE].tolist()
                self._outside[example.id] = order[~own][:OUTSIDE].tolist()

    def inside(self, example: Example, rng: random.Random) -> Sentence | None:
        """A near sentence of the question's own article that does not touch the answer."""
        near = (self._sentences[i] for i in self._inside[example.id])
        apart = [s for s in near if s.end <= example.start or s.start >= example.end]
        return rng.choice(apart) if apart else None

    def outside(self, example: Example, rng: random.Random) -> Sentence | None:
        """A near sentence of another article."""
        others = self._outside[example.id]
        return self._sentences[rng.choice(others)] if others else None
