from __future__ import annotations

import re

import ir_measures
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from wuxi_qa.evaluation.metrics import (
    auroc,
    bare,
    calibration_error,
    cmrc_em,
    cmrc_f1,
    containment,
    first_rank,
    mrr_at,
    ndcg_at,
    precision_recall,
    recall_at,
    recall_of,
    squad_em,
    squad_f1,
)
from wuxi_qa.text import overlaps

PASSAGES = [f"d{number}" for number in range(12)]
# For each question: a ranking, perhaps empty, and the passages that are right.
questions = st.lists(
    st.tuples(
        st.permutations(PASSAGES).flatmap(
            lambda order: st.integers(0, len(order)).map(lambda n: order[:n])
        ),
        st.sets(st.sampled_from(PASSAGES), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=8,
)
# Few values, so that ties are frequent.
scores = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1), max_size=20)


# Ranks


@settings(deadline=None, max_examples=60)
@given(questions, st.sampled_from([1, 3, 5, 10]))
def test_recall_and_mrr_are_those_of_ir_measures(
    asked: list[tuple[list[str], set[str]]], k: int
) -> None:
    ranks = [first_rank(order, relevant) for order, relevant in asked]
    judged = {f"q{i}": dict.fromkeys(relevant, 1) for i, (_, relevant) in enumerate(asked)}
    run = {
        f"q{i}": {passage: 1.0 - rank / 100 for rank, passage in enumerate(order)}
        for i, (order, _) in enumerate(asked)
        if order
    }
    # An empty run is none to ir_measures.
    assume(run)
    expected = ir_measures.calc_aggregate([Success @ k, RR @ k], judged, run)
    assert recall_at(ranks, k) == pytest.approx(expected[Success @ k])
    assert mrr_at(ranks, k) == pytest.approx(expected[RR @ k])


graded = st.dictionaries(st.sampled_from(PASSAGES), st.integers(1, 3), min_size=1, max_size=5)


@settings(deadline=None, max_examples=60)
@given(
    st.permutations(PASSAGES), st.integers(1, len(PASSAGES)), graded, st.sampled_from([1, 3, 10])
)
def test_graded_measures_are_those_of_ir_measures(
    order: list[str], length: int, grades: dict[str, int], k: int
) -> None:
    ranked = order[:length]
    run = {"q": {passage: 1.0 - rank / 100 for rank, passage in enumerate(ranked)}}
    expected = ir_measures.calc_aggregate([R @ k, nDCG @ k], {"q": grades}, run)
    assert recall_of(ranked, grades, k) == pytest.approx(expected[R @ k])
    assert ndcg_at(ranked, grades, k) == pytest.approx(expected[nDCG @ k])


def test_graded_measures_without_anything_relevant() -> None:
    assert recall_of(["a"], {}, 3) == ndcg_at(["a"], {}, 3) == 0.0


@pytest.mark.parametrize(
    ("text", "answers", "f1", "em"),
    [
        ("三山岛", ["三山岛"], 1.0, 1.0),
        ("“三山岛”。", ["三山岛"], 1.0, 1.0),
        ("岛三山", ["三山岛"], 1.0, 0.0),  # a bag of characters has no order
        ("三山岛上", ["三山岛"], 2 * (3 / 4) * 1 / (3 / 4 + 1), 0.0),
        ("山山", ["三山岛"], 2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3), 0.0),
        ("共 120 名民警", ["120名"], 2 * (2 / 5) * 1 / (2 / 5 + 1), 0.0),
        ("Windows 95", ["windows95"], 0.0, 0.0),  # words are whole
        ("太湖", ["蠡园", "太湖水"], 2 * 1 * (2 / 3) / (1 + 2 / 3), 0.0),
        ("", ["太湖"], 0.0, 0.0),
        ("太湖", [], 0.0, 0.0),
    ],
)
def test_squad_scores_by_hand(text: str, answers: list[str], f1: float, em: float) -> None:
    assert squad_f1(text, answers) == pytest.approx(f1)
    assert squad_em(text, answers) == em


