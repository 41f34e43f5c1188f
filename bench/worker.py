"""One subject in a process of its own: reads commands, JSON a line, and answers each with a line.

Runs in the subject's virtual environment, so that it needs nothing but the standard library:

    python -P worker.py peers/NAME.py MODE ENCODER_FOLDER

    {"do": "build", "passages": [[id, text], …], "folder": …, "article": … or null}
    {"do": "open", "folder": …}
    {"do": "search", "question": …, "k": …}       answers with hits and milliseconds
    {"do": "split", "text": …}                    answers with the pieces, or null

Every answer carries `peak_mb`, the highest resident memory so far, or is `{"error": …}`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Protocol, TextIO

Passage = tuple[str, str]
Hit = tuple[str, float | None]


class Peer(Protocol):
    """What each script in `peers/` offers under the name `Peer`."""

    def __init__(self, encoder: str, mode: str) -> None:
        """`encoder` is the folder of the common encoder; `mode` one of the script's own."""

    def build(self, passages: list[Passage], folder: str, article: str | None) -> None:
        """Index (id, text) pairs into an existing, empty folder.

        `article` is the file that the passages are all parts of, for a subject that reads files.
        """

    def open(self, folder: str) -> None:
        """Open what `build` wrote."""

    def search(self, question: str, k: int) -> list[Hit]:
        """Best first: ids and the subject's own scores, higher for better; None if it has none."""

    def split(self, text: str) -> list[str] | None:
        """The subject's own splitting of a raw text; None if it has no splitter."""


def main() -> None:
    """Serve one subject until the input ends."""
    _limit_cores()
    answers = _private_output()
    script, mode, encoder = sys.argv[1:]
    try:
        peer = load(Path(script))(encoder, mode)
    except Exception as error:  # whatever an import of another library raises
        _answer(answers, _failed(error))
        return
    _answer(answers, {"ready": True})
    for line in sys.stdin:
        try:
            found = _obey(peer, json.loads(line))
        except Exception as error:  # reported to the driver, which leaves the subject out
            found = _failed(error)
        _answer(answers, found)


def load(script: Path) -> type[Peer]:
    """The class `Peer` of a script. Its folder is not put on the path: names there are not ours."""
    spec = importlib.util.spec_from_file_location(f"subject_{script.stem}", script)
    if spec is None or spec.loader is None:
        raise ImportError(f"Not a Python file: {script}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    peer: type[Peer] = module.Peer
    return peer


def _obey(peer: Peer, command: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    found: dict[str, Any] = {}
    match command["do"]:
        case "build":
            passages = [(str(name), str(text)) for name, text in command["passages"]]
            peer.build(passages, command["folder"], command["article"])
        case "open":
            peer.open(command["folder"])
        case "search":
            found["hits"] = peer.search(command["question"], command["k"])
        case "split":
            found["pieces"] = peer.split(command["text"])
        case other:
            raise ValueError(f"Unknown command: {other}")
    return {**found, "ms": 1000 * (time.perf_counter() - started)}


def _limit_cores() -> None:
    """Keep to as many cores as there are threads: some libraries count cores, others variables."""
    threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    if threads and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def _private_output() -> TextIO:
    """The real standard output; what libraries print there goes to standard error instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _answer(answers: TextIO, content: dict[str, Any]) -> None:
    answers.write(json.dumps({**content, "peak_mb": peak_mb()}, ensure_ascii=False) + "\n")
    answers.flush()


def _failed(error: Exception) -> dict[str, Any]:
    traceback.print_exc()
    lines = str(error).strip().splitlines() or [""]
    return {"error": f"{type(error).__name__}: {lines[0][:300]}"}


def peak_mb() -> float:
    """Highest resident memory of this process in MB (10^6 bytes)."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    # Not ru_maxrss, which on Linux begins with what the parent held when it forked.
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 / 1e6 if found else 0.0


if __name__ == "__main__":
    main()
