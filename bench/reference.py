"""A fixed piece of work, timed beside every measure, so that machines and days compare.

A measure's ratio is its seconds divided by those of the reference loop run just before and just
after it. A slower or busier machine slows both, so ratios move far less than seconds do. The loop
runs on one thread, half of it in NumPy's float32 matrix products, half in pure Python.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PRODUCTS = 20_000
"""Products of a (32, 64) with a (64, 64) matrix: so small that BLAS leaves them to one thread."""

STEPS = 800_000
"""Turns of the pure-Python part."""

_SEED = 0
_MODULUS = 1_000_003


class Reference(NamedTuple):
    """One run of the loop.

    Attributes:
        seconds: how long it took; above 0.
        checksum: what it computed, the same on every machine but for rounding.
    """

    seconds: float
    checksum: float


@dataclass(frozen=True)
class Paired:
    """One measure over runs that the reference loop stood beside.

    Attributes:
        value: median of the runs' values, in the measure's own unit.
        ratio: median of the runs' values, each divided by its reference seconds.
        value_spread: lower and upper quartile of the values.
        ratio_spread: lower and upper quartile of the ratios.
        reference_s: median seconds of the reference loop.
        runs: how many runs.
    """

    value: float
    ratio: float
    value_spread: tuple[float, float]
    ratio_spread: tuple[float, float]
    reference_s: float
    runs: int


def reference() -> Reference:
    """Run the fixed loop once: about 0.3 s on a processor of 2023."""
    rows, weights = _matrices()
    start = time.perf_counter()
    products = _multiply(rows, weights)
    turned = _turn(STEPS)
    return Reference(time.perf_counter() - start, products + turned)


def _matrices() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    rng = np.random.default_rng(_SEED)
    rows = rng.standard_normal((32, 64), dtype=np.float32)
    # Scaled to keep the products' size, so that no denormal or infinite number slows the loop.
    weights = rng.standard_normal((64, 64), dtype=np.float32) / np.float32(64**0.5)
    return rows, weights


def _multiply(rows: NDArray[np.float32], weights: NDArray[np.float32]) -> float:
    found = rows
    for _ in range(PRODUCTS):
        found = np.tanh(found @ weights)
    return float(np.abs(found).mean())


def _turn(steps: int) -> int:
    state, seen = 1, {0: 0}
    for i in range(steps):
        state = (state * 48_271 + i) % _MODULUS
        seen[state & 1023] = i
    return state + len(seen)


def paired_runs(
    measure: Callable[[int], Mapping[str, float]],
    *,
    runs: int,
    loop: Callable[[], Reference] = reference,
) -> dict[str, Paired]:
    """Run a measure several times with the reference loop before, between and after.

    Args:
        measure: called with the number of the run, from 0; returns values by name, the same names
            each time: seconds, or what grows with seconds.
        runs: how many times, at least 1.
        loop: the reference loop.

    Raises:
        ValueError: no runs are asked for, or the names differ from run to run.
    """
    if runs < 1:
        raise ValueError(f"runs is {runs}; at least 1 is needed")
    values: list[Mapping[str, float]] = []
    beside = [loop().seconds]
    for number in range(runs):
        values.append(measure(number))
        beside.append(loop().seconds)
    if any(found.keys() != values[0].keys() for found in values):
        raise ValueError("A measure's names differ from run to run")
    # The mean of both sides, as the machine may change its pace during a run.
    means = [(before + after) / 2 for before, after in itertools.pairwise(beside)]
    return {name: pair([found[name] for found in values], means) for name in values[0]}


def pair(values: Sequence[float], references: Sequence[float]) -> Paired:
    """Sum up runs: each value, and the seconds of the reference loop beside it.

    Raises:
        ValueError: there are none, not as many of both, or a reference is not above 0.
    """
    if not values or len(values) != len(references):
        raise ValueError(f"{len(values)} values and {len(references)} references do not pair")
    if min(references) <= 0:
        raise ValueError("A reference took no time")
    ratios = [value / beside for value, beside in zip(values, references, strict=True)]
    return Paired(
        value=statistics.median(values),
        ratio=statistics.median(ratios),
        value_spread=_quartiles(values),
        ratio_spread=_quartiles(ratios),
        reference_s=statistics.median(references),
        runs=len(values),
    )


def _quartiles(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(values, [0.25, 0.75])
    return float(low), float(high)
