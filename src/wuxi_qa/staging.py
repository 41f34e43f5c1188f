"""Staging: files and folders that appear whole or not at all.

They are written beside their place and renamed into it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from glob import escape
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place, sync it, and rename it: it appears whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    staging = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staging.chmod(0o644)  # mkstemp makes it private
        staging.replace(path)
    finally:
        staging.unlink(missing_ok=True)


def swap(staging: Path, target: Path) -> None:
    """Put a folder beside its place into it; a crash leaves the old one there, or aside.

    Raises:
        OSError: a folder cannot be renamed; the old one is back in its place.
    """
    retired = staging.with_name(staging.name.replace(".staging-", ".retired-"))
    if target.exists():
        target.rename(retired)
    try:
        staging.rename(target)
    except OSError:
        if retired.exists() and not target.exists():  # else another writer was quicker
            retired.rename(target)
        shutil.rmtree(retired, ignore_errors=True)
        raise
    sync(target.parent)
    shutil.rmtree(retired, ignore_errors=True)


def retired_beside(target: Path) -> bool:
    """Whether a folder was moved aside that another takes the place of, or was to take it."""
    target = target.resolve()
    return any(target.parent.glob(f".{escape(target.name)}.retired-*"))


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a directory for syncing.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
