"""Plain BM25: bm25s over jieba's words, the usual recipe for Chinese."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bm25s
import jieba


class Peer:
    """bm25s with its default method and parameters; words by `jieba.lcut`."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._bm25: Any = None
        self._ids: list[str] = []

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Cut, index and save."""
        retriever = bm25s.BM25()
        retriever.index([_words(text) for _, text in passages], show_progress=False)
        retriever.save(folder)
        names = json.dumps([name for name, _ in passages], ensure_ascii=False)
        (Path(folder) / "ids.json").write_text(names, encoding="utf-8")

    def open(self, folder: str) -> None:
        """Load the saved index."""
        self._bm25 = bm25s.BM25.load(folder)
        self._ids = json.loads((Path(folder) / "ids.json").read_text("utf-8"))

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """BM25 scores, those of 0 included."""
        rows, scores = self._bm25.retrieve(
            [_words(question)], k=min(k, len(self._ids)), show_progress=False
        )
        return [
            (self._ids[int(row)], float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
        ]

    def split(self, text: str) -> list[str] | None:
        """It has no splitter."""
        return None


def _words(text: str) -> list[str]:
    return [word for word in jieba.lcut(text.lower()) if word.strip()]
