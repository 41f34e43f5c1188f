"""Haystack. Modes: `embedding`, `bm25` and `joined` (reciprocal rank fusion of both).

The in-memory document store of its quickstart, saved to disk and loaded again. Its BM25 cuts
Chinese into characters by default.
"""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

STORE = "store.json"


class Peer:
    """Pipelines of retrievers over one in-memory store."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._mode = mode
        self._encoder = encoder
        self._pipeline = Pipeline()

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Embed the documents and save the store."""
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        documents = [Document(id=name, content=text) for name, text in passages]
        embedder = SentenceTransformersDocumentEmbedder(prefix="passage: ", **self._model())
        if hasattr(embedder, "warm_up"):
            embedder.warm_up()
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(embedder.run(documents=documents)["documents"])
        store.save_to_disk(str(Path(folder) / STORE))

    def open(self, folder: str) -> None:
        """Load the store and put the pipeline of the mode together."""
        store = InMemoryDocumentStore.load_from_disk(str(Path(folder) / STORE))
        pipeline = Pipeline()
        if self._mode != "bm25":
            # Here, so that BM25 alone does not pay for what it does not use.
            from haystack_integrations.components.embedders.sentence_transformers import (
                SentenceTransformersTextEmbedder,
            )

            embedder = SentenceTransformersTextEmbedder(prefix="query: ", **self._model())
            pipeline.add_component("embedder", embedder)
            pipeline.add_component("vectors", InMemoryEmbeddingRetriever(document_store=store))
            pipeline.connect("embedder.embedding", "vectors.query_embedding")
        if self._mode != "embedding":
            pipeline.add_component("words", InMemoryBM25Retriever(document_store=store))
        if self._mode == "joined":
            joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")
            pipeline.add_component("joiner", joiner)
            pipeline.connect("words", "joiner")
            pipeline.connect("vectors", "joiner")
        if hasattr(pipeline, "warm_up"):
            pipeline.warm_up()
        self._pipeline = pipeline

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """Cosines, BM25 scores, or those of the fusion."""
        inputs: dict[str, Any] = {}
        if self._mode != "bm25":
            inputs |= {"embedder": {"text": question}, "vectors": {"top_k": k}}
        if self._mode != "embedding":
            inputs["words"] = {"query": question, "top_k": k}
        last = {"embedding": "vectors", "bm25": "words", "joined": "joiner"}[self._mode]
        found = self._pipeline.run(inputs)[last]["documents"]
        return [(document.id, document.score) for document in found[:k]]

    def split(self, text: str) -> list[str] | None:
        """DocumentSplitter with its defaults: 200 words, which it takes to stand between spaces."""
        splitter = DocumentSplitter()
        if hasattr(splitter, "warm_up"):
            splitter.warm_up()
        return [
            piece.content for piece in splitter.run(documents=[Document(content=text)])["documents"]
        ]

    def _model(self) -> dict[str, Any]:
        from haystack.utils import ComponentDevice  # imports torch

        return {
            "model": self._encoder,
            "device": ComponentDevice.from_str("cpu"),
            "trust_remote_code": True,
            "progress_bar": False,
        }
