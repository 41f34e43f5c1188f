"""Checks: what may be asked, and what is made of it."""

from __future__ import annotations

import numpy as np
import pytest

from wuxi_qa.checks import MAX_QUESTION, checked_confidence, checked_k, checked_question
from wuxi_qa.errors import QuestionError


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (" 张镇是谁？\n", "张镇是谁？"),
        ("\ufeff张镇是谁", "张镇是谁"),
        ("苏\u200b州的群众\u2060安全感\u200d是多少？", "苏州的群众安全感是多少？"),
        ("\x00张镇\x07是谁\u200e", "张镇是谁"),
        ("张镇\t是谁\n局长呢", "张镇\t是谁\n局长呢"),
        ("铁 鹰 战 队 是 什 么 ？", "铁鹰战队是什么？"),
        ("请问 铁\u3000鹰\u3000战\u3000队 是什么", "请问 铁鹰战队 是什么"),
        ("〇 六 年 々 事", "〇六年々事"),
        ("铁鹰战队 做什么", "铁鹰战队 做什么"),
        ("铁 鹰 战队", "铁 鹰 战队"),
        ("张 镇 是谁", "张 镇 是谁"),
        ("选 A B C 还是 D", "选 A B C 还是 D"),
    ],
)
def test_what_is_asked_of_what_was_typed(typed: str, asked: str) -> None:
    assert checked_question(typed) == asked


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (None, "A question is text"),
        (b"abc", "A question is text"),
        ("", "holds no word"),
        ("\ufeff\u200b？", "holds no word"),
        ("问" * (MAX_QUESTION + 1), "too long"),
        ("\ud800", "not valid text"),
    ],
)
def test_what_cannot_be_asked_is_refused(question: object, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        checked_question(question)


def test_a_refused_type_is_named() -> None:
    with pytest.raises(QuestionError) as caught:
        checked_question(7)
    assert (caught.value.expected, caught.value.found) == ("str", "int")


def test_invisible_characters_do_not_count_as_length() -> None:
    assert checked_question("问" * MAX_QUESTION + "\u200b") == "问" * MAX_QUESTION


@pytest.mark.timeout(5)
def test_a_long_question_of_spaces_is_checked_quickly() -> None:
    assert checked_question("铁 " * 999 + "鹰") == "铁" * 999 + "鹰"
    assert checked_question("铁" + " " * 1998 + "x") == "铁" + " " * 1998 + "x"


@pytest.mark.parametrize("k", [1, 100, np.int64(8), np.uint8(8)])
def test_any_whole_number_is_a_k(k: object) -> None:
    checked = checked_k(k)
    assert checked == k
    assert type(checked) is int


@pytest.mark.parametrize("k", [0, 101, True, 8.0, "8", None, np.int64(0), np.float64(8)])
def test_no_other_k_is_taken(k: object) -> None:
    with pytest.raises(QuestionError, match="k is out of range") as caught:
        checked_k(k)
    assert caught.value.found == repr(k)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.5)])
def test_a_probability_is_taken(value: object) -> None:
    assert checked_confidence(value) == value


@pytest.mark.parametrize("value", [True, False, -0.1, 1.1, float("nan"), "0.5", None])
def test_no_other_confidence_is_taken(value: object) -> None:
    with pytest.raises(QuestionError, match="min_confidence is out of range"):
        checked_confidence(value)
