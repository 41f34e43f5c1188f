"""The history of the self-benchmark: appended whole, and refused when malformed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.history import HISTORY, Entry, HistoryError, append_history, read_history


def entry(day: str = "2026-01-31", ask: float = 2.5) -> Entry:
    return Entry(
        date=day,
        version="0.1.0",
        commit="abc1234",
        machine="a processor, 2 cores, Linux x86_64",
        ratios={"ask_p50": ask},
        memory_mb={"cold_ask_peak": 224.0},
    )


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    assert read_history(path) == []
    append_history(entry("2026-01-31"), path)
    append_history(entry("2026-02-01", ask=2.0), path)
    assert read_history(path) == [entry("2026-01-31"), entry("2026-02-01", ask=2.0)]
    assert [p.name for p in tmp_path.iterdir()] == ["history.jsonl"]


def test_a_line_is_one_object_of_four_digits(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append_history(entry(ask=0.123456), path)
    assert json.loads(path.read_text("utf-8")) == {
        "date": "2026-01-31",
        "version": "0.1.0",
        "commit": "abc1234",
        "machine": "a processor, 2 cores, Linux x86_64",
        "ratios": {"ask_p50": 0.1235},
        "memory_mb": {"cold_ask_peak": 224.0},
    }


GOOD = json.dumps(
    {"date": "2026-01-31", "version": "0.1.0", "machine": "m", "ratios": {"ask_p50": 1.0}}
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "\nnot json\n", "line 2"),
        (GOOD + "\n\n", "line 2"),
        (GOOD + "\n" + GOOD, "no end"),
        (GOOD.replace("1.0}", "-1.0}") + "\n", "ratios.ask_p50"),
        (GOOD.replace("1.0}", "NaN}") + "\n", "line 1"),
        (GOOD.replace('"ask_p50": 1.0', "") + "\n", "ratios"),
        (GOOD.replace("2026-01-31", "31.1.2026") + "\n", "date"),
        (GOOD.replace('"version"', '"verson"') + "\n", "line 1"),
        ("[]\n", "line 1"),
    ],
)
def test_a_malformed_history_is_named_and_left_alone(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError, match=said):
        append_history(entry(), path)
    assert path.read_text("utf-8") == text
    assert [p.name for p in tmp_path.iterdir()] == ["history.jsonl"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(HistoryError, match="cannot be read"):
        read_history(path)


def test_a_failed_append_leaves_the_old_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.jsonl"
    append_history(entry(), path)
    before = path.read_bytes()

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        append_history(entry(), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["history.jsonl"]


def test_the_committed_history_is_well_formed() -> None:
    dates = [recorded.date for recorded in read_history(HISTORY)]
    assert dates == sorted(dates)
