"""What a run is made of, so that a checkpoint of another is not gone on from."""

from __future__ import annotations

import argparse
import json

from training.written import FOLDER
from wuxi_qa.model import file_sha256

_LEFT_OUT = {"base", "work", "threads"}


def described(options: argparse.Namespace) -> str:
    """A run's options, and checksums of the weights and the questions that it begins with."""
    kept = {name: value for name, value in vars(options).items() if name not in _LEFT_OUT}
    files = (options.base / "model.safetensors", *sorted(FOLDER.glob("*.jsonl")))
    kept |= {path.name: file_sha256(path)[:12] for path in files}
    return json.dumps(kept, sort_keys=True)


def check_same(found: str, options: argparse.Namespace, path: object) -> None:
    """Stop if the run that a checkpoint is of is not the one with these options.

    Raises:
        SystemExit: it is another.
    """
    if found != described(options):
        raise SystemExit(
            f"{path} is of another run ({found}); this one is {described(options)}.\n"
            "Give another --work, or remove it."
        )
