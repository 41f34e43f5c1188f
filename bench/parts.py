"""Finished parts of a run, so that one that was cut off can go on.

A part is one file, written in whole when the part is done, under a key made of its settings and
versions; a part of another key, or one that was never finished, is not there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.results import write_json

Content = dict[str, Any]


def key_of(*settings: object) -> str:
    """Checksum of settings; they must be JSON values."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:20]


class Parts:
    """The parts of runs in one folder.

    Args:
        folder: where they lie; made if it is not there.
        resume: take finished parts; else all are made anew.
    """

    def __init__(self, folder: Path, *, resume: bool) -> None:
        self._folder = folder
        if not resume and folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, name: str, key: str) -> Content | None:
        """A finished part of this name and key, or None."""
        path = self._path(name)
        if not path.exists():
            return None
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        content: Content | None = found["content"] if found.get("key") == key else None
        return content

    def take(self, name: str, key: str, make: Callable[[], Content]) -> Content:
        """A finished part, or one made now and kept."""
        found = self.read(name, key)
        if found is None:
            found = make()
            write_json(self._path(name), {"key": key, "content": found})
        return found

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
