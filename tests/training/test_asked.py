"""Groups of written questions: every question is met with and without its answer."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training import pages, written
from training.asked import Asked, Mixture
from training.corpus import Example
from training.examples import Pair
from training.judged import idle_questions
from training.newsdev import passages
from training.newsgold import filled_articles, gold_articles
from training.style import Styles
from training.twins import Twins
from training.words import Pools, words_of
from training.written import FOLDER, KINDS, Kind, Miss, Written

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


def test_late_in_a_training_half_of_the_groups_tell_of_two(article: Written) -> None:
    pools = Pools([words_of("南京和五十米")], {"蠡园", "南京"})
    start = TEXT.index("一百米")
    example = Example("a-0", "蠡园的长廊多长？", "蠡园", TEXT, start, start + 3)
    text = "蠡园有一条长廊，长约一百米。"
    one = replace(
        article,
        text=text,
        missed=(),
        answered=(replace(example, context=text, start=10, end=13),),
    )
    asked = Asked([one], Styles([TEXT]), twins=Twins(pools))

    def twins(*, late: bool) -> int:
        groups = [asked.group(0, random.Random(number), late=late) for number in range(100)]
        return sum("南京" in pair.question + pair.passage for group in groups for pair in group[:1])

    assert twins(late=False) == 0
    assert twins(late=True) > 10


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
    monkeypatch.setattr(written, "FOLDER", tmp_path)
    monkeypatch.setattr(
        written, "news_articles", lambda: iter([{"id": "news-1", "text": f"，，{TEXT}，"}])
    )


class Numbered:
    """A source whose groups are empty but for their number, which it keeps."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.met: list[int] = []

    def __len__(self) -> int:
        return self._size

    def group(self, number: int, rng: random.Random, *, late: bool = False) -> list[Pair]:
        assert late
        self.met.append(number)
        return []


def test_a_mixture_takes_of_each_source_its_share() -> None:
    whole, part, none, twice = (Numbered(size) for size in (5, 40, 7, 3))
    mixture = Mixture([(whole, 1.0), (part, 0.25), (none, 0.0), (twice, 2.0)])
    assert len(mixture) == 5 + 10 + 6
    for number in range(len(mixture)):
        mixture.group(number, random.Random(number), late=True)
    assert sorted(whole.met) == [0, 1, 2, 3, 4]
    assert len(part.met) == len(set(part.met)) == 10
    assert sorted(part.met) != list(range(10))
    assert max(part.met) < 40
    assert none.met == []
    assert sorted(twice.met) == [0, 0, 1, 1, 2, 2]
    with pytest.raises(IndexError):
        mixture.group(len(mixture), random.Random(0), late=True)


@pytest.mark.usefixtures("one_line")
def test_gold_questions_quote_the_document() -> None:
    [made] = gold_articles("development", "news")
    first, second = made.questions
    assert made.document.text == f"蠡园\n\n{TEXT}"
    assert [first.type, second.type] == ["items", "near_miss"]
    assert second.evidence == ()
    [evidence] = first.evidence
    assert made.document.text[evidence.start : evidence.end] == evidence.quote == "王禹卿"
    [filled] = filled_articles("development", "news")
    assert SENTENCE in filled.document.text
    [evidence] = filled.questions[0].evidence
    assert filled.document.text[evidence.start : evidence.end] == "三百万元"


@pytest.mark.usefixtures("one_line")
def test_an_article_that_is_another_stops_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "news_articles", lambda: iter([{"id": "news-1", "text": TEXT}]))
    with pytest.raises(SystemExit, match="news-1 is not the article"):
        written.written("development", "news")


def test_a_text_of_its_own_stands_with_its_questions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at = TEXT.index("王禹卿")
    line = {"article": "alike-1", "start": 0, "end": len(TEXT), "title": "蠡园", "text": TEXT}
    line |= {"answered": [{"question": ANSWERED, "answer": "王禹卿", "start": at}], "missed": []}
    (tmp_path / "alike.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    monkeypatch.setattr(written, "FOLDER", tmp_path)
    monkeypatch.setattr(written, "news_articles", lambda: iter([]))
    [made] = written.written("development", "alike")
    assert made.text == TEXT
    assert made.answered[0].answer == "王禹卿"


def test_idle_questions_are_asked_of_the_passage_that_answers_another(
    article: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.asked.VARIED_SHARE", 0.0)
    always = Asked([article], Styles([TEXT]), idle=1.0)
    learned, _ = pages.everyday_questions()
    for seed in range(20):
        first, *_, last = always.group(0, random.Random(seed))
        assert last.question in learned
        assert last.passage == first.passage
        assert not last.answered


def test_of_idle_questions_one_in_words_of_the_passage_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near, far = "冰箱有味怎么办", [f"第{n}首歌是谁唱的" for n in range(pages.IDLE_DRAWN - 1)]
    monkeypatch.setattr(pages, "everyday_questions", lambda: ([*far, near], []))
    rng = random.Random(0)
    assert pages.everyday_question(1.0, "商场里冰箱卖得最好。", rng) == near
    assert pages.everyday_question(1.0, "他唱了三首歌。", rng) in far
    assert pages.everyday_question(0.0, "商场里冰箱卖得最好。", rng) is None


def test_idle_questions_of_the_calibration_are_not_learned() -> None:
    learned, calibrated = pages.everyday_questions()
    assert len(learned) > 500
    assert len(calibrated) > 70
    assert not set(learned) & set(calibrated)
    asked = {question.question for question in idle_questions(random.Random(0), 200)}
    assert asked == set(calibrated)


def test_no_article_is_in_both_files() -> None:
    names = [line["article"] for kind in KINDS for line in _lines(kind)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", KINDS)
def test_the_questions_that_ship_are_well_formed(kind: Kind) -> None:
    lines = _lines(kind)
    assert len(lines) > 60
    for line in lines:
        size = line["end"] - line["start"]
        assert line["answered"]
        assert all(one["start"] + len(one["answer"]) <= size for one in line["answered"])
        for one in line["missed"]:
            assert one["start"] < one["end"] <= size
            assert one["sentence"].count(one["answer"]) == 1 or not one["sentence"]


def _lines(kind: Kind) -> list[dict[str, Any]]:
    text = (FOLDER / f"{kind}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]