@pytest.mark.parametrize(
    ("ranked", "relevant", "rank"),
    [
        (["a", "b", "c"], {"a"}, 1),
        (["a", "b", "c"], {"c", "b"}, 2),
        (["a"], {"b"}, None),
        ([], {"a"}, None),
        (["a"], set(), None),
    ],
)
def test_first_rank(ranked: list[str], relevant: set[str], rank: int | None) -> None:
    assert first_rank(ranked, relevant) == rank


def test_ranks_by_hand() -> None:
    ranks = [1, 2, 4, None]
    assert [recall_at(ranks, k) for k in (1, 2, 3, 4)] == [0.25, 0.5, 0.5, 0.75]
    assert mrr_at(ranks, 10) == (1 + 1 / 2 + 1 / 4) / 4
    assert mrr_at(ranks, 3) == (1 + 1 / 2) / 4


def test_no_questions_score_nothing() -> None:
    assert recall_at([], 1) == mrr_at([], 10) == 0.0


# Scores


@settings(deadline=None)
@given(scores, scores)
def test_auroc_is_the_share_of_pairs_in_order(
    positives: list[float], negatives: list[float]
) -> None:
    assume(positives and negatives)
    pairs = [(p > n) + (p == n) / 2 for p in positives for n in negatives]
    assert auroc(positives, negatives) == pytest.approx(sum(pairs) / len(pairs))


@pytest.mark.parametrize(
    ("positives", "negatives", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.3], [0.5], 0.5),
        ([0.9, 0.5, 0.3], [0.5, 0.1], (2 + 1.5 + 1) / 6),
    ],
)
def test_auroc_by_hand(positives: list[float], negatives: list[float], expected: float) -> None:
    assert auroc(positives, negatives) == pytest.approx(expected)


@pytest.mark.parametrize(("positives", "negatives"), [([], [0.1]), ([0.1], []), ([], [])])
def test_auroc_needs_both_sides(positives: list[float], negatives: list[float]) -> None:
    assert auroc(positives, negatives) is None


@pytest.mark.parametrize(
    ("predicted", "actual", "expected"),
    [
        ([True, True, False, False], [True, False, True, False], (0.5, 0.5)),
        ([True, True, True], [True, False, False], (1 / 3, 1.0)),
        ([True, False, False], [True, True, True], (1.0, 1 / 3)),
        ([False, True], [True, False], (0.0, 0.0)),
        ([False, False], [True, False], (None, 0.0)),
        ([True], [False], (0.0, None)),
        ([False], [False], (None, None)),
        ([], [], (None, None)),
    ],
)
def test_precision_and_recall(
    predicted: list[bool], actual: list[bool], expected: tuple[float | None, float | None]
) -> None:
    assert precision_recall(predicted, actual) == expected


def test_predictions_must_pair_with_truths() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        precision_recall([True, False], [True])


# Texts


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("由警务工作站牵引", ["警务工作站"], 1.0),
        ("由警务\n工作站，牵引", ["“警务工作站”"], 1.0),
        ("警務工作站", ["警务工作站"], 1.0),
        ("达９９．４７％", ["99.47%"], 1.0),
        ("the ABC plan", ["abc"], 1.0),
        ("甲", ["乙", "甲"], 1.0),
        ("甲", ["甲乙"], 0.0),
        ("甲", [], 0.0),
        ("甲", ["", "，"], 0.0),
        ("", ["甲"], 0.0),
        ("增长2.0%", ["20%"], 0.0),
        ("15日", ["1.5"], 0.0),
        ("2015年", ["5"], 0.0),
        ("1.5米", ["5米"], 0.0),
        ("第5.2节", ["第5"], 0.0),
        ("1,200人", ["1200人"], 1.0),
        ("1200人", ["1,200"], 1.0),
        ("12、15日", ["15日"], 1.0),
        ("3月12—15日", ["12"], 1.0),
        ("22:42", ["22：42"], 1.0),
        ("22:42", ["2242"], 0.0),
        ("于5日", ["5日"], 1.0),
    ],
)
def test_containment(text: str, answers: list[str], expected: float) -> None:
    assert containment(text, answers) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("甲、乙、丙", 1.0), ("甲和丙", 2 / 3), ("丙", 1 / 3), ("丁", 0.0)],
)
def test_containment_of_a_list_is_the_share_of_its_items(text: str, expected: float) -> None:
    assert containment(text, ["甲", "乙", "丙"], every=True) == pytest.approx(expected)


