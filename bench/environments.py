"""A virtual environment for each peer, made once, and what it takes on disk."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bench.subjects import FOLDER, OWN_ENVIRONMENT, ROOT

WORK = ROOT / ".bench"
_STAMP = "installed.txt"
_TOOLS = re.compile(r"(pip|setuptools|wheel|_distutils_hack|pkg_resources)\b", re.IGNORECASE)
_TORCH = re.compile(r"(torch|torchgen|functorch|triton|nvidia)\b", re.IGNORECASE)


class InstallError(Exception):
    """A peer's packages cannot be installed."""


@dataclass(frozen=True)
class Environment:
    """An installed environment.

    Attributes:
        python: its interpreter.
        packages: number of distributions, pip and setuptools left out.
        size_mb: what they take on disk in MB (10^6 bytes), compiled bytecode left out.
        torch_mb: the part of it that is PyTorch.
        versions: version of each distribution.
    """

    python: Path
    packages: int
    size_mb: float
    torch_mb: float
    versions: dict[str, str]


def prepare(name: str) -> Environment:
    """Make or reuse the environment of `requirements/NAME.txt`.

    Raises:
        InstallError: its packages cannot be installed.
    """
    ignore_work()
    folder = WORK / "venvs" / name
    requirements = FOLDER / "requirements" / f"{name}.txt"
    wanted = fingerprint(name)
    stamp = folder / _STAMP
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        _install(folder, requirements, name)
        stamp.write_text(wanted, encoding="utf-8")
    return _measured(folder)


def ignore_work() -> Path:
    """The folder for everything that the benchmark leaves behind, kept out of version control."""
    WORK.mkdir(exist_ok=True)
    (WORK / ".gitignore").write_text("*\n", encoding="utf-8")
    return WORK


@lru_cache
def fingerprint(name: str) -> str:
    """Checksum of what an environment is made of: the pins and, for wuxi-qa, its sources.

    Taken once, so that all parts of a run speak of the sources that were installed.
    """
    digest = hashlib.sha256((FOLDER / "requirements" / f"{name}.txt").read_bytes())
    digest.update(sys.version.encode())
    for path in _sources() if name == OWN_ENVIRONMENT else ():
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    # What runs the subject; the commands and the evaluation change more often and do not.
    package = ROOT / "src" / "wuxi_qa"
    skipped = {"__pycache__", "evaluation"}
    for path in sorted(package.rglob("*")):
        if path.is_file() and not skipped & set(path.relative_to(package).parts):
            yield path


def _install(folder: Path, requirements: Path, name: str) -> None:
    stamp = folder / _STAMP
    if folder.exists() and not stamp.exists():
        shutil.rmtree(folder)  # An interrupted installation.
    stamp.unlink(missing_ok=True)
    if not folder.exists():
        _run([sys.executable, "-m", "venv", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    pins = [line for line in requirements.read_text("utf-8").splitlines() if "==" in line]
    # torch by itself and first: with others it may be resolved to a build for GPUs.
    for group in (
        [pin for pin in pins if pin.startswith("torch==")],
        [pin for pin in pins if not pin.startswith("torch==")],
    ):
        if group:
            _run([*pip, *group])
    if name == OWN_ENVIRONMENT:
        _run([*pip, str(ROOT)])


def _run(command: list[str]) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    found = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if found.returncode:
        lines = [line for line in found.stderr.splitlines() if "ERROR" in line]
        raise InstallError((lines or found.stderr.splitlines() or ["no message"])[-1][:300])


def _measured(folder: Path) -> Environment:
    packages = next((folder / "lib").glob("python*/site-packages"))
    sizes: dict[str, int] = {}
    for path in packages.rglob("*"):
        parts = path.relative_to(packages).parts
        if path.is_file() and not path.is_symlink() and "__pycache__" not in parts:
            sizes[parts[0]] = sizes.get(parts[0], 0) + path.stat().st_size
    counted = {top: size for top, size in sizes.items() if not _TOOLS.match(top)}
    versions = dict(sorted(_versions(packages)))
    return Environment(
        python=folder / "bin" / "python",
        packages=len(versions),
        size_mb=round(sum(counted.values()) / 1e6, 1),
        torch_mb=round(sum(s for top, s in counted.items() if _TORCH.match(top)) / 1e6, 1),
        versions=versions,
    )


def _versions(packages: Path) -> Iterator[tuple[str, str]]:
    for info in packages.glob("*.dist-info"):
        name, _, version = info.name.removesuffix(".dist-info").rpartition("-")
        if not _TOOLS.match(name):
            yield name.replace("_", "-").lower(), version
