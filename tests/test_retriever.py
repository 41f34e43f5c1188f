from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wuxi_qa.retriever as retriever_module
from wuxi_qa import QA, Document
from wuxi_qa.background import background
from wuxi_qa.encoder import Encoder
from wuxi_qa.passages import search_text, statements
from wuxi_qa.retriever import BACKGROUND_SHARE, DENSE_WEIGHT, POOL, Retriever, _best, _min_max
from wuxi_qa.text import contains_han

QUESTIONS = ["铁鹰战队是做什么的？", "无錫的群眾安全感", "Who wrote the article?", "zzz", "99.47%"]


def test_min_max_by_hand() -> None:
    values = np.asarray([2, 4, 3], dtype=np.float32)
    np.testing.assert_allclose(_min_max(values), [0, 1, 0.5])
    np.testing.assert_allclose(_min_max(np.full(2, 0.8, np.float32)), [1, 1])
    assert _min_max(np.empty(0, np.float32)).size == 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_fewer_hits_are_a_prefix_of_more(qa: QA, question: str) -> None:
    assert qa.search(question, k=3) == qa.search(question, k=22)[:3]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_passage_is_ranked_once_by_falling_score(qa: QA, question: str) -> None:
    hits = qa.search(question, k=100)
    assert sorted(h.passage.id for h in hits) == sorted(p.id for p in qa.passages)
    assert [h.rank for h in hits] == list(range(1, len(hits) + 1))
    scores = [h.score for h in hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_signals_equal_their_definition(qa: QA, encoder: Encoder, question: str) -> None:
    """Similarities against NumPy over the texts themselves, not over what FAISS stored."""
    hit = qa.search(question, k=1)[0]
    number = qa.passages.index(hit.passage)
    texts = [search_text(hit.passage), *(text for _, _, text in statements(hit.passage))]
    common = background(encoder)[0 if contains_han(question) else 1]
    query = encoder.encode_queries([question])[0] - BACKGROUND_SHARE * common
    similarity = float((encoder.encode_passages(texts) @ query).max())
    # The shipped vectors may come from a processor that rounds 8-bit products otherwise.
    assert hit.signals.similarity == pytest.approx(similarity, abs=0.01)
    words = qa._index.lexical.scores(question)
    assert hit.signals.bm25 == pytest.approx(float(words.bm25[number]))
    if words.ceiling:
        assert hit.signals.lexical == pytest.approx(hit.signals.bm25 / words.ceiling)


def test_scores_are_the_convex_combination(qa: QA) -> None:
    hits = qa.search("铁鹰战队是做什么的？", k=22)
    similarities = [h.signals.similarity for h in hits]
    low, high = min(similarities), max(similarities)
    for hit in hits:
        dense = (hit.signals.similarity - low) / (high - low)
        expected = (1 - DENSE_WEIGHT) * hit.signals.lexical + DENSE_WEIGHT * dense
        assert hit.score == pytest.approx(expected, abs=1e-5)


def test_equal_scores_stand_in_passage_order(qa: QA, encoder: Encoder) -> None:
    lexical_only = Retriever(qa._index, encoder, dense_weight=0.0)
    hits = lexical_only.search("zzz qqq", k=22)
    assert [h.passage.id for h in hits] == [p.id for p in qa.passages]
    assert {h.score for h in hits} == {0.0}


def test_a_small_pool_keeps_the_best(
    qa: QA, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large collection only a pool is fused; its head must be that of the full ranking."""
    question = "铁鹰战队是做什么的？"
    full = qa.search(question, k=1)[0].passage
    monkeypatch.setattr(retriever_module, "POOL", 5)
    monkeypatch.setattr(retriever_module, "_ROWS_SEARCHED", 8)
    pooled = Retriever(qa._index, encoder).search(question, k=22)
    assert pooled[0].passage == full
    assert 5 <= len(pooled) <= 10


def test_script_width_and_case_do_not_matter(qa: QA) -> None:
    for first, second in [("無錫公安", "无锡公安"), ("９９．４７％", "99.47%"), ("E路通", "e路通")]:
        found = [[h.passage.id for h in qa.search(q, k=3)] for q in (first, second)]
        assert found[0][0] == found[1][0]


@given(
    # Few values, so that many are equal at the border.
    st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0, 2.0]), st.booleans()), max_size=900)
)
def test_the_best_are_those_of_a_full_sort(told: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in told], dtype=np.float32)
    among = np.array([allowed for _, allowed in told], dtype=np.bool_)
    order = sorted(np.flatnonzero(among).tolist(), key=lambda i: (-scores[i], i))
    assert set(np.flatnonzero(_best(scores, among=among))) == set(order[:POOL])


SIBLINGS = """两人被表彰

城西派出所的郭某强抓了三名小偷，用了五天。

城东派出所的丁某明追回两辆摩托，用了四天。

两所还一起办了夜校。
"""


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("郭某强用了几天？", {"城西": 0, "城东": 2, "两所": 2}),
        ("丁某明用了几天？", {"城西": 2, "城东": 0, "两所": 2}),
        ("郭某强和丁某明各用了几天？", {"城西": 2, "城东": 2, "两所": 4}),
        ("陈某刚用了几天？", {"城西": 0, "城东": 0, "两所": 0}),
    ],
)
def test_a_passage_lacks_the_names_that_a_near_one_has(
    question: str, lacking: dict[str, int]
) -> None:
    qa = QA.build([Document(id="d", text=SIBLINGS)])
    found = {hit.passage.text[:2]: hit.signals.lacking for hit in qa.search(question)}
    assert {start: found[start] for start in lacking} == lacking


def test_names_are_looked_for_among_the_nearest_however_many_are_wanted() -> None:
    qa = QA.build([Document(id="d", text=SIBLINGS)])
    question = "郭某强和丁某明各用了几天？"
    assert [hit.signals.lacking for hit in qa.search(question, k=1)] == [2]


def test_what_is_offered_to_choose_from_is_not_lacking() -> None:
    qa = QA.build([Document(id="d", text=SIBLINGS)])
    question = "用了五天的是郭某强、丁某明还是陈某刚？"
    plain = {hit.passage.text[:2]: hit.signals for hit in qa.search(question)}
    assert (plain["城西"].lacking, plain["城东"].lacking) == (2, 2)
    read = {hit.passage.text[:2]: hit.signals for hit in qa.read(question).hits}
    assert (read["城西"].lacking, read["城东"].lacking) == (0, 0)
    assert read["城西"].bm25 == plain["城西"].bm25
