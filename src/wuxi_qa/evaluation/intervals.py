"""Intervals: how far a measure might lie from where it was found, by the bootstrap."""

from __future__ import annotations

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


def auroc_interval(
    positives: Sequence[float], negatives: Sequence[float], *, seed: int = 0
) -> tuple[float, float] | None:
    """The same of an AUROC, both sides resampled; None if either is empty."""
    if not positives or not negatives:
        return None
    ups, downs = np.asarray(positives, np.float64), np.asarray(negatives, np.float64)
    rng = np.random.default_rng(seed)
    found = [
        _auroc(rng.choice(ups, len(ups)), rng.choice(downs, len(downs))) for _ in range(RESAMPLES)
    ]
    return _bounds(found)


def _auroc(positives: Floats, negatives: Floats) -> float:
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, "left")
    upto = np.searchsorted(ordered, positives, "right")
    return float((below + upto).mean() / 2 / len(negatives))


def _interval(
    measure: Callable[[NDArray[np.int64]], float], size: int, seed: int
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    return _bounds([measure(rng.integers(0, size, size)) for _ in range(RESAMPLES)])


def _bounds(found: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(found, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return round(float(low), 4), round(float(high), 4)
