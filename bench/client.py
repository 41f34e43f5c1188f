"""The driver's side of a worker: starts a subject's process and talks to it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.environments import WORK
from bench.subjects import ENCODER, FOLDER, Subject

BUILD_SECONDS = 3600.0
ANSWER_SECONDS = 300.0


class SubjectError(Exception):
    """A subject failed: its own error, or that it died or gave no answer in time."""


class Worker:
    """A subject's process, ready for commands.

    Attributes:
        launched: `time.perf_counter()` just before the process was started.

    Raises:
        SubjectError: it cannot start.
    """

    def __init__(self, subject: Subject, python: Path, *, threads: int) -> None:
        self.subject = subject
        logs = WORK / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self._log = (logs / f"{subject.environment}-{subject.mode}.log").open("a", encoding="utf-8")
        command = [python, "-P", FOLDER / "worker.py", subject.path, subject.mode, ENCODER]
        self.launched = time.perf_counter()
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            env=worker_environment(os.environ, threads=threads),
        )
        try:
            self._answer(ANSWER_SECONDS)
        except SubjectError:
            self.close()
            raise

    def build(self, passages: list[tuple[str, str]], folder: Path, article: Path | None) -> float:
        """Build an index; the peak resident memory in MB."""
        command = {
            "do": "build",
            "passages": passages,
            "folder": str(folder),
            "article": None if article is None else str(article),
        }
        return float(self.send(command, seconds=BUILD_SECONDS)["peak_mb"])

    def open(self, folder: Path) -> None:
        """Open an index."""
        self.send({"do": "open", "folder": str(folder)})

    def search(self, question: str, *, k: int) -> dict[str, Any]:
        """Ask: `hits` ([id, score or None], best first), `ms`, `peak_mb`."""
        return self.send({"do": "search", "question": question, "k": k})

    def split(self, text: str) -> list[str] | None:
        """The subject's own pieces of a text; None if it has no splitter."""
        pieces: list[str] | None = self.send({"do": "split", "text": text})["pieces"]
        return pieces

    def send(self, command: dict[str, Any], *, seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
        """Give a command and wait for its answer.

        Raises:
            SubjectError: the subject failed.
        """
        if self._process.stdin is None:
            raise SubjectError("The process has no input")
        try:
            self._process.stdin.write(json.dumps(command, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise SubjectError("The process has ended") from error
        return self._answer(seconds)

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            # What a dead process did not read is flushed once more here.
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _answer(self, seconds: float) -> dict[str, Any]:
        if self._process.stdout is None:
            raise SubjectError("The process has no output")
        overdue = threading.Timer(seconds, self._process.kill)
        overdue.start()
        try:
            line = self._process.stdout.readline()
        finally:
            late = not overdue.is_alive()
            overdue.cancel()
        if not line:
            code = self._process.wait()
            raise SubjectError(
                f"No answer within {seconds:.0f} s" if late else f"The process ended with {code}"
            )
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise SubjectError(str(found["error"]))
        return found


def worker_environment(outer: Mapping[str, str], *, threads: int) -> dict[str, str]:
    """Variables of a worker: offline, nothing reported, the same threads, a home of its own."""
    home = WORK / "home"
    temporary = WORK / "tmp"
    for folder in (home, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    kept = {name: outer[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in outer}
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": str(threads),
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "ANONYMIZED_TELEMETRY": "False",
        "LANGSMITH_TRACING": "false",
        "DO_NOT_TRACK": "1",
    }
