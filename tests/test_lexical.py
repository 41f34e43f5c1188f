from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from wuxi_qa.errors import IndexFormatError
from wuxi_qa.lexical import FILES, K1, B, LexicalIndex
from wuxi_qa.text import terms

TEXTS = ["太湖的水质。太湖！", "蠡园在无锡", "无锡公安：太湖e警", ""]
# Characters of no question word, so that a question's terms are those of the text.
words = st.text(st.sampled_from("太湖水质无锡铁鹰e9, 。"), max_size=12)


def lucene(texts: list[str], question: list[str]) -> list[float]:
    """BM25 as Lucene computes it, written out from the formula."""
    bags = [Counter(terms(text) or [""]) for text in texts]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores = []
    for bag in bags:
        score = 0.0
        for term in question:
            holders = sum(term in other for other in bags)
            idf = math.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
            norm = K1 * (1 - B + B * bag.total() / mean)
            score += idf * bag[term] / (bag[term] + norm)
        scores.append(score)
    return scores


@settings(deadline=None)
@given(st.lists(words, min_size=1, max_size=8), words)
@example(["", "。"], "太湖")
@example(["太湖"], "")
def test_scores_are_those_of_the_formula(texts: list[str], question: str) -> None:
    unique = list(dict.fromkeys(terms(question)))
    scores = LexicalIndex.build(texts).scores(question)
    np.testing.assert_allclose(scores.bm25, lucene(texts, unique), rtol=1e-5, atol=1e-6)


@settings(deadline=None, max_examples=50)
@given(st.lists(words, min_size=1, max_size=8), words.filter(terms))
def test_scores_are_those_of_bm25s(texts: list[str], question: str) -> None:
    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index([terms(text) or [""] for text in texts], show_progress=False)
    expected: NDArray[np.float32] = model.get_scores(list(dict.fromkeys(terms(question))))
    scores = LexicalIndex.build(texts).scores(question)
    np.testing.assert_allclose(scores.bm25, expected, rtol=1e-5, atol=1e-6)


def test_a_case_by_hand() -> None:
    """One term, held by one of two passages of equal length."""
    scores = LexicalIndex.build(["甲", "乙"]).scores("甲")
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert idf == pytest.approx(math.log(2))
    assert scores.bm25.tolist() == pytest.approx([idf / (1 + K1), 0.0])
    assert scores.ceiling == pytest.approx(idf)
    assert scores.shares.tolist() == pytest.approx([1 / (1 + K1), 0.0])


def test_an_unknown_term_raises_the_ceiling() -> None:
    """Half of what is asked is not in the index: the share is halved or less."""
    index = LexicalIndex.build(["甲", "乙"])
    known, mixed = index.scores("甲"), index.scores("甲 丙")
    idf = [math.log(1 + (2 - n + 0.5) / (n + 0.5)) for n in (1, 0)]
    assert mixed.bm25.tolist() == known.bm25.tolist()
    assert mixed.ceiling == pytest.approx(sum(idf))
    assert mixed.shares[0] == pytest.approx(idf[0] / (1 + K1) / sum(idf))
    assert mixed.shares[0] < known.shares[0] / 2


@settings(deadline=None)
@given(st.lists(words, min_size=1, max_size=8), words)
def test_no_passage_exceeds_the_ceiling(texts: list[str], question: str) -> None:
    index = LexicalIndex.build(texts)
    scores = index.scores(question)
    assert len(index) == len(scores.bm25) == len(texts)
    assert scores.bm25.min() >= 0
    assert scores.bm25.max() <= scores.ceiling * (1 + 1e-6)
    assert scores.shares.max() <= 1
    assert (scores.ceiling == 0) == (not terms(question))


def test_a_long_passage_of_the_term_comes_near_the_ceiling() -> None:
    scores = LexicalIndex.build(["e " * 10_000, "乙"]).scores("e")
    assert 0.99 < scores.shares[0] < 1


def test_a_repeated_term_counts_once() -> None:
    index = LexicalIndex.build(TEXTS)
    once, twice = index.scores("太湖"), index.scores("太湖 太湖，太湖")
    assert twice.bm25.tolist() == once.bm25.tolist()
    assert twice.ceiling == once.ceiling


def test_script_case_and_width_do_not_matter() -> None:
    index = LexicalIndex.build(["無錫ＡＢＣ", "太湖"])
    expected = index.scores("無錫ＡＢＣ").bm25.tolist()
    assert index.scores("无锡abc").bm25.tolist() == expected
    assert expected[0] > 0 == expected[1]


