from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from wuxi_qa.evaluation.intervals import Floats, mean_interval, statistic_interval
from wuxi_qa.evaluation.metrics import auroc


def labelled(ups: list[float], downs: list[float]) -> Floats:
    return np.array([*((v, 1.0) for v in ups), *((v, 0.0) for v in downs)]).reshape(-1, 2)


def area(rows: Floats) -> float:
    ups, downs = rows[rows[:, 1] > 0, 0], rows[rows[:, 1] == 0, 0]
    value = auroc(ups.tolist(), downs.tolist())
    return float("nan") if value is None else value


def test_a_share_against_the_binomial_distribution() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = mean_interval(values) or (0, 0)
    expected = binom.ppf([0.025, 0.975], 100, 0.8) / 100
    np.testing.assert_allclose([low, high], expected, atol=0.011)


def test_an_auroc_lies_within_its_interval() -> None:
    rng = np.random.default_rng(1)
    ups, downs = list(rng.normal(1, 1, 200)), list(rng.normal(0, 1, 150))
    low, high = statistic_interval(area, labelled(ups, downs)) or (0, 0)
    point = auroc(ups, downs)
    assert point is not None
    assert low < point < high
    # Hanley and McNeil (1982) give a standard error of about 0.026 here.
    assert high - low == pytest.approx(2 * 1.96 * 0.026, rel=0.2)


def test_equal_values_have_no_width() -> None:
    assert mean_interval([0.5] * 9) == (0.5, 0.5)
    assert statistic_interval(area, labelled([1.0] * 9, [0.0] * 9)) == (1.0, 1.0)
    assert statistic_interval(area, labelled([1.0] * 9, [1.0] * 9)) == (0.5, 0.5)


def test_nothing_to_resample() -> None:
    assert mean_interval([]) is None
    assert statistic_interval(area, labelled([], [])) is None


def test_undefined_resamples_are_left_out_unless_they_are_most() -> None:
    assert statistic_interval(area, labelled([1.0, 0.5], [])) is None
    assert statistic_interval(area, labelled([1.0, 0.9], [0.0])) == (1.0, 1.0)


def test_the_same_values_give_the_same_interval() -> None:
    assert mean_interval([0.0, 1.0, 1.0]) == mean_interval([0.0, 1.0, 1.0])
