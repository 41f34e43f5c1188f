"""Mentions: the names and numbers of a question that can be looked for word by word.

Years, dates and other numbers, words in Latin letters, quoted names, and places. A question about
2020 or about 苏州 is seldom answered by a text that holds neither; the reader weighs this, and an
abstention names what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wuxi_qa import places
from wuxi_qa.text import LATIN, NUMBER, contains_han, normalize, plain

_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"]{2,16})[”」』》\"]")
# “第12个”, “列出3条”, “100字以内”: how many are asked for, or which, not what the text says. Nor
# are “24小时”, which says all day, “3.” before a question and “（5分）” behind it.
_COUNT = re.compile(
    r"第\d+(?![\d年期届版页季月日])|(?<![\d.,])\d(?=[个条句点项种场大类])|\d+(?=个?字)|(?<!\d)24(?=个?小时)"
    r"|^\W*(?:问题?|题|q)?\d{1,3}(?=[.、:)](?!\d))|(?<=\()\d{1,3}(?=分\))"
)
_LATIN = re.compile(rf"{LATIN}{{2,}}")
# Named whole where a part is missing; 3月10号 and 3月10日 are one, so its numbers are looked for.
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}年\d{1,2}月(?:份)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RANKED = "(?:内|里|全省)?(?:排|居|列|名列|位|算|是第?几|第几)"
_WHOLE = ("全省", "我省", "本省", "省内")
_EVERYDAY = frozenset(("110", "119", "120", "122", "app", "wifi"))
"""What people say for the police, the fire brigade or a program, whatever a text calls them."""
_GREETINGS = frozenset("hi hello hey ok okay please pls thanks thx vs faq".split())


def mentions(question: str) -> list[str]:
    """Names and numbers in a question, normalised, in order, each once.

    Words in Latin letters count in questions that hold Han characters only, places in either
    language. Left out are greetings, and numbers that say how many things, or which of several,
    are asked for.
    """
    text = normalize(question)
    counts = {at for match in _COUNT.finditer(text) for at in range(*match.span())}
    patterns = (_QUOTED, NUMBER, *([_LATIN] if contains_han(text) else []))
    found = {
        match.start(): plain(match[match.lastindex or 0])
        for pattern in patterns
        for match in pattern.finditer(text)
        if pattern is not NUMBER or match.start() not in counts
    }
    whole = [*places.chinese_spans(text), *places.english_spans(text)]
    for start, end in (*whole, *(match.span() for match in _DATE.finditer(text))):
        found = {at: one for at, one in found.items() if not start <= at < end}
        found[start] = text[start:end]
    named = dict.fromkeys(found[start] for start in sorted(found))
    return [one for one in named if one not in _GREETINGS]


def unmet(question: str, knows: Callable[[str], bool]) -> list[str]:
    """The mentions of a question that a collection lacks, which `knows` tells.

    A province is not missed beside a place that the collection has, as in 江苏无锡 and Wuxi,
    Jiangsu, nor where it is asked how such a place ranks in it (无锡在江苏排第几) and the
    collection says “the whole province”.
    """
    missing = [mention for mention in mentions(question) if not _known(mention, knows)]
    text = normalize(question)
    return [
        one
        for one in missing
        if not places.is_province(one)
        or not (_beside_known(one, text, knows) or _known_as_whole(one, text, knows))
    ]


def _known(mention: str, knows: Callable[[str], bool]) -> bool:
    if _DATE.fullmatch(mention):
        # 3月 and 03月 are one.
        numbers = (number.lstrip("0") for number in NUMBER.findall(mention))
        return all(knows(number) or knows(number.zfill(2)) for number in numbers)
    return knows(mention) or any(knows(name) for name in places.meant_by(mention))


def _beside_known(province: str, text: str, knows: Callable[[str], bool]) -> bool:
    """Whether known places stand beside a province wherever it is named."""
    if contains_han(province):
        ends = (match.end() for match in re.finditer(f"{province}省?", text))
        beside = [places.at(text, end) for end in ends]
    else:
        starts = (match.start() for match in re.finditer(rf"\b{province}\b", text))
        beside = [places.before(text, start) for start in starts]
    return all(place is not None and _known(place, knows) for place in beside)


def _known_as_whole(province: str, text: str, knows: Callable[[str], bool]) -> bool:
    """Whether it is asked what ranks how in a province that texts on its city call 全省."""
    if not any(map(knows, _WHOLE)):
        return False
    cities = set(filter(knows, places.cities_of(province)))
    if re.search(rf"在{province}省?{_RANKED}|\brank.* in {province}\b", text):
        return bool(cities)
    named = [text[start:end] for start, end in places.chinese_spans(text)]
    return f"在{province}" in text and not cities.isdisjoint(named)


def telling(missing: Sequence[str]) -> list[str]:
    """Those that tell that a text does not answer: places, dates, numbers and Latin words.

    Quotation marks are no such sign: people put them around words that they remember otherwise.
    Nor are words like 110 and app, for which a text may have others.
    """
    patterns = (_DATE, NUMBER, _LATIN)
    return [
        one
        for one in missing
        if one not in _EVERYDAY
        and (places.is_name(one) or any(pattern.fullmatch(one) for pattern in patterns))
    ]


def instead(missing: Sequence[str], text: str) -> list[str]:
    """What a text has of the sort of what is missing: places for a place, years for a year."""
    text = normalize(text)
    found: list[str] = []
    if any(map(places.is_name, missing)):
        found += [text[start:end] for start, end in places.chinese_spans(text)]
    if any(map(_YEAR.fullmatch, missing)):
        found += [f"{year}年" for year in re.findall(rf"({_YEAR.pattern})年", text)]
    return list(dict.fromkeys(found))
