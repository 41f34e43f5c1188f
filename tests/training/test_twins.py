"""Twins: passages that tell the same of two."""

from __future__ import annotations

import random

import pytest

from training.corpus import Example
from training.twins import Told, Twins
from training.words import Pools, words_of

CONTEXT = "南京长江大桥是一座桥梁。南京长江大桥在1968年建成通车。它全长6772米。"
EXAMPLE = Example("1", "南京长江大桥在哪一年建成？", "南京长江大桥", CONTEXT, 19, 24)
POOLS = Pools([words_of("武汉长江大桥和1957年")], {"武汉长江大桥", "南京长江大桥"})
TEXT = CONTEXT[12:]
SPAN = (7, 12)


def made(number: int) -> list[Told] | None:
    return Twins(POOLS).group(EXAMPLE, "桥梁史", TEXT, SPAN, random.Random(number))


def test_the_example_is_what_the_tests_take_it_for() -> None:
    assert EXAMPLE.answer == "1968年"
    assert TEXT[slice(*SPAN)] == "1968年"


@pytest.mark.parametrize("number", range(40))
def test_the_answer_is_that_of_the_one_asked_for(number: int) -> None:
    group = made(number)
    assert group is not None
    answered = group[0]
    assert answered.span is not None
    answer = answered.text[slice(*answered.span)]
    if "武汉" in answered.question:
        assert answer != "1968年"
        assert f"武汉长江大桥在{answer}建成" in answered.text
    else:
        assert answered.question == EXAMPLE.question
        assert answer == "1968年"
        assert "南京长江大桥在1968年建成" in answered.text


@pytest.mark.parametrize("number", range(40))
def test_the_missed_one_is_named_where_only_the_other_is_told_of(number: int) -> None:
    group = made(number)
    assert group is not None
    missed = group[1]
    asked, told = ("武汉", "南京") if "武汉" in missed.question else ("南京", "武汉")
    assert missed.span is None
    assert f"{told}长江大桥在1968年建成" in missed.text
    assert f"{asked}长江大桥在" not in missed.text
    assert f"{asked}长江大桥" in missed.heading + missed.text


def test_both_are_asked_for_and_stand_in_either_order() -> None:
    groups = [group for number in range(60) if (group := made(number))]
    assert {"武汉" in group[0].question for group in groups} == {True, False}
    assert {group[0].text.startswith("武汉") for group in groups} == {True, False}
    assert {"武汉" in group[1].question for group in groups} == {True, False}


def test_a_name_that_the_answer_is_not_told_of_has_none() -> None:
    text = "它全长6772米。"
    example = Example("2", "南京长江大桥全长多少？", "南京长江大桥", CONTEXT, 32, 37)
    assert example.answer == "6772米"
    assert Twins(POOLS).group(example, "", text, (3, 8), random.Random(0)) is None
