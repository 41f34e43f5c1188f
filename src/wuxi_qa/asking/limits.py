"""Limits: numbers of a question that a text decides on without naming them.

“迟到20分钟扣多少钱” is answered by 10分钟以上、30分钟以内的扣50元. So is “晚上10点还营业吗” by
9:00-22:00. Where a rule doubts, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wuxi_qa.text import NUMERALS, normalize

# Somebody's own case: what he may, must or gets. “哪天来了500人” asks for what happened.
_OWN_CASE = re.compile(
    r"可以|能不能|能否|可否|[能可].{0,6}吗|用不用|行吗|行不行|[要需]|应该|怎么办|扣|罚|减|打几?折|包邮|免|补[助贴偿]|还.{0,6}吗"
)
_UNIT = re.compile(
    r"天|日|分钟|小时|周?岁|元|块钱?|点|人|公里|公斤|千克|斤|年|个月|平方米|平米|米|吨|次|分|件"
)
_SAME = {"块": "元", "块钱": "元", "平米": "平方米", "千克": "公斤", "周岁": "岁"}
_NUMBER = rf"(?:\d[\d,.]*|[{NUMERALS}百千万两]{{1,5}})"
_CLOCK = re.compile(r"\d{1,2}[:点]\d{0,2}分?\s*(?:[-—–~至到]+)\s*(?:次日|晚上?|下午)?\d{1,2}[:点]")
_LONGEST_YEAR = 4


def is_decided(text: str, end: int, number: str, told: Sequence[str]) -> bool:
    """Whether a question's number is somebody's own case, and texts have a limit of its unit.

    Args:
        text: the question, normalised.
        end: where the number ends in it.
        number: its digits.
        told: texts near to the question.
    """
    unit = _UNIT.match(text, end)
    if unit is None or (len(number) >= _LONGEST_YEAR and unit[0] == "年"):
        return False
    if not _OWN_CASE.search(text):
        return False
    said = "\n".join(map(normalize, told))
    if unit[0] == "点":
        return _CLOCK.search(said) is not None
    name = _SAME.get(unit[0], unit[0])
    names = "|".join({name, *(one for one, meant in _SAME.items() if meant == name)})
    limit = (
        rf"{_NUMBER}个?(?:{names})(?:\([^)]*\))?(?:(?:及|或|含)?以[上下内]|之内|[-—–~至到]{_NUMBER}个?(?:{names}))"
        rf"|(?:每?满|未满|不满|不足|超过){_NUMBER}个?(?:{names})(?=的|[^，。；]{{0,6}}[可减免送打享扣罚])"
        rf"|{_NUMBER}[-—–~至到]{_NUMBER}个?(?:{names})"
    )
    return re.search(limit, said) is not None
