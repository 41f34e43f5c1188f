from __future__ import annotations

import itertools
import math
import tracemalloc
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm, permutation_test

from wuxi_qa.evaluation.comparison import (
    difference_interval,
    holm,
    mcnemar_p,
    mean_difference_interval,
    sign_flip_p,
    swap_p,
)
from wuxi_qa.evaluation.intervals import Floats, mean_interval
from wuxi_qa.evaluation.metrics import auroc

counts = st.integers(0, 400)
# Multiples of 1/8 add up without rounding, and often to equal sums.
eighths = st.integers(-16, 16).map(lambda n: n / 8)
few = st.lists(eighths, max_size=8)
probabilities = st.sampled_from([0.0, 0.01, 0.04, 0.5, 1.0]) | st.floats(0, 1)


def column_mean(rows: Floats) -> float:
    return float(rows[:, 0].mean())


def rows_auroc(rows: Floats) -> float:
    """Columns: confidence, whether the text answers; nan if that is the same for all."""
    positives, negatives = (rows[rows[:, 1] == label, 0].tolist() for label in (1, 0))
    found = auroc(positives, negatives)
    return math.nan if found is None else found


def column(values: Sequence[float]) -> Floats:
    return np.asarray(values, np.float64).reshape(-1, 1)


# McNemar


@pytest.mark.parametrize(
    ("losses", "wins", "two_sided", "one_sided"),
    [
        (0, 0, 1.0, 1.0),
        (1, 0, 1.0, 0.5),
        (0, 1, 1.0, 1.0),
        (2, 2, 1.0, 11 / 16),
        (5, 0, 2 / 32, 1 / 32),
        (0, 5, 2 / 32, 1.0),
        (8, 2, 2 * 56 / 1024, 56 / 1024),
        (2, 8, 2 * 56 / 1024, 1013 / 1024),
    ],
)
def test_mcnemar_by_hand(losses: int, wins: int, two_sided: float, one_sided: float) -> None:
    assert mcnemar_p(losses, wins) == two_sided
    assert mcnemar_p(losses, wins, one_sided=True) == one_sided


@settings(deadline=None)
@given(counts, counts)
def test_mcnemar_is_the_binomial_test(losses: int, wins: int) -> None:
    n = losses + wins
    two = binomtest(losses, n).pvalue if n else 1.0
    one = binomtest(losses, n, alternative="greater").pvalue if n else 1.0
    assert mcnemar_p(losses, wins) == pytest.approx(two, rel=1e-9)
    assert mcnemar_p(losses, wins, one_sided=True) == pytest.approx(one, rel=1e-9)


@pytest.mark.parametrize(("losses", "wins"), [(2600, 2400), (2400, 2600), (4900, 4700), (3000, 9)])
def test_mcnemar_of_thousands(losses: int, wins: int) -> None:
    n = losses + wins
    one = binomtest(losses, n, alternative="greater").pvalue
    assert mcnemar_p(losses, wins) == pytest.approx(binomtest(losses, n).pvalue, rel=1e-8)
    assert mcnemar_p(losses, wins, one_sided=True) == pytest.approx(one, rel=1e-8)


@settings(deadline=None)
@given(counts, counts)
def test_the_two_sides_of_mcnemar(losses: int, wins: int) -> None:
    worse, better = (
        mcnemar_p(losses, wins, one_sided=True),
        mcnemar_p(wins, losses, one_sided=True),
    )
    assert mcnemar_p(losses, wins) == mcnemar_p(wins, losses)
    assert mcnemar_p(losses, wins) == pytest.approx(min(1.0, 2 * min(worse, better)))
    # Both tails hold the observed split.
    ways = math.comb(losses + wins, wins) / 2 ** (losses + wins)
    assert worse + better == pytest.approx(1 + ways, rel=1e-12)


