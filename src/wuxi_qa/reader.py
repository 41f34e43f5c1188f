"""The reader: from a question and its hits to the words that answer.

`Reader` is the seam: whatever reads passages returns `Reading`s. `SentenceReader` marks whole
sentences and derives the probability that they answer from the retriever's signals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from wuxi_qa.encoder import Encoder
from wuxi_qa.passages import Passage
from wuxi_qa.retriever import Hit
from wuxi_qa.text import contains_han, question_terms, sentence_spans, terms


@dataclass(frozen=True)
class Reading:
    """What a reader found in one passage.

    Attributes:
        passage: the passage read.
        start: first code point of the answering words in the document's text.
        end: one past the last.
        probability: in [0, 1], that these words answer the question.
    """

    passage: Passage
    start: int
    end: int
    probability: float


class Reader(Protocol):
    """Reads hits and says which words answer, and how likely they do."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Read the hits; readings come best first, and may be fewer than the hits."""
        ...


class Calibration(NamedTuple):
    """A logistic regression from what retrieval measured to a probability (Platt, 1999).

    Fitted on development questions; docs/decisions/0003-abstention.md has the figures.
    """

    bias: float
    lexical: float
    similarity: float
    chinese: float
    heading: float

    def probability(self, question: str, hit: Hit) -> float:
        """Probability in [0, 1] that the passage of the hit answers the question."""
        logit = (
            self.bias
            + self.lexical * hit.signals.lexical
            + self.similarity * hit.signals.similarity
            # Only a question in the text's language can share words with it.
            + self.chinese * contains_han(question)
            + self.heading * (hit.passage.kind != "body")
        )
        return 1 / (1 + math.exp(-logit))


CALIBRATION = Calibration(bias=-13.07, lexical=3.92, similarity=41.29, chinese=-4.05, heading=2.56)
SENTENCE_DENSE_WEIGHT = 0.3
"""Chosen on 599 questions of CMRC 2018 trial and DRCD dev; docs/decisions/0003-abstention.md."""


class SentenceReader:
    """Marks the sentence of the best passage that is nearest to the question.

    A sentence's score is a convex combination of its cosine to the question, scaled over the
    passage's sentences, and of the share of the question's terms that it holds.
    """

    def __init__(self, encoder: Encoder, *, calibration: Calibration = CALIBRATION) -> None:
        self._encoder = encoder
        self._calibration = calibration

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Read the first hit: one reading, or none without hits."""
        if not hits:
            return []
        hit = hits[0]
        start, end = self._best_sentence(question, hit.passage.text)
        return [
            Reading(
                passage=hit.passage,
                start=hit.passage.start + start,
                end=hit.passage.start + end,
                probability=self._calibration.probability(question, hit),
            )
        ]

    def _best_sentence(self, question: str, text: str) -> tuple[int, int]:
        spans = sentence_spans(text)
        if len(spans) < 2:
            return 0, len(text)
        sentences = [text[start:end] for start, end in spans]
        cosines = self._cosines(question, sentences)
        wanted = set(question_terms(question))
        overlap = [len(wanted & set(terms(s))) / max(1, len(wanted)) for s in sentences]
        scores = SENTENCE_DENSE_WEIGHT * cosines + (1 - SENTENCE_DENSE_WEIGHT) * np.asarray(overlap)
        return spans[int(np.argmax(scores))]

    def _cosines(self, question: str, sentences: Sequence[str]) -> np.ndarray:
        query = self._encoder.encode_queries([question])[0]
        cosines = self._encoder.encode_passages(sentences) @ query
        spread = float(np.ptp(cosines))
        return (cosines - cosines.min()) / spread if spread > 0 else np.ones_like(cosines)
