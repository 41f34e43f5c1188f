"""The self-benchmark's measures, table and entry, and fresh processes."""

from __future__ import annotations

import sys
import time

import pytest

from bench.coldrun import as_mb, import_seconds, launch, peak_mb
from bench.history import Entry
from bench.reference import Paired
from bench.selfbench import (
    as_rate,
    entry,
    in_mb,
    in_unit,
    quantiles,
    seconds_each,
    section,
    table,
    test_questions,
)
from wuxi_qa import __version__

test_questions.__test__ = False  # type: ignore[attr-defined]

PAIRED = Paired(0.5, 2.0, (0.4, 0.8), (1.9, 2.2), 0.25, 3)
FOUND = {
    "ask_p50": in_unit(PAIRED, "ms"),
    "build": as_rate(PAIRED, 100, "passages/s"),
    "cold_ask_peak": in_mb(Paired(224.0, 4.0, (223.0, 225.0), (3.9, 4.1), 56.0, 3)),
}


def test_seconds_become_milliseconds_and_rates() -> None:
    asked, built = FOUND["ask_p50"], FOUND["build"]
    assert (asked.value, asked.spread, asked.ratio) == (500.0, (400.0, 800.0), 2.0)
    assert (built.value, built.spread, built.ratio) == (200.0, (125.0, 250.0), 2.0)


def test_the_section_holds_every_measure() -> None:
    found = section(FOUND)
    assert found["version"] == __version__
    assert found["reference_s"] == 0.25
    assert list(found["measures"]) == ["ask_p50", "build", "cold_ask_peak"]
    assert found["measures"]["ask_p50"] == {
        "value": 500.0,
        "unit": "ms",
        "spread": [400.0, 800.0],
        "ratio": 2.0,
        "ratio_spread": [1.9, 2.2],
        "runs": 3,
    }
    assert found["measures"]["cold_ask_peak"]["value"] == 224.0
    assert found["measures"]["cold_ask_peak"]["ratio"] == 4.0


def test_the_entry_keeps_ratios_and_memory_apart() -> None:
    made = entry(FOUND)
    assert made.ratios == {"ask_p50": 2.0, "build": 2.0, "cold_ask_peak": 4.0}
    assert made.memory_mb == {"cold_ask_peak": 224.0}
    assert "cores" in made.machine


def test_the_table_shows_the_change_since_the_last_entry() -> None:
    before = Entry(date="2026-01-31", version="0.0.9", machine="m", ratios={"ask_p50": 2.5})
    lines = table(FOUND, before).splitlines()
    assert "since 0.0.9" in lines[0]
    assert lines[1].split()[-2:] == ["2.000", "-20.0%"]
    assert "%" not in lines[2] + lines[3]


def test_quantiles_are_of_all_questions() -> None:
    found = quantiles([i / 100 for i in range(101)])
    assert found == {"p50": pytest.approx(0.5), "p95": pytest.approx(0.95)}


def test_each_call_is_timed() -> None:
    asked: list[str] = []

    def act(question: str) -> None:
        asked.append(question)
        time.sleep(0.02 if question == "slow" else 0)

    quick, slow = seconds_each(act, ["quick", "slow"])
    assert asked == ["quick", "slow"]
    assert slow >= 0.02
    assert quick >= 0


def test_the_questions_are_always_the_same() -> None:
    assert len(test_questions(120)) == 120
    assert test_questions(10) == test_questions(10)
    assert len(set(test_questions(10))) == 10


def test_output_and_end_of_a_process_are_timed() -> None:
    script = "import time; print('here', flush=True); time.sleep(0.6)"
    found = launch([sys.executable, "-I", "-S", "-c", script])
    assert found.output == b"here\n"
    assert found.printed_s > 0
    assert found.ended_s >= found.printed_s + 0.2


def test_a_process_that_fails_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="Exit code 7"):
        launch([sys.executable, "-c", "print(1); raise SystemExit(7)"])
    with pytest.raises(RuntimeError, match="Exit code 7"):
        peak_mb([sys.executable, "-c", "raise SystemExit(7)"])


def test_the_peak_is_that_of_the_process_not_of_its_parent() -> None:
    held = bytearray(b"\1") * 200_000_000
    small = peak_mb([sys.executable, "-I", "-S", "-c", "pass"])
    large = peak_mb([sys.executable, "-I", "-S", "-c", "b'1' * 100_000_000"])
    assert len(held) == 200_000_000
    assert 3 < small < 60
    assert 90 < large - small < 130


def test_the_import_is_timed_without_the_interpreter() -> None:
    assert import_seconds("import time; time.sleep(0.2)") >= 0.2
    start = time.perf_counter()
    inside = import_seconds("pass")
    assert 0 <= inside < (time.perf_counter() - start) / 2


def test_memory_is_in_millions_of_bytes() -> None:
    assert as_mb(1_000_000) == (1.0 if sys.platform == "darwin" else 1024.0)
