"""The wheel alone, in an empty folder, must answer at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_answers_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "-c", "import wuxi_qa; print(wuxi_qa.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed)
    done = run(installed, tmp_path, "-m", "wuxi_qa", "ask", "铁鹰战队是什么？", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "“铁鹰”战队" in json.loads(done.stdout)["text"]
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_holds_the_article_and_the_questions(installed: Path, root: Path) -> None:
    for name in (
        "seeds/000_07b73bbf6723b067.txt",
        "eval/questions.jsonl",
        "eval/baseline/report.json",
        "eval/floors.json",
    ):
        assert (installed / "wuxi_qa/shipped" / name).read_bytes() == (root / name).read_bytes()
