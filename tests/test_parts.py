from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.parts import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("局长是谁，会议是哪天开的？", ["局长是谁", "会议是哪天开的"]),
        ("港务局局长是谁？什么时候上任的？", ["港务局局长是谁", "港务局局长什么时候上任的"]),
        ("夜班補貼多少，窗口在哪裏", ["夜班補貼多少", "窗口在哪裏"]),
        ("请问领航队是什么，有多少人？", ["领航队是什么", "领航队有多少人"]),
        ("我想知道谁管这事，是哪个部门？", ["谁管这事", "管这事是哪个部门"]),
        ("谁在会上讲话，讲了什么？", ["谁在会上讲话", "在会上讲话讲了什么"]),
        ("船长叫什么、他多大年纪？", ["船长叫什么", "船长多大年纪"]),
        ("有哪些码头以及窗口几点开门", ["有哪些码头", "窗口几点开门"]),
        ("谁领航？开往哪里？几点开船？", ["谁领航", "领航开往哪里", "领航几点开船"]),
        (
            "Who is the chief and when was the meeting?",
            ["Who is the chief", "when was the meeting"],
        ),
    ],
)
def test_things_asked_one_after_the_other_are_told_apart(question: str, asked: list[str]) -> None:
    parts = parts_of(question)
    assert [part.asked for part in parts] == asked
    assert all(part.said in question for part in parts)


@pytest.mark.parametrize(
    "question",
    [
        "局长是谁？",
        "三大码头分别是什么？",
        "如果碰到什么事，该找谁？",
        "听说港里有个什么平台，叫什么？",
        "不知道谁管这事，是哪个部门？",
        "是北港、南港还是西港？",
        "不管是谁报的警，几点能到？",
        "几家码头里，哪家最大？",
        "什么时候都能办吗，在哪里办？",
        "船开走了，局长是谁？",  # the first tells
        "How old is Huang, who drove without a license?",
        "谁？哪里？几点？多少？",  # more than anyone asks in earnest
        "？？",
        "",
    ],
)
def test_a_question_for_one_thing_has_no_parts(question: str) -> None:
    assert parts_of(question) == []


def test_a_story_is_not_taken_apart() -> None:
    assert parts_of("船期" * 40 + "，谁领航，几点开船？") == []


@given(st.text(alphabet="谁哪几什么多少是的，？、 。and局长船开abé", max_size=90))
def test_parts_are_of_the_questions_words(question: str) -> None:
    parts = parts_of(question)
    assert len(parts) in {0, *range(2, MOST_PARTS + 1)}
    assert all(part.said in question and part.said.strip() == part.said != "" for part in parts)
