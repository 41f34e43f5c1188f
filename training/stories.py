"""Questions among much else: told as a story, or with answers to choose from."""

from __future__ import annotations

import random
from collections.abc import Sequence

_GREETINGS = (
    "你好，",
    "您好，",
    "您好，打扰一下，",
    "不好意思，",
    "老师好，",
    "请教一下，",
    "",
    "在吗，",
)
_WHO = (
    "我是做资料整理的，",
    "我在写一篇作业，",
    "我是刚来的实习生，",
    "我们单位要写总结，",
    "我正在备课，",
    "我跑出租的，车上听人说起，",
    "孩子的暑假作业里有这么一道题，",
    "我是外地人，对这边不太熟，",
    "领导让我核对一下材料，",
    "我退休在家，平时爱看报，",
    "我在做一个知识竞赛的题库，",
    "我是志愿者，经常有人问起，",
    "昨天跟朋友聊天时争起来了，",
    "编辑让我把这一处查清楚，",
)
_WHY = (
    "翻到这篇文章，",
    "怕记错了，",
    "我找了半天没找到，",
    "印象里文章里提过，",
    "我笔记写得乱七八糟，",
    "同事说法不一样，",
    "网上说什么的都有，我有点不信，",
    "想引用原话，",
    "想了一路没想起来，",
    "只记得大概，说不准确，",
    "时间长了，记不清了，",
    "",
)
_ASK = (
    "想确认一下，",
    "麻烦帮我看看，",
    "就想问问，",
    "想知道，",
    "能不能告诉我，",
    "文中到底怎么说的，",
    "请给个准确的说法，",
    "我想问的是，",
)
_END = ("？", "？谢谢！", "？麻烦了。", "，谢谢啦！", "？实在不好意思。", "")
_OR = (
    "{a}和{b}，{q}",
    "{a}、{b}、{c}，{q}",
    "在{a}、{b}、{c}里面，{q}",
    "{a}、{b}、{c}当中，{q}",
    "{a}还是{b}，{q}",
)
LONGEST_CHOICE = 14


def told(question: str, rng: random.Random) -> str:
    """The question at the end of what someone tells about it."""
    parts = [rng.choice(kind) for kind in (_GREETINGS, _WHO, _WHY, _ASK)]
    if rng.random() < 0.3:
        parts.insert(3, rng.choice(_WHY))
    return "".join(parts) + question.rstrip("？?。") + rng.choice(_END)


def with_choices(
    question: str, answer: str, others: Sequence[str], rng: random.Random
) -> str | None:
    """The question after several possible answers, one of them right."""
    fit = [o for o in others if o != answer and o not in answer and answer not in o]
    if len(answer) > LONGEST_CHOICE or len(fit) < 2:
        return None
    a, b, c = rng.sample([answer, *rng.sample(fit, 2)], 3)
    pattern = rng.choice(_OR if answer in (a, b) else _OR[1:4])
    return pattern.format(a=a, b=b, c=c, q=question)
