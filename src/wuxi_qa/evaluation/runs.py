"""Runs: ask every gold question, measure each outcome, sum up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.answer import compose
from wuxi_qa.encoder import Encoder
from wuxi_qa.evaluation.intervals import auroc_interval, mean_interval
from wuxi_qa.evaluation.metrics import (
    auroc,
    calibration_error,
    cmrc_em,
    cmrc_f1,
    containment,
    first_rank,
    mrr_at,
    overlaps,
    precision_recall,
    recall_at,
)
from wuxi_qa.evaluation.questions import GoldQuestion, GoldSet, SquadSet
from wuxi_qa.index import assemble
from wuxi_qa.passages import Passage, SplitterSettings, whole
from wuxi_qa.qa import QA, ReadHits
from wuxi_qa.quotes import asks_for_list
from wuxi_qa.reader import Reading as PassageReading
from wuxi_qa.retriever import Hit, Signals

DEPTH = 10
"""How many hits are judged for each question."""

Progress = Callable[[int, int], None]


class Outcome(BaseModel):
    """What one question came to. Answer measures are those of the best answer, abstained or not."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    question: str
    answerable: bool
    rank: int | None = Field(description="Rank of the first gold passage; None beyond 10.")
    answer: str = Field(description="The best answer found, even if `abstained`.")
    containment: float = Field(description="1 if it holds a gold answer; share for lists.")
    citation_overlap: float = Field(description="1 if a cited span overlaps gold evidence.")
    gold_f1: float | None = Field(
        description="CMRC's F1 of the words that the reader finds in the gold passage, before "
        "they are widened to a quote; None for lists and questions without answer."
    )
    gold_em: float | None = Field(description="CMRC's exact match of the same words.")
    open_f1: float | None = Field(description="CMRC's F1 of the words found in the best passage.")
    open_em: float | None = Field(description="CMRC's exact match of the same words.")
    answer_f1: float | None = Field(description="CMRC's F1 of the answer as quoted.")
    confidence: float
    abstained: bool


class Reading(BaseModel):
    """How close the reader's words are to the gold answer's; over `n` questions, lists left out."""

    model_config = ConfigDict(frozen=True)

    n: int
    f1: float | None
    em: float | None


class Retrieval(BaseModel):
    """Retrieval over answerable questions; `n` of them."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    n: int
    recall_1: float = Field(serialization_alias="recall@1")
    recall_3: float = Field(serialization_alias="recall@3")
    recall_5: float = Field(serialization_alias="recall@5")
    mrr_10: float = Field(serialization_alias="mrr@10")


class Answers(BaseModel):
    """Best answers, abstention aside, over answerable questions; `n` of them."""

    model_config = ConfigDict(frozen=True)

    n: int
    containment: float
    citation_overlap: float
    f1: float | None = Field(description="CMRC's F1 of the answer as quoted, lists left out.")


class Abstention(BaseModel):
    """Abstaining over all questions, `n` of them; None where a measure has no denominator."""

    model_config = ConfigDict(frozen=True)

    n: int
    unanswerable: int
    auroc: float | None
    precision: float | None
    recall: float | None
    answered: float | None = Field(description="Share of answerable questions answered.")
    ece: float | None = Field(
        description="Expected calibration error of the confidence that the text answers."
    )


class Summary(BaseModel):
    """All measures of a group of questions."""

    model_config = ConfigDict(frozen=True)

    n: int
    retrieval: Retrieval
    answers: Answers
    reading_gold: Reading
    reading_open: Reading
    abstention: Abstention


class Report(Summary):
    """The summary of a run, in all and for each type of question."""

    left_out: int = Field(description="Questions of the file without a span to find.")
    intervals: dict[str, tuple[float, float]] = Field(
        description="95 % bootstrap interval of each measure over all questions."
    )
    by_type: dict[str, Summary]


def evaluate(
    qa: QA,
    gold: GoldSet,
    *,
    questions: Sequence[GoldQuestion] | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Ask questions (all of the set by default) and measure each outcome, in order."""
    chosen = gold.questions if questions is None else questions
    passages: dict[str, list[Passage]] = {}
    for passage in qa.passages:
        passages.setdefault(passage.document_id, []).append(passage)
    outcomes: list[Outcome] = []
    for question in chosen:
        outcomes.append(_outcome(qa, question, passages[gold.homes[question.id]]))
        if progress is not None:
            progress(len(outcomes), len(chosen))
    return outcomes


def _outcome(qa: QA, question: GoldQuestion, home: Sequence[Passage]) -> Outcome:
    read = qa.read(question.question, k=DEPTH, every=asks_for_list(question.question))
    answer = compose(
        question.question,
        readings=read.readings,
        hits=read.hits,
        missing=read.missing,
        min_confidence=0.0,
    )
    gold = [p for p in home if any(_meets(p, e.start, e.end) for e in question.evidence)]
    relevant = {p.id for p in gold}
    overlap = any(
        overlaps((c.start, c.end), (e.start, e.end))
        for c in answer.citations
        if c.passage.id in relevant
        for e in question.evidence
    )
    scored = question.answerable and question.type != "list"
    in_gold = _words_in(qa, question.question, gold, read) if scored else ""
    in_best = _words(read.readings)
    return Outcome(
        id=question.id,
        type=question.type,
        question=question.question,
        answerable=question.answerable,
        rank=first_rank([hit.passage.id for hit in read.hits], relevant),
        answer=answer.text,
        containment=containment(answer.text, question.answers, every=question.type == "list"),
        citation_overlap=float(overlap),
        gold_f1=cmrc_f1(in_gold, question.answers) if scored else None,
        gold_em=cmrc_em(in_gold, question.answers) if scored else None,
        open_f1=cmrc_f1(in_best, question.answers) if scored else None,
        open_em=cmrc_em(in_best, question.answers) if scored else None,
        answer_f1=cmrc_f1(answer.text, question.answers) if scored else None,
        confidence=answer.confidence,
        abstained=answer.confidence < qa.min_confidence,
    )


