"""Variants: how else a text may write a number or a Latin word of a question.

People type 15日, 23年 and GDP; contracts write 十五日, reports 2023年 and 地区生产总值.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wuxi_qa.text import NUMERALS, contains_han, numeral_of

_ZEROS = "〇零"
_LARGE = ((10_000, "万"), (1_000, "千"), (100, "百"))
_MOST = 100
"""Numbers below it have a numeral here, and so many hundreds, thousands and 万."""
_TEN_THOUSAND = 10_000
_YEAR_DIGITS, _SHORT_YEAR_DIGITS = 4, 2
_CENTURIES = ((50, "20"), (100, "19"))
"""23年 is 2023年, 98年 1998年."""
_DIGITS = re.compile(r"\d+")
_PADDED = frozenset(":月日号时点")
_ALSO = {
    "ai": ("人工智能",),
    "atm": ("取款机", "柜员机"),
    "cbd": ("中央商务区",),
    "cctv": ("央视", "中央电视台"),
    "ceo": ("首席执行官", "总裁"),
    "cfo": ("首席财务官",),
    "cm": ("厘米", "公分"),
    "covid": ("新冠",),
    "cpi": ("居民消费价格",),
    "cto": ("首席技术官",),
    "email": ("邮箱", "邮件"),
    "gdp": ("生产总值",),
    "gps": ("卫星定位",),
    "hr": ("人事", "人力资源"),
    "kg": ("公斤", "千克"),
    "km": ("公里", "千米"),
    "kpi": ("绩效", "考核指标"),
    "kw": ("千瓦",),
    "logo": ("标志", "标识", "徽标"),
    "ml": ("毫升",),
    "mm": ("毫米",),
    "pc": ("电脑", "计算机"),
    "ppt": ("演示文稿", "幻灯片"),
    "tv": ("电视",),
    "un": ("联合国",),
    "vip": ("会员", "贵宾"),
    "vr": ("虚拟现实",),
    "who": ("世界卫生组织", "世卫组织"),
    "wto": ("世界贸易组织", "世贸组织"),
}


def other_spellings(text: str, at: int, mention: str) -> Iterator[str]:
    """What a text may have in place of a number, a date or a Latin word.

    A numeral comes with the character behind it, since 七 says less than 7: 七天 for 7天.

    Args:
        text: the question, normalised.
        at: where the mention begins in it.
        mention: as `mentions` gives it.
    """
    yield from _ALSO.get(mention, ())
    if mention.isdecimal():
        behind = text[at:].lstrip("0123456789,")[:1]
        yield from _of_number(mention, behind)
    elif mention[:1].isdecimal() and contains_han(mention):
        yield from (_date_in_numerals(mention, zero) for zero in _ZEROS)


def numerals_of(number: int) -> list[str]:
    """Chinese numerals of a number from 1 to 99, or of so many whole hundreds, thousands or 万.

    Returns:
        One or two, 两 besides 二; none for other numbers.
    """
    for size, name in _LARGE:
        if number and number % size == 0 and number // size < _MOST:
            return [numeral + name for numeral in numerals_of(number // size)]
    numeral = numeral_of(number)
    if numeral is None:
        return []
    return [numeral, "两"] if numeral == "二" else [numeral]


def _of_number(number: str, behind: str) -> Iterator[str]:
    unit = behind if contains_han(behind) else ""
    for numeral in numerals_of(int(number)):
        if unit or len(numeral) > 1:
            yield numeral + unit
        if behind == "%":
            yield f"百分之{numeral}"
    if behind in _PADDED and len(number) == 1:
        yield f"0{number}"
    if behind == "万":
        yield str(int(number) * _TEN_THOUSAND)
    if behind == "年":
        yield from _of_year(number)


def _of_year(number: str) -> Iterator[str]:
    if len(number) == _SHORT_YEAR_DIGITS:
        yield next(century for end, century in _CENTURIES if int(number) < end) + number
    if len(number) == _YEAR_DIGITS:
        yield from (f"{_digit_by_digit(number, zero)}年" for zero in _ZEROS)


def _date_in_numerals(date: str, zero: str) -> str:
    """三月十日 for 3月10日, 二〇二四年 for 2024年."""

    def numeral(match: re.Match[str]) -> str:
        if len(match[0]) == _YEAR_DIGITS:
            return _digit_by_digit(match[0], zero)
        return numeral_of(int(match[0])) or match[0]

    return _DIGITS.sub(numeral, date)


def _digit_by_digit(number: str, zero: str) -> str:
    return "".join(NUMERALS[int(digit) - 1] if digit != "0" else zero for digit in number)
