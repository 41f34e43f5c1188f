from __future__ import annotations

import math
import random

import pytest

from training.calibrate import (
    BY_HAND,
    CONFIDENCE,
    RANKING,
    Measured,
    _shares,
    best_rows,
    fit,
)
from training.judged import named_otherwise
from training.misses import near_miss_questions
from training.newsgold import GoldArticle, without_title
from wuxi_qa.asking.mentions import telling, unmet
from wuxi_qa.documents import Document
from wuxi_qa.evaluation.metrics import calibration_error
from wuxi_qa.evaluation.questions import Evidence, GoldQuestion
from wuxi_qa.reader import logistic, logit_of


def measured(question: int, relevance: float, *, right: bool) -> Measured:
    signals = dict.fromkeys((*RANKING, *BY_HAND, *CONFIDENCE), 0.0) | {
        "bias": 1.0,
        "relevance": relevance,
    }
    return Measured("news", str(question), "x", right, right, signals)


def test_the_best_row_of_each_question() -> None:
    rows = [
        measured(1, 0.5, right=False),
        measured(1, 2.0, right=True),
        measured(2, -1, right=True),
    ]
    assert best_rows(rows, {"relevance": 1.0}) == rows[1:]


def test_kinds_of_collections_weigh_their_shares() -> None:
    row = measured(1, 0.0, right=True)
    names = ("article", "cmrc-0", "cmrc-1", "cmrc-whole", "news", "news")
    shares = _shares(
        [row._replace(collection=name) for name in names],
        {"article": 3.0, "news": 1.0, "cmrc": 1.0},
    )
    assert sum(shares) == pytest.approx(6)
    assert shares == pytest.approx([3.6, 0.4, 0.4, 0.4, 0.6, 0.6])


def test_a_known_relation_is_found_and_calibrated() -> None:
    """The probability of being right is known: sigmoid(2 x relevance - 1)."""
    rng = random.Random(0)
    rows = []
    for number in range(4000):
        relevance = rng.gauss(0, 2)
        right = rng.random() < 1 / (1 + math.exp(1 - 2 * relevance))
        rows.append(measured(number, relevance, right=right))
    weights = fit(rows, threshold=0.5).confidence
    assert abs(weights["relevance"] - 2) < 0.25
    assert abs(weights["bias"] + 1) < 0.25
    confidences = [logistic(logit_of(weights, row.signals)) for row in rows]
    error = calibration_error(confidences, [row.right for row in rows])
    assert error is not None
    assert error < 0.02


def test_the_ranking_tells_passages_of_one_question_apart() -> None:
    """A question's own level, far larger than what tells its passages apart, does not matter."""
    rng = random.Random(0)
    rows = []
    for number in range(600):
        level = rng.gauss(0, 20)
        signals = [level + rng.gauss(0, 1) for _ in range(3)]
        odds = [math.exp(2 * signal - 2 * level) for signal in signals]
        chosen = rng.choices(range(3), odds)[0]
        rows += [measured(number, s, right=i == chosen) for i, s in enumerate(signals)]
    assert abs(fit(rows, threshold=0.5).ranking["relevance"] - 2) < 0.3


def asked(question: str, answer: str, text: str, *places: tuple[int, int]) -> GoldQuestion:
    """A question that a text answers at these places."""
    evidence = (Evidence(start=a, end=b, quote=text[a:b]) for a, b in places)
    return GoldQuestion(
        id="q",
        split="dev",
        type="answerable",
        programme="d",
        question=question,
        answers=(answer,),
        evidence=tuple(evidence),
    )


def test_near_misses_have_no_answer() -> None:
    text = "蠡园位于无锡西南，建于1927年。"
    question = asked("蠡园建于哪一年？", "1927年", text, (10, 15))
    others = [
        question.model_copy(update={"id": str(n), "question": f"{name}在什么地方？"})
        for n, name in enumerate(("拙政园", "颐和园", "北京", "苏州"))
    ]
    found = near_miss_questions([question, *others], {"d": text}, random.Random(1))
    assert found
    for miss in found:
        assert not miss.answerable
        assert (miss.answers, miss.type) == ((), "near_miss")
        assert miss.id.endswith("-miss")


def test_questions_are_named_otherwise_than_their_document() -> None:
    text = "2021年无锡的群众安全感达99.47%。锡山区的李强追回财物。"
    document = Document(id="a", text=text)
    quote = Evidence(start=14, end=20, quote="99.47%")
    assert text[quote.start : quote.end] == quote.quote
    questions = ["2021年无锡的安全感是多少？", "李强追回了什么？", "王伟追回了什么？"]
    asked = [
        GoldQuestion(
            id=f"a-{number}",
            split="dev",
            type="factoid",
            programme="x",
            question=question,
            answers=(quote.quote,),
            evidence=(quote,),
        )
        for number, question in enumerate(questions * 8)
    ]
    made = named_otherwise([GoldArticle(document, asked)])["a"]
    assert 1 <= len(made) <= 8
    for question in made:
        assert not question.answerable
        assert question.type == "near_miss"
        assert telling(unmet(question.question, text.__contains__))


def test_an_article_without_its_headline_has_its_evidence_where_it_stands() -> None:
    text = "花渡镇修桥\n\n花渡镇3月开工修桥。"
    at = text.index("3月")
    question = asked("几月开工？", "3月", text, (0, 3), (at, at + 2))
    bare = without_title(GoldArticle(Document(id="甲", text=text), [question]))
    assert bare.document.text == "花渡镇3月开工修桥。"
    [moved] = bare.questions[0].evidence
    assert bare.document.text[moved.start : moved.end] == moved.quote == "3月"
