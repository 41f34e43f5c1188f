"""The retriever: from a question to ranked passages, by words and by meaning."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.background import row_for
from wuxi_qa.encoder import Encoder
from wuxi_qa.index import Index
from wuxi_qa.interviews import asks_only
from wuxi_qa.passages import Passage
from wuxi_qa.text import question_terms
from wuxi_qa.words import names_something

DENSE_WEIGHT = 0.2
"""Share of the dense score in the fused one; docs/decisions/0013-encoder.md has the figures."""

BACKGROUND_SHARE = 0.6
"""How much of the background is taken from a question's vector; docs/decisions/0002-fusion.md has
the figures."""

POOL = 200
"""How many passages each side proposes in a large collection."""

NEAR = 4
"""Passages among which it is seen what a question names."""

_ROWS_SEARCHED = 2000


class Signals(BaseModel):
    """What the retriever measured of one passage for one question."""

    model_config = ConfigDict(frozen=True)

    bm25: float = Field(ge=0, description="BM25 of the passage; no upper bound.")
    lexical: float = Field(
        ge=0, le=1, description="BM25 as a share of the most that the question allows."
    )
    similarity: float = Field(
        ge=-2,
        le=2,
        description="Inner product of the question's vector, less its background, with the "
        "passage's nearest vector; cosines lie higher, by about the same for all passages.",
    )
    dense: float = Field(
        ge=0, le=1, description="Similarity scaled to [0, 1] over the question's candidates."
    )
    fused: float = Field(
        ge=0,
        le=1,
        description="`lexical` and `dense` together; comparable within one question only.",
    )
    lacking: int = Field(
        default=0,
        ge=0,
        description="Terms of the question that name something, which one of the nearest passages "
        "holds and this one does not: it may be about something else.",
    )
    reader: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Probability, by the reader, that the passage answers; None if unread.",
    )


class Hit(BaseModel):
    """One retrieved passage."""

    model_config = ConfigDict(frozen=True)

    passage: Passage
    score: float = Field(
        ge=0,
        le=1,
        description="The reader's score where it ranks, else `signals.fused`. Hits ranked by the "
        "reader stand before the others, whose scores are on another scale.",
    )
    rank: int = Field(ge=1, description="1 for the best.")
    signals: Signals


class _Pool(NamedTuple):
    """Candidate passages in passage order, and their measures, arrays of one length."""

    passages: NDArray[np.int64]
    bm25: NDArray[np.float32]
    lexical: NDArray[np.float32]
    similarity: NDArray[np.float32]


class Retriever:
    """Hybrid retrieval over one index.

    BM25, as a share of the most that the question allows, and similarities, scaled to [0, 1] over
    the question's candidates, are added with fixed weights: the convex combination that Bruch et
    al. (2023, "An Analysis of Fusion Functions for Hybrid Retrieval") found better than
    reciprocal rank fusion. A question that shares few words with any passage so leans on meaning.
    Equal scores stand in passage order: the same index and question always give the same hits.
    """

    def __init__(
        self, index: Index, encoder: Encoder, *, dense_weight: float = DENSE_WEIGHT
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._dense_weight = dense_weight
        asked = [p.kind == "question" and asks_only(p.text) for p in index.passages]
        self._telling = ~np.asarray(asked, dtype=np.bool_)

    def search(self, question: str, *, k: int, also: Collection[Passage] = ()) -> list[Hit]:
        """Rank passages for a question; `k` at most, best first, and those of `also` in any case.

        Args:
            question: the question.
            k: how many passages.
            also: passages of the index that are among the hits, however far from the question.
        """
        wanted = self._places(also)
        pool = self._candidates(question, also=wanted)
        dense = _min_max(pool.similarity)
        fused = (1 - self._dense_weight) * pool.lexical + self._dense_weight * dense
        order = np.lexsort((pool.passages, -fused))
        lacking = self._lacking(question, pool.passages[order])
        kept = (np.arange(len(order)) < k) | np.isin(pool.passages[order], wanted)
        fused = np.clip(fused, 0, 1)
        return [
            Hit(
                passage=self._index.passages[pool.passages[i]],
                score=float(fused[i]),
                rank=rank,
                signals=Signals(
                    bm25=float(pool.bm25[i]),
                    lexical=float(pool.lexical[i]),
                    similarity=float(pool.similarity[i]),
                    dense=float(dense[i]),
                    fused=float(fused[i]),
                    lacking=lacks,
                ),
            )
            for rank, (i, lacks) in enumerate(
                zip(order[kept], lacking[kept].tolist(), strict=True), start=1
            )
        ]

    def _lacking(self, question: str, ranked: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each passage, best first, how many names that the nearest hold it does not."""
        known = self._index.lexical.terms
        names = [t for t in question_terms(question, known=known) if names_something(t)]
        held = self._index.lexical.holding(names, ranked)
        near = held[:, :NEAR].any(axis=1, keepdims=True)
        return np.asarray((near & ~held).sum(axis=0), dtype=np.int64)

    def _places(self, wanted: Collection[Passage]) -> NDArray[np.int64]:
        """Numbers of passages in the index."""
        names = {passage.id for passage in wanted}
        passages = enumerate(self._index.passages if names else ())
        return np.asarray([i for i, passage in passages if passage.id in names], dtype=np.int64)

    def _candidates(self, question: str, *, also: NDArray[np.int64]) -> _Pool:
        words = self._index.lexical.scores(question)
        similarity = self._similarities(question)
        met = ~np.isnan(similarity)
        # Both sides propose; what only the lexical side proposes gets the lowest value met.
        proposed = _best(words.bm25, among=words.bm25 > 0) | _best(similarity, among=met)
        # A bare question tells nothing; what stands below it is found by its words.
        proposed &= self._telling
        proposed[also] = True
        passages = np.flatnonzero(proposed)
        floor = float(similarity[met].min(initial=1.0))
        return _Pool(
            passages=passages,
            bm25=words.bm25[passages],
            lexical=words.shares[passages],
            similarity=np.where(met, similarity, np.float32(floor))[passages],
        )

    def _similarities(self, question: str) -> NDArray[np.float32]:
        """Highest among each passage's vectors: float32 (passages,), NaN where none was met."""
        common = self._index.background[row_for(question)]
        query = self._encoder.encode_queries([question])[0] - BACKGROUND_SHARE * common
        found = self._index.vectors.search(query, k=_ROWS_SEARCHED)
        best = np.full(len(self._index.passages), -np.inf, dtype=np.float32)
        np.maximum.at(best, self._index.rows[found.rows, 0], found.scores)
        best[np.isneginf(best)] = np.nan
        return best


