"""Outcomes: ask every gold question and note what came of it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field, computed_field

from wuxi_qa.answer import Answer
from wuxi_qa.asking.parts import parts_of
from wuxi_qa.encoder import Encoder, Progress
from wuxi_qa.evaluation.metrics import (
    cmrc_em,
    cmrc_f1,
    containment,
    first_rank,
    squad_em,
    squad_f1,
)
from wuxi_qa.evaluation.questions import GoldQuestion, GoldSet, JudgedSet
from wuxi_qa.index import assemble
from wuxi_qa.passages import Passage, SplitterSettings, whole
from wuxi_qa.qa import QA, ReadHits
from wuxi_qa.reader import Reading
from wuxi_qa.retriever import Hit, Signals
from wuxi_qa.text import overlaps, sentence_spans

DEPTH = 10
"""How many hits are judged for each question."""


class Span(BaseModel):
    """Part of a document: `document.text[start:end]`."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class Scores(BaseModel):
    """Words against the gold answers, by CMRC 2018's scoring and by SQuAD's over characters."""

    model_config = ConfigDict(frozen=True)

    f1: float
    em: float
    squad_f1: float
    squad_em: float


class Outcome(BaseModel):
    """What one question came to. Answer measures are those of the best answer, abstained or not."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = Field(description="Gold answers.")
    evidence: tuple[Span, ...] = Field(description="Every place that gives one.")
    relevant: dict[str, int] = Field(description="Grades of the passages that answer, by id.")
    all_relevant: bool = Field(
        description="True where every relevant passage counts, as in BEIR; False where they are "
        "alternatives and the first one found is enough."
    )
    ranked: tuple[tuple[str, float], ...] = Field(
        description="Ids and scores in [0, 1] of the 10 best passages, best first."
    )
    answer: str = Field(description="The best answer found, even if `abstained`.")
    citations: tuple[Span, ...] = Field(description="What it cites.")
    verified: bool = Field(description="Every quote equals the document at its offsets.")
    containment: float | None = Field(
        description="1 if the answer holds a gold answer; the share held, for lists; None where "
        "there is none."
    )
    citation_overlap: float | None = Field(
        description="1 if a cited span overlaps the sentence of a gold answer; None likewise."
    )
    in_gold: Scores | None = Field(
        description="Of the words that the reader finds in the gold passage, before they are "
        "widened to a quote; None for lists and where there is no gold answer."
    )
    in_open: Scores | None = Field(description="Of the words found in the best passage.")
    answer_f1: float | None = Field(description="CMRC's F1 of the answer as quoted.")
    confidence: float
    abstained: bool
    seconds: float = Field(ge=0, description="Time from question to answer, everything loaded.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rank(self) -> int | None:
        """Rank of the first relevant passage; None beyond 10."""
        return first_rank([passage for passage, _ in self.ranked], self.relevant)


def evaluate(
    qa: QA,
    gold: GoldSet,
    *,
    questions: Sequence[GoldQuestion] | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Ask questions (all of the set by default) and measure each outcome, in order."""
    chosen = gold.questions if questions is None else questions
    judge = _Judge(qa, gold)
    outcomes: list[Outcome] = []
    for question in chosen:
        outcomes.append(judge.outcome(question))
        if progress is not None:
            progress(len(outcomes), len(chosen))
    return outcomes


def gold_passages(question: GoldQuestion, home: Iterable[Passage]) -> list[Passage]:
    """Those passages of a question's own document that hold some of its evidence."""
    places = [(e.start, e.end) for e in question.evidence]
    return [p for p in home if any(overlaps((p.start, p.end), place) for place in places)]


