"""Records: a run as a folder that can be read again, compared, and given to other tools.

    questions.jsonl   one Outcome a line
    run.trec          TREC run: query Q0 passage rank score tag
    qrels.trec        TREC qrels: query 0 passage grade
    report.html       the report as a page, where the extra `report` is installed
    report.json       settings, versions, checksums of the other files, and all measures

`report.json` is written last and names the checksums of the others: a run that was cut short, or
whose outcomes are of another one, is never read as complete.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.outcomes import Outcome
from wuxi_qa.evaluation.summaries import Report
from wuxi_qa.index import Manifest
from wuxi_qa.model import file_sha256
from wuxi_qa.staging import write_whole

QUESTIONS, RUN, QRELS, PAGE, REPORT = (
    "questions.jsonl",
    "run.trec",
    "qrels.trec",
    "report.html",
    "report.json",
)
FORMAT = 1
_REPAIR = "wuxi-qa eval … --out {path}"
_PACKAGES = (
    "wuxi-qa",
    "onnxruntime",
    "faiss-cpu",
    "bm25s",
    "tokenizers",
    "numpy",
    "opencc",
    "pydantic",
    "langchain-text-splitters",
)


class About(BaseModel):
    """What a run was made of: enough to make it again."""

    model_config = ConfigDict(frozen=True)

    kind: str = Field(description="`questions`, `squad` or `beir`.")
    source: str = Field(description="Name of the file or folder of the questions.")
    source_sha256: str = Field(description="Of the file, or of the folder's files in order.")
    settings: dict[str, str | int | float | None] = Field(
        description="Everything that the outcome depends on beside data, index and model."
    )
    index: Manifest = Field(description="What was asked, with the identity of its encoder.")
    started: str = Field(description="ISO 8601, UTC.")
    seconds: float = Field(ge=0, description="What asking all questions took.")
    packages: dict[str, str] = Field(default_factory=lambda: package_versions())
    python: str = Field(default_factory=platform.python_version)
    platform: str = Field(default_factory=lambda: f"{platform.system()} {platform.machine()}")
    processor: str = Field(default_factory=lambda: processor())
    cores: int = Field(default_factory=lambda: os.cpu_count() or 1)


class Run(NamedTuple):
    """A run, read from a folder."""

    about: About
    outcomes: list[Outcome]
    left_out: int


def write_run(
    directory: str | Path,
    about: About,
    outcomes: Sequence[Outcome],
    report: Report,
    *,
    page: str | None = None,
) -> None:
    """Write a run; each file appears whole, `report.json` last.

    Args:
        directory: made if need be; what a run before left there is replaced.
        about: what it was made of.
        outcomes: in the order asked.
        report: their summary.
        page: the text of `report.html`; None leaves it out.

    Raises:
        EvaluationError: the directory cannot be written.
    """
    directory = Path(directory)
    texts = {
        QUESTIONS: "".join(outcome.model_dump_json() + "\n" for outcome in outcomes),
        RUN: "".join(_run_lines(outcomes)),
        QRELS: "".join(_qrels_lines(outcomes)),
        **({} if page is None else {PAGE: page}),
    }
    content = {
        "format": FORMAT,
        "about": about.model_dump(mode="json"),
        "files": {name: _sha256(text.encode()) for name, text in texts.items()},
        **report.as_json(),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name in (REPORT, PAGE):
            (directory / name).unlink(missing_ok=True)
        for name, text in texts.items():
            write_whole(directory / name, text.encode())
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        write_whole(directory / REPORT, text.encode())
    except OSError as error:
        raise EvaluationError(
            "The report cannot be written", path=directory, found=error.strerror
        ) from error


def read_run(directory: str | Path) -> Run:
    """Read a run.

    Raises:
        EvaluationError: there is none, it is incomplete, or its outcomes are of another run.
    """
    directory = Path(directory)
    repair = _REPAIR.format(path=directory)
    try:
        content = json.loads((directory / REPORT).read_bytes())
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise ValueError(f"not a report of format {FORMAT}")
        raw = (directory / QUESTIONS).read_bytes()
        if _sha256(raw) != content["files"][QUESTIONS]:
            raise ValueError(f"{QUESTIONS} is not the one that {REPORT} was written with")
        lines = raw.decode().split("\n")
        outcomes = [Outcome.model_validate_json(line) for line in lines if line]
        return Run(About.model_validate(content["about"]), outcomes, int(content["left_out"]))
    except FileNotFoundError as error:
        raise EvaluationError(
            "No complete run", path=error.filename or directory, repair=repair
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError) as error:
        raise EvaluationError(
            "Unreadable run", path=directory, found=str(error)[:300], repair=repair
        ) from error


def _run_lines(outcomes: Iterable[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        for rank, (passage, _) in enumerate(outcome.ranked, start=1):
            # TREC tools sort by this column. The hits' own scores may tie, and those of hits that
            # were read are on another scale than those of the others.
            column = f"{1 / rank:.7f}"
            yield f"{_column(outcome.id)} Q0 {_column(passage)} {rank} {column} wuxi-qa\n"


def _qrels_lines(outcomes: Iterable[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        for passage, grade in outcome.relevant.items():
            yield f"{_column(outcome.id)} 0 {_column(passage)} {grade}\n"


def _column(text: str) -> str:
    """A name without white space: columns of TREC files are told apart by it."""
    return quote(text, safe="!#$&'()*+,/:;=?@[]~") if any(c.isspace() for c in text) else text


def source_sha256(path: str | Path) -> str:
    """SHA-256 of a file, or of the names and contents of a BEIR folder's files."""
    path = Path(path)
    if path.is_file():
        return file_sha256(path)
    files = sorted(p for p in path.rglob("*") if p.is_file())
    lines = (f"{p.relative_to(path).as_posix()} {file_sha256(p)}\n" for p in files)
    return _sha256("".join(lines).encode())


def package_versions() -> dict[str, str]:
    """Versions of the packages that an outcome depends on."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
