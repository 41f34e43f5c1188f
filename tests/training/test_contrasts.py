"""What the encoder learns from: statements that cover the text, and which of them answer what."""

from __future__ import annotations

import math
import random

import pytest
import torch

from training.contrastive import contrastive_loss
from training.contrasts import ENCODED, Contrast, contrasts, texts_of
from training.corpus import Example
from training.style import Styles
from training.written import Miss, Written

TEXT = "蠡园在无锡西南，靠着太湖。园中有一条长廊，长约一百米。王禹卿建了它；游人很多。"
ANSWER = "一百米"
SENTENCE = "修缮共投入资金三百万元。"


@pytest.fixture
def article() -> Contrast:
    start = TEXT.index(ANSWER)
    return Contrast(
        title="太湖名园",
        text=TEXT,
        answered=(("长廊有多长？", start, start + len(ANSWER)), ("全文", 0, len(TEXT))),
        beside=(("修它花了多少钱？", SENTENCE),),
        styles=Styles([TEXT]),
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_question_is_paired_with_the_statements_that_hold_its_answer(
    article: Contrast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.contrasts.VARIED_SHARE", 0.0)
    made = texts_of(article, random.Random(seed))
    bare = [one.removeprefix("太湖名园：") for one in made.statements]
    assert "".join(bare) == TEXT + SENTENCE
    assert made.questions == ["长廊有多长？", "全文", "修它花了多少钱？"]
    asked: dict[int, list[str]] = {number: [] for number in range(3)}
    for question, statement in made.answers:
        asked[question].append(bare[statement])
    [one] = asked[0]
    assert ANSWER in one
    assert "".join(asked[1]) == TEXT
    assert asked[2] == [SENTENCE]


def test_statements_are_of_every_size_and_some_have_the_title(article: Contrast) -> None:
    found = {one for seed in range(80) for one in texts_of(article, random.Random(seed)).statements}
    assert "长约一百米。" in found
    assert "园中有一条长廊，长约一百米。" in found
    assert "蠡园在无锡西南，靠着太湖。园中有一条长廊，长约一百米。" in found
    assert "太湖名园：长约一百米。" in found


def test_questions_without_a_place_in_the_text_are_left_out(article: Contrast) -> None:
    beyond = Contrast(article.title, TEXT, (("哪里？", 900, 903),), (), article.styles)
    assert texts_of(beyond, random.Random(1)).questions == []


def test_loss_is_the_share_that_the_answering_statements_have() -> None:
    scores = torch.tensor([[math.log(3.0), 0.0, math.log(4.0)], [0.0, 0.0, 0.0]])
    answers = torch.tensor([[True, False, True], [False, True, False]])
    expected = (-math.log(7 / 8) - math.log(1 / 3)) / 2
    assert contrastive_loss(scores, answers).item() == pytest.approx(expected)


def test_articles_are_those_to_learn_from_and_paragraphs_those_of_cmrc(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Example("news-1-0", "长廊有多长？", "蠡园", TEXT, 20, 23)
    miss = Miss("修它花了多少钱？", 0, 2, 12, SENTENCE, 7, 11)
    parts = {
        ("training", kind): [Written(kind, "蠡园", f"{kind}{TEXT}", (asked,), (miss,))]
        for kind in ENCODED
    }
    monkeypatch.setattr("training.contrasts.written", lambda part, kind: parts[part, kind])
    public = [
        Example("TRAIN_1_QUERY_0", "多长？", "", TEXT, 20, 23),
        Example("TRAIN_1_QUERY_1", "多少？", "", TEXT, 20, 23),
        Example("3341-1-1", "几米？", "", SENTENCE, 0, 2),  # DRCD dev is measured on
    ]
    monkeypatch.setattr("training.contrasts.training_examples", lambda: public)
    *articles, paragraph = contrasts("training", public=1)
    assert [one.text for one in articles] == [f"{kind}{TEXT}" for kind in ENCODED]
    assert articles[0].beside == ((miss.question, SENTENCE),)
    assert [question for question, *_ in paragraph.answered] == ["多长？", "多少？"]
    assert len(contrasts("training", public=0)) == len(ENCODED)
