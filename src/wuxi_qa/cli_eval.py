"""The command `wuxi-qa eval`: measure on gold questions, compare runs, guard the baseline."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from wuxi_qa.encoder import load_encoder
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.beir import load_beir
from wuxi_qa.evaluation.deltas import Comparison
from wuxi_qa.evaluation.deltas import compare as compared
from wuxi_qa.evaluation.gate import GUARDED, below, read_floors, worsened
from wuxi_qa.evaluation.outcomes import DEPTH, Outcome, evaluate, examined, sample
from wuxi_qa.evaluation.page import render
from wuxi_qa.evaluation.questions import GoldSet, load_questions, load_squad
from wuxi_qa.evaluation.records import About, Run, read_run, source_sha256, write_run
from wuxi_qa.evaluation.summaries import Report, summarize
from wuxi_qa.labels import Labels
from wuxi_qa.qa import QA, READ
from wuxi_qa.shipped import shipped_questions
from wuxi_qa.tables import comparison_view, report_view
from wuxi_qa.terminal import console, json_text, left_alone, progress_bar

SEED = 0
"""Of the sample that `--limit` draws."""


class _Examined(NamedTuple):
    """What is asked, the questions, and where they come from."""

    qa: QA
    gold: GoldSet
    kind: str
    source: Path


def measure(options: argparse.Namespace, labels: Labels) -> None:
    """Ask the questions, write the run, print the measures, and hold it against the baseline.

    Raises:
        EvaluationError: unreadable questions or baseline, or a run that is worse than it.
    """
    _check_accept(options)
    # Read before anything is written: what is written may stand in its place.
    baseline = _baseline(options)
    examinee = _examinee(options, labels)
    chosen = [q for q in examinee.gold.questions if options.split in {"all", q.split}]
    if not chosen:
        raise EvaluationError(
            "No question of this split", path=examinee.source, found=f"--split {options.split}"
        )
    chosen = sample(chosen, limit=options.limit, seed=SEED)
    started, clock = datetime.now(UTC), time.perf_counter()
    with progress_bar(labels.asking) as progress:
        outcomes = evaluate(examinee.qa, examinee.gold, questions=chosen, progress=progress)
    seconds = time.perf_counter() - clock
    report = summarize(outcomes, left_out=examinee.gold.left_out)
    about = _about(options, examinee, started=started, seconds=seconds)
    page = _page(about, outcomes, report, examinee.qa, labels)
    write_run(options.out, about, outcomes, report, page=page)
    print(labels.report_at.format(path=options.out), file=sys.stderr)
    if options.accept:
        write_run(_baseline_at(options), about, outcomes, report)
    with left_alone():
        _print(report, labels, as_json=options.json)
    if baseline is not None:
        _guard(options, baseline, Run(about, outcomes, report.left_out))
        if _is_own(options) and _baseline_at(options).resolve() == _shipped_baseline().resolve():
            _hold_floors(report)


def _print(report: Report, labels: Labels, *, as_json: bool) -> None:
    if as_json:
        print(json_text(report.as_json()))
    else:
        console().print(report_view(report, labels))
    sys.stdout.flush()


def compare(old: str, new: str, labels: Labels, *, as_json: bool) -> None:
    """Print two runs measure by measure, and the questions that came out otherwise.

    Raises:
        EvaluationError: a folder holds no complete run, or they asked different questions.
    """
    found = compared(read_run(old), read_run(new))
    if as_json:
        print(json_text(_as_json(found)))
    else:
        console().print(comparison_view(found, labels))


def _as_json(found: Comparison) -> Mapping[str, object]:
    deltas = [delta._asdict() | {"difference": delta.difference} for delta in found.deltas]
    return {"measures": deltas, "changed": [change._asdict() for change in found.changes]}


def _examinee(options: argparse.Namespace, labels: Labels) -> _Examined:
    """An index and the questions on it, or a set that brings its texts, indexed in memory."""
    if options.squad is None and options.beir is None:
        qa = QA.open(getattr(options, "index", None))
        source = Path(shipped_questions() if options.questions is None else options.questions)
        return _Examined(qa, load_questions(source, qa.documents), "questions", source)
    if options.squad is not None:
        kind, source, made = "squad", Path(options.squad), load_squad(options.squad)
    else:
        kind, source, made = "beir", Path(options.beir), load_beir(options.beir)
    with progress_bar(labels.encoding) as progress:
        qa = examined(made, load_encoder(), progress=progress)
    return _Examined(qa, made.gold, kind, source)


def _about(
    options: argparse.Namespace, examinee: _Examined, *, started: datetime, seconds: float
) -> About:
    return About(
        kind=examinee.kind,
        source=examinee.source.name,
        source_sha256=source_sha256(examinee.source),
        settings={
            "split": options.split,
            "limit": options.limit,
            "seed": SEED,
            "depth": DEPTH,
            "read": READ,
            "threshold": examinee.qa.min_confidence,
        },
        index=examinee.qa.manifest,
        started=started.isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
    )


def _page(
    about: About, outcomes: list[Outcome], report: Report, qa: QA, labels: Labels
) -> str | None:
    """The report as a page; without the packages for it a hint, and no page."""
    try:
        return render(about, outcomes, report, {d.id: d for d in qa.documents})
    except EvaluationError as error:
        print(labels.no_page.format(repair=error.repair), file=sys.stderr)
        return None


def _is_own(options: argparse.Namespace) -> bool:
    """Whether all the shipped questions are asked of the shipped index, as in the baseline."""
    index = getattr(options, "index", None)
    others = (index, options.squad, options.beir, options.questions, options.limit)
    return all(other is None for other in others)


def _shipped_baseline() -> Path:
    return shipped_questions().with_name("baseline")


def _check_accept(options: argparse.Namespace) -> None:
    """Refuse at once an `--accept` that would change nothing, or put the gate out of action."""
    if not options.accept or options.baseline is not None:
        return
    if not _is_own(options):
        raise EvaluationError(
            "The shipped baseline is of all the shipped questions and of the shipped index",
            expected="--baseline DIR beside --accept",
        )
    if not _shipped_baseline().exists():
        return
    known = read_run(_shipped_baseline()).about.settings["split"]
    if known != options.split:
        raise EvaluationError(
            "The shipped baseline is of another split",
            path=_shipped_baseline(),
            expected=f"--split {known}",
            found=f"--split {options.split}",
        )


def _baseline_at(options: argparse.Namespace) -> Path:
    return _shipped_baseline() if options.baseline is None else Path(options.baseline)


def _baseline(options: argparse.Namespace) -> Run | None:
    """What a run is held against; None where it becomes the baseline, or is like none.

    Raises:
        EvaluationError: it is unreadable, or stands where the run is to be written.
    """
    path = _baseline_at(options)
    if options.accept:
        return None
    if Path(options.out).resolve() == path.resolve():
        raise EvaluationError(
            "The run would be written over the baseline",
            path=path,
            repair="--out ANOTHER_DIR, or --accept to make the run the baseline",
        )
    if options.baseline is not None:
        return read_run(path)
    if not _is_own(options):
        return None
    baseline = read_run(path)
    # The shipped baseline speaks of one split only.
    return baseline if baseline.about.settings["split"] == options.split else None


def _guard(options: argparse.Namespace, baseline: Run, run: Run) -> None:
    """Hold a run against the baseline."""
    if lost := list(worsened(compared(baseline, run, names=GUARDED))):
        raise EvaluationError(
            "The run is worse than the baseline",
            path=_baseline_at(options),
            found="; ".join(lost),
            repair="mend the cause, or accept the loss with the same command and --accept",
        )


def _hold_floors(report: Report) -> None:
    floors = _shipped_baseline().with_name("floors.json")
    if under := list(below(report, read_floors(floors))):
        raise EvaluationError(
            "The run is under a floor",
            path=floors,
            found="; ".join(under),
            repair="mend the cause, or move the floor in that file",
        )
