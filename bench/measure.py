"""Measuring: builds, interleaved questions, cold starts and each subject's own splitting."""

from __future__ import annotations

import logging
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import splitting
from bench.client import SubjectError, Worker
from bench.data import Asked, BenchSet, article_text
from bench.environments import WORK, Environment, fingerprint
from bench.parts import Content, Parts, key_of
from bench.subjects import ENCODER, FOLDER, OWN_ENVIRONMENT, Subject
from wuxi_qa.evaluation.metrics import first_rank
from wuxi_qa.evaluation.outcomes import DEPTH

CHUNK = 50
"""Questions in a part; a run that is cut off loses at most these."""

_WARM_UP = ("这座城市有多少人口？", "由哪个部门负责？", "大桥什么时候通车？")
_log = logging.getLogger("bench")


@dataclass(frozen=True)
class Run:
    """What all measurements of a run share.

    Attributes:
        subjects: those whose environment could be made.
        threads: how many each subject may use.
        rounds: how many cold starts of each.
        seed: of every order.
    """

    subjects: tuple[Subject, ...]
    environments: dict[str, Environment]
    parts: Parts
    threads: int
    rounds: int
    seed: int

    def worker(self, subject: Subject) -> Worker:
        """Start a subject's process."""
        python = self.environments[subject.environment].python
        return Worker(subject, python, threads=self.threads)

    def key(self, *settings: object, subjects: Sequence[Subject]) -> str:
        """Key of a part: settings, versions and scripts of the subjects in it."""
        scripts = {subject.name: subject.path.read_text("utf-8") for subject in subjects}
        made = {s.environment: fingerprint(s.environment) for s in subjects}
        common = [(FOLDER / "worker.py").read_text("utf-8"), (ENCODER / "model.json").read_text()]
        return key_of(*settings, self.threads, self.seed, scripts, made, common)


def build(run: Run, bench_set: BenchSet) -> Content:
    """Build every environment's index of a set, each in a process of its own.

    Returns:
        For each environment `folder`, `seconds` from launch to the index on disk and `peak_mb`;
        or `error`.
    """
    builders = {subject.environment: subject for subject in reversed(run.subjects)}
    order = sorted(builders)
    random.Random(f"{run.seed} {bench_set.name}").shuffle(order)
    return {name: _build_one(run, bench_set, builders[name]) for name in order}


def _build_one(run: Run, bench_set: BenchSet, subject: Subject) -> Content:
    key = run.key("build", bench_set.passages, subjects=[subject])
    name = f"build-{bench_set.name}-{subject.environment}"
    folder = WORK / "indexes" / f"{bench_set.name}-{subject.environment}-{key[:8]}"
    kept = run.parts.read(name, key)
    if kept is not None and "error" not in kept and not folder.exists():
        key += " again"  # The part is there, the index is not.
    return run.parts.take(name, key, partial(_timed_build, run, bench_set, subject, folder))


