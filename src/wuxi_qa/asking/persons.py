"""Persons: who said the words of a quotation, and questions for who somebody is.

Newspapers name the speaker behind the quotation: “……。”局长李某在会上说. A reader hardly takes the
words for his, unless it is told before them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.names import OFFICES, is_person_name
from wuxi_qa.text import HAN, QUOTATION_MARKS

# Direct speech ends with a mark within the quotation; a name in quotation marks has none.
_SPEECH_BEHIND = re.compile(r"[。！？，,!?…][”」』](?P<behind>[^。！？\n“”「」『』]{2,100})")
_SAYING = re.compile(
    r"(?<![小传])说(?!明书)|(?<![职名简])称(?![号职呼])|道(?!路|理)|讲(?![师台座])|表示|指出|强调|要求|提出|部署|认为|介绍|坦言|告诉|透露|呼吁|致辞|回应|解释|补充|承诺"
    r"|回忆|感慨|总结|宣布|提醒|叮嘱|建议|评价|分析|反问|喊|(?<![慰访顾学疑])问(?![题候])|答"
)
# Of reporters it tells mostly to whom somebody spoke: 接受记者采访时说.
_TITLE = re.compile(rf"{OFFICES}(?<!记者)$")
# In running text, of which any two to four characters are tried.
_NO_NAME = frozenset("在上对向的了是什么哪有和与把被将从到这那其之就也都不我你他她它们会里吗呢吧")
_TO_WHOM = frozenset("向对给跟为让被把")
_MOST_BETWEEN = 12
_NAME_SIZES = (4, 3, 2)
_SPEECH_ENDS = re.compile(r"[。！？，,!?…][”」』]")
_HAN_ONLY = re.compile(f"[{HAN}]+")
_OPENING_OF = {closing: opening for opening, closing in QUOTATION_MARKS.items()}
# 王某说：“……。”: who is named before the colon says what follows it.
_ANNOUNCES = re.compile(r"[：:]\s*$")
_WHO_IS = re.compile(
    r"^(?:(?:你好|您好|请问一?下?|我?想(?:问|知道)一?下?)[，,：: ]*)*"
    rf"[“「\"]?(?P<name>[{HAN}]{{2,4}}?)[”」\"]?(?:到底|究竟)?是谁[呢啊呀]?\s*(?P<end>[？?！!。～~]*)$"
)


class Speaker(NamedTuple):
    """Whose words a text quotes.

    Attributes:
        name: a name or a title, as the question has it.
        start: where in the text these words begin: 0, or at the mark that opens the quotation
            where the text quotes others before it.
    """

    name: str
    start: int


def speaker(question: str, text: str) -> Speaker | None:
    """Whom of those in the question a text names behind a quotation as its speaker.

    Args:
        question: in Simplified script.
        text: of a passage, in Simplified script.

    Returns:
        The first of them; None if there is none, or if the question asks who somebody is, or who
        did something.
    """
    if "谁" in question:
        return None
    for found in _SPEECH_BEHIND.finditer(text):
        behind = found["behind"]
        if _ANNOUNCES.search(behind):
            continue
        for name in _persons(question, behind):
            if _says(name, behind):
                return Speaker(name, _start_of_words(text, found.start("behind") - 1))
    return None


def _start_of_words(text: str, closing: int) -> int:
    """Where somebody's words begin whose quotation is closed at a place."""
    opening = max(0, _opening(text, closing))
    earlier = _SPEECH_ENDS.search(text, 0, opening)
    return 0 if earlier is None else opening


def _opening(text: str, closing: int) -> int:
    """The mark that opens what the mark at a place closes; -1 if there is none."""
    closes, opens = text[closing], _OPENING_OF[text[closing]]
    depth = 0
    for at in range(closing, -1, -1):
        depth += (text[at] == closes) - (text[at] == opens)
        if depth == 0:
            return at
    return -1


def _persons(question: str, behind: str) -> list[str]:
    """What of a question may be a person and stands in what follows a quotation; longest first."""
    parts = (
        question[at : at + size] for size in _NAME_SIZES for at in range(len(question) - size + 1)
    )
    return [part for part in parts if part in behind and _may_be_person(part)]


def _may_be_person(part: str) -> bool:
    if not _HAN_ONLY.fullmatch(part) or _SAYING.search(part):
        return False
    return _TITLE.search(part) is not None or _is_name(part)


def _is_name(part: str) -> bool:
    return is_person_name(part) and _NO_NAME.isdisjoint(part)


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
    """“某某是谁” as “谁是某某”, where it is a name: readers know this form of it better.

    So are “请问某某是谁呀？！” and its like, with one question mark or none.
    """
    found = _WHO_IS.match(question)
    if found is None or not _is_name(found["name"]) or _TITLE.search(found["name"]):
        return question
    return f"谁是{found['name']}{'？' if found['end'] else ''}"
