"""Restated: which of the words that a reader found only repeat what the question says.

“外墙是什么颜色” is answered by 深红色, though the text says 外墙是深红色; “谁设计了” by a name,
though an office stands before it.
"""

from __future__ import annotations

import re

from wuxi_qa.asking.wants import Wanted
from wuxi_qa.names import OFFICES
from wuxi_qa.text import HAN, simplify_each

_QUESTION_WORD = re.compile(r"什么|甚么|啥|哪|谁|多少|几|何")
_COPULA = re.compile(r"(?P<told>.{1,16}?)(?:是指|的是|是|为(?![了人])|有|叫做|叫|包括|即|：)")
_SAID_AGAIN = 0.8
"""Share of the characters before a copula that are the question's."""
_FEWEST_REPEATED = 2
_LEAD = re.compile(r"是指|是(?![否非])|位于")
_AT = re.compile(r"在(?![此世任职])")
_WHERE = re.compile(r"哪里|哪儿|在哪|何处|什么地[方点]")
_TAIL = re.compile(rf"(?:(?<=[{HAN}])的|(?<=[年月日])起)$")
_CALLED = re.compile(r"叫什么|什么名[字称]|[绰外]号|[别艺笔原]名|别称|[称叫][为作做]?什么")
_ALIAS = re.compile(r"(?<=[^（(])\s*[（(][^（）()]*[）)]\W*$")
_KIN = "[子女妻父母弟兄妹儿孙徒]"
_NAME = rf"[^、，。；和与及以的“”‘’「」『』《》（）()]{{2,}}(?<!{_KIN})"
_BEFORE_NAME = re.compile(rf"[^、，。；“”‘’《》（）()]*(?:{OFFICES}|家|的)(?={_NAME}$)")


def answering(words: str, wanted: Wanted) -> tuple[int, int]:
    """The part of found words that answers: `words[start:end]`, never empty.

    That is without the subject and the copula of the question, without a copula or 位于 at its
    start, 的 or 起 at its end; where a name is asked for, without an office before it or what it
    means in brackets behind. Of words that tell a reason or a manner only the copula is left out.

    Args:
        words: as found, of either script.
        wanted: what the question asks for.
    """
    said, asked = simplify_each(words), simplify_each(wanted.question)
    start, end = 0, len(said)
    leads = (_led,) if wanted.clause else (_restated, _repeated, _led)
    for lead in leads:
        start += _spared(lead(said[start:], asked), end - start)
    if wanted.who:
        start += _spared(_length(_BEFORE_NAME.match(said[start:])), end - start)
    if _CALLED.search(asked) and not wanted.clause:
        end -= _spared(_length(_ALIAS.search(said[start:])), end - start)
    return start, end - _spared(_length(_TAIL.search(said[start:end])), end - start)


def _spared(dropped: int, length: int) -> int:
    """How many characters to leave out, if any are left."""
    return dropped if length > dropped else 0


def _restated(said: str, asked: str) -> int:
    """How long the part before and with a copula is that says the question again."""
    found = _COPULA.match(said)
    if found is None:
        return 0
    told = found["told"]
    again = sum(character in asked for character in told)
    return found.end() if again >= _SAID_AGAIN * len(told) else 0


def _repeated(said: str, asked: str) -> int:
    """How many characters begin the words that stand before the question word, too."""
    word = _QUESTION_WORD.search(asked)
    before = asked[: word.start()] if word else ""
    sizes = range(min(len(before), len(said) - 2), _FEWEST_REPEATED - 1, -1)
    return next((size for size in sizes if before.endswith(said[:size])), 0)


def _led(said: str, asked: str) -> int:
    """How long the copula or the 在 is that the words begin with."""
    where = _WHERE.search(asked) is not None
    return _length(_LEAD.match(said) or (_AT.match(said) if where else None))


def _length(found: re.Match[str] | None) -> int:
    return found.end() - found.start() if found else 0
