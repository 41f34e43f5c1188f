"""Names: whether words have the form of a person's name, and which words are offices."""

from __future__ import annotations

import re

from wuxi_qa.text import HAN, simplify_each
from wuxi_qa.words import is_word

_SURNAMES = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦"
    "申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包"
    "司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻"
)
"""Common ones of one character; who bears another is not taken for a person by name."""
# 谈变化, 查隐患, 顾大局: what is done, rather than who.
_VERBS = frozenset("谈查解管关游包来顾计")
_NAME = re.compile(f"[{HAN}]{{2,4}}")

OFFICES = (
    "(?:[长师员]|书记|主任|教授|主席|经理|代表|医生|总监|教练|校友|老板|负责人|记者|院士|主编|博士)"
)
"""Pattern of what the name of an office ends with, in Simplified script."""


def is_person_name(word: str) -> bool:
    """Whether a word has the form of a name: a surname, and no common word with it.

    Args:
        word: of either script; one of other than two to four Han characters is none.
    """
    if not _NAME.fullmatch(word):
        return False
    name = simplify_each(word)
    if name[0] not in _SURNAMES or is_word(name[:2]):
        return False
    return len(name) == 2 or name[0] not in _VERBS or not is_word(name[1:3])
