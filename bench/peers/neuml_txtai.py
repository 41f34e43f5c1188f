"""txtai: one hybrid index, vectors and BM25 with equal weights.

sentence-transformers' own prompts are used (`encode_query`, `encode_document`); its BM25 cuts text
by the word boundaries of Unicode, which makes words of single Han characters.
"""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from txtai import Embeddings


class Peer:
    """`Embeddings(hybrid=True)`, as its quickstart has it."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._embeddings = Embeddings(
            path=encoder,
            method="sentence-transformers",
            hybrid=True,
            gpu=False,
            vectors={"trust_remote_code": True},
        )

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Index and save."""
        self._embeddings.index(passages)
        self._embeddings.save(folder)

    def open(self, folder: str) -> None:
        """Load the saved index."""
        self._embeddings.load(folder)

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """The weighted sum of cosine and normalised BM25."""
        return [(name, float(score)) for name, score in self._embeddings.search(question, k)]

    def split(self, text: str) -> list[str] | None:
        """Segmentation into paragraphs; its splitting into sentences is made for English."""
        from txtai.pipeline import Segmentation  # loads much that asking does not need

        pieces: list[str] = Segmentation(paragraphs=True)(text)
        return pieces
