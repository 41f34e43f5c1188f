"""Summaries: from outcomes to measures with their denominators and intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.evaluation.intervals import mean_interval, statistic_interval
from wuxi_qa.evaluation.measures import MEANS, NAMES, STATISTICS, rows
from wuxi_qa.evaluation.outcomes import Outcome

PERCENTILES = (50, 95, 99)


class Measured(BaseModel):
    """One measure: its value, over how many questions, and a 95 % bootstrap interval."""

    model_config = ConfigDict(frozen=True)

    value: float | None = Field(description="In [0, 1]; None without a denominator.")
    n: int = Field(ge=0, description="Questions that it is taken over.")
    interval: tuple[float, float] | None


class Latency(BaseModel):
    """Milliseconds from question to answer, everything loaded."""

    model_config = ConfigDict(frozen=True)

    n: int
    mean: float
    p50: float
    p95: float
    p99: float


class Summary(BaseModel):
    """All measures of a group of questions, by `group.measure`."""

    model_config = ConfigDict(frozen=True)

    n: int
    unanswerable: int
    measures: dict[str, Measured]

    def value(self, name: str) -> float | None:
        """Value of a measure; None without a denominator."""
        return self.measures[name].value


class Report(Summary):
    """The summary of a run, in all and for each type of question."""

    left_out: int = Field(description="Questions of the file without a span to find.")
    latency: Latency | None
    by_type: dict[str, Summary]

    def as_json(self) -> dict[str, object]:
        """The report in groups: `{"retrieval": {"n": …, "recall@1": …}, …, "by_type": …}`.

        A group's `n` is that of its first measure; `counts` has that of each.
        """
        intervals = {
            name: list(measured.interval)
            for name, measured in self.measures.items()
            if measured.interval is not None
        }
        return {
            **_grouped(self),
            "left_out": self.left_out,
            "latency": self.latency and self.latency.model_dump(),
            "intervals": intervals,
            "counts": {name: measured.n for name, measured in self.measures.items()},
            "by_type": {name: _grouped(summary) for name, summary in self.by_type.items()},
        }


def _grouped(summary: Summary) -> dict[str, object]:
    groups: dict[str, dict[str, float | None]] = {}
    for name, measured in summary.measures.items():
        group, _, measure = name.partition(".")
        groups.setdefault(group, {"n": measured.n})[measure] = measured.value
    groups["abstention"] |= {"n": summary.n, "unanswerable": summary.unanswerable}
    return {"n": summary.n, **groups}


def summarize(outcomes: Sequence[Outcome], *, left_out: int = 0) -> Report:
    """Sum up outcomes, in all and by type (in order of first appearance)."""
    by_type: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_type.setdefault(outcome.type, []).append(outcome)
    overall = _summary(outcomes, statistics=True)
    return Report(
        n=overall.n,
        unanswerable=overall.unanswerable,
        measures=overall.measures,
        left_out=left_out,
        latency=_latency(outcomes),
        # A type has too few questions for an interval of a statistic to say much.
        by_type={name: _summary(some, statistics=False) for name, some in by_type.items()},
    )


def _summary(outcomes: Sequence[Outcome], *, statistics: bool) -> Summary:
    measures: dict[str, Measured] = {}
    for mean in MEANS:
        values = [value for o in outcomes if (value := mean.of(o)) is not None]
        measures[mean.name] = Measured(
            value=sum(values) / len(values) if values else None,
            n=len(values),
            interval=mean_interval(values),
        )
    table = rows(outcomes)
    for statistic in STATISTICS:
        value = statistic.of(table)
        measures[statistic.name] = Measured(
            value=None if math.isnan(value) else value,
            n=len(statistic.over(table)),
            interval=statistic_interval(statistic.of, table) if statistics else None,
        )
    return Summary(
        n=len(outcomes),
        unanswerable=sum(not o.answerable for o in outcomes),
        measures={name: measures[name] for name in NAMES},
    )


def _latency(outcomes: Sequence[Outcome]) -> Latency | None:
    if not outcomes:
        return None
    times = np.asarray([o.seconds for o in outcomes]) * 1000
    p50, p95, p99 = (round(float(v), 2) for v in np.percentile(times, PERCENTILES))
    return Latency(n=len(times), mean=round(float(times.mean()), 2), p50=p50, p95=p95, p99=p99)
