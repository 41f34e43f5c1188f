"""Spelling: typing errors of a question, mended by what the collection says.

Chinese is typed by sound, and the wrong character of the right sound chosen: 反炸中心 for 反诈中心.
What is typed so is mostly no word, and not in the collection; what is meant is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from wuxi_qa.asking.places import chinese_spans
from wuxi_qa.names import is_person_name
from wuxi_qa.text import HAN, QUESTION_WORDS, simplify_each
from wuxi_qa.words import is_word, sounds

_NUMERALS = frozenset("零一二两三四五六七八九十百千万亿几半")
_FUNCTION_WORDS = frozenset(
    "在有和与或为由里中上下内外前后着过说被把从向对将就都也还又再不没很更最会能要可该让给啥何其"
)
_PAIR = 2
# 杨光是谁, 程立是哪年入职的: a name, however much 阳光 and 成立 the text has.
_HEAD_NAME = re.compile(
    rf"(?:^|(?<=[，。？\s]))[{HAN}]{{2,3}}(?=是(?:谁|哪|什么|干什么|做什么|何)|的|叫什么|在哪|多大|几岁)"
)
SMALL = 10_000
"""Terms of a collection up to which chance seldom makes a pair fit; an article has 3,000."""


def mended(question: str, terms: Set[str]) -> str:
    """A question with the homophones in it that the collection has instead of what was typed.

    A character is replaced where no pair of it with a neighbour is a common word or occurs in the
    collection, and where a homophone makes two pairs that do occur, one of them a common word. In
    a small collection two pairs will do, or one, a common word, if there is but one neighbour.
    Numerals, names of places, and what only makes a question a question (什么, 哪里 …) stay.

    Args:
        question: of either script.
        terms: of the collection, pairs of characters among them.

    Returns:
        A question of the same length; the same one if there is nothing to mend.
    """
    text, made = list(simplify_each(question)), list(question)
    kept = _kept("".join(text))
    for at, typed in enumerate(text):
        if at not in kept and typed in sounds() and typed not in _NUMERALS:
            meant = _meant(text, at, terms)
            if meant is not None:
                text[at] = made[at] = meant
    return "".join(made)


def _kept(text: str) -> set[int]:
    """Places of question words, of names of places and of those of persons at the head."""
    spans = [match.span() for match in QUESTION_WORDS.finditer(text)]
    named = [match.span() for match in _HEAD_NAME.finditer(text) if is_person_name(match[0])]
    return {at for span in (*spans, *named, *chinese_spans(text)) for at in range(*span)}


def _meant(text: Sequence[str], at: int, terms: Set[str]) -> str | None:
    """The homophone that fits the collection where what was typed does not."""
    before, typed, after = text[max(0, at - 1) : at], text[at], text[at + 1 : at + 2]
    if any(pair in terms or is_word(pair) for pair in _pairs(before, typed, after)):
        return None
    lone = None
    for other in sounds()[typed]:
        pairs = [pair for pair in _pairs(before, other, after) if _NUMERALS.isdisjoint(pair)]
        if not pairs or not all(pair in terms for pair in pairs):
            continue
        common = any(map(is_word, pairs))
        if len(pairs) == _PAIR and (common or len(terms) <= SMALL):
            return other
        if common and len(terms) <= SMALL and typed not in _FUNCTION_WORDS:
            lone = lone or other
    return lone


def _pairs(before: Sequence[str], character: str, after: Sequence[str]) -> list[str]:
    """A character with its neighbours, where these are Han."""
    pairs = [one + character for one in before if one in sounds()]
    return pairs + [character + one for one in after if one in sounds()]