def test_a_word_beside_han_is_found() -> None:
    scores = LexicalIndex.build(["建设“e路通”服务", "推广路通卡"]).scores("路通")
    assert scores.bm25[0] > 0
    assert scores.bm25[1] > 0


def test_a_name_that_begins_like_a_question_is_found() -> None:
    scores = LexicalIndex.build(["那良镇", "大良镇"]).scores("那良镇")
    assert scores.bm25[0] > scores.bm25[1] > 0


def test_a_question_without_terms_scores_nothing() -> None:
    scores = LexicalIndex.build(TEXTS).scores("？！")
    assert scores.bm25.tolist() == [0, 0, 0, 0]
    assert scores.ceiling == 0
    assert scores.shares.tolist() == [0, 0, 0, 0]


def test_texts_without_terms_make_an_index() -> None:
    index = LexicalIndex.build(["", "。"])
    assert len(index) == 2
    assert index.scores("太湖").bm25.tolist() == [0, 0]


# On disk


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    directory = tmp_path / "索引 目录"
    directory.mkdir()
    LexicalIndex.build(TEXTS).write(directory)
    return directory


@pytest.mark.parametrize("question", ["太湖", "无锡公安", "e警", "水质 蠡园", "没见过", ""])
def test_a_saved_index_scores_alike(saved: Path, question: str) -> None:
    before = LexicalIndex.build(TEXTS).scores(question)
    after = LexicalIndex.read(saved, passages=len(TEXTS)).scores(question)
    assert after.bm25.tolist() == before.bm25.tolist()
    assert after.ceiling == before.ceiling


def test_the_files_hold_no_pickle(saved: Path) -> None:
    assert sorted(path.name for path in saved.iterdir()) == sorted(FILES)
    for name in FILES:
        if name.endswith(".npy"):
            assert np.load(saved / name, allow_pickle=False).dtype.kind in "if"
    vocabulary = json.loads((saved / "bm25_vocabulary.json").read_text("utf-8"))
    # The empty term stands for the text that has none.
    assert vocabulary == list(dict.fromkeys(t for text in TEXTS for t in terms(text) or [""]))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [None, b"", b"\x93NUMPY", b"{]", b"\xff\xfe"])
def test_a_damaged_file_is_refused(saved: Path, name: str, damage: bytes | None) -> None:
    if damage is None:
        (saved / name).unlink()
    else:
        (saved / name).write_bytes(damage)
    with pytest.raises(IndexFormatError, match="Unreadable lexical index") as caught:
        LexicalIndex.read(saved, passages=len(TEXTS))
    assert caught.value.path == saved


def test_a_pickled_array_is_refused(saved: Path) -> None:
    np.save(saved / "bm25_data.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(IndexFormatError, match="Unreadable lexical index"):
        LexicalIndex.read(saved, passages=len(TEXTS))


def test_files_that_contradict_each_other_are_refused(saved: Path) -> None:
    (saved / "bm25_vocabulary.json").write_text('["太"]', "utf-8")
    with pytest.raises(IndexFormatError, match="contradicts itself") as caught:
        LexicalIndex.read(saved, passages=len(TEXTS))
    assert caught.value.expected == "1 terms"


def test_weights_without_their_passages_are_refused(saved: Path) -> None:
    np.save(saved / "bm25_indices.npy", np.zeros(1, np.int32))
    with pytest.raises(IndexFormatError, match="contradicts itself"):
        LexicalIndex.read(saved, passages=len(TEXTS))


def test_what_some_passage_holds_is_known() -> None:
    index = LexicalIndex.build(["无锡的群众安全感达99.47%", "e路通"])
    assert all(map(index.knows, ("无锡", "無錫", "99.47", "群众安全感", "E路通", "？", "")))
    assert not any(map(index.knows, ("苏州", "99", "无锡苏州", "太湖e")))


def test_who_holds_what() -> None:
    index = LexicalIndex.build(["东湖医院", "西湖医院", "西湖公园"])
    held = index.holding(["西湖", "医院", "南湖"], np.asarray([2, 0, 1]))
    assert held.tolist() == [[True, False, True], [False, True, True], [False, False, False]]
    assert index.holding([], np.asarray([0, 1])).shape == (0, 2)