def test_an_empty_item_of_a_list_is_held_by_no_text() -> None:
    assert containment("甲", ["甲", "。"], every=True) == 0.5
    assert containment("甲", [], every=True) == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  “無錫”，ABC_1 。\n", "无锡abc1"),
        ("①", "1"),
        ("……", ""),
        ("1,200.5元", "1200.5元"),
        ("1,2", "1|2"),
        ("3. 5", "3|5"),
        ("", ""),
    ],
)
def test_bare(text: str, expected: str) -> None:
    assert bare(text) == expected


@settings(deadline=None)
@given(st.text())
def test_bare_leaves_letters_and_digits_alone(text: str) -> None:
    folded = bare(text)
    assert all(c.isalnum() for c in re.sub(r"(?<=\d)[.|](?=\d)", "", folded))
    assert bare(folded.replace("|", "、")) == folded


spans = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda s: (min(s), max(s)))


@settings(deadline=None)
@given(spans, spans)
def test_overlap_is_a_shared_position(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert overlaps(first, second) == bool({*range(*first)} & {*range(*second)})


@pytest.mark.parametrize(
    ("text", "answers", "f1", "em"),
    [
        ("1927年", ["1927年"], 1.0, 1.0),
        ("“太湖e警”", ["太湖e警"], 1.0, 1.0),  # punctuation aside
        ("建于1927年", ["1927年"], 2 * (2 / 4) * 1 / (2 / 4 + 1), 0.0),
        # The longest run shared is 甲乙 (2 of 5, 2 of 4), though four characters are.
        ("甲乙丙丁戊", ["甲乙丁丙"], 2 * (2 / 5) * (2 / 4) / (2 / 5 + 2 / 4), 0.0),
        ("NBA联赛", ["nba"], 2 * (1 / 3) * 1 / (1 / 3 + 1), 0.0),
        ("别的", ["1927年", "别的"], 1.0, 1.0),  # the best gold answer counts
        ("没有", ["别的"], 0.0, 0.0),
        ("", ["别的"], 0.0, 0.0),
        ("，。", ["别的"], 0.0, 0.0),
        ("别的", [], 0.0, 0.0),
        # As the official script with NLTK 3.9 has it: numbers and times are cut nowhere.
        ("12.6", ["12.5"], 0.0, 0.0),
        ("12.5%", ["12.5"], 2 * (1 / 2) * 1 / (1 / 2 + 1), 0.0),
        ("1,200", ["1,300"], 0.0, 0.0),
        ("10-20", ["20"], 0.0, 0.0),
        ("2019-05-03", ["2019-05-04"], 0.0, 0.0),
        ("22:42", ["22:15"], 0.0, 0.0),
        ("22:42", ["2242"], 1.0, 1.0),
        ("U.S. army (1944).", ["army"], 2 * (1 / 6) * 1 / (1 / 6 + 1), 0.0),
        ("1–2", ["2"], 2 * (1 / 3) * 1 / (1 / 3 + 1), 0.0),
        ("好…的", ["好的"], 2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2), 0.0),
    ],
)
def test_cmrc_scores_by_hand(text: str, answers: list[str], f1: float, em: float) -> None:
    assert cmrc_f1(text, answers) == pytest.approx(f1)
    assert cmrc_em(text, answers) == em


def test_calibration_error_by_hand() -> None:
    # Bin 0.2-0.3: mean 0.25, half right; bin 0.9-1: mean 0.95, all right.
    error = calibration_error([0.2, 0.3 - 1e-9, 0.95, 0.95], [True, False, True, True])
    assert error == pytest.approx((2 * 0.25 + 2 * 0.05) / 4)
    assert calibration_error([1.0, 1.0], [True, True]) == 0
    assert calibration_error([1.0, 0.0], [False, True]) == 1
    assert calibration_error([], []) is None
