"""LangChain. Modes: `faiss` (its FAISS store) and `ensemble` (EnsembleRetriever with BM25).

The store persists its documents with pickle; its own `load_local` has to be told that they may be
trusted. BM25 has no form on disk: it is made anew of the store's documents when it is opened.
"""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from typing import Any

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

DEPTH = 10


class Peer:
    """The FAISS store by its quickstart; the ensemble with equal weights."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._fuses = mode == "ensemble"
        self._embeddings = HuggingFaceEmbeddings(
            model_name=encoder,
            model_kwargs={"device": "cpu", "trust_remote_code": True},
            encode_kwargs={"prompt_name": "passage"},
            query_encode_kwargs={"prompt_name": "query"},
        )
        self._store: Any = None
        self._ensemble: Any = None

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Embed the documents and save the store."""
        documents = [Document(page_content=t, metadata={"id": i}, id=i) for i, t in passages]
        FAISS.from_documents(documents, self._embeddings).save_local(folder)

    def open(self, folder: str) -> None:
        """Load the store."""
        store = FAISS.load_local(folder, self._embeddings, allow_dangerous_deserialization=True)
        self._store = store
        if self._fuses:
            # Here, so that the plain store does not pay for what it does not use.
            import jieba
            from langchain_classic.retrievers import EnsembleRetriever
            from langchain_community.retrievers import BM25Retriever

            documents = store.get_by_ids(list(store.index_to_docstore_id.values()))
            # Its default cuts at spaces, which Chinese has not.
            words = BM25Retriever.from_documents(
                documents, preprocess_func=jieba.lcut, k=min(DEPTH, len(documents))
            )
            vectors = store.as_retriever(search_kwargs={"k": DEPTH})
            self._ensemble = EnsembleRetriever(
                retrievers=[words, vectors], weights=[0.5, 0.5], id_key="id"
            )

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """Squared distances, negated; the ensemble reports no score."""
        if self._fuses:
            return [(d.metadata["id"], None) for d in self._ensemble.invoke(question)[:k]]
        found = self._store.similarity_search_with_score(question, k=k)
        return [(document.metadata["id"], -float(distance)) for document, distance in found]

    def split(self, text: str) -> list[str] | None:
        """RecursiveCharacterTextSplitter, with the sizes of LangChain's tutorial."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        return splitter.split_text(text)
