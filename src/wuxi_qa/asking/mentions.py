"""Mentions: the names and numbers of a question that can be looked for word by word.

Years, dates and other numbers, words in Latin letters, quoted names, and places. A question about
2020 or about 苏州 is seldom answered by a text that holds neither; the reader weighs this, and an
abstention names what is missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from wuxi_qa.asking import places
from wuxi_qa.asking.limits import is_decided
from wuxi_qa.asking.variants import other_spellings
from wuxi_qa.text import (
    HAN,
    LATIN,
    NUMBER,
    NUMERALS,
    QUOTATION_MARKS,
    contains_han,
    normalize,
    numeral_value,
    plain,
    quoted,
)

_QUOTED = re.compile(quoted("{2,16}"))
# “第12个”, “列出3条”, “100字以内”: how many are asked for, or which, not what the text says. Nor
# are “24小时”, which says all day, “3.” before a question and “（5分）” behind it.
_COUNT = re.compile(
    r"第\d+(?![\d年期届版页季月日])|(?<![\d.,])\d(?=[个条句点项种场大类])|\d+(?=个?字)|(?<!\d)24(?=个?小时)"
    r"|(?<=[前哪这])\d{1,2}(?=[名家位人篇步])"
    r"|^\W*(?:问题?|题|q)?\d{1,3}(?=[.、:)](?!\d))|(?<=\()\d{1,3}(?=分\))"
    # “1.甲是谁 2.乙是谁”
    r"|(?:(?<=[\s。!?;])|(?<=\D:))\(?\d{1,2}(?=[.、)](?!\d))"
    # “我今年65岁”, “8岁的孩子”, “我们12个人”: who asks, or for whom.
    r"|(?:我|咱)[^,。?!;\d]{0,8}\d{1,3}(?=周?岁|个?人(?![民员]))"
    r"|(?<!\d)\d{1,3}(?=周?岁的?(?:小?孩|老人|老太|儿[子童]|女儿|娃|宝宝|[爸妈父母爷奶]))"
)
_ENCLOSED = re.compile("[①-⒛⓪⓫-⓿❶-➓㈠-㈩㉑-㉟㊀-㊉㊱-㊿]|[0-9]\ufe0f?\u20e3")
_LATIN = re.compile(rf"{LATIN}{{2,}}")
# Named whole where a part is missing; 3月10号 and 3月10日 are one, so its numbers are looked for.
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}年\d{1,2}月(?:份)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RANKED = "(?:内|里|全省)?(?:排|居|列|名列|位|算|是第?几|第几)"
_WHOLE = ("全省", "我省", "本省", "省内")
_EVERYDAY = frozenset(("110", "119", "120", "122", "app", "wifi"))
"""What people say for the police, the fire brigade or a program, whatever a text calls them."""
_SAYS_NOTHING = frozenset(
    "hi hello hey ok okay please pls thanks thank thx vs faq question questions answer explain "
    "tell what who whom whose when where which why how many much is are was were be been do does "
    "did has have had can could will would should the an of and or to in on at for from with by "
    "about as this that these those there it its he she they his her their you your me my we "
    "our".split()
)
"""Greetings, and words of English that tell how something is asked, not of what."""
_ABBREVIATIONS = frozenset(("who", "it"))
"""Those of them that name something where they stand in capitals."""
# What a name with a number behind it does not hold: 共有12 counts, 本月12 is a day.
_NO_NAME = frozenset(
    "的是在有和与或了为于至到达约近超共第各每从比增减升降得分占计满逾过数量年月日时点号前后内外上下左右这那"
)
_LONGEST_NAME = 4
_QUOTE = f"[{''.join(QUOTATION_MARKS.values())}]"
_NAME = re.compile(rf"(?P<name>[{HAN}]{{2,{_LONGEST_NAME}}}){_QUOTE}?$")
# Not within a number; NFKC makes a comma of the ， before one.
_NO_NUMBER_BEFORE = r"(?<!\d)(?<!\d[.,:/])"
_BARE = re.compile(rf"{_NO_NUMBER_BEFORE}\d{{1,2}}(?!\d|[.,:/]\d|%)")
# Nothing that the number would count follows: 极光6的屏幕, not 极光6名队员.
_FUNCTION = "是的在和与及跟同比被由会能可何什哪怎为叫了吗呢于将已从以也都就"
_NO_UNIT = rf"(?![\d%℃°]|[.,:/]\d|{LATIN}|(?![{_FUNCTION}])[{HAN}])"
_BEHIND_NAME = re.compile(f"号|{_NO_UNIT}")
# Alone, enumerated or as a range: 1、3和5号楼, 8至11号楼.
_ANY_NUMBER = (
    r"(?<!\d)(?P<number>(?:\d{1,2}号?(?:[、,/和及与]|\s*[-~—–至到]\s*))*\d{1,2}"
    rf"|[{NUMERALS}]{{1,3}}(?=号))"
)
_COUNTED = re.compile(r"(?P<first>\d{1,2})号?(?:\s*[-~—–至到]\s*(?P<last>\d{1,2}))?")
_NUMBERED_THING = re.compile(
    "号(?:楼|院|线|馆|厅|桥|门|井|库|仓|矿|坑|船|艇|机|车|窗口|公寓|站台|码头|泊位|地块|病房|教室|展厅|展馆)"
)
_OFFICE = re.compile(rf"副?(?:(?!副)[{HAN}]长|主任|书记|主席|经理|总监|总裁)")
_NUMBERED = re.compile(rf"[{HAN}]{{2,4}}\d{{1,2}}|\d{{1,2}}号[{HAN}]{{1,2}}")


def mentions(question: str) -> list[str]:
    """Names and numbers in a question, normalised, in order, each once.

    Words in Latin letters count in questions that hold Han characters only, places in either
    language. Left out are greetings and words of English that only ask, and numbers that say how
    many things, or which of several, are asked for, that count the questions, or say who asks.
    """
    return list(
        dict.fromkeys(_mentioned(question, normalize(_ENCLOSED.sub(" ", question))).values())
    )


def _mentioned(question: str, text: str) -> dict[int, str]:
    """Place -> mention, in order, of a question and what it is normalised."""
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
    capitals = unicodedata.normalize("NFKC", question)
    named = {one for one in _ABBREVIATIONS if re.search(rf"(?<![A-Za-z]){one.upper()}", capitals)}
    return {at: found[at] for at in sorted(found) if found[at] not in _SAYS_NOTHING - named}


def unmet(question: str, knows: Callable[[str], bool], texts: Sequence[str] = ()) -> list[str]:
    """The mentions of a question that a collection lacks, which `knows` tells.

    A number or a Latin word is not missed that the collection spells otherwise (15日, 十五日), nor
    the number of somebody's own case where it has a limit (20分钟, 10分钟以上). A province is not
    missed beside a place that the collection has, as in 江苏无锡 and Wuxi, Jiangsu, nor where it is
    asked how such a place ranks in it (无锡在江苏排第几) and the collection says “the whole
    province”.

    Args:
        question: the question.
        knows: whether the collection has every term of a text.
        texts: those of the collection nearest to the question. Where they have 澜仓3 and no 澜仓2,
            澜仓2 is missing, be there a 2 elsewhere; where they have a 副局长 only, so is 局长.
    """
    text = normalize(_ENCLOSED.sub(" ", question))
    mentioned = _mentioned(question, text)
    numbered = _numbered(text, mentioned, texts)
    lacking = {at: one.is_lacking for at, one in numbered.items() if one.is_lacking is not None}
    missing = [
        numbered[at].said if at in numbered else mention
        for at, mention in mentioned.items()
        if lacking.get(at, not _met(text, at, mention, knows, texts))
    ]
    return [
        one
        for one in dict.fromkeys([*missing, *_held_by_others(text, texts)])
        if not places.is_province(one)
        or not (_beside_known(one, text, knows) or _known_as_whole(one, text, knows))
    ]


def _held_by_others(text: str, texts: Sequence[str]) -> list[str]:
    """Offices of a question that texts name with 副 only, or without: 副局长 is not 局长."""
    asked = dict.fromkeys(match[0] for match in _OFFICE.finditer(text))
    told = "\n".join(map(normalize, texts)) if asked else ""
    named = set(_OFFICE.findall(told))
    others = {one: one[1:] if one.startswith("副") else f"副{one}" for one in asked}
    # Who asks for both, asks which of them it is.
    return [
        one for one, other in others.items() if one not in named and other in named - set(asked)
    ]


class _Numbered(NamedTuple):
    """A number with what it tells apart: 澜仓2, 7号楼.

    Attributes:
        said: both, as the question has them.
        is_lacking: whether texts have others of these and not this one; None if they have none.
    """

    said: str
    is_lacking: bool | None


def _numbered(text: str, starts: Iterable[int], texts: Sequence[str]) -> dict[int, _Numbered]:
    """Those of the places in a question where a bare number stands with a name."""
    bare = [match for at in starts if (match := _BARE.match(text, at))]
    told = "\n".join(map(normalize, texts)) if bare else ""
    found = ((match.start(), _with_name(text, match, told)) for match in bare)
    return {at: one for at, one in found if one is not None}


def _with_name(text: str, number: re.Match[str], told: str) -> _Numbered | None:
    if thing := _NUMBERED_THING.match(text, number.end()):
        others = _numbers(_ANY_NUMBER + thing[0], told)
        lacking = int(number[0]) not in others if others else None
        return _Numbered(number[0] + thing[0], lacking)
    before = _NAME.search(text[max(0, number.start() - _LONGEST_NAME - 1) : number.start()])
    if before is None or not _BEHIND_NAME.match(text, number.end()):
        return None
    for size in range(_LONGEST_NAME, 1, -1):
        name = before["name"][-size:]
        others = _numbers(f"{name}{_QUOTE}?{_ANY_NUMBER}(?:{_BEHIND_NAME.pattern})", told)
        if others and len(name) == size and _NO_NAME.isdisjoint(name):
            return _Numbered(name + number[0], int(number[0]) not in others)
    return None


def _numbers(pattern: str, told: str) -> set[int]:
    return {n for match in re.finditer(pattern, told) for n in _counted(match["number"])}


def _counted(numbers: str) -> Iterator[int]:
    """All numbers of an enumeration with its ranges."""
    if not any(map(str.isdecimal, numbers)):
        yield numeral_value(numbers)
    for one in _COUNTED.finditer(numbers):
        yield from range(int(one["first"]), int(one["last"] or one["first"]) + 1)


def _met(
    text: str, at: int, mention: str, knows: Callable[[str], bool], texts: Sequence[str]
) -> bool:
    """Whether a collection has a mention, in its spelling or another, or a limit of its sort."""
    if _known(mention, knows) or any(map(knows, other_spellings(text, at, mention))):
        return True
    number = NUMBER.match(text, at)
    if number is None or plain(number[0]) != mention:
        return False
    return is_decided(text, number.end(), mention, texts)


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
    """Those that tell that a text does not answer: places, offices, dates, numbers, Latin words.

    Quotation marks are no such sign: people put them around words that they remember otherwise.
    Nor are words like 110 and app, for which a text may have others.
    """
    patterns = (_DATE, NUMBER, _NUMBERED, _LATIN, _OFFICE)
    return [
        one
        for one in missing
        if one not in _EVERYDAY
        and (places.is_name(one) or any(pattern.fullmatch(one) for pattern in patterns))
    ]


def instead(missing: Sequence[str], text: str) -> list[str]:
    """What a text has of the sort of what is missing: places for a place, years for a year.

    Countries for a country, cities for a city, provinces for a province, where it has any.
    """
    text = normalize(text)
    found: list[str] = []
    sorts = frozenset().union(*map(places.sorts_of, missing))
    if sorts:
        named = [text[start:end] for start, end in places.chinese_spans(text)]
        found += [one for one in named if not sorts.isdisjoint(places.sorts_of(one))] or named
    if any(map(_YEAR.fullmatch, missing)):
        found += [f"{year}年" for year in re.findall(rf"({_YEAR.pattern})年", text)]
    return list(dict.fromkeys(found))
