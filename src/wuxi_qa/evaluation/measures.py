"""Measures: every figure of a report, by name, and how it is had from outcomes.

`MEANS` are means over questions; where all their values are 0 or 1 they are tested as such.
`STATISTICS` are had from all questions at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from wuxi_qa.evaluation.intervals import Floats
from wuxi_qa.evaluation.metrics import (
    auroc,
    calibration_error,
    mrr_at,
    ndcg_at,
    precision_recall,
    recall_at,
    recall_of,
)
from wuxi_qa.evaluation.outcomes import DEPTH, Outcome, Scores
from wuxi_qa.evaluation.risk import aurc, risk_at

CUTOFFS = (1, 3, 5, 10)
COVERAGES = (80, 90, 95)


class Mean(NamedTuple):
    """A mean over questions.

    Attributes:
        name: `group.measure`.
        of: value of one question in [0, 1]; None where the measure does not apply to it.
    """

    name: str
    of: Callable[[Outcome], float | None]


class Statistic(NamedTuple):
    """A figure of all questions together.

    Attributes:
        name: `group.measure`.
        of: from `rows(outcomes)`, or a resample of it, to the value; nan where undefined.
        lower_is_better: as for errors and risks.
        over: the rows that it is taken over.
    """

    name: str
    of: Callable[[Floats], float]
    lower_is_better: bool
    over: Callable[[Floats], Floats] = lambda found: found


def rows(outcomes: Sequence[Outcome]) -> Floats:
    """What statistics are had from: float64 (questions, 4).

    Columns: confidence; 1 if the text answers the question; how wrong the answer is, in [0, 1], or
    nan where that cannot be said; 1 if abstained.
    """
    found = [(o.confidence, o.answerable, error(o), o.abstained) for o in outcomes]
    return np.asarray(found, dtype=np.float64).reshape(-1, 4)


def error(outcome: Outcome) -> float:
    """How wrong it is to give the answer found: 1 less its containment; 1 without an answer."""
    if not outcome.answerable:
        return 1.0
    return math.nan if outcome.containment is None else 1 - outcome.containment


def recall(outcome: Outcome, k: int) -> float | None:
    """Recall@k of one question; Success@k where its relevant passages are alternatives."""
    if not outcome.answerable:
        return None
    if outcome.all_relevant:
        return recall_of([passage for passage, _ in outcome.ranked], outcome.relevant, k)
    return recall_at([outcome.rank], k)


def _reciprocal_rank(outcome: Outcome) -> float | None:
    return mrr_at([outcome.rank], DEPTH) if outcome.answerable else None


def _ndcg(outcome: Outcome) -> float | None:
    if not outcome.answerable:
        return None
    return ndcg_at([passage for passage, _ in outcome.ranked], outcome.relevant, DEPTH)


def _answered(outcome: Outcome) -> float | None:
    return float(not outcome.abstained) if outcome.answerable else None


def _refused(outcome: Outcome) -> float | None:
    return None if outcome.answerable else float(outcome.abstained)


def _verified(outcome: Outcome) -> float | None:
    return float(outcome.verified) if outcome.citations else None


def _recall_at(k: int) -> Callable[[Outcome], float | None]:
    return lambda outcome: recall(outcome, k)


def _score(name: str, *, gold: bool) -> Callable[[Outcome], float | None]:
    def value(outcome: Outcome) -> float | None:
        scores: Scores | None = outcome.in_gold if gold else outcome.in_open
        return None if scores is None else float(getattr(scores, name))

    return value


MEANS = (
    *(Mean(f"retrieval.recall@{k}", _recall_at(k)) for k in CUTOFFS),
    Mean(f"retrieval.mrr@{DEPTH}", _reciprocal_rank),
    Mean(f"retrieval.ndcg@{DEPTH}", _ndcg),
    Mean("answers.containment", lambda o: o.containment),
    Mean("answers.citation_overlap", lambda o: o.citation_overlap),
    Mean("answers.citations_verified", _verified),
    Mean("answers.f1", lambda o: o.answer_f1),
    *(
        Mean(f"reading_{where}.{name}", _score(name, gold=where == "gold"))
        for where in ("gold", "open")
        for name in Scores.model_fields
    ),
    Mean("abstention.answered", _answered),
    Mean("abstention.recall", _refused),
)


def area(found: Floats) -> float:
    """AUROC of the first column, positive where the second is above 0; nan if one side is empty."""
    positive = found[:, 1] > 0
    value = auroc(found[positive, 0], found[~positive, 0])
    return math.nan if value is None else value


def _abstained(found: Floats) -> Floats:
    return found[found[:, 3] > 0]


def _precision(found: Floats) -> float:
    """Share of the unanswerable among the abstained."""
    abstained, answerable = found[:, 3] > 0, found[:, 1] > 0
    precision, _ = precision_recall(abstained.tolist(), (~answerable).tolist())
    return math.nan if precision is None else precision


def _ece(found: Floats) -> float:
    value = calibration_error(found[:, 0], found[:, 1] > 0)
    return math.nan if value is None else value


def _judged(found: Floats) -> Floats:
    return found[~np.isnan(found[:, 2])]


def _aurc(found: Floats) -> float:
    judged = _judged(found)
    value = aurc(judged[:, 0], judged[:, 2])
    return math.nan if value is None else value


def _risk(coverage: int) -> Callable[[Floats], float]:
    def value(found: Floats) -> float:
        judged = _judged(found)
        risk = risk_at(judged[:, 0], judged[:, 2], coverage / 100)
        return math.nan if risk is None else risk

    return value


STATISTICS = (
    Statistic("abstention.auroc", area, lower_is_better=False),
    Statistic("abstention.precision", _precision, lower_is_better=False, over=_abstained),
    Statistic("abstention.aurc", _aurc, lower_is_better=True, over=_judged),
    *(
        Statistic(f"abstention.risk@{c}", _risk(c), lower_is_better=True, over=_judged)
        for c in COVERAGES
    ),
    Statistic("abstention.ece", _ece, lower_is_better=True),
)
LOWER_IS_BETTER = frozenset(one.name for one in STATISTICS if one.lower_is_better)
NAMES = (*(mean.name for mean in MEANS), *(statistic.name for statistic in STATISTICS))
