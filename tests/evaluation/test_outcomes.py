from __future__ import annotations

import time

import pytest

from wuxi_qa.documents import Document
from wuxi_qa.encoder import Encoder
from wuxi_qa.evaluation.outcomes import Outcome, evaluate, examined, sample
from wuxi_qa.evaluation.questions import Evidence, GoldQuestion, GoldSet, JudgedSet

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
    return evaluate(examined(JudgedSet(DOCUMENTS, GOLD), encoder), GOLD)


def test_outcomes_of_known_questions(outcomes: list[Outcome]) -> None:
    assert [o.rank for o in outcomes] == [1, 1, 2, None]
    assert [o.containment for o in outcomes] == [1.0, 1.0, 0.0, None]
    assert [o.citation_overlap for o in outcomes] == [1.0, 1.0, 0.0, None]
    assert [o.answerable for o in outcomes] == [True, True, True, False]
    assert "三山岛" in outcomes[1].answer


def test_what_is_kept_of_an_outcome(outcomes: list[Outcome]) -> None:
    second = outcomes[1]
    assert second.ranked[0][0] == "2"
    assert {passage for passage, _ in second.ranked} == {"1", "2"}
    assert second.relevant == {"2": 1}
    assert [(s.document_id, s.start, s.end) for s in second.evidence] == [("2", 11, 14)]
    cited = second.citations[0]
    assert DOCUMENTS[1].text[cited.start : cited.end] == second.answer
    assert all(o.verified and 0 < o.seconds < 60 for o in outcomes)
    assert outcomes[3].relevant == {}
    assert Outcome.model_validate_json(second.model_dump_json()) == second


def test_a_cited_neighbour_of_the_answer_in_its_sentence_counts(encoder: Encoder) -> None:
    """The citation need not hold the gold answer, only point into its sentence."""
    asked = question(5, "蠡园在哪里？", 0, "园中")
    gold = GoldSet([asked], {"q5": "1"}, left_out=0)
    [found] = evaluate(examined(JudgedSet(DOCUMENTS, gold), encoder), gold)
    assert found.citation_overlap == 1.0


def test_the_words_are_scored_against_the_gold_answer(outcomes: list[Outcome]) -> None:
    assert outcomes[1].in_open == outcomes[1].in_gold
    assert outcomes[1].in_open is not None
    assert (outcomes[1].in_open.em, outcomes[1].in_open.squad_f1) == (1.0, 1.0)
    # The gold passage of the third question does not answer it, the best one answers otherwise.
    assert outcomes[2].in_open is not None
    assert (outcomes[2].in_open.f1, outcomes[2].in_open.em) == (0.0, 0.0)
    assert outcomes[2].in_gold is not None
    assert (outcomes[3].in_gold, outcomes[3].in_open, outcomes[3].answer_f1) == (None, None, None)


def test_a_set_that_judges_documents(encoder: Encoder) -> None:
    asked = question(7, "太湖中有什么岛？", None)
    gold = GoldSet([asked], {"q7": "2"}, left_out=0, relevant={"q7": {"2": 2, "1": 1}})
    [found] = evaluate(examined(JudgedSet(DOCUMENTS, gold), encoder), gold)
    assert (found.answerable, found.all_relevant, found.rank) == (True, True, 1)
    assert found.relevant == {"1": 1, "2": 2}
    assert (found.containment, found.citation_overlap, found.in_gold) == (None, None, None)


def test_sampling_is_fixed_and_keeps_the_order() -> None:
    drawn = sample(QUESTIONS, limit=2)
    assert drawn == sample(QUESTIONS, limit=2)
    assert len(drawn) == 2
    assert [q.id for q in drawn] == sorted(q.id for q in drawn)
    assert sample(QUESTIONS, limit=None) == sample(QUESTIONS, limit=9) == QUESTIONS


@pytest.mark.parametrize(
    ("text", "seconds"), [("太湖中有什么岛？", 1.0), ("太湖在哪里，湖中有什么岛？", 7.0)]
)
def test_a_question_is_timed_once(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch, text: str, seconds: float
) -> None:
    """One that asks several things is read for its ranking, and then asked."""
    clock = iter([0.0, 1.0, 10.0, 17.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    gold = GoldSet([question(1, text, 1, "三山岛")], {"q1": "2"}, left_out=0)
    [outcome] = evaluate(examined(JudgedSet(DOCUMENTS, gold), encoder), gold)
    assert outcome.seconds == seconds
