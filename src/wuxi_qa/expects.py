"""Expectations: whether words can be what a question asks for, by their form alone.

A question for a number is not answered by words without one, nor a question for a time. The
reader weighs this beside what it has read.
"""

from __future__ import annotations

import re

from wuxi_qa.text import normalize

_NUMERAL = r"[\d〇零一二三四五六七八九十百千万亿两半]"
_ASKS_FOR_NUMBER = re.compile(
    # 哪几 asks which ones, not how many.
    r"多少|多[大长高远久宽重深快]|(?<!哪)几(?![乎何率])|百分之"
    r"|how (?:many|much|long|old|far|big|often)"
)
_ASKS_FOR_TIME = re.compile(
    r"什么时[候间]|啥时候|何时|何年|哪一?[年天日月]|几[月号点]|\bwhen\b|what (?:year|date|day|time)"
)
_IS_NUMBER = re.compile(_NUMERAL)
_IS_TIME = re.compile(rf"{_NUMERAL}|[年月日号时天周春夏秋冬昨今明]|世纪|期间|刚刚|以来|之[前后]")


def mismatched(question: str, words: str) -> bool:
    """Whether the question asks for a number or a time and the words hold none."""
    asked, said = normalize(question), normalize(words)
    if _ASKS_FOR_TIME.search(asked):
        return _IS_TIME.search(said) is None
    return _ASKS_FOR_NUMBER.search(asked) is not None and _IS_NUMBER.search(said) is None
