"""Comparison of two systems that answered the same questions: tests and intervals.

Everywhere a difference is new minus old, so that a loss is negative, and the one-sided
alternative is that the new system scores lower.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from wuxi_qa.evaluation.intervals import Floats, mean_interval, statistic_interval

Statistic = Callable[[Floats], float]
"""A measure of one system's rows, shape (questions, columns); nan where it is undefined."""

_ENUMERATED = 13
"""Up to so many differences all signs are tried: 2 ** 13 are fewer than the default resamples."""

_CELLS = 1 << 20
"""Signs drawn at a time, which bounds the memory: 9 bytes each."""

_SLACK = 1e-10
"""Relative difference below which two values are the same but for rounding."""


def mcnemar_p(losses: int, wins: int, *, one_sided: bool = False) -> float:
    """P-value of the exact McNemar test, that losses and wins are equally likely.

    Args:
        losses: questions that the old system has right and the new one wrong.
        wins: questions the other way about. Questions on which both agree say nothing.
        one_sided: the probability of at least so many losses among as many discordant questions,
            else that of a split at least so uneven.

    Returns:
        A probability in [0, 1]; 1 without discordant questions. (McNemar, 1947.)

    Raises:
        ValueError: a negative count.
    """
    if losses < 0 or wins < 0:
        raise ValueError(f"Counts are not negative: {losses}, {wins}")
    total = 1 << (losses + wins)
    if one_sided:
        return _splits(losses + wins, wins) / total
    return min(total, 2 * _splits(losses + wins, min(losses, wins))) / total


def _splits(n: int, most: int) -> int:
    """In how many ways at most `most` of `n` can be chosen."""
    ways = term = 1
    for k in range(most):
        term = term * (n - k) // (k + 1)
        ways += term
    return ways


def sign_flip_p(
    differences: Sequence[float] | Floats,
    *,
    one_sided: bool = False,
    resamples: int = 10_000,
    seed: int = 0,
) -> float:
    """P-value of the randomisation test that a mean difference is 0, by flipping signs.

    Exact while at most 13 differences are not 0; beyond that `resamples` random assignments of
    signs and the observed one are counted. The order of the differences does not matter.
    (Fisher, 1935; for retrieval: Smucker, Allan and Carterette, 2007.)

    Args:
        differences: new minus old, one a question.
        one_sided: test against a mean below 0, else against any other mean.
        resamples: random assignments, at least 1.
        seed: of the random assignments.

    Returns:
        A probability in (0, 1]; 1 if all differences are 0 or there are none.

    Raises:
        ValueError: a difference is not finite.
    """
    array = _finite(differences)
    array = array[array != 0]
    # Under the hypothesis only the sizes are given; in this order, the draws are the same ones
    # for every order of the questions, and for old and new exchanged.
    sizes = np.sort(np.abs(array))
    exact = len(sizes) <= _ENUMERATED
    sums = _all_sums(sizes) if exact else _random_sums(sizes, resamples, seed)
    slack = _SLACK * float(sizes.sum())
    extreme = sum(
        int(_as_extreme(some, float(array.sum()), slack, one_sided=one_sided).sum())
        for some in sums
    )
    return extreme / 2 ** len(sizes) if exact else (extreme + 1) / (resamples + 1)


def _all_sums(sizes: Floats) -> Iterator[Floats]:
    """The sums under every assignment of signs, shape (2 ** n,)."""
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums - size, sums + size])
    yield sums


def _random_sums(sizes: Floats, resamples: int, seed: int) -> Iterator[Floats]:
    """The sums under random signs, `resamples` in all, some at a time."""
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // len(sizes))
    for start in range(0, resamples, step):
        shape = (min(step, resamples - start), len(sizes))
        kept = rng.integers(0, 2, shape, dtype=np.int8)
        yield 2 * (kept @ sizes) - sizes.sum()


def _as_extreme(
    found: Floats, observed: float, slack: float, *, one_sided: bool
) -> NDArray[np.bool_]:
    if one_sided:
        return found <= observed + slack
    return np.abs(found) >= abs(observed) - slack


