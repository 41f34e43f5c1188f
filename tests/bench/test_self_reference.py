"""The reference loop and the arithmetic of pairs."""

from __future__ import annotations

import pytest

from bench.reference import Reference, pair, paired_runs, reference


def test_the_loop_takes_time_and_computes_the_same_each_time() -> None:
    first, second = reference(), reference()
    assert first.seconds > 0.01
    assert second.seconds > 0.01
    assert first.checksum == second.checksum
    assert first.checksum > 1000


def test_a_ratio_is_the_median_of_each_run_over_its_own_reference() -> None:
    paired = pair([2.0, 9.0, 4.0], [1.0, 3.0, 1.0])
    assert paired.value == 4.0
    assert paired.ratio == 3.0  # of 2, 3 and 4; not 4.0 over the median reference 1.0
    assert paired.value_spread == (3.0, 6.5)
    assert paired.ratio_spread == (2.5, 3.5)
    assert paired.reference_s == 1.0
    assert paired.runs == 3


def test_each_run_is_compared_with_the_loops_on_both_its_sides() -> None:
    order: list[str] = []
    loops = iter([1.0, 3.0, 5.0])

    def loop() -> Reference:
        order.append("loop")
        return Reference(next(loops), 0.0)

    def measure(run: int) -> dict[str, float]:
        order.append(f"run {run}")
        return {"a": 4.0, "b": 8.0}

    found = paired_runs(measure, runs=2, loop=loop)
    assert order == ["loop", "run 0", "loop", "run 1", "loop"]
    assert found["a"].ratio == pytest.approx((4 / 2 + 4 / 4) / 2)
    assert found["b"].ratio == pytest.approx(2 * found["a"].ratio)
    assert found["a"].reference_s == 3.0


def test_a_machine_of_half_the_speed_has_the_same_ratios() -> None:
    fast, slow = pair([1.0, 1.2], [0.3, 0.4]), pair([2.0, 2.4], [0.6, 0.8])
    assert slow.ratio == pytest.approx(fast.ratio)
    assert slow.value == pytest.approx(2 * fast.value)


@pytest.mark.parametrize(("values", "references"), [([], []), ([1.0], [1.0, 1.0]), ([1.0], [0.0])])
def test_what_does_not_pair_is_refused(values: list[float], references: list[float]) -> None:
    with pytest.raises(ValueError, match=r"do not pair|took no time"):
        pair(values, references)


def test_no_runs_and_changing_names_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        paired_runs(lambda _: {"a": 1.0}, runs=0)
    with pytest.raises(ValueError, match="names differ"):
        paired_runs(lambda run: {f"a{run}": 1.0}, runs=2, loop=lambda: Reference(1.0, 0.0))
