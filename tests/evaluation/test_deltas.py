from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from scipy.stats import binomtest

from tests.evaluation.made import about, outcome
from wuxi_qa import QA
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.deltas import Delta, compare
from wuxi_qa.evaluation.gate import GUARDED, below, read_floors, worsened
from wuxi_qa.evaluation.measures import NAMES
from wuxi_qa.evaluation.outcomes import Outcome
from wuxi_qa.evaluation.records import Run
from wuxi_qa.evaluation.summaries import summarize


@pytest.fixture(scope="module")
def run_of(qa: QA) -> Callable[[list[Outcome]], Run]:
    return lambda outcomes: Run(about(qa), outcomes, 0)


def asked(changes: Mapping[int, Mapping[str, object]] | None = None) -> list[Outcome]:
    """30 answerable questions found first, and 20 unanswerable ones; some as told."""
    made = []
    for i in range(50):
        told: dict[str, object] = {
            "answerable": i < 30,
            "rank": 1 if i < 30 else None,
            "confidence": 0.9 - i / 100,
            "abstained": i >= 30,
        }
        told |= (changes or {}).get(i, {})
        made.append(outcome(f"q{i}", **told))  # type: ignore[arg-type]
    return made


def by_name(deltas: list[Delta]) -> dict[str, Delta]:
    return {delta.name: delta for delta in deltas}


def test_a_run_against_itself(run_of: Callable[[list[Outcome]], Run]) -> None:
    found = compare(run_of(asked()), run_of(asked()))
    assert found.changes == []
    assert [d.name for d in found.deltas] == list(NAMES)
    assert all(d.p == d.adjusted == 1.0 and d.difference == 0 for d in found.deltas)
    assert list(worsened(found)) == []


def test_losses_and_gains(run_of: Callable[[list[Outcome]], Run]) -> None:
    worse = asked({i: {"rank": 2} for i in range(9)} | {29: {"contained": 0.5}})
    found = by_name(compare(run_of(asked()), run_of(worse)).deltas)
    recall = found["retrieval.recall@1"]
    assert (recall.n, recall.old) == (30, 1.0)
    assert recall.new == pytest.approx(0.7)
    assert recall.test == "mcnemar"
    assert recall.p == pytest.approx(binomtest(9, 9).pvalue)
    assert recall.losses == tuple(f"q{i}" for i in range(9))
    assert recall.gains == ()
    assert recall.interval is not None
    assert recall.interval[0] < -0.3 < recall.interval[1] < 0
    assert found["retrieval.recall@3"].p == 1.0
    contained = found["answers.containment"]
    assert (contained.test, contained.losses) == ("sign-flip", ("q29",))
    assert contained.p == 1.0  # one question alone shows nothing
    assert found["retrieval.mrr@10"].p == pytest.approx(2 / 2**9)


def test_p_values_are_adjusted(run_of: Callable[[list[Outcome]], Run]) -> None:
    worse = asked({i: {"rank": 2} for i in range(9)})
    alone = compare(run_of(asked()), run_of(worse), names=["retrieval.recall@1"]).deltas[0]
    assert alone.adjusted == alone.p
    among = compare(run_of(asked()), run_of(worse), names=["retrieval.recall@1", "answers.f1"])
    assert by_name(among.deltas)["retrieval.recall@1"].adjusted == pytest.approx(2 * alone.p)


def test_the_changed_questions_are_named(run_of: Callable[[list[Outcome]], Run]) -> None:
    worse = asked({3: {"rank": None, "abstained": True}, 40: {"abstained": False}})
    changes = compare(run_of(asked()), run_of(worse)).changes
    assert [(c.id, c.what) for c in changes] == [
        ("q3", ("retrieval.recall@1: 1 → 0", "abstention.answered: 1 → 0")),
        ("q40", ("abstention.recall: 1 → 0",)),
    ]


def test_the_gate_names_what_fell(run_of: Callable[[list[Outcome]], Run]) -> None:
    worse = asked({i: {"rank": 2} for i in range(12)})
    found = compare(run_of(asked()), run_of(worse), names=GUARDED)
    told = list(worsened(found))
    assert [line.split()[0] for line in told] == ["retrieval.recall@1", "retrieval.mrr@10"]
    assert "fell from 1.0000 to 0.6000" in told[0]
    assert told[0].endswith("q0, q1, q2, q3, q4, q5, q6, q7 and 4 more")
    # The other way about it is an improvement.
    assert list(worsened(compare(run_of(worse), run_of(asked()), names=GUARDED))) == []


def test_confidences_that_no_longer_tell_fail_the_gate(
    run_of: Callable[[list[Outcome]], Run],
) -> None:
    blind = asked({i: {"confidence": (i * 7 % 50) / 50} for i in range(50)})
    told = list(worsened(compare(run_of(asked()), run_of(blind), names=GUARDED)))
    assert [line.split()[0] for line in told] == ["abstention.auroc"]


def test_risks_are_better_when_lower(run_of: Callable[[list[Outcome]], Run]) -> None:
    blind = asked({i: {"confidence": (i * 7 % 50) / 50} for i in range(50)})
    name = "abstention.aurc"
    [told] = worsened(compare(run_of(asked()), run_of(blind), names=[name]))
    assert told.startswith("abstention.aurc rose from")
    assert list(worsened(compare(run_of(blind), run_of(asked()), names=[name]))) == []


def test_other_questions_are_no_comparison(run_of: Callable[[list[Outcome]], Run]) -> None:
    with pytest.raises(EvaluationError, match="same questions") as caught:
        compare(run_of(asked()), run_of(asked()[:-1]))
    assert "q49" in str(caught.value.found)
    reworded = [*asked()[:-1], outcome("q49", answerable=False, question="另一问？")]
    with pytest.raises(EvaluationError, match="same questions"):
        compare(run_of(asked()), run_of(reworded))


def test_another_splitter_is_a_comparison(run_of: Callable[[list[Outcome]], Run]) -> None:
    other = [
        o.model_copy(update={"relevant": {"other": 1}}) if o.answerable else o for o in asked()
    ]
    found = by_name(compare(run_of(asked()), run_of(other)).deltas)
    assert found["retrieval.recall@1"].new == 0.0


def test_floors() -> None:
    report = summarize(asked({i: {"rank": 2} for i in range(3)}))
    assert list(below(report, {"retrieval.recall@1": 0.9, "abstention.ece": 1.0})) == []
    told = list(below(report, {"retrieval.recall@1": 0.95, "abstention.ece": 0.0}))
    assert told[0] == "retrieval.recall@1 is 0.9000, floor 0.95"
    assert told[1].startswith("abstention.ece is 0.")
    assert told[1].endswith("ceiling 0")
    nothing = summarize(asked()[:30])
    assert list(below(nothing, {"abstention.auroc": 0.5})) == [
        "abstention.auroc was not measured, floor 0.5"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "Unreadable floors"),
        ("[]", "Unreadable floors"),
        ('{"retrieval.recall@1": "high"}', "Unreadable floors"),
        ('{"retrieval.recall@2": 0.5}', "No such measure"),
        ('{"retrieval.recall@1": NaN}', "No such measure"),
    ],
)
def test_malformed_floors(tmp_path: Path, content: str, message: str) -> None:

    (tmp_path / "floors.json").write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match=message):
        read_floors(tmp_path / "floors.json")