class _Judge:
    """Asks, and holds what comes against what should."""

    def __init__(self, qa: QA, gold: GoldSet) -> None:
        self._qa = qa
        self._gold = gold
        self._documents = {document.id: document for document in qa.documents}
        self._passages: dict[str, list[Passage]] = {}
        for passage in qa.passages:
            self._passages.setdefault(passage.document_id, []).append(passage)

    def outcome(self, question: GoldQuestion) -> Outcome:
        read, answer, seconds = _answered(self._qa, question.question)
        gold, grades = self._relevant(question)
        spans = [(c.start, c.end) for c in answer.citations if c.passage.id in grades]
        scored = bool(question.answers)
        words = scored and question.type != "list"
        in_gold = self._words_in(question.question, gold, read) if words else ""
        return Outcome(
            id=question.id,
            type=question.type,
            question=question.question,
            answerable=bool(grades),
            answers=question.answers,
            evidence=self._evidence(question),
            relevant=grades,
            all_relevant=question.id in self._gold.relevant,
            ranked=tuple((hit.passage.id, round(hit.score, 6)) for hit in read.hits[:DEPTH]),
            answer=answer.text,
            citations=tuple(_span(c.passage.document_id, c.start, c.end) for c in answer.citations),
            verified=self._verified(answer),
            containment=_containment(answer, question) if scored else None,
            citation_overlap=_meets(spans, _sentences(question, gold)) if scored else None,
            in_gold=_scores(in_gold, question.answers) if words else None,
            in_open=_scores(_words(read.readings), question.answers) if words else None,
            answer_f1=cmrc_f1(answer.text, question.answers) if words else None,
            confidence=answer.confidence,
            abstained=answer.confidence < self._qa.min_confidence,
            seconds=round(seconds, 6),
        )

    def _relevant(self, question: GoldQuestion) -> tuple[list[Passage], dict[str, int]]:
        """The passages that answer, and their grades."""
        if judged := self._gold.relevant.get(question.id):
            found = [(p, grade) for d, grade in judged.items() for p in self._passages[d]]
            return [p for p, _ in found], {p.id: grade for p, grade in found}
        home = self._passages.get(self._gold.homes[question.id], [])
        passages = gold_passages(question, home)
        return passages, {p.id: 1 for p in passages}

    def _evidence(self, question: GoldQuestion) -> tuple[Span, ...]:
        home = self._gold.homes[question.id]
        return tuple(_span(home, e.start, e.end) for e in question.evidence)

    def _verified(self, answer: Answer) -> bool:
        return all(
            self._documents[c.passage.document_id].text[c.start : c.end] == c.quote
            and c.passage.start <= c.start < c.end <= c.passage.end
            for c in answer.citations
        )

    def _words_in(self, question: str, gold: Sequence[Passage], read: ReadHits) -> str:
        """The words found in the gold passage, whether or not it was retrieved."""
        known = {passage.id for passage in gold}
        readings: Sequence[Reading] = [r for r in read.readings if r.passage.id in known]
        if not readings:
            unseen = Signals(bm25=0, lexical=0, similarity=0, dense=0, fused=0)
            hits = [Hit(passage=p, score=0, rank=1, signals=unseen) for p in gold]
            readings = self._qa.reader.read(question, hits, unmet=0, every=True)
        return _words(readings)


def _answered(qa: QA, question: str) -> tuple[ReadHits, Answer, float]:
    """What was read for a question, the best answer, however unsure, and the seconds it took.

    A question that asks several things is answered as `ask` does, if that answers it.
    """
    started = time.perf_counter()
    read = qa.read(question, k=DEPTH)
    answer = read.answer(question, min_confidence=0.0)
    seconds = time.perf_counter() - started
    if not parts_of(read.question):
        return read, answer, seconds
    started = time.perf_counter()
    asked = qa.ask(question, k=DEPTH)
    return read, answer if asked.abstained else asked, time.perf_counter() - started


def _span(document: str, start: int, end: int) -> Span:
    return Span(document_id=document, start=start, end=end)


def _containment(answer: Answer, question: GoldQuestion) -> float:
    return containment(answer.text, question.answers, every=question.type == "list")


def _sentences(question: GoldQuestion, gold: Iterable[Passage]) -> Iterator[tuple[int, int]]:
    """The sentences of the gold passages that hold evidence, in the document's offsets."""
    for passage in gold:
        for start, end in sentence_spans(passage.text):
            span = (passage.start + start, passage.start + end)
            if any(overlaps(span, (e.start, e.end)) for e in question.evidence):
                yield span


def _meets(spans: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> float:
    wanted = list(others)
    return float(any(overlaps(span, other) for span in spans for other in wanted))


def _scores(words: str, answers: Sequence[str]) -> Scores:
    return Scores(
        f1=cmrc_f1(words, answers),
        em=cmrc_em(words, answers),
        squad_f1=squad_f1(words, answers),
        squad_em=squad_em(words, answers),
    )


def _words(readings: Sequence[Reading]) -> str:
    if not readings:
        return ""
    best = readings[0]
    shift = best.passage.start
    return best.passage.text[best.start - shift : best.end - shift]


def examined(made: JudgedSet, encoder: Encoder, *, progress: Progress | None = None) -> QA:
    """Index the texts of a set in memory, each as one passage whose id is the text's."""
    passages = [whole(d).model_copy(update={"id": d.id}) for d in made.documents]
    index = assemble(
        made.documents,
        passages,
        encoder=encoder,
        settings=SplitterSettings(),
        progress=progress,
    )
    return QA(index, encoder)


def sample(
    questions: Sequence[GoldQuestion], *, limit: int | None, seed: int = 0
) -> list[GoldQuestion]:
    """Draw `limit` questions with a fixed seed, in the order of the file; None takes all."""
    if limit is None or limit >= len(questions):
        return list(questions)
    chosen = random.Random(seed).sample(range(len(questions)), limit)
    return [questions[i] for i in sorted(chosen)]
