from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from wuxi_qa.evaluation.intervals import auroc_interval, mean_interval
from wuxi_qa.evaluation.metrics import auroc


def test_a_share_against_the_binomial_distribution() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = mean_interval(values) or (0, 0)
    expected = binom.ppf([0.025, 0.975], 100, 0.8) / 100
    np.testing.assert_allclose([low, high], expected, atol=0.011)


def test_an_auroc_lies_within_its_interval() -> None:
    rng = np.random.default_rng(1)
    ups, downs = list(rng.normal(1, 1, 200)), list(rng.normal(0, 1, 150))
    low, high = auroc_interval(ups, downs) or (0, 0)
    point = auroc(ups, downs)
    assert point is not None
    assert low < point < high
    # Hanley and McNeil (1982) give a standard error of about 0.026 here.
    assert high - low == pytest.approx(2 * 1.96 * 0.026, rel=0.2)


def test_equal_values_have_no_width() -> None:
    assert mean_interval([0.5] * 9) == (0.5, 0.5)
    assert auroc_interval([1.0, 1.0], [0.0]) == (1.0, 1.0)
    assert auroc_interval([1.0], [1.0]) == (0.5, 0.5)


def test_nothing_to_resample() -> None:
    assert mean_interval([]) is None
    assert auroc_interval([1.0], []) is None
    assert auroc_interval([], [1.0]) is None


def test_the_same_values_give_the_same_interval() -> None:
    assert mean_interval([0.0, 1.0, 1.0]) == mean_interval([0.0, 1.0, 1.0])
