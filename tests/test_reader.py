from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa import QA, Document, Hit, ModelError
from wuxi_qa.model import Model
from wuxi_qa.passages import Passage, split, whole
from wuxi_qa.reader import (
    Found,
    PassageReader,
    Reading,
    agreed,
    choose_span,
    logistic,
    logit_of,
    signals_of,
)
from wuxi_qa.retriever import Signals


def hit(passage: Passage, fused: float = 0.5) -> Hit:
    signals = Signals(bm25=1.0, lexical=0.25, similarity=0.2, dense=0.75, fused=fused)
    return Hit(passage=passage, score=fused, rank=1, signals=signals)


@pytest.fixture(scope="module")
def reader(qa: QA) -> PassageReader:
    assert isinstance(qa.reader, PassageReader)
    return qa.reader


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=9),
    st.integers(1, 6),
)
def test_the_best_span_against_every_span(logits: list[tuple[float, float]], longest: int) -> None:
    starts, ends = (np.asarray(part, dtype=np.float32) for part in zip(*logits, strict=True))
    spans = {
        (i, j): float(starts[i] + ends[j])
        for i, j in itertools.combinations_with_replacement(range(len(logits)), 2)
        if j - i < longest
    }
    found = choose_span(starts, ends, doubt=0.5, longest=longest, brevity=0)
    assert found.score == pytest.approx(max(spans.values()), abs=1e-5)
    best = max(spans, key=spans.__getitem__)
    if sum(value > spans[best] - 1e-4 for value in spans.values()) == 1:
        assert found[:2] == best
    assert found.wide_first <= found.first <= found.last <= found.wide_last


def test_of_two_spans_about_as_good_the_shorter_is_taken() -> None:
    """By hand: ln 4 times 0.5 is 0.69, which the three tokens more do not pay for."""
    starts = np.asarray([2.5, 0, 0, 2.0], dtype=np.float32)
    ends = np.asarray([-9, -9, -9, 3.0], dtype=np.float32)
    found = choose_span(starts, ends)
    assert found == (3, 3, 0, 3, 5.5)
    assert choose_span(starts, ends, brevity=0.3)[:2] == (0, 3)


def test_two_forms_of_a_question_rank_together() -> None:
    """Log-odds added, by hand: 9:1 and 1:4 make 9:4, 3:1 and 2:1 make 6:1."""
    first, second = split(Document(id="d", text="甲队在北港巡逻。\n\n乙队在南港值守。"))

    def reading(passage: Passage, score: float) -> Reading:
        return Reading(passage, passage.start, passage.end, score, probability=0.3)

    ranked = agreed(
        [reading(first, 0.9), reading(second, 0.75)],
        [reading(second, 2 / 3), reading(first, 0.2)],
    )
    assert [one.passage for one in ranked] == [second, first]
    assert [one.score for one in ranked] == pytest.approx([6 / 7, 9 / 13])
    assert [one.probability for one in ranked] == [0.3, 0.3]
    assert agreed([reading(first, 1.0)], [reading(first, 1.0)])[0].score == pytest.approx(1)


def test_doubt_widens_a_quote() -> None:
    """The answer ends at the later of two places with probability 0.38, by hand."""
    starts = np.log(np.asarray([0.7, 1e-9, 0.3, 1e-9], dtype=np.float32))
    ends = np.log(np.asarray([0.7, 1e-9, 0.3, 1e-9], dtype=np.float32))
    assert choose_span(starts, ends, doubt=0.5)[:4] == (0, 0, 0, 0)
    assert choose_span(starts, ends, doubt=0.2)[:4] == (0, 0, 0, 2)


def test_a_sure_network_quotes_the_very_words() -> None:
    starts = np.asarray([0, 9, 0, 0], dtype=np.float32)
    ends = np.asarray([0, 0, 9, 0], dtype=np.float32)
    assert choose_span(starts, ends)[:4] == (1, 2, 1, 2)


def test_probability_by_hand(qa: QA) -> None:
    byline = next(p for p in qa.passages if p.kind == "byline")
    found = Found(0, 2, 0, 2, relevance=1.5, margin=-99.0)
    signals = signals_of("Who?", hit(byline), found, unmet=2)
    assert signals == {
        "bias": 1.0,
        "relevance": 1.5,
        "margin": -30.0,
        "dense": 0.75,
        "lexical": 0.25,
        "similarity": 0.2,
        "heading": 1.0,
        "subject": 0.0,
        "length": 5 / 400,
        "unmet": 1.0,
        "lacking": 0.0,
        "mismatch": 0.0,
    }
    lacks = hit(byline).model_copy(
        update={"signals": hit(byline).signals.model_copy(update={"lacking": 7})}
    )
    assert signals_of("Who?", lacks, found, unmet=0)["lacking"] == 2.0
    weights = {"bias": -1.0, "relevance": 2.0, "dense": 4.0}
    assert logit_of(weights, signals) == pytest.approx(-1 + 3 + 3)
    assert logistic(math.log(3)) == pytest.approx(0.75)
    assert logistic(1e9) == pytest.approx(1.0)
    assert logistic(-1e9) == pytest.approx(0.0)


