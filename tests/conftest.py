"""Shared fixtures: the real model and the shipped index, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from wuxi_qa import QA
from wuxi_qa.encoder import Encoder, OnnxEncoder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return OnnxEncoder()


@pytest.fixture(scope="session")
def qa(encoder: Encoder) -> QA:
    """The shipped index."""
    return QA.open(encoder=encoder)
