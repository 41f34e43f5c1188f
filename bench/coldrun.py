"""Fresh processes: seconds from launch to output, and the peak of their memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

# A small process of its own launches what is measured: on Linux a child's peak counts what its
# parent held when it was launched.
_PEAK_OF = """\
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_IMPORTING = """\
import time
start = time.perf_counter()
{statement}
print(time.perf_counter() - start)
"""


class Launched(NamedTuple):
    """One fresh process.

    Attributes:
        output: what it printed.
        printed_s: seconds from launch to the last of its output.
        ended_s: seconds from launch to its end.
    """

    output: bytes
    printed_s: float
    ended_s: float


def launch(command: Sequence[str]) -> Launched:
    """Run a command and time its output.

    Raises:
        RuntimeError: it fails or prints nothing.
    """
    start = time.perf_counter()
    printed, chunks = start, []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        if process.stdout is None:  # cannot be, with a pipe asked for
            raise RuntimeError("No pipe")
        while chunk := os.read(process.stdout.fileno(), 1 << 16):
            printed = time.perf_counter()
            chunks.append(chunk)
        status = process.wait()
    ended = time.perf_counter()
    if status or not chunks:
        raise RuntimeError(f"Exit code {status}, {len(chunks)} outputs: {' '.join(command)}")
    return Launched(b"".join(chunks), printed - start, ended - start)


def import_seconds(statement: str) -> float:
    """Seconds that an import takes in a fresh interpreter, its start left out.

    Raises:
        RuntimeError: it fails.
    """
    script = _IMPORTING.format(statement=statement)
    return float(launch([sys.executable, "-c", script]).output)


def peak_mb(command: Sequence[str]) -> float:
    """Peak resident memory of a command's process, in MB (10^6 bytes).

    Raises:
        RuntimeError: it fails.
    """
    found = launch([sys.executable, "-I", "-S", "-c", _PEAK_OF, *command]).output.split()
    if int(found[0]):
        raise RuntimeError(f"Exit code {int(found[0])}: {' '.join(command)}")
    return as_mb(int(found[1]))


def as_mb(maxrss: int) -> float:
    """`ru_maxrss` in MB: it counts KiB on Linux and bytes on macOS."""
    return maxrss / 1e6 if sys.platform == "darwin" else maxrss * 1024 / 1e6
