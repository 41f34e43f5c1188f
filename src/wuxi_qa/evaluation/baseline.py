"""The committed baseline: floors under which a run must not fall, and reports on disk."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.runs import Outcome, Report

_GUARDED = {
    "retrieval": ("recall@1", "recall@3", "recall@5", "mrr@10"),
    "answers": ("containment", "citation_overlap"),
    "reading_gold": ("f1", "em"),
    "reading_open": ("f1", "em"),
    "abstention": ("auroc", "precision", "recall", "answered"),
}


class Baseline(BaseModel):
    """Measures of an accepted run, and by how much a later one may stay behind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    split: str
    n: int = Field(ge=1, description="Questions of the accepted run.")
    tolerance: float = Field(
        ge=0, lt=1, description="Allowed loss: rounding differs a little between processors."
    )
    metrics: dict[str, float] = Field(description="`group.measure` → value in [0, 1].")


def measures(report: Report) -> dict[str, float]:
    """The guarded measures of a report, to 4 places; those without a denominator left out."""
    groups = report.model_dump()
    return {
        # Rounded here, so that a run compares equal to the baseline made of it.
        f"{group}.{name}": round(groups[group][name], 4)
        for group, names in _GUARDED.items()
        for name in names
        if groups[group][name] is not None
    }


def read_baseline(path: str | Path) -> Baseline:
    """Read `baseline.json`.

    Raises:
        EvaluationError: missing or malformed.
    """
    path = Path(path)
    repair = "wuxi-qa eval --accept"
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise EvaluationError("No baseline", path=path, repair=repair) from None
    except (OSError, ValidationError) as error:
        raise EvaluationError("Unreadable baseline", path=path, repair=repair) from error


def write_baseline(path: str | Path, report: Report, *, split: str, tolerance: float) -> None:
    """Accept a report as the new baseline.

    Raises:
        EvaluationError: the file cannot be written.
    """
    baseline = Baseline(split=split, n=report.n, tolerance=tolerance, metrics=measures(report))
    try:
        _write_whole(Path(path), baseline.model_dump_json(indent=2) + "\n")
    except OSError as error:
        raise EvaluationError(
            "The baseline cannot be written", path=path, found=error.strerror
        ) from error


def losses(report: Report, baseline: Baseline) -> Iterator[str]:
    """Name each guarded measure that fell under the baseline, with both values."""
    now = measures(report)
    for name, floor in baseline.metrics.items():
        value = now.get(name)
        if value is None or value < floor - baseline.tolerance:
            shown = "not measured" if value is None else f"{value:.4f}"
            yield f"{name}: {shown}, baseline {floor:.4f} - {baseline.tolerance}"


def write_run(directory: str | Path, outcomes: Sequence[Outcome], report: Report) -> None:
    """Write `questions.jsonl`, an outcome a line, then `report.json`; each appears whole.

    `report.json` is written last: a run that lacks it is not complete.

    Raises:
        EvaluationError: the directory cannot be written.
    """
    directory = Path(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "report.json").unlink(missing_ok=True)
        lines = "".join(outcome.model_dump_json() + "\n" for outcome in outcomes)
        _write_whole(directory / "questions.jsonl", lines)
        text = json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2)
        _write_whole(directory / "report.json", text + "\n")
    except OSError as error:
        raise EvaluationError(
            "The report cannot be written", path=directory, found=error.strerror
        ) from error


def _write_whole(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