def _meets(passage: Passage, start: int, end: int) -> bool:
    return overlaps((passage.start, passage.end), (start, end))


def _words_in(qa: QA, question: str, gold: Sequence[Passage], read: ReadHits) -> str:
    """The words found in the gold passage, whether or not it was retrieved."""
    known = {passage.id for passage in gold}
    readings = [reading for reading in read.readings if reading.passage.id in known]
    if not readings:
        unseen = Signals(bm25=0, lexical=0, similarity=0, dense=0, fused=0)
        hits = [Hit(passage=p, score=0, rank=1, signals=unseen) for p in gold]
        readings = qa.reader.read(question, hits, unmet=0, every=True)
    return _words(readings)


def _words(readings: Sequence[PassageReading]) -> str:
    if not readings:
        return ""
    best = readings[0]
    shift = best.passage.start
    return best.passage.text[best.start - shift : best.end - shift]


def summarize(outcomes: Sequence[Outcome], *, left_out: int = 0) -> Report:
    """Sum up outcomes, in all and by type (in order of first appearance)."""
    by_type: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_type.setdefault(outcome.type, []).append(outcome)
    return Report(
        **dict(_summary(outcomes)),
        left_out=left_out,
        intervals=_intervals(outcomes),
        by_type={name: _summary(group) for name, group in by_type.items()},
    )


def _summary(outcomes: Sequence[Outcome]) -> Summary:
    answerable = [o for o in outcomes if o.answerable]
    unanswerable = [o for o in outcomes if not o.answerable]
    ranks = [o.rank for o in answerable]
    n = len(answerable)
    precision, recall = precision_recall(
        [o.abstained for o in outcomes], [not o.answerable for o in outcomes]
    )
    return Summary(
        n=len(outcomes),
        retrieval=Retrieval(
            n=n,
            recall_1=recall_at(ranks, 1),
            recall_3=recall_at(ranks, 3),
            recall_5=recall_at(ranks, 5),
            mrr_10=mrr_at(ranks, DEPTH),
        ),
        answers=Answers(
            n=n,
            containment=sum(o.containment for o in answerable) / max(1, n),
            citation_overlap=sum(o.citation_overlap for o in answerable) / max(1, n),
            f1=_mean([o.answer_f1 for o in outcomes if o.answer_f1 is not None]),
        ),
        reading_gold=_reading([(o.gold_f1, o.gold_em) for o in outcomes]),
        reading_open=_reading([(o.open_f1, o.open_em) for o in outcomes]),
        abstention=Abstention(
            n=len(outcomes),
            unanswerable=len(unanswerable),
            auroc=auroc([o.confidence for o in answerable], [o.confidence for o in unanswerable]),
            precision=precision,
            recall=recall,
            answered=sum(not o.abstained for o in answerable) / n if n else None,
            ece=calibration_error(
                [o.confidence for o in outcomes], [o.answerable for o in outcomes]
            ),
        ),
    )


def _intervals(outcomes: Sequence[Outcome]) -> dict[str, tuple[float, float]]:
    asked = [o for o in outcomes if o.answerable]
    refused = [o.confidence for o in outcomes if not o.answerable]
    found = {
        f"retrieval.recall@{k}": mean_interval([recall_at([o.rank], k) for o in asked])
        for k in (1, 3, 5)
    }
    found["retrieval.mrr@10"] = mean_interval([mrr_at([o.rank], DEPTH) for o in asked])
    means: dict[str, Sequence[float | None]] = {
        "answers.containment": [o.containment for o in asked],
        "answers.citation_overlap": [o.citation_overlap for o in asked],
        "answers.f1": [o.answer_f1 for o in asked],
        "reading_gold.f1": [o.gold_f1 for o in asked],
        "reading_gold.em": [o.gold_em for o in asked],
        "reading_open.f1": [o.open_f1 for o in asked],
        "reading_open.em": [o.open_em for o in asked],
        "abstention.answered": [float(not o.abstained) for o in asked],
        "abstention.recall": [float(o.abstained) for o in outcomes if not o.answerable],
    }
    for name, values in means.items():
        found[name] = mean_interval([value for value in values if value is not None])
    found["abstention.auroc"] = auroc_interval([o.confidence for o in asked], refused)
    return {name: interval for name, interval in found.items() if interval is not None}


def _reading(scores: Sequence[tuple[float | None, float | None]]) -> Reading:
    pairs = [(f1, em) for f1, em in scores if f1 is not None and em is not None]
    return Reading(n=len(pairs), f1=_mean([f1 for f1, _ in pairs]), em=_mean([e for _, e in pairs]))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def squad_qa(squad: SquadSet, encoder: Encoder, *, progress: Progress | None = None) -> QA:
    """Index the paragraphs of a SQuAD-layout file in memory, each as one passage."""
    index = assemble(
        squad.documents,
        [whole(document) for document in squad.documents],
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
