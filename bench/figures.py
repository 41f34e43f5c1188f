"""Figures: from ranks, scores and times to measures, intervals, tests and paired ratios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wuxi_qa.evaluation.comparison import holm, mcnemar_p
from wuxi_qa.evaluation.intervals import mean_interval, statistic_interval
from wuxi_qa.evaluation.measures import area
from wuxi_qa.evaluation.metrics import auroc, mrr_at, recall_at
from wuxi_qa.evaluation.outcomes import DEPTH

Figures = dict[str, Any]
Ranks = Sequence[int | None]

CUTOFFS = (1, 3, 5)


def retrieval(ranks: Ranks) -> Figures:
    """Recall@1, 3, 5 and MRR@10 over answerable questions, with 95 % bootstrap intervals."""
    found: Figures = {"n": len(ranks)}
    for k in CUTOFFS:
        hits = [recall_at([rank], k) for rank in ranks]
        found[f"recall@{k}"] = _measured(hits)
    found[f"mrr@{DEPTH}"] = _measured([mrr_at([rank], DEPTH) for rank in ranks])
    return found


def _measured(values: Sequence[float]) -> Figures:
    interval = mean_interval(values)
    return {
        "value": round(sum(values) / len(values), 4) if values else None,
        "interval": None if interval is None else list(interval),
    }


def against(own: Ranks, other: Ranks) -> Figures:
    """Recall@1 of a subject against wuxi-qa's on the same questions: exact McNemar test.

    `losses` are the questions that wuxi-qa has right and the other wrong.
    """
    pairs = [(a == 1, b == 1) for a, b in zip(own, other, strict=True)]
    losses = sum(a and not b for a, b in pairs)
    wins = sum(b and not a for a, b in pairs)
    return {"losses": losses, "wins": wins, "p": mcnemar_p(losses, wins)}


def adjust(comparisons: Sequence[Figures]) -> None:
    """Add Holm's p-value over all comparisons to each."""
    for found, p in zip(comparisons, holm([c["p"] for c in comparisons]), strict=True):
        found["p_holm"] = p


def abstention(answerable: Sequence[float], unanswerable: Sequence[float]) -> Figures:
    """AUROC of a score: how well it tells questions with an answer from those without.

    A question without any hit scores minus infinity.
    """
    value = auroc(answerable, unanswerable)
    rows = [*((score, 1.0) for score in answerable), *((score, 0.0) for score in unanswerable)]
    interval = statistic_interval(area, np.asarray(rows, dtype=np.float64).reshape(-1, 2))
    return {
        "n": [len(answerable), len(unanswerable)],
        "value": None if value is None else round(value, 4),
        "interval": None if interval is None else list(interval),
    }


def paired_ratio(values: Sequence[float], own: Sequence[float]) -> Figures | None:
    """Ratios of paired measurements to wuxi-qa's: median, and quartiles as the spread.

    None without pairs. Above 1, the other takes more.

    Raises:
        ValueError: the pairs do not match, or wuxi-qa took nothing.
    """
    ratios = [value / base for value, base in zip(values, own, strict=True) if base > 0]
    if len(ratios) != len(values):
        raise ValueError("A measurement of wuxi-qa is not positive")
    if not ratios:
        return None
    low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
    return {
        "median": round(float(middle), 4),
        "spread": [round(float(low), 4), round(float(high), 4)],
        "n": len(ratios),
    }


def percentile(values: Sequence[float], share: float) -> float | None:
    """The percentile of some values, linear between neighbours; None if there are none."""
    return round(float(np.quantile(values, share)), 4) if values else None
