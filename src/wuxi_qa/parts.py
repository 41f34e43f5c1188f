"""Parts: questions that ask one thing after another.

“公安局局长是谁，会议是哪天开的” is answered in two places. A reader that gives one span answers
one half and passes over the other in silence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.text import QUESTION_WORDS, simplify_each

MOST_PARTS = 3

_LONGEST_QUESTION, _LONGEST_PART, _SHORTEST_PART = 80, 36, 2
"""In characters: who tells a story first asks one thing in the end."""

_CUT = re.compile(
    r"[？?]+\s*|(?:[，；;。、]|,(?!\s*[a-z]))\s*|(?:以及|还有|并且)(?=.)"
    r"|\s+and\s+(?=(?:who|whom|whose|what|when|where|which|why|how)\b)",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(
    r"谁|哪[一二两三四五六七八九几]?.?|(?:为|做|干)?什么|啥|(?<!乎)几[个项种位名人年月号点天岁家场次条类]|多少"
    r"|多[大长久高远]|何[时地人种年]|为何|如何|怎么|怎样|几[多成]"
    r"|^(?:who|whom|whose|what|when|where|which|why|how)\b",
    re.IGNORECASE,
)
# An indefinite 什么, 谁 or 哪, a condition, hearsay, a rhetorical question, or a choice.
_ASKS_NOTHING = re.compile(
    r"如果|情况下|条件下|要是|假如|假设|万一|说是|听说|不[知晓]|不懂|不清|不管|无论|不论|有些|有人|说[什啥]"
    r"|[个些]什么|(?:什么|啥|谁|哪|怎么).{0,4}[都也]|[不没](?:什么|怎么|谁|哪|啥)|怎么这么|要[不没]|哪看|还是|^说"
    r"|^[那这]?几[个家名位]|几[^，]{1,3}(?:以后|之后|里)|好奇|记得|知道|该不该|^[我咱俺]"
)
_OPENER = re.compile(
    r"^(?:(?:请问一?下?|那么|那|另外|还有|以及|并且|而且|同时|再问一?下?|我?想(?:问|知道)一?下?)"
    r"[，,：: ]?)+"
)
_END = re.compile(r"(?:是|在|有|叫|由|于|为|的|到底|究竟|分别|一?共|总共|大概|大约)+$")
_PRONOUN = re.compile(r"^(?:他们?|她们?|它们?|其|这位|这人)的?")
# What cannot be asked without knowing of whom or what.
_NEEDS_SUBJECT = re.compile(
    rf"^(?:{QUESTION_WORDS.pattern}|[在是有叫于由从多几何为去又还各]|现在|今年|如今|主要|总?共|一共|都有)"
)
_FEWEST = 3
"""Characters that tell what is asked for; a part with fewer is asked of the first one's subject."""


class Part(NamedTuple):
    """One of the things that a question asks.

    Attributes:
        said: in the question's words.
        asked: a question that can stand alone.
    """

    said: str
    asked: str


def parts_of(question: str) -> list[Part]:
    """The things that a question asks one after the other.

    A part that names nothing, such as “什么时候上任”, is asked of what the first one asks about.

    Returns:
        Two or three; none if the question asks one thing, as far as its form tells.
    """
    if len(question) > _LONGEST_QUESTION:
        return []
    said = [_OPENER.sub("", one.strip()) for one in _CUT.split(question.strip())]
    said = [one for one in said if any(character.isalnum() for character in one)]
    if not 1 < len(said) <= MOST_PARTS or not all(map(_asks, said)):
        return []
    subject = _subject(said[0])
    return [Part(said[0], said[0]), *(Part(one, _alone(one, subject)) for one in said[1:])]


def _asks(clause: str) -> bool:
    plain = simplify_each(clause)
    return (
        _SHORTEST_PART <= len(plain) <= _LONGEST_PART
        and _INTERROGATIVE.search(plain) is not None
        and _ASKS_NOTHING.search(plain) is None
    )


def _subject(clause: str) -> str:
    """What a question asks about: what stands before its interrogative, or else behind it."""
    found = _INTERROGATIVE.search(simplify_each(clause))
    if found is None:
        return ""
    before = _END.sub("", clause[: found.start()])
    return before or clause[found.end() :]


def _alone(clause: str, subject: str) -> str:
    plain = simplify_each(clause)
    if plain.isascii():
        return clause
    pronoun = _PRONOUN.match(plain)
    if pronoun is not None:
        return subject + clause[pronoun.end() :]
    telling = QUESTION_WORDS.sub("", plain)
    if len(telling) < _FEWEST or _NEEDS_SUBJECT.match(plain):
        return subject + clause
    return clause
