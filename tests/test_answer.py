from __future__ import annotations

import pytest
from pydantic import ValidationError

from wuxi_qa import QA, Answer, Citation, Document, Hit
from wuxi_qa.answer import compose
from wuxi_qa.passages import split
from wuxi_qa.reader import Reading
from wuxi_qa.retriever import Signals

TEXT = "标题一行\n\n第一句话。第二句话。\n\n另一段的话。\n"
PASSAGES = split(Document(id="d.txt", text=TEXT))
HITS = [
    Hit(
        passage=passage,
        score=1 - rank / 10,
        rank=rank,
        signals=Signals(bm25=1.0, lexical=0.5, similarity=0.3),
    )
    for rank, passage in enumerate(PASSAGES, start=1)
]


def reading(quote: str, probability: float) -> Reading:
    start = TEXT.index(quote)
    passage = next(p for p in PASSAGES if p.start <= start < p.end)
    return Reading(passage, start, start + len(quote), probability)


def test_an_answer_quotes_and_cites() -> None:
    answer = compose("问？", readings=[reading("第二句话。", 0.8)], hits=HITS, min_confidence=0.5)
    assert (answer.text, answer.abstained, answer.confidence) == ("第二句话。", False, 0.8)
    (citation,) = answer.citations
    assert TEXT[citation.start : citation.end] == citation.quote == "第二句话。"
    assert [hit.rank for hit in answer.related] == [1, 3]


def test_several_readings_are_several_citations() -> None:
    readings = [reading("第二句话。", 0.8), reading("另一段", 0.6)]
    answer = compose("问？", readings=readings, hits=HITS, min_confidence=0.5)
    assert answer.text == "第二句话。\n另一段"
    assert [c.passage.paragraph for c in answer.citations] == [2, 3]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("谁说的？", "文中没有说明。"),
        ("誰說的？", "文中沒有說明。"),
        ("Who?", "The text does not say."),
    ],
)
def test_below_the_threshold_it_abstains_in_the_askers_script(question: str, text: str) -> None:
    answer = compose(question, readings=[reading("第二句话。", 0.4)], hits=HITS, min_confidence=0.5)
    assert (answer.text, answer.abstained, answer.citations) == (text, True, ())
    assert answer.confidence == 0.4
    assert answer.related == tuple(HITS)


def test_the_threshold_itself_is_enough() -> None:
    assert not compose(
        "问", readings=[reading("另一段", 0.5)], hits=HITS, min_confidence=0.5
    ).abstained


def test_without_readings_it_abstains_even_at_zero() -> None:
    answer = compose("问", readings=[], hits=[], min_confidence=0.0)
    assert (answer.abstained, answer.confidence, answer.related) == (True, 0.0, ())


@pytest.mark.parametrize("abstained", [True, False])
def test_json_round_trip(abstained: bool) -> None:
    threshold = 0.9 if abstained else 0.1
    answer = compose("问", readings=[reading("另一段", 0.5)], hits=HITS, min_confidence=threshold)
    assert answer.abstained is abstained
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


@pytest.mark.parametrize(
    "change",
    [{"quote": "第三句话。"}, {"start": 0}, {"end": 99}, {"start": 12, "end": 12}],
)
def test_a_citation_that_does_not_verify_cannot_be_made(change: dict[str, object]) -> None:
    answer = compose("问", readings=[reading("第二句话。", 1.0)], hits=HITS)
    fields = answer.citations[0].model_dump() | change
    with pytest.raises(ValidationError):
        Citation.model_validate(fields)


@pytest.mark.parametrize("change", [{"text": "别的话"}, {"abstained": True}, {"citations": []}])
def test_an_answer_that_contradicts_itself_cannot_be_made(change: dict[str, object]) -> None:
    answer = compose("问", readings=[reading("第二句话。", 1.0)], hits=HITS)
    with pytest.raises(ValidationError):
        Answer.model_validate(answer.model_dump() | change)


def test_real_citations_verify(qa: QA) -> None:
    for question in ("群众安全感是多少", "稿子是谁写的", "Tieying team", "随便问问天气"):
        answer = qa.ask(question, min_confidence=0.0)
        for citation in answer.citations:
            document = qa.document(citation.passage.document_id)
            assert document.text[citation.start : citation.end] == citation.quote
