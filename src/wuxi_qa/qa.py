"""QA: the one place where documents, index, retriever, reader and answer meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from wuxi_qa.answer import MIN_CONFIDENCE, Answer, compose
from wuxi_qa.documents import Document, load_documents
from wuxi_qa.encoder import Encoder, Progress, load_building_encoder, load_encoder
from wuxi_qa.errors import DocumentError, IndexFormatError, QuestionError
from wuxi_qa.index import (
    Index,
    Manifest,
    assemble,
    read_index,
    read_manifest,
    verify_encoder,
    write_index,
)
from wuxi_qa.passages import Passage, SplitterSettings, split
from wuxi_qa.reader import Reader, SentenceReader
from wuxi_qa.retriever import Hit, Retriever

Source = str | Path | Document
DEFAULT_K = 5
MAX_K = 100
MAX_QUESTION = 2000


class QA:
    """Questions and cited answers over one index.

    Make one with `QA.open` or `QA.build`. An instance keeps nothing between questions.

    Attributes:
        skipped: errors of the files that `build` left out.
        min_confidence: `ask` abstains below this probability, in [0, 1].
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        *,
        reader: Reader | None = None,
        skipped: Iterable[DocumentError] = (),
    ) -> None:
        self._index = index
        self._documents = {document.id: document for document in index.documents}
        self._retriever = Retriever(index, encoder)
        self._reader = reader or SentenceReader(index, encoder)
        self.skipped: tuple[DocumentError, ...] = tuple(skipped)
        self.min_confidence = MIN_CONFIDENCE

    @classmethod
    def open(cls, directory: str | Path | None = None, *, encoder: Encoder | None = None) -> Self:
        """Open an index directory; without one, the shipped index of the article.

        Args:
            directory: a directory written by `build`.
            encoder: instead of the one named in the index; it must be the same model.

        Raises:
            IndexFormatError: no index there, of another version, or altered.
            IndexMismatchError: the encoder or the counts differ from the manifest.
            ModelError: the model cannot be loaded.
        """
        target = shipped_index() if directory is None else Path(directory)
        name = read_manifest(target).encoder.name
        encoder = encoder or load_encoder(name)
        index = read_index(target)
        verify_encoder(index.manifest, encoder.identity, directory=target)
        return cls(index, encoder)

    @classmethod
    def build(
        cls,
        sources: Source | Iterable[Source],
        directory: str | Path | None = None,
        *,
        model: str | Path | None = None,
        encoding: str | None = None,
        skip_errors: bool = False,
        settings: SplitterSettings | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Index texts, write the index if a directory is given, and open it.

        Args:
            sources: one or several files, folders, glob patterns or `Document`s.
            directory: where to write; an index that stands there is replaced. None keeps the
                index in memory.
            model: name or folder for sentence-transformers; default the shipped model.
            encoding: codec of all files; default detection.
            skip_errors: leave unreadable files out and list them in `skipped`.
            settings: how to split.
            progress: called with (texts encoded, texts in all).

        Raises:
            DocumentError: a file cannot be read, or none is left.
            ModelError: the model cannot be loaded.
            IndexFormatError: the directory cannot be written or holds other files.
        """
        several = [sources] if isinstance(sources, str | Path | Document) else sources
        loaded = load_documents(several, encoding=encoding, skip_errors=skip_errors)
        settings = settings or SplitterSettings()
        passages = [p for document in loaded.documents for p in split(document, settings=settings)]
        index = assemble(
            loaded.documents,
            passages,
            encoder=load_building_encoder(model),
            settings=settings,
            progress=progress,
        )
        if directory is not None:
            write_index(index, directory)
        return cls(index, load_encoder(model), skipped=loaded.skipped)

    @property
    def manifest(self) -> Manifest:
        """What the index was made of."""
        return self._index.manifest

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in the order in which they were given."""
        return self._index.documents

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of the documents and their text."""
        return self._index.passages

    def document(self, document_id: str) -> Document:
        """The document of this id.

        Raises:
            DocumentError: the index has none.
        """
        try:
            return self._documents[document_id]
        except KeyError:
            raise DocumentError("No such document in the index", found=document_id) from None

    def search(self, question: str, *, k: int = DEFAULT_K) -> list[Hit]:
        """Find the passages nearest to a question: `k` at most (1 to 100), best first.

        Raises:
            QuestionError: the question is unusable or `k` out of range.
        """
        return self._retriever.search(checked_question(question), k=_checked_k(k))

    def ask(
        self, question: str, *, k: int = DEFAULT_K, min_confidence: float | None = None
    ) -> Answer:
        """Answer a question from the source, or say that the source does not.

        Args:
            question: in Chinese, of either script, or English; 2,000 characters at most.
            k: how many passages to consider and to offer as related, 1 to 100.
            min_confidence: abstain below this probability, in [0, 1]; default the attribute
                of the same name.

        Raises:
            QuestionError: the question is unusable or an option out of range.
        """
        threshold = self.min_confidence if min_confidence is None else min_confidence
        if not 0 <= threshold <= 1:
            raise QuestionError(
                "min_confidence is out of range", expected="0 to 1", found=threshold
            )
        question = checked_question(question)
        hits = self.search(question, k=k)
        readings = self._reader.read(question, hits)
        return compose(question, readings=readings, hits=hits, min_confidence=threshold)


def checked_question(question: str) -> str:
    """Strip a question and refuse what cannot be asked.

    Raises:
        QuestionError: empty, too long, or without any letter or digit.
    """
    question = question.strip()
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            "The question is too long",
            expected=f"at most {MAX_QUESTION} characters",
            found=len(question),
        )
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question holds no word", found=question or "nothing")
    if any(unicodedata.category(character) == "Cs" for character in question):
        raise QuestionError("The question is not valid text", found="undecodable bytes")
    return question


def _checked_k(k: int) -> int:
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= MAX_K:
        raise QuestionError("k is out of range", expected=f"1 to {MAX_K}", found=k)
    return k


def shipped_index() -> Path:
    """Directory of the shipped index: inside the installed package, or in a source checkout.

    Raises:
        IndexFormatError: it is in neither place.
    """
    return _shipped("index")


def shipped_questions() -> Path:
    """File of the shipped evaluation questions.

    Raises:
        IndexFormatError: it is missing.
    """
    return _shipped("eval/questions.jsonl")


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for root in (package / "shipped", package.parents[1]):
        if (root / name).exists():
            return root / name
    raise IndexFormatError(
        "The installation is incomplete",
        path=package / "shipped" / name,
        repair="pip install --force-reinstall wuxi-qa",
    )
