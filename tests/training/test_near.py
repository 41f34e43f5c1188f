"""Near negatives: what lies near a question in meaning, and never its answer."""

from __future__ import annotations

import random

import numpy as np
import pytest

from training.asked import Asked
from training.corpus import Example
from training.crew import Crew
from training.near import INSIDE, NearSentences
from training.style import Styles
from training.written import Written
from wuxi_qa.encoder import OnnxEncoder

GARDEN = (
    "蠡园是太湖边的一座江南园林，位于无锡的西南郊。王禹卿在一九二七年开始建造这座园子。"
    "虞循真在一九三〇年帮助修建了园中的长廊。每年春天都有许多游人坐船来这里看桃花。"
)
POLICE = (
    "公安局的无人机战队每天在太湖上空巡逻两次。指挥中心用大屏幕看全市的交通情况和警力。"
    "商人王某在园区里建造了一座新的工厂大楼。民警在社区里给老人讲怎样防范电信诈骗。"
)
QUESTION = "这座园林是谁建造的？"


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder()


@pytest.fixture
def articles() -> list[Written]:
    start = GARDEN.index("王禹卿")
    garden = Example("a-0", QUESTION, "蠡园", GARDEN, start, start + 3)
    start = POLICE.index("无人机战队")
    police = Example("b-0", "谁在湖上巡逻？", "公安", POLICE, start, start + 5)
    return [
        Written("a", "蠡园", GARDEN, (garden,), ()),
        Written("b", "公安", POLICE, (police,), ()),
    ]


def test_inside_are_the_nearest_sentences_that_do_not_touch_the_answer(
    articles: list[Written], encoder: OnnxEncoder
) -> None:
    near = NearSentences(articles, encoder, Crew())
    example = articles[0].answered[0]
    drawn = {near.inside(example, random.Random(seed)) for seed in range(60)}
    found = {one.text[one.start : one.end] for one in filter(None, drawn)}
    assert len(found) == 3
    assert not any("王禹卿" in text for text in found)
    assert all(text in GARDEN for text in found)


def test_only_so_many_are_drawn_and_these_are_the_nearest(
    articles: list[Written], encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.near.INSIDE", 2)
    monkeypatch.setattr("training.near.OUTSIDE", 1)
    near = NearSentences(articles, encoder, Crew())
    example = articles[0].answered[0]
    sentences = [one for one in POLICE.split("。") if one]
    cosines = (
        encoder.encode_passages([f"{one}。" for one in sentences])
        @ encoder.encode_queries([QUESTION]).T
    )
    drawn = {near.outside(example, random.Random(seed)) for seed in range(20)}
    [one] = filter(None, drawn)
    assert one.text[one.start : one.end] == f"{sentences[int(np.argmax(cosines))]}。"
    assert INSIDE > 2
    assert len({near.inside(example, random.Random(seed)) for seed in range(20)}) <= 2


def test_groups_take_their_negatives_from_there(
    articles: list[Written], encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.asked.NEAR_SHARE", 0.0)
    monkeypatch.setattr("training.asked.OUTSIDE_SHARE", 1.0)
    asked = Asked(articles, Styles([GARDEN]), NearSentences(articles, encoder, Crew()))
    for seed in range(30):
        first, other = asked.group(0, random.Random(seed))
        assert first.passage[first.start : first.end] == "王禹卿"
        assert other.passage[other.body :] in POLICE
