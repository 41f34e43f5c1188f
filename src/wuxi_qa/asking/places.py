"""Places: the names of Chinese provinces and cities and of countries, in Chinese and English.

A question in English names 苏州 as Suzhou, which may be 宿州 as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from wuxi_qa.text import HAN

_FILE = Path(__file__).parents[1] / "data" / "places.json"
"""Made by `scripts/make_places.py`, whose text says of what."""

_SORTS = ("provinces", "cities", "countries")

# Everyday words that run over into the name of a place.
_NO_PLACE = re.compile(
    "周六安|星期六安|六安[排置装]|推广安|平衡水|均衡水|[确担环社医]保定|[舞平前后]台[中南]|[重盛]大庆"
    "|大庆[典祝]|[黄运淮]河[南北]|河南岸|[出入]海口|日照[时量强充常样旧例片相]|[西东]南通|[长松]江[西门]|太湖[南北]"
    "|[泰华]山[东西]|(?<!山)东西安|三明治|大理[石论]|重大理|公开封|开封[闭条后前时]|[美秀]丽水|集中卫|中卫生|[今明昨每]天水"
    "|南平台|[今当近昨明每次]日本[市报次地院月周区县镇街校公司]|[办方司立执]法国|国泰安|[决一]定西"
    "|[英美法德泰韩]国际|[国安华康永恒鼎]泰国|[精群]英国|(?<=[翻跨穿])越(?=南)|越南岭|(?<![云河湖海越淮济渭])南非[常法物遗]|朝鲜[族战]|也门[口槛票]"
    "|尘埃及|[参增追添附]加纳|加纳税|才智利|江波兰|荷兰[豆猪]|刚果断|苏丹[红草]|古巴[蜀比]|[以之]南非|巴林[左右石]"
    "|大巴西|马里兰|罗马里|那曲[子调]|希腊字"
    "|[节假周生]日照|长春[节季游]|最大连|两大连锁|[完建组变构]成都|[公保]安庆祝|新余额"
    "|股东营|经营口"
    # 东湖南门, 香山东路, 沙河北站
    rf"|(?![的在是和与从到去来往])[{HAN}][湖河山][东西南北](?=门(?![店户诊])|站(?![点长])|路(?![段上线])|[岸侧街坡麓])"
    "|护城河[南北]"
    "|[复混配]合肥|大同小异|平安[顺阳]|新乡[贤村]|最长春|大理由|山西路"
)
# Given names that are written like a city: Wang Jinhua. Preceded by one of the usual surnames.
_SURNAMES = (
    "bai cai cao chen cheng cui deng ding dong du fan fang feng fu gao ge gong gu guo han he "
    "hou hu huang jia jiang jin kong li liang liao lin liu long lu luo lv ma mao meng pan "
    "peng qian qin qiu ren shao shen shi song su sun tan tang tao tian wan wang wei wu xia "
    "xiao xie xu xue yan yang yao ye yin yu yuan zeng zhang zhao zheng zhong zhou zhu zou"
).split()
# Smaller ones, which may be written like a city elsewhere: Baoshan District is 宝山区, not 保山.
_SMALLER = (
    r"(?:districts?|count(?:y|ies)|towns?|townships?|villages?|roads?|streets?|avenue|bridge)"
)

# What may stand between a city and its province.
_BETWEEN = re.compile(r"(?: city)?,? ?(?:in )?", re.IGNORECASE)


def chinese_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the names of places in a Simplified text."""
    return [match.span() for match in _chinese().finditer(_NO_PLACE.sub(_blank, text))]


def english_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the names of places in an English text, in whatever case."""
    return [match.span() for match in _english().finditer(text.replace("’", "'"))]


def is_name(text: str) -> bool:
    """Whether a text is the name of a place, in Chinese or English."""
    return _chinese().fullmatch(text) is not None or bool(meant_by(text))


def meant_by(text: str) -> tuple[str, ...]:
    """The Chinese names of what a name in English may mean; empty if it is none."""
    return _meant().get(text.lower().replace("’", "'"), ())


def sorts_of(name: str) -> frozenset[str]:
    """What a name, in either language, may be that of: `provinces`, `cities`, `countries`."""
    meant = meant_by(name) or (name,)
    return frozenset(sort for sort in _SORTS if not _read()[sort].keys().isdisjoint(meant))


def is_province(text: str) -> bool:
    """Whether a name, in either language, is that of a province and of nothing else."""
    provinces = _read()["provinces"]
    return all(name in provinces for name in meant_by(text) or (text,))


def cities_of(province: str) -> list[str]:
    """The Chinese names of a province's cities, the province being named in either language."""
    meant = meant_by(province) or (province,)
    return [city for city, its in _read()["province_of"].items() if its in meant]


def before(text: str, start: int) -> str | None:
    """The name of the place in English that ends just before, as in Wuxi, Jiangsu."""
    ends = ((end, text[begin:end]) for begin, end in english_spans(text[:start]))
    return next((name for end, name in ends if _BETWEEN.fullmatch(text[end:start])), None)


def at(text: str, start: int) -> str | None:
    """The name of the place in Chinese that begins here."""
    found = _chinese().match(text, start)
    return found and found[0]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@cache
def _read() -> dict[str, dict[str, str]]:
    """Sort -> Chinese name -> names in English, commas between; `province_of`: city -> province."""
    read: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return read


@cache
def _named() -> dict[str, str]:
    """Chinese name -> names in English, of all sorts."""
    return {name: written for sort in _SORTS for name, written in _read()[sort].items()}


@cache
def _meant() -> dict[str, tuple[str, ...]]:
    """Name in English, in lower case -> Chinese names."""
    found: dict[str, tuple[str, ...]] = {}
    for name, written in _named().items():
        for one in written.lower().split(", "):
            found[one] = (*found.get(one, ()), name)
    return found


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile("|".join(_longest_first(_named())))


@cache
def _english() -> re.Pattern[str]:
    surnames = "".join(rf"(?<!\b{one} )" for one in _SURNAMES)
    names = "|".join(map(re.escape, _longest_first(_meant())))
    return re.compile(rf"{surnames}\b(?:{names})\b(?! {_SMALLER}\b)", re.IGNORECASE)


def _longest_first(names: Iterable[str]) -> list[str]:
    # So that 齐齐哈尔 is not taken for 哈尔滨's beginning, nor South Korea for Korea.
    return sorted(names, key=len, reverse=True)
