from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa import QA
from wuxi_qa.asking.spelling import SMALL, mended
from wuxi_qa.text import terms
from wuxi_qa.words import _TABLES

TEXT = "推进反诈中心、智慧刑技建设，打造“太湖e警”，让政务高频事项网上可办。派出所加强管理。"


WORDS = set(terms(TEXT))
MANY = WORDS | {str(number) for number in range(SMALL)}


@pytest.mark.parametrize(
    ("typed", "meant", "in_many"),
    [
        ("智会刑技是什么", "智慧刑技是什么", True),  # both neighbours fit, and 智慧 is a word
        ("反炸中心在哪里？", "反诈中心在哪里？", False),  # both fit
        ("反炸中心怎么管里？", "反诈中心怎么管里？", False),  # 里 may be a word of its own
        ("“太胡e警”是什么？", "“太湖e警”是什么？", False),  # one neighbour, and 太湖 is a word
        ("做政悟高频事项吗", "做政务高频事项吗", True),
        ("政悟高頻事項在哪裡？", "政务高頻事項在哪裡？", True),  # the rest keeps its script
    ],
)
def test_homophones_of_what_the_text_says_are_mended(typed: str, meant: str, in_many: bool) -> None:
    """In a large collection pairs fit by chance, and more is needed."""
    assert mended(typed, WORDS) == meant
    assert mended(typed, MANY) == (meant if in_many else typed)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("反诈中心在哪里？", TEXT),
        ("法制公安是什么？", "法治公安建设"),  # a common word
        ("2020年山西省产量是多少？", "2020年陕西省产量"),  # a place
        ("抚州市人口是多少？", "福州市人口"),
        ("今年四月破案多少起？", "今年是月破案"),  # a numeral
        ("在他四岁时", "在他十岁时"),
        ("登在哪一版？", "完成了一般"),
        ("哪一项要求高？", "想要求"),  # 一项 is a common word
        ("安全里有什么？", "安全力量"),
        ("居民买房时", "居民卖房时"),
        ("什么时候管的？", TEXT),
        ("Where is it?", TEXT),
        ("e 1 。", TEXT),
        ("", TEXT),
    ],
)
def test_other_questions_stay(question: str, text: str) -> None:
    assert mended(question, set(terms(text))) == question


@given(st.text(alphabet="太胡虎湖反炸诈中心管里理e1“？x", max_size=20))
def test_length_and_known_questions_stay(question: str) -> None:
    assert len(mended(question, WORDS)) == len(question)
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


@pytest.mark.parametrize(
    ("question", "other"),
    [("杨光是谁？", "阳光"), ("李想是谁？", "理想"), ("程立是哪年入职的？", "成立")],
)
def test_a_name_is_no_typing_error(question: str, other: str) -> None:
    assert mended(question, {other}) == question
