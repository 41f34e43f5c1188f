"""Outcomes made for tests."""

from __future__ import annotations

from wuxi_qa.evaluation.outcomes import Outcome, Scores, Span
from wuxi_qa.evaluation.records import About
from wuxi_qa.qa import QA


def outcome(
    name: str = "q1",
    *,
    kind: str = "事实",
    answerable: bool = True,
    rank: int | None = 1,
    contained: float = 1.0,
    cited: float = 1.0,
    confidence: float = 0.9,
    abstained: bool = False,
    seconds: float = 0.02,
    question: str = "铁鹰？",
) -> Outcome:
    """An outcome whose gold passage `gold` stands at a rank among ten."""
    ranked = [f"p{i}" for i in range(1, 11)]
    if rank is not None:
        ranked[rank - 1] = "gold"
    scores = Scores(f1=contained, em=cited, squad_f1=contained, squad_em=cited)
    return Outcome(
        id=name,
        type=kind,
        question=question,
        answerable=answerable,
        answers=("战队",) if answerable else (),
        evidence=(Span(document_id="d", start=3, end=5),) if answerable else (),
        relevant={"gold": 1} if answerable else {},
        all_relevant=False,
        ranked=tuple((passage, 1 - i / 10) for i, passage in enumerate(ranked)),
        answer="战队",
        citations=(Span(document_id="d", start=3, end=5),),
        verified=True,
        containment=contained if answerable else None,
        citation_overlap=cited if answerable else None,
        in_gold=scores if answerable else None,
        in_open=scores if answerable else None,
        answer_f1=contained if answerable else None,
        confidence=confidence,
        abstained=abstained,
        seconds=seconds,
    )


def query(name: str, ranked: tuple[str, ...], relevant: dict[str, int]) -> Outcome:
    """An outcome of a set that judges whole documents."""
    made = outcome(name, kind="query")
    nothing = dict.fromkeys(
        ("containment", "citation_overlap", "in_gold", "in_open", "answer_f1"), None
    )
    return made.model_copy(
        update={
            "answers": (),
            "evidence": (),
            "relevant": relevant,
            "all_relevant": True,
            "ranked": tuple((passage, 1 - i / 100) for i, passage in enumerate(ranked)),
            **nothing,
        }
    )


def about(qa: QA, **settings: str | int | float | None) -> About:
    """What a made run was made of."""
    return About(
        kind="questions",
        source="questions.jsonl",
        source_sha256="0" * 64,
        settings={"split": "test", "limit": None, **settings},
        index=qa.manifest,
        started="2026-01-02T03:04:05+00:00",
        seconds=1.5,
    )
