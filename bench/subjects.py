"""The subjects: what is measured, by which script, in which environment."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
ENCODER = ROOT / "src" / "wuxi_qa" / "models" / "e5-reader-zh"
OWN = "wuxi-qa"
"""The subject that all others are compared with."""

OWN_RETRIEVER = "wuxi-qa, no reader"
OWN_ENVIRONMENT = "wuxi-qa"


class Subject(NamedTuple):
    """One way to find passages.

    Attributes:
        name: as it stands on the page.
        environment: name of its virtual environment and of its file in `requirements/`; subjects
            of one environment share the index that the peer's script builds.
        script: stem of its script in `peers/`.
        mode: which of the script's ways to search.
        setup: in a few words, what it is.
    """

    name: str
    environment: str
    script: str
    mode: str
    setup: str

    @property
    def path(self) -> Path:
        """The script that runs it."""
        return FOLDER / "peers" / f"{self.script}.py"


SUBJECTS = (
    Subject(
        OWN, OWN_ENVIRONMENT, "wuxi_qa", "reader", "hybrid retrieval, up to eight passages read"
    ),
    Subject(OWN_RETRIEVER, OWN_ENVIRONMENT, "wuxi_qa", "retriever", "hybrid retrieval"),
    Subject("LangChain FAISS", "langchain", "langchain", "faiss", "FAISS store"),
    Subject(
        "LangChain ensemble",
        "langchain",
        "langchain",
        "ensemble",
        "EnsembleRetriever of the FAISS store and BM25Retriever over jieba's words",
    ),
    Subject(
        "LlamaIndex vector", "llamaindex", "llamaindex", "vector", "VectorStoreIndex over FAISS"
    ),
    Subject(
        "LlamaIndex fusion",
        "llamaindex",
        "llamaindex",
        "fusion",
        "QueryFusionRetriever of the index and BM25Retriever over characters",
    ),
    Subject(
        "Haystack embedding",
        "haystack",
        "deepset_haystack",
        "embedding",
        "InMemoryEmbeddingRetriever",
    ),
    Subject(
        "Haystack BM25",
        "haystack",
        "deepset_haystack",
        "bm25",
        "InMemoryBM25Retriever over characters, its default",
    ),
    Subject(
        "Haystack joined",
        "haystack",
        "deepset_haystack",
        "joined",
        "DocumentJoiner of both, reciprocal rank fusion",
    ),
    Subject("txtai hybrid", "txtai", "neuml_txtai", "hybrid", "Embeddings(hybrid=True)"),
    Subject("BM25", "bm25", "bm25", "words", "bm25s over jieba's words"),
    Subject("FAISS", "faiss", "plain_faiss", "flat", "IndexFlatIP over the same vectors"),
)


def chosen(names: list[str] | None) -> tuple[Subject, ...]:
    """The subjects of these names, and always wuxi-qa; None for all.

    Raises:
        ValueError: an unknown name.
    """
    if names is None:
        return SUBJECTS
    known = [subject.name for subject in SUBJECTS]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"Unknown: {', '.join(unknown)}; there are: {', '.join(known)}")
    return tuple(subject for subject in SUBJECTS if subject.name in {OWN, *names})
