"""Intervals: how far a measure might lie from where it was found, by the bootstrap."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES = 1000
COVERAGE = 0.95


def mean_interval(values: Sequence[float], *, seed: int = 0) -> tuple[float, float] | None:
    """95 % percentile bootstrap interval of a mean over questions (Efron, 1979); None if empty."""
    if not values:
        return None
    array = np.asarray(values, dtype=np.float64)
    return _interval(lambda rows: float(array[rows].mean()), len(array), seed)


def statistic_interval(
    statistic: Callable[[Floats], float], rows: Floats, *, seed: int = 0
) -> tuple[float, float] | None:
    """The same of any statistic of rows, one a question, (questions, columns).

    Resamples in which it is undefined (nan) are left out; None if those are more than half.
    """
    if not len(rows):
        return None
    rng = np.random.default_rng(seed)
    size = len(rows)
    found = [statistic(rows[rng.integers(0, size, size)]) for _ in range(RESAMPLES)]
    defined = [value for value in found if not math.isnan(value)]
    return _bounds(defined) if 2 * len(defined) > RESAMPLES else None


def _interval(
    measure: Callable[[NDArray[np.int64]], float], size: int, seed: int
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    return _bounds([measure(rng.integers(0, size, size)) for _ in range(RESAMPLES)])


def _bounds(found: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(found, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return round(float(low), 4), round(float(high), 4)
