"""Risk of selective answering: how often answers are wrong, the less confident ones withheld."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wuxi_qa.evaluation.intervals import Floats

_ROUNDING = 1e-9
"""By how much a computed coverage may exceed the one that is meant."""


def risk_coverage(
    confidences: Sequence[float] | Floats, errors: Sequence[float] | Floats
) -> tuple[Floats, Floats]:
    """The risk-coverage curve: the mean error among the most confident answers.

    Answers of equal confidence share their errors evenly, which is the risk expected if they were
    withheld in random order; so the order of the answers does not matter.
    (El-Yaniv and Wiener, 2010; Geifman and El-Yaniv, 2017.)

    Args:
        confidences: one an answer; only their order counts.
        errors: whether each answer is wrong, or how much, in [0, 1].

    Returns:
        Coverages 1/n, 2/n .. 1 and the risk at each, in [0, 1]; both of shape (n,).

    Raises:
        ValueError: unequal lengths, a confidence that is no number, an error outside [0, 1].
    """
    sure, wrong = np.asarray(confidences, np.float64), np.asarray(errors, np.float64)
    _check(sure, wrong, name="error")
    # Errors too are sorted, for a sum's last digit depends on its order.
    order = np.lexsort((wrong, -sure))
    _, group, sizes = np.unique(sure[order], return_inverse=True, return_counts=True)
    shared = np.bincount(group, wrong[order], len(sizes)) / sizes
    ranks = np.arange(1, len(sure) + 1, dtype=np.float64)
    return ranks / max(1, len(sure)), np.cumsum(shared[group]) / ranks


def aurc(confidences: Sequence[float] | Floats, errors: Sequence[float] | Floats) -> float | None:
    """Area under the risk-coverage curve: the mean of its risks; None if empty.

    In [0, 1], lower is better; at best the errors are the least confident answers.
    (Geifman, Uziel and El-Yaniv, 2019.)

    Raises:
        ValueError: as `risk_coverage`.
    """
    _, risks = risk_coverage(confidences, errors)
    return float(risks.mean()) if len(risks) else None


def risk_at(
    confidences: Sequence[float] | Floats, errors: Sequence[float] | Floats, coverage: float
) -> float | None:
    """Risk if at least this share of the questions, in [0, 1], is answered; None if empty.

    It is read at the smallest coverage k/n, k ≥ 1, that reaches the one asked for.

    Raises:
        ValueError: as `risk_coverage`, or a coverage outside [0, 1].
    """
    if not 0 <= coverage <= 1:
        raise ValueError(f"A coverage is in [0, 1]: {coverage}")
    coverages, risks = risk_coverage(confidences, errors)
    if not len(risks):
        return None
    return float(risks[np.searchsorted(coverages, coverage - _ROUNDING)])


class Bin(NamedTuple):
    """The answers whose confidence lies in [low, high), or [low, 1] in the last bin."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean confidence of the `n` answers."""
    share: float
    """Share of positive outcomes among them; equal to `confidence` if well calibrated."""


def reliability(
    confidences: Sequence[float] | Floats, outcomes: Sequence[float] | Floats, *, bins: int = 10
) -> list[Bin]:
    """The reliability diagram: bins of equal width in rising order, empty ones left out.

    The bins are those of `metrics.calibration_error`. (DeGroot and Fienberg, 1983.)

    Raises:
        ValueError: unequal lengths, a confidence or an outcome outside [0, 1], no bins.
    """
    sure, positive = np.asarray(confidences, np.float64), np.asarray(outcomes, np.float64)
    _check(sure, positive, name="outcome")
    if bins < 1 or not ((sure >= 0) & (sure <= 1)).all():
        raise ValueError("Confidences in [0, 1] and at least one bin are needed")
    places = np.minimum((sure * bins).astype(np.int64), bins - 1)
    found = []
    for place in np.unique(places).tolist():
        inside = places == place
        means = float(sure[inside].mean()), float(positive[inside].mean())
        found.append(Bin(place / bins, (place + 1) / bins, int(inside.sum()), *means))
    return found


def _check(sure: Floats, values: Floats, *, name: str) -> None:
    if sure.ndim != 1 or sure.shape != values.shape:
        raise ValueError(f"One {name} a confidence: {sure.shape}, {values.shape}")
    if np.isnan(sure).any():
        raise ValueError("A confidence is no number")
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"An {name} lies outside [0, 1]")
