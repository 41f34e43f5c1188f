"""Questions about the page itself: headlines, bylines, page lines, and small talk."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from wuxi_qa.background import CHINESE, ENGLISH
from wuxi_qa.text import question_terms, terms

_ABOUT = {
    "标题": (
        "这篇文章的标题是什么？",
        "这篇报道叫什么题目",
        "文章题目是什么",
        "标题怎么写的",
        "这篇稿子的大标题",
        "What is the title of this article?",
        "这篇新闻的题目叫什么？",
        "文章的名字是什么",
    ),
    "副标题": ("副标题是什么？", "文章的副标题怎么写", "引题是什么", "What is the subtitle?"),
    "小标题": ("文中的小标题是什么？", "这一部分的小标题", "小标题怎么说的", "本节标题是什么"),
    "作者": (
        "这篇文章是谁写的？",
        "作者是谁",
        "这篇稿子的记者叫什么名字？",
        "文章署名是什么",
        "供稿单位是哪里",
        "Who wrote this article?",
        "稿件来自谁？",
        "这是谁报道的",
    ),
    "版面": (
        "这篇文章登在哪个版面？",
        "在报纸的第几版",
        "刊登在哪一版",
        "这是哪个栏目的文章",
        "登在第几版什么栏目",
        "Which page of the newspaper is it on?",
        "文章发表在哪个版",
    ),
}
HEADLINES = ("标题", "副标题", "小标题")
_SMALL_TALK = (
    "你好",
    "hello",
    "你是谁",
    "今天天气怎么样",
    "谢谢",
    "讲个笑话",
    "你会做什么",
    "帮我写一首诗",
    "推荐一部电影",
    "hi",
    "在吗",
    "股票今天涨了吗",
    "怎么做红烧肉",
    "1+1等于几",
    "What can you do?",
    "世界杯冠军是谁",
    "附近有什么好吃的",
    "明天会下雨吗",
    "怎么减肥",
    "test",
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉红建国志海燕晓东梅林鹏飞雪"
_COLUMNS = (
    "要闻 国内新闻 国际 社会 法治周刊 教育周刊 文化 体育 财经 健康周刊 本地 副刊 视点 民生".split()
)
_PAPERS = "日报 晚报 晨报 时报 商报 青年报 都市报".split()
_CITIES = "南京 苏州 杭州 成都 武汉 长沙 青岛 大连 西安 昆明 合肥 济南".split()


EVERYDAY = Path(__file__).parent / "questions" / "idle.txt"
"""Questions on everyday life and general knowledge, one a line, by a large language model."""

IDLE_DRAWN = 16


class Line(NamedTuple):
    """A line of a page, its kind, and the part of it that answers a question about it."""

    text: str
    kind: str
    start: int
    end: int


def line(headline: str, rng: random.Random) -> Line:
    """A headline as given, or a made byline or page line."""
    kind = rng.choice(tuple(_ABOUT))
    if kind in HEADLINES:
        return Line(headline, kind, 0, len(headline))
    return _byline(rng) if kind == "作者" else _page(rng)


def question_about(kind: str, rng: random.Random) -> str:
    """A question that a line of this kind answers."""
    return rng.choice(_ABOUT[kind])


def other_question(kind: str, rng: random.Random) -> str:
    """A question about a line of another kind."""
    return rng.choice(_ABOUT[rng.choice([k for k in _ABOUT if k != kind])])


def idle_question(rng: random.Random) -> str:
    """A question that has nothing to do with any passage."""
    return rng.choice(rng.choice((_SMALL_TALK, CHINESE, ENGLISH)))


def everyday_question(share: float, text: str, rng: random.Random) -> str | None:
    """For a share of groups, a question on anything else; draws nothing where the share is 0.

    Of several drawn it is the one that shares most of its words with the text: one that shares none
    is too easily told from those that the text answers.
    """
    if share <= 0 or rng.random() >= share:
        return None
    held = set(terms(text))

    def shared(question: str) -> float:
        asked = question_terms(question)
        return sum(term in held for term in asked) / len(asked)

    return max(rng.sample(everyday_questions()[0], IDLE_DRAWN), key=shared)


@cache
def everyday_questions() -> tuple[list[str], list[str]]:
    """Those to learn from, and every eighth, which the calibration has."""
    lines = EVERYDAY.read_text("utf-8").splitlines()
    return [line for i, line in enumerate(lines) if i % 8 != 7], lines[7::8]


def _person(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2))))


def _byline(rng: random.Random) -> Line:
    first, second = _person(rng), _person(rng)
    paper = rng.choice(_CITIES) + rng.choice(_PAPERS)
    short = rng.choice(_CITIES)[0] + rng.choice(("教宣", "卫轩", "法宣", "交宣", "工萱", "城新"))
    text, answer = _choose(
        (
            (f"（{short}）", short),
            (f"（记者 {first}）", first),
            (f"记者 {first} 通讯员 {second}", f"记者 {first} 通讯员 {second}"),
            (f"本报记者 {first}", first),
            (f"作者：{first}", first),
            (f"来源：{paper}", paper),
            (f"□ 本报记者 {first} {second}", f"{first} {second}"),
        ),
        rng,
    )
    return Line(text, "作者", text.index(answer), text.index(answer) + len(answer))


def _page(rng: random.Random) -> Line:
    column = rng.choice(_COLUMNS)
    number = f"{rng.choice(('', 'A', 'B', 'C'))}{rng.randint(1, 24):02d}"
    text, answer = _choose(
        (
            (f"第{number}版:{column}", f"第{number}版:{column}"),
            (f"{number}版 {column}", f"{number}版 {column}"),
            (f"第{number}版：{column}", f"第{number}版：{column}"),
            (f"第{number}版", f"第{number}版"),
        ),
        rng,
    )
    return Line(text, "版面", text.index(answer), text.index(answer) + len(answer))


def _choose(options: Sequence[tuple[str, str]], rng: random.Random) -> tuple[str, str]:
    return rng.choice(options)
