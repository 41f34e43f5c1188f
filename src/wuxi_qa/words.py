"""Words: which pairs of characters are common words, and which terms of a question name something.

A name is seldom a common word: of 郭某强 neither 郭某 nor 某强 is one.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from wuxi_qa.text import NUMBER, contains_han

_TABLES = Path(__file__).parent / "data" / "spelling.json"
"""Made by `scripts/make_spelling.py`, whose text says of what."""
_PAIR = 2


def is_word(pair: str) -> bool:
    """Whether two characters are a common word."""
    return pair[1] in _words().get(pair[0], "")


def names_something(term: str) -> bool:
    """Whether an index term is part of a name or a number, as far as its form tells.

    That is a number, a Latin word, or two Han characters that are no common word.
    """
    if contains_han(term):
        return len(term) == _PAIR and not is_word(term)
    return len(term) >= _PAIR or NUMBER.fullmatch(term) is not None


def sounds() -> dict[str, str]:
    """Character -> those that sound like it, itself among them."""
    return _tables()[0]


def _words() -> dict[str, str]:
    """First character -> the second ones of common words."""
    return _tables()[1]


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    read = json.loads(_TABLES.read_text("utf-8"))
    return {one: group for group in read["sounds"] for one in group}, read["words"]