@pytest.mark.parametrize(("losses", "wins"), [(-1, 2), (2, -1)])
def test_counts_are_not_negative(losses: int, wins: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        mcnemar_p(losses, wins)


# Sign flips


@pytest.mark.parametrize(
    ("differences", "two_sided", "one_sided"),
    [
        ([], 1.0, 1.0),
        ([0.0, 0.0], 1.0, 1.0),
        ([-1.0], 1.0, 0.5),
        ([1.0], 1.0, 1.0),
        ([-1.0, -1.0, -1.0], 2 / 8, 1 / 8),
        ([-1.0, -1.0, 0.0, -1.0, 0.0], 2 / 8, 1 / 8),
        # Sums as low as -4: -6 and -4; as far from 0: those and 4 and 6.
        ([-3.0, 1.0, -2.0], 4 / 8, 2 / 8),
        ([0.1, 0.2, -0.3], 1.0, 5 / 8),
    ],
)
def test_sign_flips_by_hand(differences: list[float], two_sided: float, one_sided: float) -> None:
    assert sign_flip_p(differences) == two_sided
    assert sign_flip_p(differences, one_sided=True) == one_sided


def enumerated(differences: Sequence[float], *, one_sided: bool) -> Fraction:
    """Every assignment of signs, in exact arithmetic."""
    exact = [Fraction(d) for d in differences]
    flips = itertools.product((1, -1), repeat=len(exact))
    sums = [sum((s * d for s, d in zip(signs, exact, strict=True)), Fraction()) for signs in flips]
    seen = sum(exact, Fraction())
    hits = sum(found <= seen if one_sided else abs(found) >= abs(seen) for found in sums)
    return Fraction(hits, len(sums))


@settings(deadline=None)
@given(few, st.booleans())
def test_few_sign_flips_are_enumerated(differences: list[float], one_sided: bool) -> None:
    expected = enumerated(differences, one_sided=one_sided)
    assert sign_flip_p(differences, one_sided=one_sided) == float(expected)


@pytest.mark.parametrize(("one_sided", "alternative"), [(False, "two-sided"), (True, "less")])
def test_sign_flips_are_scipys_permutation_test(one_sided: bool, alternative: str) -> None:
    differences = np.random.default_rng(4).normal(-0.3, 1, 13)
    expected = permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        n_resamples=np.inf,
        alternative=alternative,
    )
    assert 0.01 < expected.pvalue < 0.9
    assert sign_flip_p(differences, one_sided=one_sided) == pytest.approx(expected.pvalue)


@pytest.mark.parametrize("size", [13, 14])
def test_up_to_13_differences_are_enumerated(size: int) -> None:
    p = sign_flip_p([-1.0] * size + [0.0] * 5, one_sided=True, resamples=3)
    # Beyond that the least p-value is that of the observed signs alone.
    assert p == (2**-13 if size == 13 else 1 / 4)


@pytest.mark.parametrize("one_sided", [False, True])
def test_random_sign_flips_come_near_the_exact_p(one_sided: bool) -> None:
    # Differences of one size: the sum is binomial, and McNemar's test is exact.
    losses, wins = 60, 45
    differences = [-1.0] * losses + [1.0] * wins + [0.0] * 100
    expected = mcnemar_p(losses, wins, one_sided=one_sided)
    found = sign_flip_p(differences, one_sided=one_sided)
    # Three standard errors of 10,000 resamples.
    assert abs(found - expected) < 3 * math.sqrt(expected * (1 - expected) / 10_000)


@pytest.mark.parametrize("one_sided", [False, True])
def test_rounding_does_not_tell_equal_sums_apart(one_sided: bool) -> None:
    losses, wins = 40, 36
    tenths = [-0.1] * losses + [0.1] * wins
    units = [-1.0] * losses + [1.0] * wins
    assert sign_flip_p(tenths, one_sided=one_sided) == sign_flip_p(units, one_sided=one_sided)


def test_random_sign_flips_of_no_mean_difference() -> None:
    assert sign_flip_p([0.5, -0.5] * 20) == 1.0


@settings(deadline=None, max_examples=40)
@given(st.lists(eighths, max_size=40), st.randoms(), st.booleans())
def test_the_order_of_differences_does_not_matter(
    differences: list[float], random: object, one_sided: bool
) -> None:
    shuffled = sorted(differences, key=lambda _: random.random())  # type: ignore[attr-defined]
    old = sign_flip_p(differences, one_sided=one_sided, resamples=200)
    assert sign_flip_p(shuffled, one_sided=one_sided, resamples=200) == old


@settings(deadline=None, max_examples=60)
@given(st.lists(eighths, max_size=40))
def test_the_two_sides_of_sign_flips(differences: list[float]) -> None:
    negated = [-d for d in differences]
    two, worse, better = (
        sign_flip_p(differences, resamples=500),
        sign_flip_p(differences, one_sided=True, resamples=500),
        sign_flip_p(negated, one_sided=True, resamples=500),
    )
    assert sign_flip_p(negated, resamples=500) == two
    if sum(differences) < 0:
        assert worse <= two
        assert better >= 0.5 - 0.1
    if sum(d != 0 for d in differences) <= 13:
        assert two == pytest.approx(min(1.0, 2 * min(worse, better)))


def test_a_seed_gives_the_same_p_and_another_seed_another() -> None:
    differences = np.random.default_rng(5).normal(-0.1, 1, 60)
    assert sign_flip_p(differences, seed=1) == sign_flip_p(differences, seed=1)
    assert sign_flip_p(differences, seed=1) != sign_flip_p(differences, seed=2)


