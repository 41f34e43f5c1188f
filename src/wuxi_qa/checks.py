"""Checks: what a caller asks, refused where it cannot be asked."""

from __future__ import annotations

import unicodedata
from numbers import Real

from wuxi_qa.errors import QuestionError

MAX_K = 100
DEFAULT_K = 8
MAX_QUESTION = 2000


def checked_question(question: str) -> str:
    """Strip a question and refuse what cannot be asked.

    Raises:
        QuestionError: empty, too long, or without any letter or digit.
    """
    question = question.strip()
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
    return question


def checked_k(k: object) -> int:
    """How many passages to consider.

    Raises:
        QuestionError: no whole number, or not in 1 to 100.
    """
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= MAX_K:
        raise QuestionError("k is out of range", expected=f"1 to {MAX_K}", found=k)
    return k


def checked_confidence(value: object) -> float:
    """A probability to abstain below.

    Raises:
        QuestionError: no number, or not in 0 to 1.
    """
    if not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise QuestionError("min_confidence is out of range", expected="0 to 1", found=repr(value))
    return float(value)
