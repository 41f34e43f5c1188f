"""Averages the weights of two trainings that began alike, or of which one went on from the other.

    python -m training.average --first FOLDER --second FOLDER --share 0.7 --output FOLDER

What lies between two such sets of weights does what each does well: Wortsman et al., 2022, "Robust
fine-tuning of zero-shot models", arXiv:2109.01903, and "Model soups", arXiv:2203.05482.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from scripts.modelmaking.folder import replace_folder

WEIGHTS = ("model.safetensors", "heads.safetensors")


def main() -> None:
    """Read two folders that a training wrote, and write a third."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("--second", type=Path, required=True)
    parser.add_argument("--share", type=float, required=True, help="of the second, in [0, 1]")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    if not 0 <= options.share <= 1:
        parser.error(f"--share must lie in [0, 1], not {options.share}")

    def fill(staging: Path) -> None:
        shutil.copytree(options.second, staging, dirs_exist_ok=True)
        # An encoder has no heads.
        for name in (name for name in WEIGHTS if (staging / name).exists()):
            first, second = load_file(options.first / name), load_file(staging / name)
            mean = average(first, second, options.share)
            save_file(mean, staging / name, metadata={"format": "pt"})

    replace_folder(options.output, fill)


def average(
    first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """Tensor by tensor `(1 - share) * first + share * second`.

    Raises:
        ValueError: the two do not hold the same tensors.
    """
    if other := first.keys() ^ second.keys():
        raise ValueError(f"not in both: {', '.join(sorted(other))}")
    return {name: torch.lerp(first[name], second[name], share) for name in first}


if __name__ == "__main__":
    main()
