"""Runs: ask every gold question, measure each outcome, sum up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.encoder import Encoder
from wuxi_qa.evaluation.metrics import (
    auroc,
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
from wuxi_qa.qa import QA

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
    confidence: float
    abstained: bool


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


class Abstention(BaseModel):
    """Abstaining over all questions, `n` of them; None where a measure has no denominator."""

    model_config = ConfigDict(frozen=True)

    n: int
    unanswerable: int
    auroc: float | None
    precision: float | None
    recall: float | None


class Summary(BaseModel):
    """All measures of a group of questions."""

    model_config = ConfigDict(frozen=True)

    n: int
    retrieval: Retrieval
    answers: Answers
    abstention: Abstention


class Report(Summary):
    """The summary of a run, in all and for each type of question."""

    left_out: int = Field(description="Questions of the file without a span to find.")
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
    hits = qa.search(question.question, k=DEPTH)
    answer = qa.ask(question.question, k=DEPTH, min_confidence=0.0)
    relevant = {
        p.id
        for p in home
        for e in question.evidence
        if overlaps((p.start, p.end), (e.start, e.end))
    }
    spans = [(c.start, c.end) for c in answer.citations if c.passage.id in relevant]
    overlap = any(overlaps(span, (e.start, e.end)) for span in spans for e in question.evidence)
    return Outcome(
        id=question.id,
        type=question.type,
        question=question.question,
        answerable=question.answerable,
        rank=first_rank([hit.passage.id for hit in hits], relevant),
        answer=answer.text,
        containment=containment(answer.text, question.answers, every=question.type == "list"),
        citation_overlap=float(overlap),
        confidence=answer.confidence,
        abstained=answer.confidence < qa.min_confidence,
    )


def summarize(outcomes: Sequence[Outcome], *, left_out: int = 0) -> Report:
    """Sum up outcomes, in all and by type (in order of first appearance)."""
    by_type: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_type.setdefault(outcome.type, []).append(outcome)
    return Report(
        **dict(_summary(outcomes)),
        left_out=left_out,
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
        ),
        abstention=Abstention(
            n=len(outcomes),
            unanswerable=len(unanswerable),
            auroc=auroc([o.confidence for o in answerable], [o.confidence for o in unanswerable]),
            precision=precision,
            recall=recall,
        ),
    )


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
