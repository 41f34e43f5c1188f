"""Words: common ones, and terms that name something."""

from __future__ import annotations

import pytest

from wuxi_qa.words import is_word, names_something, sounds


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("郭某", True),
        ("某强", True),
        ("经济", False),
        ("医院", False),
        ("湖", False),
        ("s3", True),
        ("e", False),
        ("7", True),
        ("99.47", True),
    ],
)
def test_names_and_numbers_are_told_from_common_words(term: str, names: bool) -> None:
    assert names_something(term) is names


def test_common_words_and_sounds() -> None:
    assert is_word("公安")
    assert not is_word("安公")
    assert "炸" in sounds()["诈"]
    assert "炸" not in sounds()["安"]
