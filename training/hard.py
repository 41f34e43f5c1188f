"""Hard negatives: passages of other paragraphs that share a question's words."""

from __future__ import annotations

import random
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from training import windows
from training.corpus import Example
from wuxi_qa.text import question_terms, sentence_spans, terms

PROPOSED = 12


class HardNegatives:
    """BM25's best paragraphs for each question, less its own."""

    def __init__(
        self, examples: Sequence[Example], others: Sequence[str], *, progress: bool = False
    ) -> None:
        self._examples = examples
        titles = {example.context: example.title for example in examples}
        self._paragraphs = [*titles, *others]
        self._titles = [*titles.values(), *("" for _ in others)]
        self._best = self._rank(progress)

    def draw(self, number: int, rng: random.Random) -> tuple[str, str]:
        """Title and text of a window without the answer of an example."""
        example = self._examples[number]
        wanted = set(question_terms(example.question))
        for at in rng.sample(list(self._best[number]), len(self._best[number])):
            paragraph = self._paragraphs[at]
            if paragraph == example.context:
                continue
            text = _nearest_window(paragraph, wanted, rng)
            if example.answer not in text:
                return self._titles[at], text
        other = rng.choice(self._examples)
        window = windows.anywhere(other.context, rng)
        return other.title, other.context[window.start : window.end]

    def _rank(self, progress: bool) -> NDArray[np.int64]:
        index = bm25s.BM25(k1=0.9, b=0.4)
        index.index([terms(p) for p in self._paragraphs], show_progress=progress)
        queries = [question_terms(example.question) for example in self._examples]
        found, _ = index.retrieve(queries, k=PROPOSED, show_progress=progress)
        return np.asarray(found, dtype=np.int64)


def _nearest_window(paragraph: str, wanted: set[str], rng: random.Random) -> str:
    """The sentence that shares most with the question, among its neighbours."""
    spans = sentence_spans(paragraph)
    start, end = max(spans, key=lambda s: len(wanted.intersection(terms(paragraph[s[0] : s[1]]))))
    window = windows.around(paragraph, start, end, rng)
    return paragraph[window.start : window.end]
