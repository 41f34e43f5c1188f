"""Choices: questions that name several things and ask which of them it is.

“三大子系统里，哪一个要组建巡防队” shares most of its words with the paragraph that lists
the three, and so does “是在街面巡控、感知数控还是基础管控里提出的”; what tells the one from the
others stands elsewhere.
"""

from __future__ import annotations

import re

from wuxi_qa.text import NUMERALS, simplify_each

NUMERAL = f"两{NUMERALS[1:]}几"
"""Those by which questions count several things."""
_INSIDE = "(?:当中|之中|之间|里面|里头|里|中)"
_ITEM = r"[^，,。：:？?、]{2,16}"
_WHICH = "哪(?:一|[个项种场条支家类位样座所处])"
_ASKS_WHICH = re.compile(f"{_WHICH}|还是")
# 三大子系统里，哪一个 …, not 第三个 …, nor 三大中心城市 …
_OF_A_SET = re.compile(
    rf"^[^，,。？?第]{{0,20}}(?:[{NUMERAL}]|\d+)(?:大|个|项|种|类|条|场|样|支|家|位|处|座|所|点|步)"
    rf"[^，,。？?]{{0,16}}{_INSIDE}(?:[，,](?=.*{_WHICH})|(?={_WHICH})|(?=[^，,。？?]+的是{_WHICH}))"
)
# … 是甲、乙还是丙；… 属于甲、乙、丙中的哪一个
_LISTED = re.compile(
    rf"(?P<items>[^，,。：:？?、是在于归由]{{2,16}}(?:、{_ITEM}?)+)"
    rf"(?:[，,]?还是(?P<last>{_ITEM}?)(?:{_INSIDE}|(?=[，,。？?]|$))|(?:[和与或]{_ITEM}?)?"
    rf"(?:[这{NUMERAL}]+[个项种类条场家])?{_INSIDE}的?(?={_WHICH}))"
)
_LONGER = 2
"""Characters that the last thing offered may have more than the longest before it."""
_EMPTY = re.compile(r"哪[一个项种场条支家类位样]*|[是的在]")
_FEWEST = 2
"""Characters that the rest of a question must have to ask anything."""


def without_choices(question: str) -> str | None:
    """A question without the things that it offers to choose from.

    Returns:
        The rest, Simplified; None if the question offers none, or is nothing else.
    """
    asked = simplify_each(question)
    if not _ASKS_WHICH.search(asked):
        return None
    rest = _LISTED.sub(_offered, _OF_A_SET.sub("", asked, count=1), count=1)
    telling = sum(character.isalnum() for character in _EMPTY.sub("", rest))
    return rest if rest != asked and telling >= _FEWEST else None


def _offered(match: re.Match[str]) -> str:
    """Nothing, or all of it where what stands last is more than one of the things."""
    longest = max(map(len, match["items"].split("、")))
    return match[0] if len(match["last"] or "") > longest + _LONGER else ""
