"""Persons: who said the words of a quotation, and questions for who somebody is.

Newspapers name the speaker behind the quotation: “……。”局长李某在会上说. A reader hardly takes the
words for his, unless it is told before them.
"""

from __future__ import annotations

import re

from wuxi_qa.words import is_word

# Direct speech ends with a mark within the quotation; a name in quotation marks has none.
_SPEECH_BEHIND = re.compile(r"[。！？，,!?…][”」』](?P<behind>[^。！？\n“”「」『』]{2,100})")
_SAYING = re.compile(
    r"说|称|道(?!路|理)|讲|表示|指出|强调|要求|提出|部署|认为|介绍|坦言|告诉|透露|呼吁|致辞|回应|解释|补充|承诺"
    r"|回忆|感慨|总结|宣布|提醒|叮嘱|建议|评价|分析|反问|喊|问|答"
)
_TITLE = re.compile(r"(?:[长师员]|书记|主任|教授|主席|经理|代表|医生|总监|教练|校友|老板|负责人)$")
_SURNAMES = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦"
    "申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包"
    "司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻"
)
"""Common ones of one character; who bears another is not taken for a person by name."""
_NO_NAME = frozenset("在上对向的了是什么哪有和与把被将从到这那其之就也都不我你他她它们会里吗呢吧")
_TO_WHOM = frozenset("向对给跟为让被把")
_MOST_BETWEEN = 12
_NAME_SIZES = (4, 3, 2)
_WHO_IS = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,4})是谁(?P<end>[呢啊呀]?[？?。]?)$")


def speaker(question: str, text: str) -> str:
    """Whom of those in the question a text names behind a quotation as its speaker.

    Args:
        question: in Simplified script.
        text: of a passage, in Simplified script.

    Returns:
        A name or a title, as the question has it; empty if there is none, or if the question asks
        who somebody is, or who did something.
    """
    if "谁" in question:
        return ""
    for found in _SPEECH_BEHIND.finditer(text):
        behind = found["behind"]
        for name in _persons(question, behind):
            if _says(name, behind):
                return name
    return ""


def _persons(question: str, behind: str) -> list[str]:
    """What of a question may be a person and stands in what follows a quotation; longest first."""
    parts = (
        question[at : at + size] for size in _NAME_SIZES for at in range(len(question) - size + 1)
    )
    return [part for part in parts if part in behind and _may_be_person(part)]


def _may_be_person(part: str) -> bool:
    if not all("\u4e00" <= character <= "\u9fff" for character in part) or _SAYING.search(part):
        return False
    return _TITLE.search(part) is not None or _is_name(part)


def _is_name(part: str) -> bool:
    """Whether Han characters have the form of a name: a surname, and no common word with it."""
    return part[0] in _SURNAMES and not is_word(part[:2]) and _NO_NAME.isdisjoint(part)


def _says(name: str, behind: str) -> bool:
    """Whether a name stands before a word for saying, in the same clause."""
    at = behind.index(name)
    if behind[max(0, at - 1) : at] in _TO_WHOM:
        return False
    after = behind[at + len(name) :]
    clause = re.split(r"[，,；;]", after, maxsplit=1)[0]
    said = _SAYING.search(clause)
    return said is not None and said.start() <= _MOST_BETWEEN


def turned(question: str) -> str:
    """“某某是谁” as “谁是某某”, where it is a name: readers know this form of it better."""
    found = _WHO_IS.match(question)
    if found is None or not _is_name(found["name"]) or _TITLE.search(found["name"]):
        return question
    return f"谁是{found['name']}{found['end']}"
