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
import torch
from numpy.typing import NDArray

from training.corpus import Example
from training.crew import Crew
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

    Made by encoding all sentences and questions once, each process of the crew its share.
    """

    def __init__(self, articles: Sequence[Written], encoder: Encoder, crew: Crew) -> None:
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
        texts = [s.text[s.start : s.end] for s in self._sentences]
        asked = [example.question for article in articles for example in article.answered]
        vectors = crew.rows(
            lambda own: torch.from_numpy(encoder.encode_passages(texts[own])), len(texts)
        )
        questions = crew.rows(
            lambda own: torch.from_numpy(encoder.encode_queries(asked[own])), len(asked)
        )
        of_articles = torch.split(questions, [len(article.answered) for article in articles])
        for home, (article, part) in enumerate(zip(articles, of_articles, strict=True)):
            own = np.flatnonzero(homes == home)
            others = np.flatnonzero(homes != home)
            scores = (part @ vectors.T).numpy()
            for example, row in zip(article.answered, scores, strict=True):
                self._inside[example.id] = _highest(row, own, INSIDE)
                self._outside[example.id] = _highest(row, others, OUTSIDE)

    def inside(self, example: Example, rng: random.Random) -> Sentence | None:
        """A near sentence of the question's own article that does not touch the answer."""
        near = (self._sentences[i] for i in self._inside[example.id])
        apart = [s for s in near if s.end <= example.start or s.start >= example.end]
        return rng.choice(apart) if apart else None

    def outside(self, example: Example, rng: random.Random) -> Sentence | None:
        """A near sentence of another article."""
        others = self._outside[example.id]
        return self._sentences[rng.choice(others)] if others else None


def _highest(scores: NDArray[np.float32], places: NDArray[np.int64], number: int) -> list[int]:
    """So many of these places, those with the highest scores, the highest first."""
    chosen = scores[places]
    if number < len(places):
        kept = np.argpartition(-chosen, number)[:number]
        places, chosen = places[kept], chosen[kept]
    return places[np.argsort(-chosen)].tolist()  # type: ignore[no-any-return]
