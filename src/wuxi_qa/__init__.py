"""Answers questions about Chinese texts with the texts' own words, and cites them.

    >>> from wuxi_qa import QA
    >>> qa = QA.open()
    >>> qa.ask("铁鹰战队是什么？").citations[0].quote

Importing this package loads no model, no FAISS and no torch: each name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wuxi_qa.answer import Answer, Citation
    from wuxi_qa.documents import Document
    from wuxi_qa.encoder import Encoder
    from wuxi_qa.errors import (
        DocumentError,
        EvaluationError,
        IndexFormatError,
        IndexMismatchError,
        ModelError,
        QuestionError,
        WuxiQAError,
    )
    from wuxi_qa.passages import Passage, SplitterSettings
    from wuxi_qa.qa import QA
    from wuxi_qa.retriever import Hit

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 - in the order of the journey from a file to an answer
    # files → text → passages
    "Document",
    "SplitterSettings",
    "Passage",
    # texts → vectors
    "Encoder",
    # question → hits → answer
    "Hit",
    "Citation",
    "Answer",
    # all of it
    "QA",
    # what can go wrong
    "WuxiQAError",
    "DocumentError",
    "ModelError",
    "IndexFormatError",
    "IndexMismatchError",
    "QuestionError",
    "EvaluationError",
]

_HOMES = {
    "Document": "documents",
    "SplitterSettings": "passages",
    "Passage": "passages",
    "Encoder": "encoder",
    "Hit": "retriever",
    "Citation": "answer",
    "Answer": "answer",
    "QA": "qa",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
