"""The history of the self-benchmark: one JSON object a line, oldest first, appended as a whole."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wuxi_qa.staging import write_whole

HISTORY = Path(__file__).with_name("history.jsonl")

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class HistoryError(ValueError):
    """The history file holds a line that is no entry, or cannot be read."""


class Entry(BaseModel):
    """One recorded run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str = Field(pattern=r"^\d{4}-\d\d-\d\d$", description="Day, UTC, as 2026-01-31.")
    version: str = Field(min_length=1, description="Version of wuxi-qa.")
    commit: str | None = Field(default=None, description="Abbreviated commit, if known.")
    machine: str = Field(min_length=1, description="Processor, cores and system.")
    ratios: dict[str, _Positive] = Field(
        min_length=1, description="Each measure over its reference, beside which it ran."
    )
    memory_mb: dict[str, _Positive] = Field(
        default_factory=dict, description="Peaks of memory in MB (10^6 bytes)."
    )


def read_history(path: Path = HISTORY) -> list[Entry]:
    """All entries, oldest first; none if there is no file yet.

    Raises:
        HistoryError: unreadable, or a line is no entry; the message names it.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeError) as error:
        raise HistoryError(f"{path}: cannot be read: {error}") from error
    if text and not text.endswith("\n"):
        raise HistoryError(f"{path}: the last line has no end, so it may be cut short")
    return [_entry(line, path, number) for number, line in enumerate(text.splitlines(), start=1)]


def _entry(line: str, path: Path, number: int) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise HistoryError(f"{path}, line {number}: {where}: {first['msg']}") from error


def append_history(entry: Entry, path: Path = HISTORY) -> None:
    """Add an entry; a crash leaves the old history or the new one, never a part.

    Raises:
        HistoryError: the history that stands there is malformed; it is left as it is.
    """
    entries = [*read_history(path), entry]
    lines = [json.dumps(_rounded(e), ensure_ascii=False, sort_keys=True) for e in entries]
    write_whole(path, "".join(line + "\n" for line in lines).encode("utf-8"))


def _rounded(entry: Entry) -> dict[str, object]:
    raw = entry.model_dump(exclude_none=True)
    for group in ("ratios", "memory_mb"):
        raw[group] = {name: _significant(value) for name, value in raw[group].items()}
    return raw


def _significant(value: float) -> float:
    """Four significant digits: more would be noise in every comparison of lines."""
    return round(value, 3 - math.floor(math.log10(value)))
