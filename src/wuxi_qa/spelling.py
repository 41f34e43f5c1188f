"""Spelling: typing errors of a question, mended by what the collection says.

Chinese is typed by sound, and the wrong character of the right sound chosen: 反炸中心 for 反诈中心.
Such a pair of characters seldom occurs in the collection, and that of a homophone does.
"""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from functools import cache
from pathlib import Path

from wuxi_qa.text import QUESTION_WORDS, simplify_each

_TABLES = Path(__file__).parent / "data" / "spelling.json"
"""Made by `scripts/make_spelling.py`, whose text says of what."""


def mended(question: str, terms: Container[str]) -> str:
    """A question with the homophones in it that the collection has instead of what was typed.

    A character is replaced where a homophone makes two pairs with its neighbours that occur in the
    collection, and fewer of its own are known; or one pair that is a common word, too, and none of
    its own is known. Known is what occurs in the collection or is a common word. What only makes a
    question a question (什么, 哪里 …) stays.

    Args:
        question: of either script.
        terms: of the collection, pairs of characters among them.

    Returns:
        A question of the same length; the same one if there is nothing to mend.
    """
    text, made = list(simplify_each(question)), list(question)
    asking = {at for match in QUESTION_WORDS.finditer("".join(text)) for at in range(*match.span())}
    for at, typed in enumerate(text):
        if at in asking or typed not in _sounds():
            continue
        meant = _meant(text, at, terms)
        if meant is not None:
            text[at] = made[at] = meant
    return "".join(made)


def _meant(text: Sequence[str], at: int, terms: Container[str]) -> str | None:
    """The homophone that fits the collection better than what was typed."""
    before, typed, after = text[max(0, at - 1) : at], text[at], text[at + 1 : at + 2]
    pairs = _pairs(before, typed, after)
    if all(pair in terms for pair in pairs):
        return None
    known = sum(pair in terms or pair in _words() for pair in pairs)
    meant = None
    for other in _sounds()[typed]:
        held = [pair for pair in _pairs(before, other, after) if pair in terms]
        if len(held) == 2:  # with both neighbours
            return other if known < len(held) else None
        if held and not known and meant is None and held[0] in _words():
            meant = other
    return meant


def _pairs(before: Sequence[str], character: str, after: Sequence[str]) -> list[str]:
    """A character with its neighbours, where these are Han."""
    pairs = [one + character for one in before if one in _sounds()]
    return pairs + [character + one for one in after if one in _sounds()]


@cache
def _tables() -> tuple[dict[str, str], frozenset[str]]:
    read = json.loads(_TABLES.read_text("utf-8"))
    words = (first + second for first, others in read["words"].items() for second in others)
    return {one: group for group in read["sounds"] for one in group}, frozenset(words)


def _sounds() -> dict[str, str]:
    """Character -> those that sound like it, itself among them."""
    return _tables()[0]


def _words() -> frozenset[str]:
    """Common words of two characters."""
    return _tables()[1]
