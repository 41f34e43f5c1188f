"""Staging: files and folders that appear whole or not at all.

They are written beside their place and renamed into it.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from glob import escape
from pathlib import Path
from uuid import uuid4

from wuxi_qa.errors import IndexFormatError

_SWAP_TRIES = 10
_LITTER_AGE = 86_400
"""Seconds after which what stands beside a place is left from a process that was killed."""
_DROPPED_BY_DESKTOPS = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place, sync it, and rename it: it appears whole or not at all.

    It has the permissions of any new file.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = _beside(path)
    try:
        with staging.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staging.replace(path)
    finally:
        staging.unlink(missing_ok=True)


def folder_beside(target: Path) -> Path:
    """Make an empty folder beside a place, with the permissions of any new folder.

    Raises:
        OSError: it cannot be made.
    """
    staging = _beside(target)
    staging.mkdir()
    return staging


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.staging-{uuid4().hex[:8]}")


def swap(staging: Path, target: Path) -> None:
    """Put a folder beside its place into it; a crash leaves the old one there, or aside.

    Of several writers each puts its own there, the last to stay.

    Raises:
        OSError: a folder cannot be renamed; the old one is back in its place.
    """
    retired = staging.with_name(staging.name.replace(".staging-", ".retired-"))
    for tries_left in reversed(range(_SWAP_TRIES)):
        with suppress(FileNotFoundError):
            target.rename(retired)
        try:
            staging.rename(target)
            break
        except OSError as error:
            if retired.exists() and not target.exists():  # else another writer was quicker
                retired.rename(target)
            shutil.rmtree(retired, ignore_errors=True)
            if not tries_left or error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
    sync(target.parent)
    shutil.rmtree(retired, ignore_errors=True)


def retired_beside(target: Path) -> list[Path]:
    """Folders moved aside that another takes the place of, or was to take it; latest last."""
    return _left_beside(target, "retired")


def remove_litter(target: Path) -> None:
    """Remove what processes that were killed a day ago or earlier left beside a place."""
    latest = time.time() - _LITTER_AGE
    for left in (*_left_beside(target, "staging"), *_left_beside(target, "retired")):
        if _changed(left) < latest:
            shutil.rmtree(left, ignore_errors=True)


def _left_beside(target: Path, sort: str) -> list[Path]:
    target = target.resolve()
    found = target.parent.glob(f".{escape(target.name)}.{sort}-*")
    return sorted((path for path in found if path.is_dir()), key=_changed)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it just went
        return time.time()


def check_place(
    directory: str | Path, *, may_replace: Callable[[Path, set[str]], bool], tried: bool
) -> None:
    """Refuse a place that a folder cannot take, or that something else holds.

    Args:
        directory: the place.
        may_replace: whether a folder, which holds files of these names, may be replaced.
        tried: try to make a folder beside it, too.

    Raises:
        IndexFormatError: the place cannot be used.
    """
    try:
        target = Path(directory).resolve()
        standing = next(path for path in (target, *target.parents) if path.exists())
        if not standing.is_dir():
            raise IndexFormatError("The target is a file", path=standing, repair="-o ANOTHER_DIR")
        if standing == target:
            _refuse_others(target, may_replace)
        if tried:
            below = target.parent if standing == target else standing
            folder_beside(below / target.name).rmdir()
    except (OSError, RuntimeError, ValueError) as error:  # no permission, a loop of links, a NUL
        found = getattr(error, "strerror", None) or error
        raise IndexFormatError(
            "The target cannot be used", path=directory, found=found, repair="-o ANOTHER_DIR"
        ) from error


def _refuse_others(target: Path, may_replace: Callable[[Path, set[str]], bool]) -> None:
    if target == Path.cwd().resolve():
        # It would be replaced, and whoever stands in it be left in a folder that is gone.
        raise IndexFormatError(
            "The target is the folder that one is in",
            path=target,
            expected="an index, an empty directory or a new name",
            repair="-o ANOTHER_DIR",
        )
    names = {path.name for path in target.iterdir()} - _DROPPED_BY_DESKTOPS
    if names and not may_replace(target, names):
        raise IndexFormatError(
            "The target directory holds other files and is left alone",
            path=target,
            expected="an index, an empty directory or a new name",
            repair="-o ANOTHER_DIR",
        )


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a directory for syncing.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
