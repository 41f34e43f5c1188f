"""Articles as the product lays them out, for training."""

from __future__ import annotations

import random

import pytest

from training.asked import Asked
from training.corpus import Example
from training.laid import Layout
from training.style import Styles
from training.written import Miss, Written
from wuxi_qa.documents import Document
from wuxi_qa.passages import reading_heading, split

TITLE = "桃坞镇春防夏安行动周报"
TEXT = (
    "一、两支队伍守河堤\n"
    "“白鹭”组白天划船看水位，“夜枭”组夜里打灯走堤。\n"
    "二、物资进库\n"
    "镇里备下沙袋三千只，由何家村仓库保管。"
)
SENTENCE = "“夜枭”组组长是梁小满。"


def place_of(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.fixture
def article() -> Written:
    at = SENTENCE.index("梁小满")
    return Written(
        id="a",
        title=TITLE,
        text=TEXT,
        answered=(Example("a-0", "谁晚上巡堤？", TITLE, TEXT, *place_of("“夜枭”组")),),
        missed=(
            Miss(
                "晚上那组谁带队？",
                *place_of("“夜枭”组"),
                TEXT.index("\n二、"),
                SENTENCE,
                at,
                at + 3,
            ),
        ),
    )


def test_a_span_is_found_in_its_passage_under_what_the_product_reads() -> None:
    found = Layout(TITLE, TEXT).window(*place_of("三千只"))
    assert found is not None
    assert found.text == "镇里备下沙袋三千只，由何家村仓库保管。"
    assert found.text[found.start : found.end] == "三千只"
    assert found.heading == f"{TITLE} 二、物资进库"
    document = Document(id="d", text=f"{TITLE}\n\n{TEXT}")
    assert found.heading in {reading_heading(passage) for passage in split(document)}


def test_a_span_over_two_passages_is_not_found() -> None:
    start = TEXT.index("走堤")
    assert Layout(TITLE, TEXT).window(start, TEXT.index("物资")) is None


@pytest.mark.parametrize("seed", range(20))
def test_another_passage_does_not_hold_the_answer(seed: int) -> None:
    other = Layout(TITLE, TEXT).other("沙袋", random.Random(seed))
    assert other is not None
    assert "沙袋" not in other.text


def test_a_text_of_one_passage_has_no_other() -> None:
    assert Layout("桃坞", "桃坞在河边。").other("桃坞", random.Random(0)) is None


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("number", [0, 1])
def test_groups_are_laid_out_as_the_product_does(
    article: Written, seed: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.asked.VARIED_SHARE", 0.0)
    monkeypatch.setattr("training.asked.DECOY_SHARE", 0.0)
    asked = Asked([article], Styles([TEXT]), laid=1.0)
    first, *others = asked.group(number, random.Random(seed))
    answer = ["“夜枭”组", "梁小满"][number]
    assert first.passage[first.start : first.end] == answer
    assert first.passage.startswith(TITLE)
    assert others
    assert all(not other.answered for other in others)
    lines = {line for line in TEXT.split("\n") if line}
    assert all(other.passage.split("：", 1)[1] in lines | {TITLE} for other in others)