def swap_p(
    statistic: Statistic,
    old: Floats,
    new: Floats,
    *,
    one_sided: bool = False,
    resamples: int = 1000,
    seed: int = 0,
) -> float | None:
    """P-value of the randomisation test that two systems are exchangeable, for any statistic.

    Each resample swaps the systems' rows, question by question, with probability 1/2. For
    statistics that are no mean over questions: AUROC, AURC, calibration error. (Fisher, 1935;
    Noreen, 1989, "Computer-Intensive Methods for Testing Hypotheses".)

    Args:
        statistic: measures one system; resamples in which it is undefined (nan) do not count.
        old: the old system's rows, shape (questions, columns).
        new: the new system's, in the same order of questions.
        one_sided: test against a lower statistic of the new system, else against any other.
        resamples: random assignments, at least 1.
        seed: of the random assignments.

    Returns:
        A probability in (0, 1]; None if the statistic is undefined for either system.

    Raises:
        ValueError: the shapes differ or are not of two dimensions.
    """
    _check_paired(old, new)
    before, after = float(statistic(old)), float(statistic(new))
    observed = after - before
    if not math.isfinite(observed):
        return None
    rng = np.random.default_rng(seed)
    found: list[float] = []
    for _ in range(resamples):
        swapped = rng.integers(0, 2, (len(old), 1), dtype=np.int8).astype(bool)
        first, second = np.where(swapped, new, old), np.where(swapped, old, new)
        found.append(_difference(statistic, first, second))
    defined = np.asarray([one for one in found if math.isfinite(one)], np.float64)
    slack = _SLACK * max(abs(before), abs(after))
    extreme = int(_as_extreme(defined, observed, slack, one_sided=one_sided).sum())
    return (extreme + 1) / (len(defined) + 1)


def mean_difference_interval(
    differences: Sequence[float] | Floats, *, seed: int = 0
) -> tuple[float, float]:
    """95 % percentile bootstrap interval of a mean difference over questions (Efron, 1979).

    Raises:
        ValueError: there are no differences, or one is not finite.
    """
    interval = mean_interval(_finite(differences).tolist(), seed=seed)
    if interval is None:
        raise ValueError("No differences")
    return interval


def difference_interval(
    statistic: Statistic, old: Floats, new: Floats, *, seed: int = 0
) -> tuple[float, float] | None:
    """95 % percentile interval of the difference of any statistic, by the paired bootstrap.

    Each resample draws questions and takes both systems' rows of them.

    Args:
        statistic: measures one system; resamples in which it is undefined (nan) are left out.
        old: the old system's rows, shape (questions, columns).
        new: the new system's, in the same order of questions.
        seed: of the resamples.

    Returns:
        The lower and the upper bound, to 4 places; None without questions, or if the statistic is
        undefined in half of the resamples or more.

    Raises:
        ValueError: the shapes differ or are not of two dimensions.
    """
    _check_paired(old, new)
    width = old.shape[1]
    both = np.hstack([old, new])
    return statistic_interval(
        lambda rows: _difference(statistic, rows[:, :width], rows[:, width:]), both, seed=seed
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for testing several hypotheses at once, in the order given.

    Rejecting those up to a level keeps the probability of any false rejection within that level,
    however the tests depend on each other. (Holm, 1979.)

    Raises:
        ValueError: a value is not in [0, 1].
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError(f"Not all are probabilities: {list(p_values)}")
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = highest
    return adjusted


def _difference(statistic: Statistic, old: Floats, new: Floats) -> float:
    return float(statistic(new)) - float(statistic(old))


def _finite(values: Sequence[float] | Floats) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError("A difference is not finite")
    return array


def _check_paired(old: Floats, new: Floats) -> None:
    if old.ndim != 2 or old.shape != new.shape:
        raise ValueError(f"Rows do not pair: {old.shape}, {new.shape}")