def test_only_a_whole_text_counts_as_about_what_it_begins_with() -> None:
    question, found = "北土城站在哪条路上？", Found(0, 4, 0, 4, relevance=0.0, margin=0.0)
    told = "北土城站位于北京市朝阳区。"
    for text, counts in ((told, 0.0), (told * 30, 1.0), ("另一座车站也在那里。" + told * 30, 0.0)):
        passage = whole(Document(id="d", text=text))
        assert signals_of(question, hit(passage), found, unmet=0)["subject"] == counts


def test_it_finds_the_words(reader: PassageReader) -> None:
    document = Document(id="d", text="蠡园位于无锡西南，建于1927年。园中有一条长廊，长约一百米。")
    (passage,) = split(document)
    for question, words in [("蠡园建于哪一年？", "1927年"), ("長廊有多長？", "一百米")]:
        found = reader.find_each(question, [passage])[0]
        assert words in document.text[found.start : found.end]
        assert found.end - found.start <= 12
        assert found.wide_start <= found.start < found.end <= found.wide_end


def test_what_repeats_the_question_is_none_of_the_words(reader: PassageReader) -> None:
    """It may be quoted: what is quoted is as wide as what was found."""
    (passage,) = split(
        Document(id="d", text="蠡湖的水质等级是二类。大桥由德国建筑师约翰·施密特设计。")
    )
    for question, words, whole_words in [
        ("蠡湖的水质等级是什么？", "二类", "水质等级是二类"),
        ("谁设计了大桥？", "约翰·施密特", "德国建筑师约翰·施密特"),
    ]:
        found = reader.find_each(question, [passage])[0]
        assert passage.text[found.start : found.end] == words
        assert whole_words in passage.text[found.wide_start : found.wide_end]


def test_a_near_miss_scores_lower(reader: PassageReader) -> None:
    document = Document(id="d", text="蠡园位于无锡西南，建于1927年。园中有一条长廊，长约一百米。")
    (passage,) = split(document)
    asked = reader.find_each("蠡园建于哪一年？", [passage])[0].relevance
    for question in ("拙政园建于哪一年？", "蠡园的园长是谁？", "蠡园门票多少钱？"):
        assert reader.find_each(question, [passage])[0].relevance < asked - 2


def test_another_office_is_no_answer(reader: PassageReader) -> None:
    (passage,) = split(Document(id="d", text="市财政局副局长贺明礼表示，这笔钱下周拨付。"))
    chances = [
        reader.read(question, [hit(passage)], unmet=0, every=True)[0].probability
        for question in ("财政局副局长叫什么名字？", "财政局局长叫什么名字？")
    ]
    assert chances[0] > reader.threshold > 0.2 > chances[1]


def test_a_long_passage_is_read_to_its_end(reader: PassageReader) -> None:
    filler = "这一段讲的是别的事情，与所问的没有关系。" * 60
    document = Document(id="d", text=filler + "博物馆的馆长是李明远。")
    passage = whole(document)
    found = reader.find_each("博物馆的馆长是谁？", [passage])[0]
    assert "李明远" in passage.text[found.start : found.end]


@pytest.mark.parametrize(
    "question",
    ["群众安全感是多少？", "稿子是谁写的", "警察手里的家伙什要不要换一茬?", "Who wrote it?"],
)
def test_what_is_left_unread_could_not_have_won(
    reader: PassageReader, qa: QA, question: str
) -> None:
    hits = qa.search(question, k=8)
    some = reader.read(question, hits, unmet=0, every=False)
    every = reader.read(question, hits, unmet=0, every=True)
    assert len(every) == 8
    assert some[0] == every[0]
    assert [r for r in every if r in some] == some
    assert [r.score for r in every] == sorted((r.score for r in every), reverse=True)


def test_a_clear_question_needs_few_passages(reader: PassageReader, qa: QA) -> None:
    hits = qa.search("群众安全感是多少？", k=8)
    assert len(reader.read("群众安全感是多少？", hits, unmet=0, every=False)) < 4


@pytest.mark.parametrize(
    "question", ["群众安全感是多少", "稿子是谁写的", "Who?", "长" * 900 + "是谁"]
)
def test_every_span_lies_in_its_passage(reader: PassageReader, qa: QA, question: str) -> None:
    for passage in qa.passages:
        found = reader.find_each(question, [passage])[0]
        assert 0 <= found.start < found.end <= len(passage.text)


@pytest.mark.parametrize("text", ["𠮷𠮷𠮷", "🙂🙂", "é́", "ﷺ", "…", "\u200b\u200b"])
def test_odd_passages_are_read(reader: PassageReader, text: str) -> None:
    passage = whole(Document(id="d", text=text))
    found = reader.find_each("这是什么？", [passage])[0]
    assert 0 <= found.start < found.end <= len(passage.text)


def test_a_model_without_reader_is_refused(root: Path, tmp_path: Path) -> None:
    import json
    import shutil

    folder = shutil.copytree(root / "src/wuxi_qa/models/e5-reader-zh", tmp_path / "m")
    card = json.loads((folder / "model.json").read_text("utf-8"))
    del card["reader"]
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    with pytest.raises(ModelError, match="no reader"):
        PassageReader(Model(folder))
