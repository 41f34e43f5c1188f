"""Near misses that ask for what a passage does not give: a number, a date, a name, a place."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from training.words import NAMED, Word, words_of

_NUMBER = re.compile(r"[\d〇零一二三四五六七八九十百千万亿两几]")
_TIME = re.compile(r"[\d年月日时期]|世纪|近日|目前|今天|昨天")
_PLACE = re.compile(r"[省市县区镇村路街州国]|位于|地点|地址")
_CONTACT = re.compile(r"\d{5}|http|www|电话|网址|邮箱|@")
_NAMED = re.compile(r"[“「《]([^”」》]{2,12})[”」》]")
_KINDS_ASKED_ABOUT = NAMED - {"number", "time"} | {"noun"}


class _Asked(NamedTuple):
    """Questions for one kind of thing, and whether a passage may hold such a thing."""

    questions: Sequence[str]
    held: Callable[[str], bool]


def _held(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda passage: pattern.search(passage) is not None


def _holds_person(passage: str) -> bool:
    return any(word.kind == "person" for word in words_of(passage))


_KINDS = (
    _Asked(
        (
            "{}有多少人？",
            "{}一共有多少个？",
            "{}全长多少公里？",
            "{}总共花了多少钱？",
            "{}的占地面积是多少平方米？",
            "{}现在有多少用户",
            "{}每年要花多少经费？",
            "{}增长了百分之几？",
            "{}有几个部门？",
            "How many people are there in {}?",
            "{}的数量",
            "{}多少岁了",
        ),
        _held(_NUMBER),
    ),
    _Asked(
        (
            "{}是什么时候开始的？",
            "{}是哪一年建成的？",
            "{}几点开门？",
            "{}要在哪一年之前完成？",
            "{}是从哪天到哪天？",
            "{}成立于何时",
            "When did {} start?",
            "{}什么时候结束",
        ),
        _held(_TIME),
    ),
    _Asked(
        (
            "{}的负责人是谁？",
            "{}的队长叫什么名字？",
            "{}最早是由谁提出的？",
            "谁是{}的总指挥？",
            "{}由哪位专家设计？",
            "是谁批准了{}？",
            "Who is in charge of {}?",
        ),
        _holds_person,
    ),
    _Asked(
        (
            "{}的地址在哪里？",
            "{}在哪个区？",
            "{}设在什么地方？",
            "去{}坐几路车？",
            "Where is {} located?",
        ),
        _held(_PLACE),
    ),
    _Asked(
        (
            "{}的电话是多少？",
            "{}的网址是什么？",
            "怎么联系{}？",
            "办理{}要带哪些证件？",
            "{}收费吗？",
            "{}的价格是多少",
            "{}是哪家公司承建的？",
        ),
        _held(_CONTACT),
    ),
)


def question(words: Sequence[Word], passage: str, rng: random.Random) -> str | None:
    """A question about a thing of the passage, for what the passage has nothing of."""
    things = [w.text for w in words if w.kind in _KINDS_ASKED_ABOUT and w.text in passage]
    things += _NAMED.findall(passage)
    if not things:
        return None
    asked = rng.choice(_KINDS)
    if asked.held(passage):
        return None
    return rng.choice(asked.questions).format(rng.choice(things))
