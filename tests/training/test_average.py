"""Averaging two sets of weights."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from training.average import average, main


def test_the_share_is_of_the_second() -> None:
    mean = average({"w": torch.tensor([0.0, 4.0])}, {"w": torch.tensor([1.0, 0.0])}, 0.75)
    assert mean["w"].tolist() == [0.75, 1.0]


def test_weights_of_another_shape_of_network_are_refused() -> None:
    with pytest.raises(ValueError, match="not in both: b"):
        average({"a": torch.zeros(1)}, {"a": torch.zeros(1), "b": torch.zeros(1)}, 0.5)


def test_the_folder_written_holds_the_mean_and_what_else_the_second_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("first", 1.0), ("second", 3.0)):
        (tmp_path / name).mkdir()
        for file in ("model.safetensors", "heads.safetensors"):
            save_file({"w": torch.tensor([value])}, tmp_path / name / file)
        (tmp_path / name / "config.json").write_text(name, "utf-8")
    first, second, output = (str(tmp_path / name) for name in ("first", "second", "mean"))
    for _ in range(2):  # the second time over what the first one left
        told = ["average", "--first", first, "--second", second, "--share", "0.5"]
        monkeypatch.setattr(sys, "argv", [*told, "--output", output])
        main()
    mean = tmp_path / "mean"
    assert load_file(mean / "heads.safetensors")["w"].tolist() == [2.0]
    assert load_file(mean / "model.safetensors")["w"].tolist() == [2.0]
    assert (mean / "config.json").read_text("utf-8") == "second"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["first", "mean", "second"]
