"""Choices: questions that name several things and ask which of them it is.

“三大子系统里，哪一个要组建巡防队” shares most of its words with the paragraph that lists
the three, and so does “是在街面巡控、感知数控还是基础管控里提出的”; what tells the one from the
others stands elsewhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.text import HAN, NUMERALS, simplify_each

NUMERAL = f"两{NUMERALS[1:]}几"
"""Those by which questions count several things."""
_COUNTERS = "个项种类条场样支家位处座所点步"
COUNTED = rf"(?:[{NUMERAL}]|\d{{1,3}})[大{_COUNTERS}]"
"""How several things are counted before their name: 三大, 两项."""
_INSIDE = "(?:当中|之中|之间|里面|里头|里|中(?!心))"
_ITEM = r"[^，,。：:？?、]{2,16}"
_WHICH = f"哪(?:一|[{_COUNTERS}])"
_ASKS_WHICH = re.compile(f"{_WHICH}|还是|是谁")
# 三大子系统里，哪一个 …, not 第三个 …, nor 三大中心城市 …
_OF_A_SET = re.compile(
    rf"(?:^|(?<=[，,]))[^，,。？?第]{{0,20}}{COUNTED}"
    rf"(?P<kind>[^，,。？?]{{2,16}}?|[^，,。？?]?){_INSIDE}"
    rf"(?:[，,](?=.*{_WHICH})|(?={_WHICH})|(?=[^，,。？?]+的是{_WHICH}))"
)
# … 是甲、乙还是丙；… 属于甲、乙、丙中的哪一个
_LISTED = re.compile(
    rf"(?P<items>[^，,。：:？?、是在于归由]{{2,16}}(?:、{_ITEM}?)+)"
    rf"(?:[，,]?还是(?P<last>{_ITEM}?)(?:{_INSIDE}|(?=[，,。？?]|$))|(?:[和与或]{_ITEM}?)?"
    rf"(?:[这{NUMERAL}]+[大{_COUNTERS}])?{_INSIDE}的?(?={_WHICH}))"
)
# 甲和乙 alone may be what is asked about, as in 甲和乙由哪家承建; a choice ends before 哪, as in
# 甲和乙哪个 and 甲与乙里的哪项.
_OFFERS = re.compile(
    r"、|还是|[”’》」][“‘《「]|[和与或](?!哪)[^和与或的]{2,12}(?:[中里内间]|[,，:：]|[”’》」])"
    rf"[^,，]{{0,6}}(?:哪|是谁)|或者|[和与或][^和与或的]{{2,6}}(?<![是在于归由]){_WHICH}"
)
_BETWEEN = re.compile(r"、|还是|[和与或]|(?<=[”’》」])(?=[“‘《「])")
# What stands between the last thing and the question word; the wider counters end names, too:
# 海事处.
_BEHIND = re.compile(
    rf"[，,：:？?]|[中里内]|{COUNTED}(?={_INSIDE}|哪)"
    r"|[一两二三四五六七八九十]?[个项种场条支家类样]|哪"
)
_KIND = re.compile(f"[{HAN}]{{2,}}")
_AROUND = "，。、；：！？,;:!?|｜ \t\u3000“”‘’《》「」"
_LONGER = 2
"""Characters that the last thing offered may have more than the longest before it."""
_EMPTY = re.compile(rf"哪[一{_COUNTERS}]*|[是的在]")
_FEWEST = 2
"""Characters that the rest of a question must have to ask anything."""


class Offered(NamedTuple):
    """What a question offers to choose from, Simplified.

    Attributes:
        things: in the order given; the first may have words before it. Empty if none is named.
        kind: of what sort they are, 子系统 in “三大子系统里哪一个”; empty if it names none.
        rest: the question without what it offers; None where that is not sure, or is all of it.
    """

    things: tuple[str, ...]
    kind: str
    rest: str | None


def offered(question: str) -> Offered | None:
    """What a question, of either script, offers to choose from; None if it offers nothing."""
    asked = simplify_each(question)
    if not _ASKS_WHICH.search(asked):
        return None
    found = Offered(_things(asked), _kind(asked), _rest(asked))
    return found if any(found) else None


def without_choices(question: str) -> str | None:
    """A question without the things that it offers to choose from.

    Returns:
        The rest, Simplified; None if the question offers none, or is nothing else.
    """
    found = offered(question)
    return found.rest if found else None


def _things(asked: str) -> tuple[str, ...]:
    if not _OFFERS.search(asked):
        return ()
    *parts, last = _BETWEEN.split(asked)
    cut = next((m.start() for m in _BEHIND.finditer(last) if m.start() > 1), len(last))
    return tuple(part.strip(_AROUND) for part in (*parts, last[:cut])) if parts else ()


def _kind(asked: str) -> str:
    found = _OF_A_SET.search(asked)
    # In quotation marks it is a name of the whole set: “三个硬实力”里.
    return found["kind"] if found and _KIND.fullmatch(found["kind"]) else ""


def _rest(asked: str) -> str | None:
    rest = _LISTED.sub(_left_out, _OF_A_SET.sub("", asked, count=1), count=1)
    telling = sum(character.isalnum() for character in _EMPTY.sub("", rest))
    return rest if rest != asked and telling >= _FEWEST else None


def _left_out(match: re.Match[str]) -> str:
    """Nothing, or all of it where what stands last is more than one of the things."""
    longest = max(map(len, match["items"].split("、")))
    return match[0] if len(match["last"] or "") > longest + _LONGER else ""