def lacking_as(others: Sequence[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """Hits that lack what they lack for another form of the question, where that retrieved them.

    A passage on one of the things that a question offers to choose from may lack the others.
    """
    lacking = {hit.passage.id: hit.signals.lacking for hit in others}

    def changed(hit: Hit) -> Hit:
        update = {"lacking": lacking.get(hit.passage.id, hit.signals.lacking)}
        return hit.model_copy(update={"signals": hit.signals.model_copy(update=update)})

    return [changed(hit) for hit in hits]


def _best(scores: NDArray[np.float32], *, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the `POOL` highest scores among those allowed; equal ones by passage order."""
    allowed = np.flatnonzero(among)
    marked = np.zeros(len(scores), dtype=np.bool_)
    if len(allowed) <= POOL:
        marked[allowed] = True
        return marked
    # Partitioned, not sorted: of tens of thousands of passages only the border matters.
    border = np.partition(scores[allowed], len(allowed) - POOL)[len(allowed) - POOL]
    above = allowed[scores[allowed] > border]
    marked[above] = True
    marked[allowed[scores[allowed] == border][: POOL - len(above)]] = True
    return marked


def _min_max(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale to [0, 1]; equal values all become 1."""
    low, high = float(values.min(initial=np.inf)), float(values.max(initial=-np.inf))
    if high > low:
        return np.asarray((values - low) / (high - low), dtype=np.float32)
    return np.ones_like(values)
