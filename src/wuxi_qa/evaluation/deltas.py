"""Deltas: two runs over the same questions, measure by measure and question by question."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.comparison import (
    difference_interval,
    holm,
    mcnemar_p,
    mean_difference_interval,
    sign_flip_p,
    swap_p,
)
from wuxi_qa.evaluation.intervals import Floats
from wuxi_qa.evaluation.measures import MEANS, NAMES, STATISTICS, Mean, Statistic, rows
from wuxi_qa.evaluation.outcomes import Outcome
from wuxi_qa.evaluation.records import Run

SIGNIFICANT = 0.05
"""Below this adjusted p-value a difference is taken for one."""


class Delta(NamedTuple):
    """One measure of two runs.

    Attributes:
        name: `group.measure`.
        n: questions that it is taken over; in the new run, where the runs may differ (of
            abstentions).
        old: value of the old run.
        new: value of the new run.
        interval: 95 % bootstrap interval of new - old; None where it has none.
        test: `mcnemar`, `sign-flip` or `swap`.
        p: two-sided p-value, not adjusted.
        adjusted: the same after Holm's correction over all measures.
        worse: p-value that the new run is worse, one-sided, Holm-adjusted.
        losses: ids of the questions that lost, for means.
        gains: ids of those that gained.
    """

    name: str
    n: int
    old: float
    new: float
    interval: tuple[float, float] | None
    test: str
    p: float
    adjusted: float
    worse: float
    losses: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()

    @property
    def difference(self) -> float:
        """New less old."""
        return self.new - self.old


class Change(NamedTuple):
    """A question that came out otherwise, and what of it: `measure: old → new`."""

    id: str
    question: str
    what: tuple[str, ...]


class Comparison(NamedTuple):
    """Two runs compared; measures without a denominator are left out."""

    deltas: list[Delta]
    changes: list[Change]


def compare(old: Run, new: Run, *, names: Collection[str] = NAMES) -> Comparison:
    """Compare two runs over the same questions, in the measures of these names.

    Binary measures are tested by McNemar's exact test, other means by flipping signs, statistics
    of all questions by swapping the runs' outcomes question by question; p-values are adjusted
    over the measures compared.

    Raises:
        EvaluationError: the runs asked other questions, or judged them by other answers.
    """
    first, second = _paired(old, new)
    deltas = [*_means(first, second, names), *_statistics(first, second, names)]
    adjusted = holm([delta.p for delta in deltas])
    worse = holm([delta.worse for delta in deltas])
    return Comparison(
        [
            delta._replace(adjusted=a, worse=w)
            for delta, a, w in zip(deltas, adjusted, worse, strict=True)
        ],
        list(_changes(first, second)),
    )


def _paired(old: Run, new: Run) -> tuple[list[Outcome], list[Outcome]]:
    """The outcomes of both runs, question by question."""
    known = {outcome.id: outcome for outcome in old.outcomes}
    asked = {outcome.id for outcome in new.outcomes}
    strange = [
        o.id for o in new.outcomes if o.id not in known or _gold(o) != _gold(known[o.id])
    ] + [name for name in known if name not in asked]
    if strange:
        raise EvaluationError(
            "The runs do not ask the same questions",
            expected=f"{len(known)} questions with their gold answers, as in the old run",
            found=f"{len(strange)} that differ: {', '.join(strange[:5])}",
            repair="run both with the same questions, --split and --limit",
        )
    return [known[o.id] for o in new.outcomes], list(new.outcomes)


def _gold(outcome: Outcome) -> object:
    # Passage ids change with the splitter; the places in the text do not.
    judged = outcome.relevant if outcome.all_relevant else None
    return outcome.question, outcome.answers, outcome.evidence, judged


def _means(
    old: Sequence[Outcome], new: Sequence[Outcome], names: Collection[str]
) -> Iterator[Delta]:
    for mean in (mean for mean in MEANS if mean.name in names):
        pairs = [
            (o.id, before, after)
            for o, n in zip(old, new, strict=True)
            if (before := mean.of(o)) is not None and (after := mean.of(n)) is not None
        ]
        if pairs:
            yield _mean(mean, pairs)


def _mean(mean: Mean, pairs: Sequence[tuple[str, float, float]]) -> Delta:
    losses = tuple(name for name, before, after in pairs if after < before)
    gains = tuple(name for name, before, after in pairs if after > before)
    differences = [after - before for _, before, after in pairs]
    binary = all(value in {0, 1} for _, *both in pairs for value in both)
    if binary:
        p = mcnemar_p(len(losses), len(gains))
        worse = mcnemar_p(len(losses), len(gains), one_sided=True)
    else:
        p, worse = sign_flip_p(differences), sign_flip_p(differences, one_sided=True)
    return Delta(
        name=mean.name,
        n=len(pairs),
        old=float(np.mean([before for _, before, _ in pairs])),
        new=float(np.mean([after for *_, after in pairs])),
        interval=mean_difference_interval(differences),
        test="mcnemar" if binary else "sign-flip",
        p=p,
        adjusted=p,
        worse=worse,
        losses=losses,
        gains=gains,
    )


def _statistics(
    old: Sequence[Outcome], new: Sequence[Outcome], names: Collection[str]
) -> Iterator[Delta]:
    before, after = rows(old), rows(new)
    for statistic in (one for one in STATISTICS if one.name in names):
        values = statistic.of(before), statistic.of(after)
        if not any(math.isnan(value) for value in values):
            yield _statistic(statistic, before, after, values)


def _statistic(
    statistic: Statistic, old: Floats, new: Floats, values: tuple[float, float]
) -> Delta:
    sign = -1 if statistic.lower_is_better else 1
    p = swap_p(statistic.of, old, new)
    worse = swap_p(lambda found: sign * statistic.of(found), old, new, one_sided=True)
    return Delta(
        name=statistic.name,
        n=len(statistic.over(new)),
        old=values[0],
        new=values[1],
        interval=difference_interval(statistic.of, old, new),
        test="swap",
        p=1.0 if p is None else p,
        adjusted=1.0,
        worse=1.0 if worse is None else worse,
    )


_TOLD = ("retrieval.recall@1", "answers.containment", "abstention.answered", "abstention.recall")


def _changes(old: Sequence[Outcome], new: Sequence[Outcome]) -> Iterator[Change]:
    told = [mean for mean in MEANS if mean.name in _TOLD]
    for before, after in zip(old, new, strict=True):
        what = tuple(
            f"{mean.name}: {was:g} → {now:g}"
            for mean in told
            if (was := mean.of(before)) is not None
            and (now := mean.of(after)) is not None
            and was != now
        )
        if what:
            yield Change(after.id, after.question, what)
