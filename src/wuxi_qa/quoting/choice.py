"""Choice: where a text names the one thing, of several that a question offers."""

from __future__ import annotations

import re

from wuxi_qa.asking.choices import Offered
from wuxi_qa.quoting.marks import Span, clause, sentence, trimmed
from wuxi_qa.text import simplify_each

_SHORTEST_THING, _SHORTEST_KIND = 3, 2
_DENIES = re.compile(
    "不(?![但仅断同锈]|动产|少于|限于)|没|未|无(?![锡人线论])|禁|勿|非(?![常遗洲])|暂停|闭馆|取消|落选|谢绝"
)


def chosen(text: str, offered: Offered | None) -> Span | None:
    """Where a text names the one thing, of several in the question, that it is about.

    “属于甲、乙、丙中的哪一项” is answered by words that seldom hold the name; the passage names it
    elsewhere. Likewise “三大子系统里哪一个”: the clause that first says 子系统, or 系统.

    Returns:
        A span; None if the question offers no choice, or the text names none of the things,
        several, or only one that it denies: 暂不支持微信支付.
    """
    if offered is None:
        return None
    said = simplify_each(text)
    named = {span for thing in offered.things if (span := _named(said, thing, _SHORTEST_THING))}
    if len(named) == 1:
        return _affirmed(said, named.pop())
    found = None if named else _named(said, offered.kind, _SHORTEST_KIND)
    if found is None:
        return None
    return trimmed(text, clause(text, found, limits=sentence(text, found)))


def _affirmed(said: str, span: Span) -> Span | None:
    """A span, if its clause denies nothing."""
    start, end = clause(said, span, limits=sentence(said, span))
    return None if _DENIES.search(said, start, end) else span


def _named(said: str, name: str, shortest: int) -> Span | None:
    """The first place of the longest end of a name that a text holds."""
    for length in range(len(name), shortest - 1, -1):
        at = said.find(name[-length:])
        if at >= 0:
            return Span(at, at + length)
    return None
