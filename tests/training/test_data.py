from __future__ import annotations

import random

import pytest

from training import absent, stories, windows
from training.style import Styles, chatty, keywords, reworded
from training.swaps import Swapper
from training.words import Pools, words_of

CONTEXT = "蠡园位于无锡西南。园中有一条长廊，长约一百米！1927年，王禹卿建了它。"
QUESTION = "蠡园是哪一年建的？"


@pytest.fixture
def rng() -> random.Random:
    return random.Random(7)


@pytest.fixture(scope="module")
def swapper() -> Swapper:
    texts = ["苏州拙政园是哪一年建的？", "南京的李明在1930年做了什么？", QUESTION]
    return Swapper(Pools([words_of(text) for text in texts], {"拙政园", "留园"}))


def test_words_joined_are_the_text() -> None:
    assert "".join(word.text for word in words_of(CONTEXT)) == CONTEXT


@pytest.mark.parametrize("seed", range(40))
def test_a_window_holds_the_answer_in_whole_sentences(seed: int) -> None:
    start = CONTEXT.index("长廊")
    window = windows.around(CONTEXT, start, start + 2, random.Random(seed))
    assert window.start <= start < start + 2 <= window.end
    assert CONTEXT[window.end - 1] in "。！"


@pytest.mark.parametrize("seed", range(40))
def test_neighbours_lack_the_answer(seed: int) -> None:
    start = CONTEXT.index("长廊")
    beside = windows.beside(CONTEXT, start, start + 2, random.Random(seed))
    assert beside is not None
    assert "长廊" not in CONTEXT[beside.start : beside.end]
    whole = windows.Window(0, len(CONTEXT))
    assert "长廊" not in (windows.without(CONTEXT, whole, start, start + 2) or "")


def test_near_misses_are_found(swapper: Swapper) -> None:
    words = words_of(QUESTION)
    made = {swapper.question(words, "蠡园", CONTEXT, random.Random(seed)) for seed in range(60)}
    assert len(made - {None}) > 3


@pytest.mark.parametrize("seed", range(60))
def test_a_near_miss_asks_for_what_the_passage_lacks(swapper: Swapper, seed: int) -> None:
    words = words_of(QUESTION)
    other = swapper.question(words, "蠡园", CONTEXT, random.Random(seed))
    assert other != QUESTION
    if other is not None and other.startswith(("拙政园", "留园")):
        assert "蠡园" not in other


def test_what_is_absent_is_often_found() -> None:
    words, passage = words_of("园中的长廊在哪里？"), "园中有长廊，游人很多。"
    made = {absent.question(words, passage, random.Random(seed)) for seed in range(60)}
    assert len(made - {None}) > 3


@pytest.mark.parametrize("seed", range(60))
def test_what_is_absent_is_asked_for(seed: int) -> None:
    passage = "园中有长廊，游人很多。"
    words = words_of("园中的长廊在哪里？")
    asked = absent.question(words, passage, random.Random(seed))
    assert asked is None or "长廊" in asked or "游人" in asked
    # A passage with a number, a name, a date and a place can answer nearly anything.
    full = "1927年3月，王禹卿在无锡市建园，电话85100000，网址www.a.cn"
    assert absent.question(words_of("无锡的园"), full, random.Random(seed)) is None


def test_styles_keep_the_subject(rng: random.Random) -> None:
    words = words_of("无锡的蠡园是哪一年由谁建成的？")
    assert "蠡园" in chatty(words, rng)
    assert "蠡园" in reworded(words, rng)
    assert "无锡" in keywords(words, rng)
    misspelt = Styles([CONTEXT]).misspelt(words, rng)
    assert misspelt != "".join(word.text for word in words)


@pytest.mark.parametrize("seed", range(30))
def test_stories_end_with_the_question(seed: int) -> None:
    assert QUESTION.rstrip("？") in stories.told(QUESTION, random.Random(seed))


@pytest.mark.parametrize("seed", range(30))
def test_choices_hold_the_answer(seed: int) -> None:
    others = ["1911年", "1949年", "1978年", "1927年"]
    asked = stories.with_choices(QUESTION, "1927年", others, random.Random(seed))
    assert asked is not None
    assert "1927年" in asked
    assert asked.endswith(QUESTION)
    assert stories.with_choices(QUESTION, "很长的回答" * 4, others, random.Random(seed)) is None
