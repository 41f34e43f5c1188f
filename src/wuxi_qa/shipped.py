"""Shipped: where the index and the questions lie that come with the package."""

from __future__ import annotations

from pathlib import Path

from wuxi_qa.errors import IndexFormatError


def shipped_index() -> Path:
    """Directory of the shipped index: inside the installed package, or in a source checkout.

    Raises:
        IndexFormatError: it is in neither place.
    """
    return _shipped("index")


def shipped_questions() -> Path:
    """File of the shipped evaluation questions.

    Raises:
        IndexFormatError: it is missing.
    """
    return _shipped("eval/questions.jsonl")


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for root in (package / "shipped", package.parents[1]):
        if (root / name).exists():
            return root / name
    raise IndexFormatError(
        "The installation is incomplete",
        path=package / "shipped" / name,
        repair="pip install --force-reinstall wuxi-qa",
    )
