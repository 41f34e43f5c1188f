"""Offices: questions for who holds one, and texts that do not name it.

“财政局局长叫什么名字” is not answered by the name of the 副局长, nor “董事长是谁” by that of the
总经理, which a reader takes for near enough. Where a rule doubts, it says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from wuxi_qa.text import simplify_each

_OFFICE = (
    "(?P<office>董事长|总?经理|总裁|总?工程师|秘书长|理事长|审判长|裁判长|检察长|法定代表人|发言人|总?书记"
    "|[局厅校院所站队组团市县区镇乡村处科部司馆社会行厂船机班园店台署州省营连排学旅]长|主任|主席|总理|总统|首相"
    "|编剧|导演|教练|主编|裁判|法官|律师|领队)"
)
_VICE = "(?P<vice>副)?[大中支小分班主]?"
_NOW = "(?:现在|目前|当时|到底|究竟)?"
_END = r"(?:呀|啊|呢|来着)?(?=\W*$|[，。？])"
_ASKED = (
    re.compile(
        rf"{_VICE}{_OFFICE}{_NOW}(?:[是为](?:谁|哪一?[位个]人?|何人|什么人){_END}"
        r"|由(?:谁|哪一?[位个]人?)来?(?:[担出兼]任|当|任(?![命免]))"
        r"|的?(?:名字|姓名|全名|大名)(?:是|叫)?(?:什么|啥)?|(?:叫|姓)(?:什么|啥)|姓甚名谁)"
    ),
    re.compile(
        r"(?:谁|哪一?[位个]人?)(?:是|来?[担出]任|被任命为|在?当选?|任(?![命免用]))了?(?!.*的.*的)[^，。？]{0,14}?"
        rf"{_VICE}{_OFFICE}\W*$"
    ),
)
# How else a text tells who held them.
_ALSO = {
    "导演": "[执自编]导|导了|指导|拍[的摄了]|掌镜",
    "编剧": "剧本|编写|创作|改编|脚本|剧作|撰稿",
    "主编": "总编|主持编|编[者著选写纂]",
    "教练": "主帅|执教|教头|率领|挂帅|指导|[少名]帅|恩师|执鞭",
    "法官": "审判[员长]|审理|主审|合议庭|承办|独任",
    "审判长": "审判员|审理|主审|合议庭",
    "律师": "代理|辩护",
    "工程师": "总工|技术员",
    "总工程师": "总工|总师|总设计师",
    "裁判": "执法|执裁|主哨|主裁|吹罚",
    "领队": "带队|率领|率队|率团|团长",
    "队长": "领队|带队|警长|袖标|[（(]C[)）]",
    "团长": "率.{0,14}团|领队|带队",
    "船长": "[舰艇]长|船老大",
    "发言人": "发言",
    "法定代表人": "法人|法代|经营者|负责人",
    "书记": "支书",
    "部长": "[外防财]长|[外防]相",
    "村长": "村委会主任|村主任",
    "县长": "知县|县令",
    "董事长": "董事[会局]主席|董座|掌门",
    "总裁": "CEO|首席执行官",
    "理事长": "会长",
    "会长": "理事长",
    **dict.fromkeys(("经理", "所长", "社长"), "负责人"),
    "店长": "店主|老板|主理|负责人",
    "总经理": "负责人",
    **dict.fromkeys(("组长", "行长", "站长", "主任"), "负责人|牵头|一把手"),
    **dict.fromkeys(("校长", "馆长", "主席", "秘书长"), "[执出]掌|主持(?:工作|校务)"),
}
_OTHER_OFFICE = "(?!助理|秘书|[医药技护]师|[台府令](?!长)|员)"
"""What makes another office or thing of the words: 总经理助理, 主席台."""


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
    # 校　长　周文斌
    said = re.sub(r"\s+", "", simplify_each(text))
    name, also = office.name, _ALSO.get(office.name)
    if office.vice:
        own = f"[副付][大中支小分班主]?{name}|副职"
    else:
        own = f"(?<!副)(?<!副[大中支总小分班主]){name}{_OTHER_OFFICE}|正[、，]?副{name}"
    return re.search(f"{own}|{also}" if also else own, said) is None


@lru_cache(maxsize=64)
def _asked(question: str) -> _Office | None:
    asked = re.sub(
        "付(?=[局厅校院所站队组市县区镇处科部司馆会]长|主任|书记|主席|经理)",
        "副",
        simplify_each(question),
    )
    found = next((match for form in _ASKED if (match := form.search(asked))), None)
    return _Office(found["office"], bool(found["vice"])) if found else None
