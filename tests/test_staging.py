from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from wuxi_qa.staging import folder_beside, retired_beside, swap, write_whole


def filled(target: Path, text: str) -> Path:
    """A folder beside its place, with one file."""
    staging = folder_beside(target)
    (staging / "file").write_text(text, "utf-8")
    return staging


def test_a_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "below" / "a.json"
    for text in ("甲", "乙"):
        write_whole(path, text.encode())
        assert path.read_text("utf-8") == text
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_what_is_written_has_the_permissions_of_other_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"a")
        folder = folder_beside(tmp_path / "b")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_a_writer_that_was_quicker_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "索引"
    staging, quicker = filled(target, "mine"), filled(target, "theirs")
    real, renamed = Path.rename, []

    def rename(self: Path, other: Path) -> Path:
        renamed.append(self)
        if self == staging and renamed.count(staging) == 1:
            real(quicker, target)
        return real(self, other)

    monkeypatch.setattr(Path, "rename", rename)
    swap(staging, target)
    assert (target / "file").read_text("utf-8") == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["索引"]
    assert renamed.count(staging) == 2


def test_an_interrupted_swap_leaves_the_old_one_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "索引"
    swap(filled(target, "old"), target)
    staging, real = filled(target, "new"), Path.rename

    def rename(self: Path, other: Path) -> Path:
        if self == staging:
            raise KeyboardInterrupt
        return real(self, other)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        swap(staging, target)
    [aside] = retired_beside(target)
    assert (aside / "file").read_text("utf-8") == "old"


def test_several_writers_at_once_leave_one_folder(tmp_path: Path) -> None:
    target = tmp_path / "索引"
    errors: list[OSError] = []

    def write(text: str) -> None:
        for _ in range(20):
            try:
                swap(filled(target, text), target)
            except OSError as error:
                errors.append(error)

    threads = [threading.Thread(target=write, args=(text,)) for text in "甲乙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (target / "file").read_text("utf-8") in "甲乙"
    assert retired_beside(target) == []
