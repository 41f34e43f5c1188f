"""The gate: a run must not be worse than the committed one, nor fall under hard floors.

eval/baseline/     the accepted run, a folder of `records`
eval/floors.json   `{"group.measure": value}`; ceilings for measures where lower is better
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.deltas import SIGNIFICANT, Comparison
from wuxi_qa.evaluation.measures import LOWER_IS_BETTER, NAMES
from wuxi_qa.evaluation.summaries import Report

GUARDED = (
    "retrieval.recall@1",
    "retrieval.recall@3",
    "retrieval.mrr@10",
    "answers.containment",
    "answers.citation_overlap",
    "reading_gold.f1",
    "reading_open.f1",
    "abstention.auroc",
    "abstention.answered",
    "abstention.recall",
)
"""What is compared with the accepted run; the more there are, the less each can show."""

SHOWN = 8
"""How many of the questions that lost are named."""


def read_floors(path: str | Path) -> dict[str, float]:
    """Read `floors.json`.

    Raises:
        EvaluationError: missing, malformed, or a measure that does not exist.
    """
    path = Path(path)
    try:
        content = json.loads(path.read_bytes())
        floors = {str(name): float(value) for name, value in content.items()}
    except FileNotFoundError:
        raise EvaluationError("No floors", path=path, repair=f"echo '{{}}' > {path}") from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise EvaluationError("Unreadable floors", path=path, found=error) from error
    unknown = [name for name, value in floors.items() if name not in NAMES or math.isnan(value)]
    if unknown:
        raise EvaluationError(
            "No such measure", path=path, expected=", ".join(NAMES), found=", ".join(unknown)
        )
    return floors


def below(report: Report, floors: Mapping[str, float]) -> Iterator[str]:
    """Name each measure that is beyond its floor, or was not measured."""
    for name, floor in floors.items():
        value = report.value(name)
        if value is None:
            yield f"{name} was not measured, floor {floor:g}"
        elif name in LOWER_IS_BETTER and value > floor:
            yield f"{name} is {value:.4f}, ceiling {floor:g}"
        elif name not in LOWER_IS_BETTER and value < floor:
            yield f"{name} is {value:.4f}, floor {floor:g}"


def worsened(comparison: Comparison) -> Iterator[str]:
    """Name each measure that is significantly worse, and the questions that did it."""
    for delta in comparison.deltas:
        if delta.worse >= SIGNIFICANT:
            continue
        change = f"{delta.name} fell from {delta.old:.4f} to {delta.new:.4f}"
        if delta.new > delta.old:
            change = f"{delta.name} rose from {delta.old:.4f} to {delta.new:.4f}"
        yield f"{change} (p = {delta.worse:.2g} of no worsening, adjusted){_named(delta.losses)}"


def _named(losses: tuple[str, ...]) -> str:
    if not losses:
        return ""
    rest = f" and {len(losses) - SHOWN} more" if len(losses) > SHOWN else ""
    return f": {', '.join(losses[:SHOWN])}{rest}"
