"""Words with their parts of speech, and pools of words of one kind to swap among."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import jieba
import jieba.posseg

jieba.setLogLevel(logging.ERROR)

_KINDS = {
    "nr": "person",
    "nrfg": "person",
    "nrt": "person",
    "ns": "place",
    "nt": "body",
    "nz": "name",
    "t": "time",
    "m": "number",
    "n": "noun",
    "vn": "noun",
    "v": "verb",
    "a": "quality",
    "eng": "name",
}
NAMED = frozenset({"person", "place", "body", "name", "time", "number", "title"})
_QUESTION = frozenset(
    "什么 哪里 哪个 哪些 多少 几个 怎么 怎样 如何 为什么 为何 何时 时候 哪年 哪一年 地方 名字 "
    "请问 是否 哪位 何处 何人 原因 属于 位于 包括 担任 成为 可以 没有 称为 进行 认为 叫做 "
    "一个 一种 有何 谁人 问题 主要 情况".split()
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


class Word(NamedTuple):
    """A word of a text and its kind: person, place, …, or "" where swapping makes no sense."""

    text: str
    kind: str


def words_of(text: str) -> list[Word]:
    """Cut a text into words; joined they are the text again."""
    return [Word(w, _kind(w, flag)) for w, flag in jieba.posseg.cut(text)]


def _kind(word: str, flag: str) -> str:
    if word in _QUESTION:
        return ""
    if _DIGITS.fullmatch(word):
        return "number"
    if len(word) < 2 and flag not in {"m", "ns"}:
        return ""
    return _KINDS.get(flag, "")


class Pools:
    """Words by kind, from which a swap draws another of the same kind."""

    def __init__(self, texts: Iterable[Sequence[Word]], titles: Iterable[str]) -> None:
        found: dict[str, set[str]] = {"title": {t for t in titles if 2 <= len(t) <= 20}}
        for words in texts:
            for word in words:
                if word.kind:
                    found.setdefault(word.kind, set()).add(word.text)
        self._words = {kind: sorted(words) for kind, words in found.items()}

    def another(self, word: str, kind: str, absent: str, rng: random.Random) -> str | None:
        """A word of the kind that does not occur in the text `absent`; the likest of several."""
        digits = _DIGITS.search(word)
        if kind in {"number", "time"} and digits:
            return _other_number(word, digits, absent, rng)
        draws = [rng.choice(self._words[kind]) for _ in range(24 if kind == "title" else 8)]
        fit = [d for d in draws if d not in absent and d not in word and word not in d]
        return max(fit, key=lambda d: _likeness(word, d), default=None)


def _likeness(word: str, other: str) -> float:
    """Same last character (县, 大学, 铁路 …) and same length make a swap hard to notice."""
    return (
        2.0 * (word[-1] == other[-1])
        + (word[-2:] == other[-2:])
        - 0.2 * abs(len(word) - len(other))
    )


def _other_number(word: str, digits: re.Match[str], absent: str, rng: random.Random) -> str | None:
    value = digits.group()
    for _ in range(8):
        if len(value) == 4 and value.isdigit() and value[:2] in {"16", "17", "18", "19", "20"}:
            other = str(int(value) + rng.choice((-30, -11, -10, -5, -2, -1, 1, 2, 3, 10, 12, 20)))
        else:
            other = "".join(rng.choice("123456789") if c.isdigit() else c for c in value)
        if other != value and other not in absent:
            return word[: digits.start()] + other + word[digits.end() :]
    return None
