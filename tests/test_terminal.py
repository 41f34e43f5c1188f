from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


def run(shell: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        f"{sys.executable} -m wuxi_qa {shell}",
        shell=True,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_json_is_json_in_any_encoding() -> None:
    done = run("search '😀社区超图' -k 1 --json", PYTHONIOENCODING="gbk")
    assert json.loads(done.stdout.decode("gbk"))["question"] == "😀社区超图"
    assert b"\\ud83d\\ude00" in done.stdout
    plain = run("search 社区超图 -k 1 --json", PYTHONIOENCODING="gbk")
    assert "社区超图" in plain.stdout.decode("gbk")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_failure(closed: str) -> None:
    done = run(f"search 太湖 -k 1 {closed}")
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_prompt_without_input_ends() -> None:
    done = run("<&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_message() -> None:
    done = run(f"search 太湖 -k 1 > {FULL}")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("wuxi-qa: the output cannot be written")
    assert done.stderr.count(b"\n") == 1
