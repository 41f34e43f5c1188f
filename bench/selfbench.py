"""What wuxi-qa itself costs, beside a fixed reference loop; no peers needed, under five minutes.

    python -m bench.selfbench [--record]

Cold measures come from fresh processes, before this one loads anything heavy. `--record` appends
the ratios to `bench/history.jsonl`; ratios, not seconds, compare over machines and days. Memory is
compared with that of a process that imports NumPy alone.
"""

from __future__ import annotations

import argparse
import datetime
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.coldrun import import_seconds, launch, peak_mb
from bench.history import HISTORY, Entry, HistoryError, append_history, read_history
from bench.news import Collection, news
from bench.reference import Paired, pair, paired_runs
from bench.results import Section, machine, write_section
from wuxi_qa import QA, __version__
from wuxi_qa.encoder import Encoder, load_building_encoder
from wuxi_qa.evaluation.questions import load_questions
from wuxi_qa.index import assemble, read_index
from wuxi_qa.passages import SplitterSettings
from wuxi_qa.shipped import shipped_index, shipped_questions

QUESTION = "太湖e警网上公安局能办什么？"
ASK = (sys.executable, "-m", "wuxi_qa", "ask", QUESTION)
BARE = (sys.executable, "-c", "import numpy")
"""What memory is compared with: a process that does no more than this."""

QUESTIONS = 120


@dataclass(frozen=True)
class Plan:
    """How often each measure is repeated, and how much is built."""

    cold: int = 9
    searching: int = 5
    asking: int = 3
    building: int = 3
    passages: int = 100
    questions: int = QUESTIONS


@dataclass(frozen=True)
class Measure:
    """One line of the table.

    Attributes:
        value: in `unit`.
        unit: s, ms, passages/s or MB.
        spread: lower and upper quartile over the runs, in `unit`.
        ratio: seconds over those of the reference loop, or memory over that of `BARE`.
        ratio_spread: lower and upper quartile of the ratio.
        runs: how many runs.
        reference_s: median seconds of the reference loop beside it; None for memory.
    """

    value: float
    unit: str
    spread: tuple[float, float]
    ratio: float
    ratio_spread: tuple[float, float]
    runs: int
    reference_s: float | None = None


def main() -> None:
    """Measure, print, write the section, record."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--record", action="store_true", help="append the ratios to the history")
    options = parser.parse_args()
    try:
        earlier = read_history()
        found: dict[str, Measure] = {}
        for name, measure in measures(Plan()):
            found[name] = measure
            print(f"{name}: {measure.value:.4g} {measure.unit}", file=sys.stderr, flush=True)
        print(table(found, earlier[-1] if earlier else None))
        write_section("self", section(found))
        if options.record:
            append_history(entry(found))
            print(f"Recorded in {HISTORY.name}.")
    except HistoryError as error:
        raise SystemExit(f"The history is malformed and was left as it is.\n{error}") from error


def measures(plan: Plan) -> Iterator[tuple[str, Measure]]:
    """Every measure by name, as it is found: cold ones first."""
    yield from _cold(plan)
    qa = QA.open()
    questions = test_questions(plan.questions)
    yield from _warm("search", qa.search, questions, plan.searching)
    yield from _warm("ask", qa.ask, questions, plan.asking)
    yield "build", _building(load_building_encoder(), news(plan.passages), plan.building)


def _cold(plan: Plan) -> Iterator[tuple[str, Measure]]:
    launch(ASK)  # fills the disk cache
    found = paired_runs(_cold_run, runs=plan.cold)
    yield from ((name, in_unit(paired, "s")) for name, paired in found.items())
    peaks = [(peak_mb(ASK), peak_mb(BARE)) for _ in range(3)]
    yield "cold_ask_peak", in_mb(pair([own for own, _ in peaks], [bare for _, bare in peaks]))


def _cold_run(_: int) -> dict[str, float]:
    asked = launch(ASK)
    return {
        "cold_ask": asked.printed_s,
        "cold_ask_to_exit": asked.ended_s,
        "cold_import": import_seconds("import wuxi_qa"),
        "cold_import_qa": import_seconds("from wuxi_qa import QA"),
    }


def test_questions(limit: int) -> list[str]:
    """A fixed draw from the article's test questions, answerable or not, in order of the file."""
    gold = load_questions(shipped_questions(), read_index(shipped_index()).documents)
    asked = [question.question for question in gold.questions if question.split == "test"]
    chosen = random.Random(0).sample(range(len(asked)), min(limit, len(asked)))
    return [asked[i] for i in sorted(chosen)]


