from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from wuxi_qa.evaluation.metrics import calibration_error
from wuxi_qa.evaluation.risk import Bin, aurc, reliability, risk_at, risk_coverage

# Few values, so that ties are frequent.
confidences = st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]) | st.floats(0, 1)
answers = st.lists(st.tuples(confidences, st.booleans()), min_size=1, max_size=30)
graded = st.lists(
    st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.0])),
    min_size=1,
    max_size=5,
)


def apart(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [c for c, _ in pairs], [e for _, e in pairs]


# Risk and coverage


def test_a_curve_by_hand() -> None:
    coverages, risks = risk_coverage([0.2, 0.9, 0.5, 0.7], [True, False, False, True])
    assert coverages.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risks.tolist() == [0.0, 1 / 2, 1 / 3, 2 / 4]
    assert aurc([0.2, 0.9, 0.5, 0.7], [True, False, False, True]) == pytest.approx(
        (0 + 1 / 2 + 1 / 3 + 1 / 2) / 4
    )


def test_ties_share_their_errors() -> None:
    _, risks = risk_coverage([0.5, 0.5, 0.9, 0.5], [True, False, False, False])
    assert risks == pytest.approx([0, (1 / 3) / 2, (2 / 3) / 3, 1 / 4])


def test_all_equal_is_the_same_risk_throughout() -> None:
    _, risks = risk_coverage([0.5] * 4, [1, 0, 0, 0])
    assert risks.tolist() == [0.25] * 4


def test_errors_may_be_graded() -> None:
    _, risks = risk_coverage([0.9, 0.1], [0.25, 0.75])
    assert risks.tolist() == [0.25, 0.5]


@settings(deadline=None, max_examples=60)
@given(graded)
def test_ties_are_expected_over_all_orders(pairs: list[tuple[float, float]]) -> None:
    curves = []
    for order in itertools.permutations(pairs):
        ranked = sorted(order, key=lambda pair: -pair[0])
        totals = itertools.accumulate(error for _, error in ranked)
        curves.append([total / k for k, total in enumerate(totals, start=1)])
    sure, wrong = apart(pairs)
    _, risks = risk_coverage(sure, wrong)
    assert risks == pytest.approx(np.mean(curves, axis=0))
    assert aurc(sure, wrong) == pytest.approx(np.mean(curves))


@settings(deadline=None)
@given(
    st.lists(st.tuples(confidences, st.floats(0, 1)), min_size=1, max_size=20).flatmap(
        lambda pairs: st.tuples(st.just(pairs), st.permutations(pairs))
    )
)
def test_the_order_of_answers_does_not_matter(
    both: tuple[list[tuple[float, float]], list[tuple[float, float]]],
) -> None:
    one, other = (risk_coverage(*apart(pairs)) for pairs in both)
    assert one[1].tolist() == other[1].tolist()


@settings(deadline=None)
@given(answers)
def test_full_coverage_has_the_mean_error(pairs: list[tuple[float, bool]]) -> None:
    sure, wrong = [c for c, _ in pairs], [e for _, e in pairs]
    coverages, risks = risk_coverage(sure, wrong)
    assert coverages.tolist() == [(k + 1) / len(pairs) for k in range(len(pairs))]
    assert risks[-1] == pytest.approx(sum(wrong) / len(wrong))
    assert risk_at(sure, wrong, 1.0) == risks[-1]
    assert ((risks >= 0) & (risks <= 1 + 1e-12)).all()


@settings(deadline=None)
@given(answers)
def test_the_best_and_the_worst_order_bound_the_area(pairs: list[tuple[float, bool]]) -> None:
    wrong = [e for _, e in pairs]
    found = aurc([c for c, _ in pairs], wrong)
    best = aurc([1.0 - e for e in wrong], wrong)
    ordered = aurc([-float(i) for i in range(len(wrong))], sorted(wrong))
    worst = aurc([-float(i) for i in range(len(wrong))], sorted(wrong, reverse=True))
    assert found is not None
    assert best is not None
    assert ordered is not None
    assert worst is not None
    assert best == pytest.approx(ordered)
    assert best - 1e-12 <= found <= worst + 1e-12


@pytest.mark.parametrize(
    ("coverage", "risk"),
    [
        (0.0, 0.0),
        (0.25, 0.0),
        (0.26, 1 / 2),
        (0.5, 1 / 2),
        (0.75, 1 / 3),
        (0.76, 2 / 4),
        (1.0, 2 / 4),
    ],
)
def test_risk_at_a_coverage(coverage: float, risk: float) -> None:
    assert risk_at([0.2, 0.9, 0.5, 0.7], [True, False, False, True], coverage) == risk


@pytest.mark.parametrize(("coverage", "answered"), [(0.1 + 0.2, 3), (0.7, 7), (1 - 0.9, 1)])
def test_rounding_of_a_coverage_withholds_no_answer_less(coverage: float, answered: int) -> None:
    # The k-th most confident answer brings the risk from 0 to 1 / k.
    wrong = [k == answered for k in range(1, 11)]
    sure = [1 - k / 20 for k in range(1, 11)]
    assert risk_at(sure, wrong, coverage) == 1 / answered


def test_nothing_has_no_risk() -> None:
    coverages, risks = risk_coverage([], [])
    assert coverages.shape == risks.shape == (0,)
    assert aurc([], []) is None
    assert risk_at([], [], 0.5) is None
    assert reliability([], []) == []


def test_arrays_and_lists_are_alike() -> None:
    sure, wrong = [0.2, 0.9, 0.5], [1.0, 0.0, 1.0]
    assert aurc(np.array(sure), np.array(wrong)) == aurc(sure, wrong)
    assert risk_at(np.array(sure), np.array(wrong), 0.5) == risk_at(sure, wrong, 0.5) == 0.5
    assert reliability(np.array(sure), np.array(wrong)) == reliability(sure, wrong)


@pytest.mark.parametrize(
    ("sure", "wrong", "message"),
    [
        ([0.5], [], "One"),
        ([0.5, 0.6], [1.0], "One"),
        ([math.nan], [1.0], "no number"),
        ([0.5], [1.5], "outside"),
        ([0.5], [-0.5], "outside"),
        ([0.5], [math.nan], "outside"),
    ],
)
def test_malformed_answers(sure: list[float], wrong: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        risk_coverage(sure, wrong)
    with pytest.raises(ValueError, match=message):
        aurc(sure, wrong)
    with pytest.raises(ValueError, match=message):
        risk_at(sure, wrong, 0.5)
    with pytest.raises(ValueError, match=message):
        reliability(sure, wrong)


def test_answers_stand_in_a_row() -> None:
    square = np.full((2, 2), 0.5)
    with pytest.raises(ValueError, match="One outcome"):
        reliability(square, square)
    with pytest.raises(ValueError, match="One error"):
        risk_coverage(square, square)


@pytest.mark.parametrize("coverage", [-0.1, 1.1, math.nan])
def test_a_coverage_is_a_share(coverage: float) -> None:
    with pytest.raises(ValueError, match="coverage"):
        risk_at([0.5], [True], coverage)


# Reliability


def test_bins_by_hand() -> None:
    found = reliability([0.0, 0.25, 0.5, 1.0, 0.75], [False, True, True, True, False], bins=4)
    assert found == [
        Bin(0.0, 0.25, 1, 0.0, 0.0),
        Bin(0.25, 0.5, 1, 0.25, 1.0),
        Bin(0.5, 0.75, 1, 0.5, 1.0),
        # A confidence of 1 is of the last bin.
        Bin(0.75, 1.0, 2, 0.875, 0.5),
    ]


def test_empty_bins_are_left_out() -> None:
    assert reliability([0.05, 0.95], [True, True]) == [
        Bin(0.0, 0.1, 1, 0.05, 1.0),
        Bin(0.9, 1.0, 1, 0.95, 1.0),
    ]


@settings(deadline=None)
@given(answers, st.integers(1, 20))
def test_the_gaps_are_the_calibration_error(pairs: list[tuple[float, bool]], bins: int) -> None:
    sure, right = [c for c, _ in pairs], [o for _, o in pairs]
    found = reliability(sure, right, bins=bins)
    gap = sum(b.n * abs(b.confidence - b.share) for b in found) / len(pairs)
    assert gap == pytest.approx(calibration_error(sure, right, bins=bins), abs=1e-12)
    assert sum(b.n for b in found) == len(pairs)
    assert sum(b.n * b.share for b in found) == pytest.approx(sum(right))
    assert [b.low for b in found] == sorted({b.low for b in found})
    for b in found:
        assert b.low - 1e-12 <= b.confidence <= b.high + 1e-12


def test_the_curve_is_that_of_sklearn() -> None:
    rng = np.random.default_rng(1)
    sure = rng.random(500)
    right = (rng.random(500) < sure**2).astype(np.float64)
    found = reliability(sure, right)
    share, mean = calibration_curve(right, sure, n_bins=10)
    assert [b.share for b in found] == pytest.approx(share)
    assert [b.confidence for b in found] == pytest.approx(mean)


@pytest.mark.parametrize(("sure", "bins"), [([1.1], 10), ([-0.1], 10), ([0.5], 0)])
def test_bins_need_probabilities(sure: list[float], bins: int) -> None:
    with pytest.raises(ValueError, match="at least one bin"):
        reliability(sure, [True], bins=bins)