def test_ten_thousand_differences_need_little_memory() -> None:
    differences = np.random.default_rng(6).normal(-0.02, 1, 10_000)
    tracemalloc.start()
    p = sign_flip_p(differences, one_sided=True, resamples=2000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000
    # The sum of so many is normal.
    z = differences.sum() / math.sqrt((differences**2).sum())
    assert p == pytest.approx(norm.cdf(z), abs=0.03)
    assert 0.005 < p < 0.2


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_differences_are_finite(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        sign_flip_p([0.5, bad])
    with pytest.raises(ValueError, match="not finite"):
        mean_difference_interval([0.5, bad])


# Swaps


@pytest.mark.parametrize("one_sided", [False, True])
def test_swapping_of_means_is_flipping_of_signs(one_sided: bool) -> None:
    rng = np.random.default_rng(7)
    old = rng.random((12, 1))
    new = old + rng.normal(0.1, 0.5, (12, 1))
    expected = sign_flip_p((new - old)[:, 0], one_sided=one_sided)
    found = swap_p(column_mean, old, new, one_sided=one_sided, resamples=4000)
    assert 0.02 < expected < 0.9
    assert found == pytest.approx(expected, abs=3 * math.sqrt(expected / 4000))


def noisy(size: int, noise: float, *, seed: int) -> Floats:
    """Confidences of `noise` about a label that is the same for every seed."""
    label = np.arange(size) % 2
    confidence = label + np.random.default_rng(seed).normal(0, noise, size)
    return np.column_stack([confidence, label]).astype(np.float64)


def test_a_lower_auroc_is_found() -> None:
    good, poor = noisy(120, 0.5, seed=1), noisy(120, 3.0, seed=2)
    assert rows_auroc(good) - rows_auroc(poor) > 0.2
    least = 1 / 201
    assert swap_p(rows_auroc, good, poor, resamples=200) == least
    assert swap_p(rows_auroc, good, poor, one_sided=True, resamples=200) == least
    assert swap_p(rows_auroc, poor, good, resamples=200) == least
    assert swap_p(rows_auroc, poor, good, one_sided=True, resamples=200) == 1.0


def test_equal_systems_are_not_told_apart() -> None:
    rows = noisy(40, 1.0, seed=1)
    assert swap_p(rows_auroc, rows, rows.copy(), resamples=50) == 1.0
    assert swap_p(rows_auroc, rows, rows.copy(), one_sided=True, resamples=50) == 1.0


def test_whole_rows_are_swapped() -> None:
    # Rows of unlike halves would have a sum other than these two.
    old, new = np.array([[1.0, 10.0]]), np.array([[2.0, 20.0]])
    seen: set[float] = set()

    def total(rows: Floats) -> float:
        seen.add(float(rows.sum()))
        return float(rows.sum())

    assert swap_p(total, old, new, resamples=50) == 1.0
    assert seen == {11.0, 22.0}


def test_p_values_hold_their_level() -> None:
    rng = np.random.default_rng(8)
    pairs = [(rng.normal(size=(15, 1)), rng.normal(size=(15, 1))) for _ in range(400)]
    found = [
        swap_p(column_mean, old, new, resamples=99, seed=i) for i, (old, new) in enumerate(pairs)
    ]
    assert np.mean([p is not None and p <= 0.2 for p in found]) == pytest.approx(0.2, abs=0.06)


def test_resamples_without_a_statistic_do_not_count() -> None:
    old, new = column([1.0, 1.0]), column([0.0, 0.0])

    def of_one_system(rows: Floats) -> float:
        return float(rows[0, 0]) if rows[0, 0] == rows[1, 0] else math.nan

    # Of four assignments two mix the systems, and one of the others is as low as what is seen.
    found = swap_p(of_one_system, old, new, one_sided=True, resamples=2000)
    assert found == pytest.approx(1 / 2, abs=0.05)
    assert swap_p(of_one_system, old, new, resamples=2000) == 1.0


def test_no_p_of_an_undefined_statistic() -> None:
    fine, uniform = noisy(10, 1.0, seed=1), np.ones((10, 2))
    assert swap_p(rows_auroc, fine, uniform, resamples=10) is None
    assert swap_p(rows_auroc, uniform, fine, resamples=10) is None
    assert swap_p(rows_auroc, fine, fine + np.array([1.0, 0.0]), resamples=10) == 1.0


# Intervals


def test_a_mean_difference_has_the_interval_of_a_mean() -> None:
    differences = [-1.0] * 30 + [0.0] * 50 + [1.0] * 20
    low, high = mean_difference_interval(differences)
    assert (low, high) == mean_interval(differences)
    # Mean -0.1, standard deviation 0.7.
    assert low == pytest.approx(-0.1 - 1.96 * 0.07, abs=0.02)
    assert high == pytest.approx(-0.1 + 1.96 * 0.07, abs=0.02)
    assert mean_difference_interval(np.asarray(differences)) == (low, high)


def test_no_interval_without_differences() -> None:
    with pytest.raises(ValueError, match="No differences"):
        mean_difference_interval([])


def test_the_paired_interval_of_means_is_that_of_the_differences() -> None:
    rng = np.random.default_rng(9)
    old = rng.normal(0, 5, (80, 1))
    new = old + rng.normal(-0.4, 1, (80, 1))
    found = difference_interval(column_mean, old, new, seed=3)
    expected = mean_difference_interval((new - old)[:, 0], seed=3)
    # Unpaired, it would be five times as wide.
    assert expected[1] - expected[0] < 0.6
    assert found == pytest.approx(expected, abs=1e-4)


def test_the_interval_of_an_auroc_difference_holds_it() -> None:
    good, poor = noisy(100, 0.5, seed=1), noisy(100, 3.0, seed=2)
    interval = difference_interval(rows_auroc, good, poor)
    assert interval is not None
    assert interval[0] < rows_auroc(poor) - rows_auroc(good) < interval[1] < 0
    back = difference_interval(rows_auroc, poor, good)
    assert back == pytest.approx((-interval[1], -interval[0]), abs=1e-4)


def test_undefined_resamples_are_left_out_of_an_interval() -> None:
    # Of 3 rows, one positive: (2/3)^3 + (1/3)^3 = 1/3 of the resamples have one label only.
    old = np.array([[0.9, 1.0], [0.1, 0.0], [0.2, 0.0]])
    new = np.array([[0.0, 1.0], [0.1, 0.0], [0.2, 0.0]])
    assert difference_interval(rows_auroc, old, new) == (-1.0, -1.0)


def test_no_interval_of_a_statistic_that_is_mostly_undefined() -> None:
    def undefined_beside(limit: float) -> Callable[[Floats], float]:
        return lambda rows: 0.0 if float(rows[0, 0]) < limit else math.nan

    rows = np.arange(10, dtype=np.float64).reshape(-1, 1)
    assert difference_interval(undefined_beside(3), rows, rows) is None
    assert difference_interval(undefined_beside(7), rows, rows) == (0.0, 0.0)


def test_no_interval_without_questions() -> None:
    assert difference_interval(column_mean, np.empty((0, 1)), np.empty((0, 1))) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (np.zeros((2, 1)), np.zeros((3, 1))),
        (np.zeros((2, 1)), np.zeros((2, 2))),
        (np.zeros(2), np.zeros(2)),
    ],
)
def test_rows_must_pair(old: Floats, new: Floats) -> None:
    with pytest.raises(ValueError, match="do not pair"):
        swap_p(column_mean, old, new)
    with pytest.raises(ValueError, match="do not pair"):
        difference_interval(column_mean, old, new)


