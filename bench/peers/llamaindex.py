"""LlamaIndex. Modes: `vector` (VectorStoreIndex over FAISS) and `fusion` (with its BM25).

The fusion retriever is asked with the question alone (`num_queries=1`): to rephrase it, as it does
by default, takes a language model.
"""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
from llama_index.core import (
    Document,
    Settings,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore

DEPTH = 10
# The default takes a run of Chinese for one word. Characters one by one are what the option allows.
WORDS = r"(?u)[\u3400-\u9fff]|[^\W\u3400-\u9fff]+"


class Peer:
    """VectorStoreIndex by its quickstart, persisted; the fusion by its documented recipe."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._fuses = mode == "fusion"
        Settings.embed_model = HuggingFaceEmbedding(
            model_name=encoder,
            query_instruction="query: ",
            text_instruction="passage: ",
            device="cpu",
            trust_remote_code=True,
        )
        self._retriever: Any = None

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Embed the nodes; persist the vectors, the nodes and BM25."""
        from llama_index.retrievers.bm25 import BM25Retriever

        nodes = [TextNode(id_=name, text=text) for name, text in passages]
        dimension = len(Settings.embed_model.get_query_embedding("维"))
        # By inner product: the fusion takes higher scores for better, which distances are not.
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(dimension))
        context = StorageContext.from_defaults(vector_store=store)
        index = VectorStoreIndex(nodes, storage_context=context)
        index.storage_context.persist(persist_dir=folder)
        words = BM25Retriever.from_defaults(
            nodes=nodes, token_pattern=WORDS, skip_stemming=True, similarity_top_k=DEPTH
        )
        words.persist(str(Path(folder) / "bm25"))

    def open(self, folder: str) -> None:
        """Load what was persisted."""
        store = FaissVectorStore.from_persist_dir(folder)
        context = StorageContext.from_defaults(vector_store=store, persist_dir=folder)
        index = load_index_from_storage(context)
        vectors = index.as_retriever(similarity_top_k=DEPTH)
        self._retriever = self._fused(vectors, folder) if self._fuses else vectors

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """Inner products, or the scores of reciprocal rank fusion."""
        return [
            (found.node.node_id, found.score) for found in self._retriever.retrieve(question)[:k]
        ]

    def split(self, text: str) -> list[str] | None:
        """SentenceSplitter with its defaults, as `VectorStoreIndex.from_documents` uses it."""
        nodes = SentenceSplitter().get_nodes_from_documents([Document(text=text)])
        return [node.get_content() for node in nodes]

    def _fused(self, vectors: BaseRetriever, folder: str) -> BaseRetriever:
        # Here, so that the plain index does not pay for what it does not use.
        import bm25s
        from llama_index.core.llms.mock import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        # Not from_persist_dir, which forgets the token pattern.
        words = BM25Retriever(
            existing_bm25=bm25s.BM25.load(str(Path(folder) / "bm25"), load_corpus=True),
            token_pattern=WORDS,
            skip_stemming=True,
            similarity_top_k=DEPTH,
        )
        return QueryFusionRetriever(
            [vectors, words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=DEPTH,
            num_queries=1,
            use_async=False,
        )
