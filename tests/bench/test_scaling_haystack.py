"""The article's questions among other texts: real vectors, the product's own assembly."""

from __future__ import annotations

import pytest

from bench.haystack import cut, gold_questions, gold_rank, measure
from bench.news import Collection, passage_texts
from bench.vectorcache import CachedEncoder, Encoded
from wuxi_qa import QA, Document
from wuxi_qa.encoder import Encoder
from wuxi_qa.passages import split

ASKED = "提升专业实力要培育什么队伍?"
RIVAL = "提升专业实力要培育什么队伍？提升专业实力，要培育新型专业战队。"


@pytest.fixture(scope="module")
def cached(qa: QA, encoder: Encoder) -> Encoder:
    """The real encoder, with the article's vectors as the shipped index has them."""
    texts = [text for passage in qa.passages for text in passage_texts(passage)]
    vectors = qa._index.vectors._index.reconstruct_n(0, len(texts))
    return CachedEncoder(encoder, Encoded(texts, vectors, 1.0))


@pytest.fixture(scope="module")
def hay() -> Collection:
    documents = [
        Document(id="n1", text="大桥明年五月通车。\n过江只要五分钟。\n"),
        Document(id="n2", text="球队输了比赛。\n主帅辞职。\n"),
    ]
    return Collection(documents, [p for d in documents for p in split(d)])


def test_the_questions_are_the_answerable_ones_of_the_test_split(qa: QA) -> None:
    asked = gold_questions(qa)
    assert len(asked) > 100
    assert all(q.split == "test" and q.answerable for q in asked)


def test_a_cut_keeps_the_documents_of_its_passages(hay: Collection) -> None:
    assert [p.document_id for p in hay.passages] == ["n1", "n1", "n2", "n2"]
    assert [d.id for d in cut(hay, 2).documents] == ["n1"]
    assert [d.id for d in cut(hay, 3).documents] == ["n1", "n2"]
    assert len(cut(hay, 3).passages) == 3
    assert cut(hay, 0) == ([], [])


def test_without_hay_the_ranks_are_those_of_the_shipped_index(qa: QA, cached: Encoder) -> None:
    asked = gold_questions(qa)[:3]
    found = measure(qa, Collection([], []), cached, asked)
    ranks = [gold_rank(qa, question, qa.passages) for question in asked]
    assert found["n"] == 3
    assert found["distractors"] == 0
    assert found["recall@1"] == sum(rank == 1 for rank in ranks) / 3
    low, high = found["interval"]
    assert low <= found["recall@1"] <= high
    assert found["recall@3"] >= found["recall@1"] > 0


def test_hay_that_repeats_the_answer_comes_first(qa: QA, cached: Encoder, hay: Collection) -> None:
    (question,) = [q for q in gold_questions(qa) if q.question == ASKED]
    rival = Document(id="rival", text=RIVAL)
    rivals = Collection([*hay.documents, rival], [*hay.passages, *split(rival)])
    found = measure(qa, rivals, cached, [question])
    assert gold_rank(qa, question, qa.passages) == 1
    assert (found["distractors"], found["n"], found["recall@1"]) == (5, 1, 0.0)


def test_only_passages_with_evidence_are_gold(qa: QA) -> None:
    question = gold_questions(qa)[0]
    span = question.evidence[0]
    gold = [p for p in qa.passages if p.start < span.end and span.start < p.end]
    others = [p for p in qa.passages if p not in gold]
    assert len(gold) == 1
    assert gold_rank(qa, question, gold) == 1
    assert gold_rank(qa, question, others) is None
