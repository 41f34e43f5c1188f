from __future__ import annotations

import pytest

from wuxi_qa.documents import Document
from wuxi_qa.encoder import Encoder
from wuxi_qa.evaluation.questions import Evidence, GoldQuestion, GoldSet, SquadSet
from wuxi_qa.evaluation.runs import Outcome, evaluate, sample, squad_qa, summarize

DOCUMENTS = [
    Document(id="1", text="蠡园在无锡，园中有千步长廊。"),
    Document(id="2", text="太湖在江苏南部。湖中有三山岛。"),
]


def question(number: int, text: str, document: int | None, quote: str = "") -> GoldQuestion:
    evidence = []
    if document is not None:
        start = DOCUMENTS[document].text.index(quote)
        evidence = [Evidence(start=start, end=start + len(quote), quote=quote)]
    return GoldQuestion(
        id=f"q{number}",
        split="test",
        type="factoid" if evidence else "far",
        programme="none",
        question=text,
        answers=(quote,) if evidence else (),
        evidence=tuple(evidence),
    )


QUESTIONS = [
    question(1, "蠡园中有什么廊？", 0, "千步长廊"),
    question(2, "太湖中有什么岛？", 1, "三山岛"),
    question(3, "蠡园中有什么廊？", 1, "三山岛"),  # gold at the wrong place: must count as a miss
    question(4, "火星上有水吗？", None),
]
GOLD = GoldSet(QUESTIONS, {"q1": "1", "q2": "2", "q3": "2", "q4": "1"}, left_out=0)


@pytest.fixture(scope="module")
def outcomes(encoder: Encoder) -> list[Outcome]:
    return evaluate(squad_qa(SquadSet(DOCUMENTS, GOLD), encoder), GOLD)


def test_outcomes_of_known_questions(outcomes: list[Outcome]) -> None:
    assert [o.rank for o in outcomes] == [1, 1, 2, None]
    assert [o.containment for o in outcomes] == [1.0, 1.0, 0.0, 0.0]
    assert [o.citation_overlap for o in outcomes] == [1.0, 1.0, 0.0, 0.0]
    assert [o.answerable for o in outcomes] == [True, True, True, False]
    assert "三山岛" in outcomes[1].answer


def test_the_words_are_scored_against_the_gold_answer(outcomes: list[Outcome]) -> None:
    assert outcomes[1].open_em == outcomes[1].gold_em == 1.0
    # The gold passage of the third question does not answer it, the best one answers otherwise.
    assert (outcomes[2].open_f1, outcomes[2].open_em) == (0.0, 0.0)
    assert outcomes[2].gold_f1 is not None
    assert outcomes[3].gold_f1 is outcomes[3].open_f1 is outcomes[3].answer_f1 is None


def test_the_summary_by_hand(outcomes: list[Outcome]) -> None:
    report = summarize(outcomes, left_out=2)
    shown = report.model_dump()
    assert (report.n, report.left_out) == (4, 2)
    assert shown["retrieval"] == {
        "n": 3,
        "recall@1": pytest.approx(2 / 3),
        "recall@3": 1.0,
        "recall@5": 1.0,
        "mrr@10": pytest.approx(2.5 / 3),
    }
    assert report.answers.containment == pytest.approx(2 / 3)
    assert report.abstention.unanswerable == 1
    assert set(report.by_type) == {"factoid", "far"}
    assert report.by_type["far"].abstention.auroc is None
    assert report.reading_open.n == 3
    assert report.reading_open.em == pytest.approx(sum(o.open_em or 0 for o in outcomes) / 3)
    assert report.by_type["far"].reading_gold.f1 is None
    answered = sum(not o.abstained for o in outcomes[:3])
    assert report.abstention.answered == pytest.approx(answered / 3)
    above = sum(o.confidence > outcomes[3].confidence for o in outcomes[:3])
    assert report.abstention.auroc == pytest.approx(above / 3)


def test_sampling_is_fixed_and_keeps_the_order() -> None:
    drawn = sample(QUESTIONS, limit=2)
    assert drawn == sample(QUESTIONS, limit=2)
    assert len(drawn) == 2
    assert [q.id for q in drawn] == sorted(q.id for q in drawn)
    assert sample(QUESTIONS, limit=None) == sample(QUESTIONS, limit=9) == QUESTIONS
