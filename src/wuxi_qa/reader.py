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
from wuxi_qa.index import Index
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


CALIBRATION = Calibration(bias=-16.13, lexical=4.2, similarity=43.72, chinese=-2.11, heading=1.86)
COSINE_WEIGHT = 1.3
"""Of a sentence's cosine beside its share of the question's terms; the same record."""


class SentenceReader:
    """Marks the sentence of the best passage that is nearest to the question.

    A sentence's score is the share of the question's terms that it holds, plus its weighted cosine
    to the question. The sentences' vectors are those of the index that the hits come from.
    """

    def __init__(
        self, index: Index, encoder: Encoder, *, calibration: Calibration = CALIBRATION
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._calibration = calibration

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Read the first hit: one reading, or none without hits."""
        if not hits:
            return []
        hit = hits[0]
        start, end = self._best_sentence(question, hit.passage)
        probability = self._calibration.probability(question, hit)
        return [Reading(passage=hit.passage, start=start, end=end, probability=probability)]

    def _best_sentence(self, question: str, passage: Passage) -> tuple[int, int]:
        """The span, in the document's text, of the sentence that answers best."""
        spans = sentence_spans(passage.text)
        if len(spans) < 2:
            return passage.start, passage.end
        query = self._encoder.encode_queries([question])[0]
        cosines = self._index.vectors.rows(self._sentence_rows(passage, spans)) @ query
        wanted = set(question_terms(question))
        held = [wanted.intersection(terms(passage.text[start:end])) for start, end in spans]
        shares = np.asarray([len(some) / max(1, len(wanted)) for some in held])
        start, end = spans[int(np.argmax(COSINE_WEIGHT * cosines + shares))]
        return passage.start + start, passage.start + end

    def _sentence_rows(self, passage: Passage, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Row numbers of the sentences of a passage that has several."""
        first_row: dict[tuple[int, int], int] = {}
        for row in self._index.rows_of(passage):
            _, start, end = self._index.rows[row]
            first_row.setdefault((int(start) - passage.start, int(end) - passage.start), row)
        return [first_row[span] for span in spans]