def _timed_build(run: Run, bench_set: BenchSet, subject: Subject, folder: Path) -> Content:
    _log.info("%s: building %s", bench_set.name, subject.environment)
    staging = folder.with_name(f".{folder.name}")
    for old in (staging, folder):
        shutil.rmtree(old, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        with run.worker(subject) as worker:
            peak = worker.build(list(bench_set.passages), staging, bench_set.article)
            seconds = time.perf_counter() - worker.launched
    except SubjectError as error:
        return {"error": str(error)}
    staging.rename(folder)
    return {
        "folder": str(folder),
        "seconds": round(seconds, 3),
        "passages_per_s": round(len(bench_set.passages) / seconds, 2),
        "peak_mb": round(peak, 1),
    }


class Panel:
    """Open workers of all subjects on one set, opened when first needed.

    Attributes:
        errors: of the subjects that failed; they are asked no more.
    """

    def __init__(self, run: Run, built: Content, stack: ExitStack) -> None:
        self.errors: dict[str, str] = {}
        self._run = run
        self._built = built
        self._stack = stack
        self._workers: dict[str, Worker] | None = None

    @property
    def workers(self) -> dict[str, Worker]:
        """Those still answering, by subject, warmed up with questions that are not counted."""
        if self._workers is None:
            self._workers = {}
            for subject in self._run.subjects:
                if subject.name in self.errors:
                    continue
                with self.guarded(subject.name):
                    worker = self._stack.enter_context(self._run.worker(subject))
                    worker.open(index_folder(self._built, subject))
                    for question in _WARM_UP:
                        worker.search(question, k=DEPTH)
                    self._workers[subject.name] = worker
        return {name: w for name, w in self._workers.items() if name not in self.errors}

    @contextmanager
    def guarded(self, name: str) -> Iterator[None]:
        """Record a subject's failure instead of ending the run."""
        try:
            yield
        except SubjectError as error:
            _log.warning("%s failed: %s", name, error)
            self.errors[name] = str(error)


def index_folder(built: Content, subject: Subject) -> Path:
    """Where a subject's index lies.

    Raises:
        SubjectError: it could not be built.
    """
    made = built[subject.environment]
    if "error" in made:
        raise SubjectError(f"Its index was not built: {made['error']}")
    return Path(made["folder"])


def ask(run: Run, bench_set: BenchSet, built: Content) -> Content:
    """Ask every question of every subject before the next question, in a new order each time.

    Returns:
        `records`: for each subject a list with, for each question, [rank of the first relevant
        passage or None, score of the first hit or None, number of hits, milliseconds];
        `errors` and `peak_mb` by subject.
    """
    found: Content = {"records": {s.name: [] for s in run.subjects}, "errors": {}, "peak_mb": {}}
    with ExitStack() as stack:
        panel = Panel(run, built, stack)
        for start in range(0, len(bench_set.questions), CHUNK):
            questions = bench_set.questions[start : start + CHUNK]
            asked = [question._asdict() for question in questions]
            key = run.key("ask", bench_set.passages, asked, subjects=run.subjects)
            part = run.parts.take(
                f"ask-{bench_set.name}-{start:05d}",
                key,
                partial(_ask_chunk, run, bench_set, questions, start, panel),
            )
            panel.errors |= part["errors"]
            found["peak_mb"] |= part["peak_mb"]
            for name, records in part["records"].items():
                found["records"][name] += records
    found["errors"] = panel.errors
    return found


def _ask_chunk(
    run: Run, bench_set: BenchSet, questions: Sequence[Asked], start: int, panel: Panel
) -> Content:
    records: dict[str, list[Any]] = {subject.name: [] for subject in run.subjects}
    peaks: dict[str, float] = {}
    for number, question in enumerate(questions, start=start):
        order = sorted(panel.workers)
        random.Random(f"{run.seed} {bench_set.name} {number}").shuffle(order)
        for name in order:
            with panel.guarded(name):
                answer = panel.workers[name].search(question.text, k=DEPTH)
                records[name].append(_record(answer, question))
                peaks[name] = round(answer["peak_mb"], 1)
    _log.info("%s: asked %d of %d", bench_set.name, number + 1, len(bench_set.questions))
    return {"records": records, "errors": dict(panel.errors), "peak_mb": peaks}


def _record(answer: Content, question: Asked) -> list[Any]:
    hits = answer["hits"]
    rank = first_rank([name for name, _ in hits], question.relevant)
    return [rank, hits[0][1] if hits else None, len(hits), round(answer["ms"], 3)]


def cold_starts(run: Run, bench_set: BenchSet, built: Content) -> Content:
    """Seconds from launch to the first answer on a persisted index, in rounds of all subjects.

    Returns:
        For each subject a list of {"seconds", "peak_mb"}, one a round, or {"error"}.
    """
    found: Content = {subject.name: [] for subject in run.subjects}
    question = bench_set.questions[0].text
    for number in range(run.rounds):
        key = run.key("cold", bench_set.passages, question, subjects=run.subjects)
        part = run.parts.take(
            f"cold-{bench_set.name}-{number}",
            key,
            partial(_cold_round, run, built, question, number),
        )
        for name, one in part.items():
            found[name].append(one)
    return found


def _cold_round(run: Run, built: Content, question: str, number: int) -> Content:
    order = list(run.subjects)
    random.Random(f"{run.seed} cold {number}").shuffle(order)
    _log.info("cold starts, round %d of %d", number + 1, run.rounds)
    return {subject.name: _cold_start(run, built, question, subject) for subject in order}


def _cold_start(run: Run, built: Content, question: str, subject: Subject) -> Content:
    try:
        with run.worker(subject) as worker:
            worker.open(index_folder(built, subject))
            peak = worker.search(question, k=DEPTH)["peak_mb"]
            seconds = time.perf_counter() - worker.launched
    except SubjectError as error:
        return {"error": str(error)}
    return {"seconds": round(seconds, 4), "peak_mb": round(peak, 1)}


def own_splitting(run: Run, bench_set: BenchSet) -> Content:
    """Each environment's own pieces of the raw article, and how its subjects find evidence there.

    Returns:
        For each environment `pieces` None where it has no splitter, or the number, the median
        length, edges inside words and sentences, and `ranks` by subject; or `error`.
    """
    owners: dict[str, list[Subject]] = {}
    for subject in run.subjects:
        owners.setdefault(subject.environment, []).append(subject)
    asked = [question for question in bench_set.questions if question.spans]
    return {
        name: run.parts.take(
            f"split-{name}",
            run.key("split", [q._asdict() for q in asked], subjects=subjects),
            partial(_split_one, run, subjects, asked),
        )
        for name, subjects in owners.items()
    }


def _split_one(run: Run, subjects: Sequence[Subject], asked: Sequence[Asked]) -> Content:
    _log.info("own splitting: %s", subjects[0].environment)
    document = article_text()
    folder = WORK / "tmp" / f"split-{subjects[0].environment}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with run.worker(subjects[0]) as worker:
            pieces = worker.split(document.text)
            if pieces is None:
                return {"pieces": None}
            if subjects[0].environment != OWN_ENVIRONMENT:
                worker.build([(str(i), piece) for i, piece in enumerate(pieces)], folder, None)
        spans = splitting.locate(pieces, document.text)
        placed = [span for span in spans if span is not None]
        lengths = sorted(end - start for start, end in placed)
        return {
            "pieces": len(pieces),
            "not_found": len(pieces) - len(placed),
            "median_characters": lengths[len(lengths) // 2] if lengths else None,
            **splitting.boundaries(placed, document.text),
            "ranks": {}
            if subjects[0].environment == OWN_ENVIRONMENT
            else {s.name: _ask_pieces(run, s, folder, spans, asked) for s in subjects},
        }
    except SubjectError as error:
        return {"error": str(error)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ask_pieces(
    run: Run,
    subject: Subject,
    folder: Path,
    spans: Sequence[splitting.Span | None],
    asked: Sequence[Asked],
) -> list[int | None]:
    with run.worker(subject) as worker:
        worker.open(folder)
        return [
            first_rank(
                [name for name, _ in worker.search(question.text, k=DEPTH)["hits"]],
                splitting.relevant(spans, question.spans),
            )
            for question in asked
        ]
