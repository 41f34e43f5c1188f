"""QA: the one place where documents, index, retriever, reader and answer meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from wuxi_qa.answer import MOST_CITED, Answer, Told, compose, joined
from wuxi_qa.asking.choices import without_choices
from wuxi_qa.asking.lines import asked_items, asked_lines
from wuxi_qa.asking.mentions import telling, unmet
from wuxi_qa.asking.parts import Part, parts_of
from wuxi_qa.asking.spelling import mended
from wuxi_qa.asking.wants import asks_for_list
from wuxi_qa.checks import DEFAULT_K, MAX_K, checked_confidence, checked_k, checked_question
from wuxi_qa.documents import Document, load_documents
from wuxi_qa.encoder import Encoder, OnnxEncoder, Progress, load_building_encoder, load_encoder
from wuxi_qa.errors import DocumentError, ModelError, QuestionError
from wuxi_qa.index import (
    Index,
    Manifest,
    assemble,
    check_target,
    read_index,
    read_manifest,
    verify_encoder,
    write_index,
)
from wuxi_qa.model import Model
from wuxi_qa.passages import Passage, SplitterSettings, split
from wuxi_qa.reader import PassageReader, Reader, Reading, agreed, whole_line
from wuxi_qa.retriever import Hit, Retriever, lacking_as
from wuxi_qa.shipped import shipped_index

Source = str | Path | Document

READ = 8
"""How many passages are read for a question at most."""


class ReadHits(NamedTuple):
    """What was retrieved for a question and read.

    Attributes:
        question: as it was read, with typing errors mended.
        hits: those read, best first, then the others as retrieved.
        readings: of the hits read, best first.
        missing: names and numbers of the question that the collection lacks.
        most: how many readings an answer may cite, as many as a list or a page's lines need.
    """

    question: str
    hits: tuple[Hit, ...]
    readings: tuple[Reading, ...]
    missing: tuple[str, ...] = ()
    most: int = 1

    def answer(self, question: str, *, min_confidence: float) -> Answer:
        """The answer to the question as it was asked, or an abstention."""
        return compose(
            question,
            readings=self.readings,
            hits=self.hits,
            most=self.most,
            missing=self.missing,
            min_confidence=min_confidence,
            read_as=self.question,
        )


class QA:
    """Questions and cited answers over one index.

    Make one with `QA.open` or `QA.build`. An instance keeps nothing between questions.

    Args:
        index: what is asked.
        encoder: of the questions; the one that built the index, which `open` makes sure of.
        reader: what reads the passages; default the encoder's own model, or the shipped one.
        skipped: errors of files that were left out of the index.

    Attributes:
        skipped: errors of the files that `build` left out.
        reader: what reads the passages.
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
        self.reader = PassageReader(_reading_model(encoder)) if reader is None else reader
        self.skipped: tuple[DocumentError, ...] = tuple(skipped)
        self.min_confidence = self.reader.threshold

    @classmethod
    def open(
        cls,
        directory: str | Path | None = None,
        *,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
    ) -> Self:
        """Open an index directory; without one, the shipped index of the article.

        Args:
            directory: a directory written by `build`.
            encoder: instead of the one named in the index; it must be the same model.
            reader: instead of the shipped one.

        Raises:
            IndexFormatError: no index there, of another version, or altered.
            IndexMismatchError: the encoder or the counts differ from the manifest.
            ModelError: the model cannot be loaded.
        """
        target = shipped_index() if directory is None else Path(directory)
        name = read_manifest(target).encoder.name
        encoder = load_encoder(name) if encoder is None else encoder
        index = read_index(target)
        verify_encoder(index.manifest, encoder.identity, directory=target)
        return cls(index, encoder, reader=reader)

    @classmethod
    def build(
        cls,
        sources: Source | Iterable[Source],
        directory: str | Path | None = None,
        *,
        model: str | Path | None = None,
        encoder: Encoder | None = None,
        reader: Reader | None = None,
        encoding: str | None = None,
        skip_errors: bool = False,
        settings: SplitterSettings | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Index texts, write the index if a directory is given, and open it.

        Args:
            sources: one or several files, folders, glob patterns or `Document`s.
            directory: where to write, in place of an index there; None keeps it in memory.
            model: name or folder for sentence-transformers; default the shipped model.
            encoder: instead of a model; `open` then needs it, too.
            reader: instead of the shipped one.
            encoding: codec of all files; default detection.
            skip_errors: leave unreadable files out and list them in `skipped`.
            settings: how to split.
            progress: called with (texts encoded, texts in all).

        Raises:
            DocumentError: a file cannot be read, or none is left; a `Document` is empty or holds
                carriage returns, or two have one id, even with `skip_errors`.
            ModelError: the model cannot be loaded, or an encoder is given beside it.
            IndexFormatError: the directory cannot be written or holds other files.
        """
        if model is not None and encoder is not None:
            raise ModelError("Both a model and an encoder are given", repair="name one of them")
        if directory is not None:
            check_target(directory)  # before hours of encoding, not after
        several = [sources] if isinstance(sources, str | Path | Document) else sources
        loaded = load_documents(several, encoding=encoding, skip_errors=skip_errors)
        settings = SplitterSettings() if settings is None else settings
        passages = [p for document in loaded.documents for p in split(document, settings=settings)]
        index = assemble(
            loaded.documents,
            passages,
            encoder=load_building_encoder(model) if encoder is None else encoder,
            settings=settings,
            progress=progress,
        )
        if directory is not None:
            write_index(index, directory)
        asking = load_encoder(model) if encoder is None else encoder
        return cls(index, asking, reader=reader, skipped=loaded.skipped)

    def __repr__(self) -> str:
        made = self.manifest
        return f"<QA of {made.documents} documents, {made.passages} passages>"

    @property
    def min_confidence(self) -> float:
        """`ask` abstains below this probability, in [0, 1]; at first the reader's threshold."""
        return self._min_confidence

    @min_confidence.setter
    def min_confidence(self, value: float) -> None:
        self._min_confidence = checked_confidence(value)

    @property
    def manifest(self) -> Manifest:
        """What the index was made of."""
        return self._index.manifest

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents: ready ones first, then files, each in the order given."""
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

    def search(
        self,
        question: str,
        *,
        k: int = DEFAULT_K,
        rerank: bool = False,
        explain: bool = False,
    ) -> list[Hit]:
        """Find the passages nearest to a question: `k` at most (1 to 100), best first.

        Args:
            question: in Chinese, of either script, or English; 2,000 characters at most.
            k: how many passages.
            rerank: let the reader rank the first eight by what it finds and the retrieval scores.
            explain: let the reader read the first eight and note what it found in each hit's
                `signals`; the order stays that of retrieval unless `rerank`.

        Raises:
            QuestionError: the question is unusable or `k` out of range.
        """
        if not (rerank or explain):
            return self._retriever.search(self.read_as(question), k=checked_k(k))
        read = self.read(question, k=k, every=True)
        if rerank:
            return list(read.hits[:k])
        noted = {hit.passage.id: hit.signals for hit in read.hits}
        return [
            hit.model_copy(update={"signals": noted.get(hit.passage.id, hit.signals)})
            for hit in self._retriever.search(read.question, k=k)
        ]

    def ask(
        self, question: str, *, k: int = DEFAULT_K, min_confidence: float | None = None
    ) -> Answer:
        """Answer a question from the source, or say that the source does not.

        Args:
            question: in Chinese, of either script, or English; 2,000 characters at most.
            k: how many passages to consider, 1 to 100; of eight those are read that may win.
            min_confidence: abstain below this probability, in [0, 1]; default the attribute.

        Raises:
            QuestionError: the question is unusable or an option out of range.
        """
        given = self.min_confidence if min_confidence is None else min_confidence
        threshold = checked_confidence(given)
        whole = self._told(question, k=k, min_confidence=threshold)
        parts = parts_of(whole.answer.read_as or whole.said)
        if not parts:
            return whole.answer
        told = [self._told_in_part(part, k=k, min_confidence=threshold) for part in parts]
        return joined(whole.answer, told)

    def _told(self, question: str, *, k: int, min_confidence: float) -> Told:
        """The answer to a question that is taken to ask one thing."""
        asked = checked_question(question)
        read = self.read(asked, k=k)
        return Told(asked, read.answer(asked, min_confidence=min_confidence), read.readings)

    def _told_in_part(self, part: Part, *, k: int, min_confidence: float) -> Told:
        """The answer to the first form of a part that has one, else to the first."""
        told = [self._told(form, k=k, min_confidence=min_confidence) for form in part.forms]
        best = next((one for one in told if not one.answer.abstained), told[0])
        return best._replace(said=part.said)

    def ask_many(
        self,
        questions: Iterable[str],
        *,
        k: int = DEFAULT_K,
        min_confidence: float | None = None,
        progress: Progress | None = None,
    ) -> list[Answer]:
        """Answer several questions, in their order; `progress` gets (answered, in all).

        Raises:
            QuestionError: a question is unusable or an option out of range; before any is
                answered where the question is at fault.
        """
        if isinstance(questions, str) or not isinstance(questions, Iterable):
            raise QuestionError(
                "ask_many was not given several", expected="questions", found=repr(questions)
            )
        checked = [checked_question(question) for question in questions]
        answers: list[Answer] = []
        for question in checked:
            answers.append(self.ask(question, k=k, min_confidence=min_confidence))
            if progress is not None:
                progress(len(answers), len(checked))
        return answers

    def read(self, question: str, *, k: int = DEFAULT_K, every: bool = False) -> ReadHits:
        """Retrieve `k` passages and read the first eight of them; what `ask` answers from.

        For a question that asks for lines of the page these stand first, be they more than `k`.

        Args:
            question: in Chinese, of either script, or English; 2,000 characters at most.
            k: how many passages, 1 to 100.
            every: read all eight, also those that could not win, as for a question that asks for
                several things.

        Raises:
            QuestionError: the question is unusable or `k` out of range.
        """
        typed, question = checked_question(question), self.read_as(question)
        k = checked_k(k)
        forms = dict.fromkeys((typed, question))  # mostly one and the same
        told = (_told_by_layout(form, self._index.passages) for form in forms)
        if lines := next(filter(None, told), None):
            hits = self._retriever.search(question, k=MAX_K, also=[line for line, _ in lines])
            return _of_lines(question, lines, hits, k=k)
        hits = self._retriever.search(question, k=k)
        missing = self._missing(question, hits)
        most = MOST_CITED if asks_for_list(question) else 1
        rest = without_choices(question)
        again: list[Hit] = []
        if rest is not None:
            again = self._retriever.search(rest, k=0, also=[hit.passage for hit in hits[:READ]])
            hits = lacking_as(again, hits)
        every = every or most > 1 or rest is not None
        lacks = len(telling(missing))
        readings = self.reader.read(question, hits[:READ], unmet=lacks, every=every)
        if rest is not None:
            others = self.reader.read(rest, again, unmet=lacks, every=True)
            readings = agreed(readings, others)
        return ReadHits(question, _reranked(hits, readings), tuple(readings), missing, most)

    def _missing(self, question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
        texts = [hit.passage.text for hit in hits]
        return tuple(unmet(question, self._index.lexical.knows, texts))

    def read_as(self, question: str) -> str:
        """The question as `search`, `read` and `ask` read it: stripped, its typing errors mended.

        Raises:
            QuestionError: the question is unusable.
        """
        return mended(checked_question(question), self._index.lexical.terms)


def _told_by_layout(question: str, passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """What a question asks for by its place on the page, and how much of each is to be quoted."""
    lines = [(line, len(line.text)) for line in asked_lines(question, passages)]
    return lines or asked_items(question, passages)


def _of_lines(
    question: str, lines: Sequence[tuple[Passage, int]], hits: Sequence[Hit], *, k: int
) -> ReadHits:
    """Lines of the page before the other hits."""
    readings = tuple(
        whole_line(line, place=place, length=length) for place, (line, length) in enumerate(lines)
    )
    ranked = _reranked(hits, readings)[: max(k, len(lines))]
    return ReadHits(question, ranked, readings, most=len(lines))


def _reranked(hits: Sequence[Hit], readings: Sequence[Reading]) -> tuple[Hit, ...]:
    """Hits in the order of their readings, then those that were not read."""
    by_passage = {hit.passage.id: hit for hit in hits}
    read = [_scored(by_passage.pop(r.passage.id), r) for r in readings]
    return tuple(
        hit.model_copy(update={"rank": rank})
        for rank, hit in enumerate([*read, *by_passage.values()], start=1)
    )


def _scored(hit: Hit, reading: Reading) -> Hit:
    signals = hit.signals.model_copy(update={"reader": reading.probability})
    return hit.model_copy(update={"score": reading.score, "signals": signals})


def _reading_model(encoder: Encoder) -> Model:
    """The encoder's own model where it has a reader, so that it is loaded once; or the shipped."""
    if isinstance(encoder, OnnxEncoder) and encoder.model.card.reader is not None:
        return encoder.model
    return Model()
