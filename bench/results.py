"""The results file: one section for each part of the benchmark.

    {"peers": {…}, "self": {…}, "scaling": {…}, "haystack": {…}}

Each part replaces its own section and leaves the others as they are; each names the machine that it
ran on and the model that it ran, which need not be those of the others.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.subjects import ENCODER
from wuxi_qa.evaluation.records import processor
from wuxi_qa.staging import write_whole

Section = dict[str, Any]

RESULTS = Path(__file__).with_name("results.json")
SECTIONS = ("peers", "self", "scaling", "haystack")


def read(path: Path = RESULTS) -> dict[str, Section]:
    """All sections that were measured; empty where there is no file yet.

    Raises:
        ValueError: the file is not a JSON object of the known sections.
    """
    if not path.exists():
        return {}
    found: Any = json.loads(path.read_text("utf-8"))
    if not isinstance(found, dict) or not set(found) <= set(SECTIONS):
        raise ValueError(f"{path} is not a results file: expected only {', '.join(SECTIONS)}")
    return found


def write_section(name: str, content: Section, path: Path = RESULTS) -> None:
    """Replace one section and name this machine and the shipped model in it.

    The file is swapped in whole, so that a crash leaves the old one.

    Raises:
        ValueError: the section is unknown, the file malformed, or a value not finite.
    """
    if name not in SECTIONS:
        raise ValueError(f"Unknown section {name!r}: expected one of {', '.join(SECTIONS)}")
    with _locked(path):
        named = {"machine": machine(), "model": model(), **content}
        content_of = {**read(path), name: named}
        ordered = {section: content_of[section] for section in SECTIONS if section in content_of}
        write_json(path, ordered)


def write_json(path: Path, value: object) -> None:
    """Write JSON beside the target and rename it there.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(path, text.encode())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder against another part that writes at the same time."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def model() -> str:
    """The shipped model: its name and the beginning of its weights' checksum."""
    manifest: Section = json.loads((ENCODER / "model.json").read_text("utf-8"))
    return f"{manifest['name']} {manifest['sha256']['model.onnx'][:8]}"


def in_words(machine: Section) -> str:
    """A machine as a line of text."""
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}, {machine['platform']}"
    )


def machine() -> Section:
    """What the figures were measured on: processor, cores, memory in GiB, Python, platform."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": processor() or "unknown",
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(pages / 2**30, 1),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
    }
