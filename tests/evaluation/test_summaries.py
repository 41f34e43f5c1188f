from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import R, calc_aggregate, nDCG

from tests.evaluation.made import outcome, query
from wuxi_qa.evaluation.measures import MEANS, NAMES, STATISTICS, error, rows
from wuxi_qa.evaluation.metrics import auroc, calibration_error
from wuxi_qa.evaluation.summaries import summarize

OUTCOMES = [
    outcome("q1", rank=1, seconds=0.01),
    outcome("q2", rank=2, contained=0.0, confidence=0.3, abstained=True, seconds=0.02),
    outcome("q3", rank=None, cited=0.0, confidence=0.6, seconds=0.03),
    outcome("q4", answerable=False, rank=None, confidence=0.4, abstained=True, kind="far"),
]


def test_the_measures_by_hand() -> None:
    report = summarize(OUTCOMES, left_out=2)
    assert (report.n, report.unanswerable, report.left_out) == (4, 1, 2)
    expected = {
        "retrieval.recall@1": 1 / 3,
        "retrieval.recall@3": 2 / 3,
        "retrieval.recall@10": 2 / 3,
        "retrieval.mrr@10": 0.5,
        "retrieval.ndcg@10": (1 + 1 / math.log2(3)) / 3,
        "answers.containment": 2 / 3,
        "answers.citation_overlap": 2 / 3,
        "answers.citations_verified": 1.0,
        "reading_gold.em": 2 / 3,
        "reading_open.squad_f1": 2 / 3,
        "abstention.answered": 2 / 3,
        "abstention.recall": 1.0,
        "abstention.precision": 0.5,
        "abstention.auroc": 2 / 3,
        # By falling confidence: right, right, the unanswerable, wrong.
        "abstention.aurc": (0 + 0 + 1 / 3 + 2 / 4) / 4,
        "abstention.risk@80": 0.5,
    }
    assert {name: report.value(name) for name in expected} == pytest.approx(expected)
    assert report.measures["abstention.recall"].n == 1
    assert report.measures["answers.citations_verified"].n == 4
    assert list(report.measures) == list(NAMES)
    far = report.by_type["far"]
    assert far.value("retrieval.recall@1") is far.value("abstention.auroc") is None
    assert far.value("abstention.recall") == 1.0


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.05, 0.3, 0.95, 1.0]), st.booleans()), min_size=1))
def test_statistics_are_those_of_the_metrics(asked: list[tuple[float, bool]]) -> None:
    table = rows([outcome(confidence=c, answerable=a) for c, a in asked])
    found = {s.name: s.of(table) for s in STATISTICS}
    area = auroc([c for c, a in asked if a], [c for c, a in asked if not a])
    assert found["abstention.auroc"] == pytest.approx(
        math.nan if area is None else area, nan_ok=True
    )
    confidences, answerable = zip(*asked, strict=True)
    assert found["abstention.ece"] == pytest.approx(calibration_error(confidences, answerable))


def test_intervals_hold_their_value_and_need_a_denominator() -> None:
    report = summarize(OUTCOMES * 20)
    for name, measured in report.measures.items():
        assert measured.value is not None, name
        assert measured.interval is not None, name
        low, high = measured.interval
        assert low - 1e-4 <= measured.value <= high + 1e-4, name
    assert summarize(OUTCOMES[:1]).measures["abstention.auroc"].interval is None
    assert report.by_type["far"].measures["abstention.recall"].interval == (1.0, 1.0)


def test_the_report_as_json() -> None:
    shown = summarize(OUTCOMES).as_json()
    assert shown["retrieval"]["n"] == shown["answers"]["n"] == 3  # type: ignore[index]
    assert shown["abstention"]["n"] == 4  # type: ignore[index]
    assert shown["abstention"]["unanswerable"] == 1  # type: ignore[index]
    assert shown["reading_gold"]["em"] == pytest.approx(2 / 3)  # type: ignore[index]
    assert shown["by_type"]["far"]["retrieval"]["recall@1"] is None  # type: ignore[index]
    assert set(shown["intervals"]) <= set(NAMES)  # type: ignore[call-overload]
    counts = shown["counts"]
    assert isinstance(counts, dict)
    assert set(counts) == set(NAMES)
    assert counts["abstention.answered"] == 3
    assert counts["abstention.recall"] == 1
    assert counts["abstention.precision"] == 2
    assert counts["abstention.auroc"] == counts["abstention.aurc"] == 4


def test_latency() -> None:
    latency = summarize(OUTCOMES).latency
    assert latency is not None
    times = [10.0, 20.0, 30.0, 20.0]
    assert (latency.n, latency.mean, latency.p50) == (4, 20.0, 20.0)
    assert latency.p95 == pytest.approx(float(np.percentile(times, 95)), abs=0.01)
    assert summarize([]).latency is None


def test_sets_that_judge_documents_are_measured_as_ir_measures_does() -> None:
    asked = [
        query("1", ("a", "b", "c", "d"), {"b": 2, "d": 1, "x": 1}),
        query("2", ("a", "b"), {"a": 1}),
        query("3", ("a",), {"x": 3}),
    ]
    report = summarize(asked)
    judged = {o.id: o.relevant for o in asked}
    run = {o.id: dict(o.ranked) for o in asked}
    expected = calc_aggregate([R @ 3, nDCG @ 10], judged, run)
    assert report.value("retrieval.recall@3") == pytest.approx(expected[R @ 3])
    assert report.value("retrieval.ndcg@10") == pytest.approx(expected[nDCG @ 10])
    for name in ("answers.containment", "reading_gold.f1", "abstention.aurc"):
        assert report.value(name) is None, name


def test_how_wrong_an_answer_is() -> None:
    assert [error(o) for o in OUTCOMES] == [0.0, 1.0, 0.0, 1.0]
    assert error(outcome(contained=0.25)) == 0.75
    assert math.isnan(error(query("1", ("a",), {"a": 1})))


def test_names_are_told_apart() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(MEANS) + len(STATISTICS)
    assert all(len(name.split(".")) == 2 for name in NAMES)
