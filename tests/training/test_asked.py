"""Groups of written questions: every question is met with and without its answer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from training import written
from training.asked import Asked
from training.corpus import Example
from training.newsdev import passages
from training.newsgold import filled_articles, gold_articles
from training.style import Styles
from training.written import QUESTIONS, Miss, Written

TEXT = "蠡园在无锡西南。园中有一条长廊，长约一百米。王禹卿建了它。游人很多，春天尤其多。"
SENTENCE = "修缮共投入资金三百万元，由市财政承担。"
ANSWERED = "谁建的这个园子？"
MISSED = "修它花了多少钱？"


@pytest.fixture
def article() -> Written:
    start = TEXT.index("王禹卿")
    place = TEXT.index("游人")
    at = SENTENCE.index("三百万元")
    return Written(
        id="a",
        title="蠡园",
        text=TEXT,
        answered=(Example("a-0", ANSWERED, "蠡园", TEXT, start, start + 3),),
        missed=(Miss(MISSED, start, start + 6, place, SENTENCE, at, at + 4),),
    )


@pytest.fixture
def asked(article: Written, monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr("training.asked.VARIED_SHARE", 0.0)
    return Asked([article], Styles([TEXT]))


@pytest.mark.parametrize("seed", range(60))
def test_an_answered_group_has_the_answer_first_and_only_there(asked: Asked, seed: int) -> None:
    first, *others = asked.group(0, random.Random(seed))
    assert first.question == ANSWERED
    assert first.passage[first.start : first.end] == "王禹卿"
    assert first.start >= first.body
    for other in others:
        assert not other.answered
        assert other.question == MISSED or "王禹卿" not in other.passage[other.body :]


@pytest.mark.parametrize("seed", range(60))
def test_a_missed_question_is_asked_with_and_without_an_answer(asked: Asked, seed: int) -> None:
    filled, bare = asked.group(1, random.Random(seed))
    assert filled.question == bare.question == MISSED
    assert filled.passage[filled.start : filled.end] == "三百万元"
    assert not bare.answered
    assert "三百万元" not in bare.passage


def test_passages_together_are_the_text(article: Written) -> None:
    text = article.text * 9
    spans = passages(text)
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(b - a <= 120 for a, b in spans)
    assert len(spans) > 2


@pytest.fixture
def one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    line: dict[str, Any] = {
        "article": "news-1",
        "start": 2,
        "end": 2 + len(TEXT),
        "title": "蠡园",
        "answered": [
            {
                "type": "list",
                "question": ANSWERED,
                "answer": "王禹卿",
                "start": TEXT.index("王禹卿"),
            }
        ],
        "missed": [
            {
                "question": MISSED,
                "start": 0,
                "end": 2,
                "place": TEXT.index("游人"),
                "sentence": SENTENCE,
                "answer": "三百万元",
            }
        ],
    }
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps(line) + "\n", "utf-8")
    monkeypatch.setattr(written, "QUESTIONS", path)
    monkeypatch.setattr(
        written, "news_articles", lambda: iter([{"id": "news-1", "text": f"，，{TEXT}，"}])
    )


@pytest.mark.usefixtures("one_line")
def test_gold_questions_quote_the_document() -> None:
    [made] = gold_articles("development")
    first, second = made.questions
    assert made.document.text == f"蠡园\n\n{TEXT}"
    assert [first.type, second.type] == ["items", "near_miss"]
    assert second.evidence == ()
    [evidence] = first.evidence
    assert made.document.text[evidence.start : evidence.end] == evidence.quote == "王禹卿"
    [filled] = filled_articles("development")
    assert SENTENCE in filled.document.text
    [evidence] = filled.questions[0].evidence
    assert filled.document.text[evidence.start : evidence.end] == "三百万元"


@pytest.mark.usefixtures("one_line")
def test_an_article_that_is_another_stops_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "news_articles", lambda: iter([{"id": "news-1", "text": TEXT}]))
    with pytest.raises(SystemExit, match="news-1 is not the article"):
        written.written("development")


def test_the_questions_that_ship_are_well_formed() -> None:
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert len({line["article"] for line in lines}) == len(lines) > 500
    for line in lines:
        size = line["end"] - line["start"]
        assert line["answered"]
        assert all(one["start"] + len(one["answer"]) <= size for one in line["answered"])
        for one in line["missed"]:
            assert one["start"] < one["end"] <= size
            assert one["sentence"].count(one["answer"]) == 1 or not one["sentence"]