# Several tests


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        ([], []),
        ([0.25], [0.25]),
        ([0.5, 0.125], [0.5, 0.25]),
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.5, 0.75, 0.625], [1.0, 1.0, 1.0]),
        ([0.25, 0.25], [0.5, 0.5]),
    ],
)
def test_holm_by_hand(p_values: list[float], adjusted: list[float]) -> None:
    assert holm(p_values) == pytest.approx(adjusted)


@settings(deadline=None)
@given(st.lists(probabilities, max_size=8))
def test_holm_is_the_step_down_procedure(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    m = len(p_values)
    ordered = sorted(p_values)
    for p, found in zip(p_values, adjusted, strict=True):
        last = max(k for k in range(m) if ordered[k] == p)
        assert found == max(min(1.0, (m - k) * ordered[k]) for k in range(last + 1))
        assert p <= found <= 1
    assert [adjusted[i] for i in sorted(range(m), key=p_values.__getitem__)] == sorted(adjusted)


@settings(deadline=None)
@given(st.lists(probabilities, min_size=1, max_size=8), st.sampled_from([0.01, 0.05, 0.3]))
def test_holm_rejects_what_stepping_down_rejects(p_values: list[float], level: float) -> None:
    rejected: set[int] = set()
    for rank, i in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if (len(p_values) - rank) * p_values[i] > level:
            break
        rejected.add(i)
    assert {i for i, p in enumerate(holm(p_values)) if p <= level} == rejected


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan])
def test_holm_takes_probabilities(bad: float) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        holm([0.5, bad])
