"""Plain FAISS: sentence-transformers' vectors in an exact inner product index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer


class Peer:
    """IndexFlatIP, as FAISS's own tutorial begins, over vectors of length 1."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._model = SentenceTransformer(encoder, device="cpu", trust_remote_code=True)
        self._index: Any = None
        self._ids: list[str] = []

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Encode, index and save."""
        vectors = self._model.encode_document([text for _, text in passages])
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.asarray(vectors, dtype=np.float32))
        faiss.write_index(index, str(Path(folder) / "vectors.faiss"))
        names = json.dumps([name for name, _ in passages], ensure_ascii=False)
        (Path(folder) / "ids.json").write_text(names, encoding="utf-8")

    def open(self, folder: str) -> None:
        """Load the saved index."""
        self._index = faiss.read_index(str(Path(folder) / "vectors.faiss"))
        self._ids = json.loads((Path(folder) / "ids.json").read_text("utf-8"))

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """Cosine similarities."""
        vector = np.asarray(self._model.encode_query([question]), dtype=np.float32)
        scores, rows = self._index.search(vector, min(k, len(self._ids)))
        return [
            (self._ids[int(row)], float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
        ]

    def split(self, text: str) -> list[str] | None:
        """It has no splitter."""
        return None