def _warm(
    name: str, act: Callable[[str], object], questions: Sequence[str], runs: int
) -> Iterator[tuple[str, Measure]]:
    for question in questions[:5]:
        act(question)
    found = paired_runs(lambda _: quantiles(seconds_each(act, questions)), runs=runs)
    yield from ((f"{name}_{at}", in_unit(paired, "ms")) for at, paired in found.items())


def seconds_each(act: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Seconds that each call takes."""
    seconds: list[float] = []
    for question in questions:
        start = time.perf_counter()
        act(question)
        seconds.append(time.perf_counter() - start)
    return seconds


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, `p50` and `p95`."""
    middle, high = np.quantile(seconds, [0.5, 0.95])
    return {"p50": float(middle), "p95": float(high)}


def _building(encoder: Encoder, collection: Collection, runs: int) -> Measure:
    def build(_: int) -> dict[str, float]:
        start = time.perf_counter()
        assemble(*collection, encoder=encoder, settings=SplitterSettings())
        return {"build": time.perf_counter() - start}

    encoder.encode_passages([passage.text for passage in collection.passages[:5]])
    paired = paired_runs(build, runs=runs)["build"]
    return as_rate(paired, len(collection.passages), "passages/s")


def in_unit(paired: Paired, unit: str) -> Measure:
    """A measure in s or ms, of runs in seconds."""
    scale = {"s": 1.0, "ms": 1000.0}[unit]
    low, high = paired.value_spread
    return Measure(
        value=paired.value * scale,
        unit=unit,
        spread=(low * scale, high * scale),
        ratio=paired.ratio,
        ratio_spread=paired.ratio_spread,
        runs=paired.runs,
        reference_s=paired.reference_s,
    )


def as_rate(paired: Paired, items: int, unit: str) -> Measure:
    """Items a second, of runs in seconds; the ratio stays that of the seconds."""
    low, high = paired.value_spread
    return Measure(
        value=items / paired.value,
        unit=unit,
        spread=(items / high, items / low),
        ratio=paired.ratio,
        ratio_spread=paired.ratio_spread,
        runs=paired.runs,
        reference_s=paired.reference_s,
    )


def in_mb(paired: Paired) -> Measure:
    """A peak of memory, of runs in MB beside those of another process."""
    return Measure(
        value=paired.value,
        unit="MB",
        spread=paired.value_spread,
        ratio=paired.ratio,
        ratio_spread=paired.ratio_spread,
        runs=paired.runs,
    )


def section(found: dict[str, Measure]) -> Section:
    """The section `self` of the results."""
    beside = [m.reference_s for m in found.values() if m.reference_s is not None]
    return {
        "version": __version__,
        "reference_s": float(np.median(beside)),
        "measures": {
            name: {
                "value": m.value,
                "unit": m.unit,
                "spread": list(m.spread),
                "ratio": m.ratio,
                "ratio_spread": list(m.ratio_spread),
                "runs": m.runs,
            }
            for name, m in found.items()
        },
    }


def entry(found: dict[str, Measure]) -> Entry:
    """The line that a run adds to the history."""
    here = machine()
    return Entry(
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        version=__version__,
        commit=_commit(),
        machine=f"{here['processor']}, {here['cores']} cores, {here['platform']}",
        ratios={name: m.ratio for name, m in found.items()},
        memory_mb={name: m.value for name, m in found.items() if m.unit == "MB"},
    )


def _commit() -> str | None:
    """The checkout's commit, abbreviated; None outside of one or without git."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def table(found: dict[str, Measure], before: Entry | None) -> str:
    """The measures as aligned lines, with the change of each ratio since `before`."""
    since = "" if before is None else f"  since {before.version}, {before.date}"
    lines = [f"{'measure':<18}{'value':>10} {'unit':<11}{'quartiles':>17}{'ratio':>9}{since}"]
    for name, m in found.items():
        quartiles = f"{m.spread[0]:.4g} to {m.spread[1]:.4g}"
        last = None if before is None else before.ratios.get(name)
        change = "" if last is None else f"{m.ratio / last - 1:+9.1%}"
        value = f"{m.value:>10.4g} {m.unit:<11}{quartiles:>17}"
        lines.append(f"{name:<18}{value}{m.ratio:>9.3f}{change}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
