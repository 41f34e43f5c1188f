"""Lexical retrieval: BM25 over Han unigrams and bigrams, Latin words and numbers."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wuxi_qa.errors import IndexFormatError
from wuxi_qa.text import question_terms, terms

K1 = 0.6
B = 0.75
"""BM25's saturation and length normalisation; docs/decisions/0002-fusion.md has the figures."""
_ARRAYS = ("bm25_data.npy", "bm25_indices.npy", "bm25_indptr.npy")
_VOCABULARY = "bm25_vocabulary.json"
FILES = (*_ARRAYS, _VOCABULARY)


class LexicalScores(NamedTuple):
    """How every passage matches one question.

    Attributes:
        bm25: float32 array (passages,), 0 where no term matches; no upper bound.
        ceiling: the BM25 that no passage can exceed, as it would take every term of the question,
            known to the index or not, without end; 0 for a question without terms.
    """

    bm25: NDArray[np.float32]
    ceiling: float

    @property
    def shares(self) -> NDArray[np.float32]:
        """BM25 as a share of the ceiling: float32 array (passages,) in [0, 1]."""
        return np.clip(self.bm25 / self.ceiling, 0, 1) if self.ceiling else self.bm25


class LexicalIndex:
    """An inverted index with Lucene's BM25 (Robertson and Zaragoza, 2009), weighed by bm25s.

    Kept in compressed sparse columns: for term number `t`, `indices[indptr[t]:indptr[t + 1]]`
    are the passages that hold it and `data[...]` its BM25 weight in each.
    """

    def __init__(
        self,
        *,
        data: NDArray[np.float32],
        indices: NDArray[np.int32],
        indptr: NDArray[np.int64],
        vocabulary: Sequence[str],
        passages: int,
    ) -> None:
        self._data = data
        self._indices = indices
        self._indptr = indptr
        self._numbers = {term: i for i, term in enumerate(vocabulary)}
        self._passages = passages

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index texts, one per passage, in passage order."""
        import bm25s

        # bm25s wants at least one term in the collection; no question has the empty term.
        tokens = [terms(text) or [""] for text in texts]
        # By itself bm25s numbers terms in the order of a set, another in each process.
        numbers: dict[str, int] = {}
        numbered = [[numbers.setdefault(term, len(numbers)) for term in one] for one in tokens]
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index((numbered, numbers), create_empty_token=False, show_progress=False)
        return cls(
            data=np.asarray(model.scores["data"], dtype=np.float32),
            indices=np.asarray(model.scores["indices"], dtype=np.int32),
            indptr=np.asarray(model.scores["indptr"], dtype=np.int64),
            vocabulary=list(numbers),
            passages=len(texts),
        )

    def __len__(self) -> int:
        """Number of passages."""
        return self._passages

    @property
    def terms(self) -> Set[str]:
        """The terms of all passages, as `text.terms` makes them."""
        return self._numbers.keys()

    def scores(self, question: str) -> LexicalScores:
        """Score every passage for a question; a term that the question repeats counts once."""
        bm25 = np.zeros(self._passages, dtype=np.float32)
        ceiling = 0.0
        for term in question_terms(question, known=self.terms):
            holders, weights = self._column(term)
            bm25[holders] += weights
            ceiling += self._inverse_frequency(len(holders))
        return LexicalScores(bm25, ceiling)

    def holding(self, terms: Sequence[str], passages: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some passages hold which terms: bool array (terms, passages)."""
        rows = [np.isin(passages, self._column(term)[0]) for term in terms]
        return np.asarray(rows, dtype=np.bool_).reshape(len(terms), len(passages))

    def knows(self, text: str) -> bool:
        """Whether every term of a text occurs, be it in different passages; True without terms."""
        return all(term in self._numbers for term in terms(text))

    def _column(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        number = self._numbers.get(term)
        start, end = (0, 0) if number is None else self._indptr[number : number + 2]
        return self._indices[start:end], self._data[start:end]

    def _inverse_frequency(self, holders: int) -> float:
        return math.log(1 + (self._passages - holders + 0.5) / (holders + 0.5))

    def write(self, directory: Path) -> None:
        """Write the arrays (`.npy`, no pickle) and the vocabulary (JSON) into a directory."""
        arrays: tuple[NDArray[np.generic], ...] = (self._data, self._indices, self._indptr)
        for name, array in zip(_ARRAYS, arrays, strict=True):
            np.save(directory / name, array, allow_pickle=False)
        vocabulary = json.dumps(list(self._numbers), ensure_ascii=False)
        (directory / _VOCABULARY).write_text(vocabulary, encoding="utf-8")

    @classmethod
    def read(cls, directory: Path, *, passages: int) -> LexicalIndex:
        """Read what `write` wrote.

        Raises:
            IndexFormatError: the files are unreadable or contradict each other.
        """
        try:
            # Windows does not let a directory be replaced that holds a mapped file.
            mapped: Literal["r"] | None = "r" if os.name == "posix" else None
            data, indices, indptr = (
                np.load(directory / name, mmap_mode=mapped, allow_pickle=False) for name in _ARRAYS
            )
            vocabulary = json.loads((directory / _VOCABULARY).read_text("utf-8"))
        except (OSError, EOFError, ValueError) as error:
            raise IndexFormatError("Unreadable lexical index", path=directory) from error
        if len(indptr) != len(vocabulary) + 1 or len(data) != len(indices):
            raise IndexFormatError(
                "The lexical index contradicts itself",
                path=directory,
                expected=f"{len(vocabulary)} terms",
                found=f"{len(indptr) - 1} columns",
            )
        return cls(
            data=data, indices=indices, indptr=indptr, vocabulary=vocabulary, passages=passages
        )
