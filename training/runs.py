"""What both trainings do alike: their rate, log and checkpoints, and the folder that they write."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from scripts.modelmaking.folder import replace_folder
from training.losses import MixedAdamW
from training.trunk import transformers_names
from training.written import FOLDER
from wuxi_qa.model import file_sha256

CHECKPOINT = "checkpoint.safetensors"
WARM_UP = 0.05
_LEFT_OUT = {"base", "work", "threads"}


class Place(NamedTuple):
    """How far a run is: groups or articles learned from, and steps."""

    done: int = 0
    steps: int = 0


def share_of_rate(done: float, *, least: float) -> float:
    """Linear warm-up from `least`, then linear decay to 0; `done` is a share, in [0, 1]."""
    return min((done + least) / WARM_UP, (1 - done) / (1 - WARM_UP))


def log(work: Path, line: Mapping[str, float]) -> None:
    """Add a line to a run's `log.jsonl`."""
    with (work / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def keep(optimiser: MixedAdamW, place: Place, options: argparse.Namespace) -> None:
    """Write a run's checkpoint, beside its place and then renamed."""
    path: Path = options.work / CHECKPOINT
    told = {"done": str(place.done), "steps": str(place.steps), "run": described(options)}
    save_file(optimiser.state(), path.with_suffix(".new"), metadata=told)
    path.with_suffix(".new").replace(path)


def resume(optimiser: MixedAdamW, options: argparse.Namespace) -> Place:
    """Take up a run's checkpoint, if there is one.

    Raises:
        SystemExit: it is of a run with other options, weights or questions.
    """
    path: Path = options.work / CHECKPOINT
    if not path.exists():
        return Place()
    with safe_open(path, "pt") as file:
        told = file.metadata()
    if told["run"] != described(options):
        raise SystemExit(
            f"{path} is of another run ({told['run']}); this one is {described(options)}.\n"
            "Give another --work, or remove it."
        )
    optimiser.load(load_file(path))
    print(f"Going on from step {told['steps']}.", flush=True)
    return Place(int(told["done"]), int(told["steps"]))


def described(options: argparse.Namespace) -> str:
    """A run's options, and checksums of the weights and the questions that it begins with."""
    kept = {name: value for name, value in vars(options).items() if name not in _LEFT_OUT}
    files = (options.base / "model.safetensors", *sorted(FOLDER.glob("*.jsonl")))
    kept |= {path.name: file_sha256(path)[:12] for path in files}
    return json.dumps(kept, sort_keys=True)


def write_trained(
    folder: Path, base: Path, layers: dict[str, Tensor], heads: dict[str, Tensor] | None = None
) -> None:
    """Write what `base` holds with these layers, as transformers reads it, heads beside it.

    Args:
        folder: where; one that stands there is replaced.
        base: the folder that the training began with.
        layers: tensors under the trunk's names.
        heads: the reader's; default none.
    """

    def fill(staging: Path) -> None:
        shutil.copytree(base, staging, dirs_exist_ok=True)
        state = load_file(staging / "model.safetensors") | transformers_names(layers)
        save_file(state, staging / "model.safetensors", metadata={"format": "pt"})
        if heads is not None:
            save_file(heads, staging / "heads.safetensors")

    replace_folder(folder, fill)
