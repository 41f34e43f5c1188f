"""Offices: questions for who holds one, and texts that do not name it.

“财政局局长叫什么名字” is not answered by the name of the 副局长, nor “董事长是谁” by that of the
总经理, which a reader takes for near enough.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from wuxi_qa.text import simplify_each

_OFFICE = (
    "(?P<office>董事长|(?:总|副)?经理|总裁|总?工程师|秘书长|理事长|审判长|检察长|法定代表人|发言人|总书记|书记"
    "|[局厅校院所站队组团市县区镇乡村处科部司馆社会行厂船机班园店台署州省连营排学]长|主任|主席|总理|总统|首相|编剧|导演"
    "|教练|主编|裁判|法官|律师|领队)"
)
_NOW = "(?:现在|目前|当时|到底|究竟)?"
_ASKED = (
    re.compile(
        rf"(?P<vice>[副付])?{_OFFICE}{_NOW}(?:(?:是|为|由)(?:谁|哪一?[位个])"
        r"|的?(?:名字|姓名|全名|大名)(?:是|叫)?(?:什么|啥)?|(?:叫|姓)(?:什么|啥)|姓甚名谁)"
    ),
    re.compile(
        rf"(?:谁|哪一?[位个]人?)(?:是|担任|出任|当选?|任)了?(?!.*的.*的)[^，。？]{{0,14}}?(?P<vice>副)?"
        rf"{_OFFICE}\W*$"
    ),
)
# How else a text tells who held them; of those in no line here there is one word.
_ALSO = {
    "导演": "执导|自导|导了|指导",
    "编剧": "剧本|编写|创作",
    "教练": "主帅|执教|教头",
    "法官": "审判[员长]|审理|主审",
    "审判长": "审判员|审理|主审",
    "律师": "代理人|辩护人",
    "工程师": "总工|技术员",
    "总工程师": "总工|总师",
    "裁判": "执法|执裁",
    "领队": "带队",
    "队长": "领队|带队|警长",
    "发言人": "发言",
    "法定代表人": "法人|法代",
}


class _Office(NamedTuple):
    """An office that a question asks the holder of."""

    name: str
    vice: bool


def lacks_office(question: str, text: str) -> bool:
    """Whether a question asks who holds an office that a text does not name.

    A 副局长 is no 局长. False for all other questions.

    Args:
        question: of either script.
        text: of a passage, with its headings.
    """
    office = _asked(question)
    if office is None:
        return False
    said = simplify_each(text)
    name = re.escape(office.name)
    own = f"副{name}" if office.vice else f"(?<!副){name}"
    also = _ALSO.get(office.name)
    return re.search(f"{own}|{also}" if also else own, said) is None


@lru_cache(maxsize=64)
def _asked(question: str) -> _Office | None:
    asked = simplify_each(question)
    found = next((match for form in _ASKED if (match := form.search(asked))), None)
    return _Office(found["office"], bool(found["vice"])) if found else None
