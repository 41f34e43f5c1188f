from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa import QA
from wuxi_qa.spelling import _TABLES, mended
from wuxi_qa.text import terms

TEXT = "推进反诈中心、智慧刑技建设，打造“太湖e警”，让政务高频事项网上可办。派出所加强管理。"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("反炸中心在哪里？", "反诈中心在哪里？"),  # both neighbours fit
        ("智会刑技是什么", "智慧刑技是什么"),
        ("“太胡e警”是什么？", "“太湖e警”是什么？"),  # one fits, a common word
        ("反炸中心怎么管里？", "反诈中心怎么管理？"),  # two errors
        ("太虎的面积有多大？", "太湖的面积有多大？"),
        ("政物辦在哪裡？", "政务辦在哪裡？"),  # the rest keeps its script
    ],
)
def test_homophones_of_what_the_text_says_are_mended(typed: str, meant: str) -> None:
    assert mended(typed, set(terms(TEXT))) == meant


@pytest.mark.parametrize(
    "question",
    [
        "反诈中心在哪里？",
        "苏州的面积有多大？",  # nothing sounds like it there
        "这里有什么警力？",  # 这里 is a word, though 管理 is in the text
        "政府办了什么？",  # does not sound like 政务
        "什么时候管的？",
        "Where is it?",
        "e 1 。",
        "",
    ],
)
def test_other_questions_stay(question: str) -> None:
    assert mended(question, set(terms(TEXT))) == question


def test_a_common_word_needs_two_pairs_to_be_taken_for_an_error() -> None:
    assert mended("法制公安", {"法治", "治公", "公安"}) == "法治公安"
    assert mended("法制教育", {"法治", "教育"}) == "法制教育"


@given(st.text(alphabet="太胡虎湖反炸诈中心管里理e1“？x", max_size=20))
def test_length_and_known_questions_stay(question: str) -> None:
    assert len(mended(question, set(terms(TEXT)))) == len(question)
    assert mended(question, set(terms(question))) == question


def test_every_character_has_one_sound_and_words_are_of_these() -> None:
    tables = json.loads(_TABLES.read_text("utf-8"))
    characters = "".join(tables["sounds"])
    assert len(set(characters)) == len(characters) == 6763
    assert next(group for group in tables["sounds"] if "诈" in group).count("炸") == 1
    assert "心" in tables["words"]["中"]


def test_an_answer_tells_how_the_question_was_read(qa: QA) -> None:
    answer = qa.ask("反炸中心 智会刑技 还有什么建设")
    assert answer.question == "反炸中心 智会刑技 还有什么建设"
    assert answer.read_as == "反诈中心 智慧刑技 还有什么建设"
    assert "网络安全" in answer.text
    assert qa.ask("反诈中心 智慧刑技 还有什么建设").read_as == ""
    first = qa.search("无锡群众安全敢达到百分之几")
    assert first == qa.search("无锡群众安全感达到百分之几")
