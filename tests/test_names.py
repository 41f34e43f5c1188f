"""Names: what has the form of a person's name, and what is an office."""

from __future__ import annotations

import re

import pytest

from wuxi_qa.names import OFFICES, is_person_name


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("顾明远", True),
        ("祝明远", True),
        ("冉明远", True),
        ("顧明遠", True),
        ("鍾明遠", True),
        ("李和平", True),
        ("陈向东", True),
        ("王五", True),
        ("高兴", False),  # a common word
        ("高兴事", False),
        ("明远", False),
        ("谈变化", False),
        ("顾大局", False),
        ("谈明远", True),
        ("王", False),
        ("王志明先生", False),
        ("Wang", False),
        ("", False),
    ],
)
def test_names_of_persons(word: str, names: bool) -> None:
    assert is_person_name(word) is names


@pytest.mark.parametrize(
    ("word", "ends"),
    [("局长", True), ("服务员", True), ("总监", True), ("记者", True), ("会议", False)],
)
def test_offices(word: str, ends: bool) -> None:
    assert (re.search(rf"{OFFICES}$", word) is not None) is ends
