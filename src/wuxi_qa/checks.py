"""Checks: what a caller asks, refused where it cannot be asked."""

from __future__ import annotations

import re
import unicodedata
from numbers import Integral, Real

from wuxi_qa.errors import QuestionError
from wuxi_qa.text import HAN

MAX_K = 100
DEFAULT_K = 8
SHORTEST_LIMIT, DEFAULT_LIMIT, LONGEST_LIMIT = 40, 400, 2000
"""Of the characters of a passage, beyond which a paragraph is split."""
MAX_QUESTION = 2000

# Text that was set, or recognised, with a space after every character.
_SPACED_OUT = re.compile(rf"(?<!\S)[{HAN}](?:\s+[{HAN}](?!\w)){{2,}}(?:\s+(?=[，。？！?!]))?")


def checked_question(question: object) -> str:
    """Strip a question and refuse what cannot be asked.

    Characters that cannot be seen (U+FEFF, U+200B, control characters …) are left out: they come
    along when text is copied, and part words. So are the spaces between three or more Han
    characters that stand one by one.

    Raises:
        QuestionError: no text, empty, too long, or without any letter or digit.
    """
    if not isinstance(question, str):
        raise QuestionError("A question is text", expected="str", found=type(question).__name__)
    question = "".join(filter(_can_be_seen, question)).strip()
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            "The question is too long",
            expected=f"at most {MAX_QUESTION} characters",
            found=len(question),
        )
    if any(unicodedata.category(character) == "Cs" for character in question):
        raise QuestionError("The question is not valid text", found="undecodable bytes")
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question holds no word", found=question or "nothing")
    return _SPACED_OUT.sub(lambda match: "".join(match[0].split()), question)


def _can_be_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in {"Cf", "Cc"}


def checked_k(k: object) -> int:
    """How many passages to consider.

    Raises:
        QuestionError: no whole number, or not in 1 to 100.
    """
    if isinstance(k, bool) or not isinstance(k, Integral) or not 1 <= int(k) <= MAX_K:
        raise QuestionError("k is out of range", expected=f"1 to {MAX_K}", found=repr(k))
    return int(k)


def checked_confidence(value: object) -> float:
    """A probability to abstain below.

    Raises:
        QuestionError: no number, or not in 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise QuestionError("min_confidence is out of range", expected="0 to 1", found=repr(value))
    return float(value)
