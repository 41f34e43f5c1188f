"""Expectations: whether words can be what a question asks for, by their form alone.

A question for a number is not answered by words without one, nor a question for a time, a company
or a telephone number by words that hold no such thing. The reader weighs this beside what it has
read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.text import normalize

_NUMERAL = r"[\d〇零一二三四五六七八九十百千万亿两半]"
_COUNTED = "人名位个起件次家条辆台套座户所项种支批队间天年月岁米里公平吨"


class _Form(NamedTuple):
    """What asks for a form, and what has it."""

    asks: re.Pattern[str]
    holds: re.Pattern[str]


_FORMS = (
    _Form(  # a year: 3月10日 is none
        re.compile(r"何年|哪一?年(?!级)|哪个年[份度头]|什么年[份头]|\b(?:what|which) year"),
        re.compile(
            rf"{_NUMERAL}{{2,4}}年|[去今昨明前后当同次每]年|年[前后初底末中代]|\d{{4}}|世纪|元年|年间"
            rf"|(?:民国|洪武|永乐|嘉靖|万历|崇祯|顺治|康熙|雍正|乾隆|嘉庆|道光|咸丰|同治|光绪|宣统|贞观|开元){_NUMERAL}{{1,3}}年"
        ),
    ),
    _Form(  # a time
        re.compile(
            r"什么时[候间]|啥时候|何时|哪一?[年天日月]|(?<![哪这那有好])几点|几[月号]"
            r"|\bwhen\b|what (?:year|date|day|time)"
        ),
        re.compile(
            rf"{_NUMERAL}|[年月日号时天周春夏秋冬昨今明晨晚夜午节庆假]|世纪|期间|刚刚|以来|之[前后]|[前后](?![台门面勤续果备])|空腹"
            "|[唐宋元明清汉隋晋秦][代朝]|朝|元旦|除夕|元宵|重阳|[上中下]旬|汛期"
        ),
    ),
    _Form(  # hundreds of millions: neither a share nor a small number
        re.compile(r"(?:多少|(?<![十好])几)个?亿"),
        re.compile(rf"{_NUMERAL} ?[万亿]|\d{{7}}|\d,\d{{3}},\d{{3}}"),
    ),
    _Form(  # an age, or what it can be reckoned from
        re.compile(
            r"(?:多少|(?<![十好])几)岁|多大(?:年[纪龄]|岁数|年岁)|(?:年[纪龄]|岁数)是?(?:有?多大|多少)"
        ),
        re.compile(
            rf"岁|旬|而立|不惑|花甲|古稀|耄耋|{_NUMERAL}后|[出年月日]生|生于|^\W*{_NUMERAL}{{1,3}}\W*$"
        ),
    ),
    _Form(  # money
        re.compile(r"多少[万千百]?[元钱块]|几块钱|几元|多少(?:经费|资金|投资)|how much money"),
        re.compile(rf"{_NUMERAL}.?元|元|块|{_NUMERAL}[万亿]|钱|币|美金|[¥$]|免[费票]|无偿|不收"),
    ),
    _Form(  # a count: neither a year nor a percentage is one
        re.compile(rf"多少[{_COUNTED}]|how many"),
        re.compile(rf"(?!(?:1[0-9]|20)\d\d年|[\d.]+%)(?<![\d.]){_NUMERAL}"),
    ),
    _Form(  # a share
        re.compile(
            r"百分之[几多]|百分比|占比|[几多]成(?!立)|(?:what|which) (?:percent|share|proportion)"
        ),
        re.compile(rf"%|百分|{_NUMERAL}成|分之|{_NUMERAL}倍|一半|过半|半数|全部|所有"),
    ),
    _Form(
        re.compile(
            # 哪几 asks which ones, not how many.
            # Nor do 这几, 近几年, 许多大型 and 多重.
            r"多少|(?<![许很最众诸更好么])多(?:[大长高远久宽深快]|(?<=有多)重)(?!型)"
            r"|(?<![哪这那近前后头好来去茶])几(?![乎何率]|内亚)|百分之"
            r"|how (?:much|long|old|far|big|often)"
        ),
        re.compile(_NUMERAL),
    ),
    _Form(
        re.compile(r"哪家|哪一家|哪个(?:公司|企业|厂)|(?:what|which) (?:company|firm)"),
        # A name of a few characters, such as 华为, may be one.
        re.compile(
            r"[a-z]|公司|集团|企业|[厂社行院店所馆校局台站园会部报]|科技|银行|大学|中心|^\W*\w{2,4}\W*$"
        ),
    ),
    _Form(
        # Not 如何防范电话诈骗.
        re.compile(
            r"(?<![打接拨])(?<!打的)(?<!打来的)(?<!诈骗)(?<!骚扰)(?<!陌生)"
            r"(?:电话|手机号|网址|邮箱|邮编|联系方式)(?:号?码|号|地址)?(?:是|为)?(?:多少|什么|几|哪|呢|\W*$)"
            r"|(?<!为)(?:什么|哪个?)电话"
            r"|phone number|website|e-?mail"
        ),
        re.compile(r"\d{3}|http|www|@|\.c"),
    ),
)


def mismatched(question: str, words: str) -> bool:
    """Whether the question asks for a form, the first that fits, and the words lack it.

    Numbers that the question itself holds, such as its year, are no answer to it.
    """
    asked, said = normalize(question), normalize(words)
    for form in _FORMS:
        if form.asks.search(asked):
            return form.holds.search(_without_numbers_of(asked, said)) is None
    return False


def _without_numbers_of(asked: str, said: str) -> str:
    # With what they count: 2号楼 is no answer, 2部 is one.
    for number in set(re.findall(r"\d{4}|\d+(?:\.\d+)?[^\W\d_]?", asked)):
        said = re.sub(rf"(?<![\d.]){re.escape(number)}(?![\d.])年?", " ", said)
    return said
