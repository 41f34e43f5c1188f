"""Wants: what sort of thing a question asks for, by its words: several, a reason, who, how many."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from wuxi_qa.asking.choices import COUNTED, NUMERAL, Offered, offered
from wuxi_qa.text import numeral_value, simplify_each

_FOR_CLAUSE = re.compile(
    r"(?<![称分认作成名译评选定列命封改视誉之变设转划归升格])为什么(?!时[候间])"
    r"|为何|为啥|怎么|怎样|如何|原因|(?<![项题科栏])目的(?![地港])"
    r"|(?<![工合创操制写运])作用(?!力)|做什么|干什么|[Ww]hy\b|^[Hh]ow (?!many|much)"
)
_FOR_LIST = re.compile(
    rf"哪些|分别|包括|包含|哪(?:[{NUMERAL}]|[2-9]|\d\d)|有什么|有啥|有谁|各是|列出|列举"
    # 几个月 and 几个小时 ask how long.
    "|几(?:[项类种条场]|个(?!多?(?:月|小时|钟头|星期|亿|学期)))"
    # Not 成都有多少人口.
    "|(?<![成首古京国])都有|(?<![成首京])都[^，？?]{0,3}(?:什么(?!时)|谁|哪)"
    "|(?:需要?|要|带|交|备|提供|符合|满足)什么(?:材料|证件|资料|手续|东西|条件|文件)"
    rf"|(?<!第)[{NUMERAL}](?:大|个(?!月|小时|人|星期)|项|种|类|条|场|样).{{0,12}}(?:什么|指|哪|列)"
    r"|\b[Ww]hat are\b|\b[Ww]hich \w+s\b|\b[Ll]ist\b|\b[Nn]ame the\b"
)
_HOLDS = re.compile("包括|包含")
_HOW_MANY = re.compile(r"(?<!哪)几[个项类种条场](?!.*(?:哪|什么|分别|包括|包含))")
_FOR_SO_MANY = re.compile(r"哪(?P<n>[两二三四五六七八九](?![十百])|\d+)")
# 哪个项目 and 哪位置 ask for no person.
_WHO = re.compile(r"谁|哪一?位(?!置)|哪一?个人(?!工)|\bwhom?\b", re.IGNORECASE)
_ITEM_NUMBER = re.compile(
    r"第几|哪一?[条条款项点步行]|几号|编号|序号|条款|\b(?:number|clause|item)\b"
)
# “第二项措施包括什么” asks for what one item holds.
_ONE_ITEM = re.compile(rf"第[{NUMERAL}\d]{{1,3}}[项条點点个步款类种方]")
_YES_OR_NO = re.compile(r"吗\W*$|是否")
_WHEN = re.compile(
    r"哪一?[年天日月]|几[年月日号]|何[年时日月]|什么时[候间]|啥时候|日期|年份"
    r"|\b[Ww]h(?:en|at (?:year|date))\b"
)
_BORN = re.compile(r"出生|生于|[年天日月时候号]生的?|生日|诞生|诞辰|\bborn\b")
_DIED = re.compile(r"去世|逝世|过世|辞世|病逝|离世|[死卒]|\b(?:die|died|death)\b")
_WHAT_IS = re.compile(
    r"(?:(?P<named>.{2,12})(?:是什么|是啥|指什么|指的是什么)|什么是(?P<called>.{2,12}?))[?？。]?$"
)
_NAMED_LIST = re.compile(
    rf"{COUNTED}[^\W\d_]{{2,}}?(?=分别|包括|包含|具体|各?是|各?指|有哪|[里中的”’？?]|$)"
)


class Wanted(NamedTuple):
    """What a question asks for, as far as its words tell.

    Attributes:
        question: as it was read.
        several: it asks for several things.
        how_many: it asks how many there are, and not which.
        one_item: it asks for one numbered item, or what that holds.
        so_many: how many things it asks for, as “哪三场” does; 0 where it gives no number.
        clause: it asks why, how or what for, which a word seldom answers.
        who: it asks for a person.
        item_number: it asks for the number of an item, a clause or a step.
        life_date: whether it asks when someone was born or when he died; None if neither, or both.
        thing: what it asks the nature of, as “铁鹰战队是什么” does, Simplified and without
            quotation marks; empty if nothing.
        named_list: the name of a list by its number, as in “三大子系统分别是什么”, Simplified;
            empty if there is none.
        offered: the things that it offers to choose from, if it does.
    """

    question: str
    several: bool
    how_many: bool
    one_item: bool
    so_many: int
    clause: bool
    who: bool
    item_number: bool
    life_date: Literal["born", "died"] | None
    thing: str
    named_list: str
    offered: Offered | None


def wanted(question: str) -> Wanted:
    """What a question asks for, of either script; to be made once for a question."""
    asked = simplify_each(question)
    so_many = _FOR_SO_MANY.search(asked)
    named_list = _NAMED_LIST.search(asked)
    return Wanted(
        question=question,
        several=asks_for_list(question),
        how_many=_HOW_MANY.search(asked) is not None,
        one_item=_ONE_ITEM.search(asked) is not None,
        so_many=numeral_value(so_many["n"]) if so_many else 0,
        clause=_FOR_CLAUSE.search(asked) is not None,
        who=_WHO.search(asked) is not None,
        item_number=_ITEM_NUMBER.search(asked) is not None,
        life_date=_life_date(asked),
        thing=_thing(asked),
        named_list=named_list[0] if named_list else "",
        offered=offered(question),
    )


def asks_for_list(question: str) -> bool:
    """Whether a question asks for several things."""
    asked = simplify_each(question)
    # “房费包括早餐吗” asks for no list, “有哪些优惠吗” does.
    held = _HOLDS.sub("", asked) if _YES_OR_NO.search(asked) else asked
    return _FOR_LIST.search(held) is not None


def unquoted(text: str) -> str:
    """A text without quotation marks, with which a name may be written or not."""
    return "".join(character for character in text if character not in "“”‘’「」『』\"'")


def _life_date(asked: str) -> Literal["born", "died"] | None:
    born, died = _BORN.search(asked), _DIED.search(asked)
    if (born is None) == (died is None) or _WHEN.search(asked) is None:
        return None
    return "born" if born else "died"


def _thing(asked: str) -> str:
    found = _WHAT_IS.match(unquoted(asked).strip())
    return (found["named"] or found["called"]) if found else ""
