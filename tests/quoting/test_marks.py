from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.quoting.marks import Span, clause, clause_edges, crosses_clauses, paired, trimmed


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("甲来了，乙走了；丙在", ["甲来了", "乙走了", "丙在"]),
        ("花去1,200元,时间22:42,比分3：2", ["花去1,200元", "时间22:42", "比分3：2"]),
        ("覃某（男，29岁）到,韦某[女,3岁]走", ["覃某（男，29岁）到", "韦某[女,3岁]走"]),
        ("看《甲，乙》和〈丙，丁〉，散了", ["看《甲，乙》和〈丙，丁〉", "散了"]),
        ("依〔2020〕5号(含（一，二）)办，完", ["依〔2020〕5号(含（一，二）)办", "完"]),
        ("注(甲，乙", ["注(甲", "乙"]),  # no pair
        ("他说“甲，乙”，走了", ["他说“甲", "乙”", "走了"]),
    ],
)
def test_clauses_end_outside_brackets(text: str, clauses: list[str]) -> None:
    edges = clause_edges(text, Span(0, len(text)))
    starts, ends = [0, *(b for _, b in edges)], [*(a for a, _ in edges), len(text)]
    assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == clauses


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ("29岁", "29岁"),
        ("男，29", "男，29岁"),
        ("覃某", "受害人覃某（男，29岁，外卖员）报警"),
        ("（男，29岁，外卖员）", "受害人覃某（男，29岁，外卖员）报警"),
    ],
)
def test_the_clause_of_a_span_in_brackets_is_within_them(span: str, found: str) -> None:
    text = "受害人覃某（男，29岁，外卖员）报警，民警到场。"
    at = text.index(span)
    words, limits = Span(at, at + len(span)), Span(0, len(text) - 1)
    assert text[slice(*clause(text, words, limits=limits))] == found
    across = crosses_clauses(text, words, limits=limits)
    assert across is (span == "男，29")


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("见〔2020〕5号", "2020〕5号", "〔2020〕5号"),
        ("看〈甲乙〉去", "〈甲", "〈甲乙〉"),
        ("看[甲乙]去", "甲乙]", "[甲乙]"),
        ("看甲乙]去", "甲乙]", "甲乙"),
    ],
)
def test_all_sorts_of_pairs_are_completed(text: str, span: str, whole: str) -> None:
    at = text.index(span)
    words = Span(at, at + len(span))
    found = paired(text, words, core=words, limits=Span(0, len(text)))
    assert text[slice(*found)] == whole


def test_a_span_of_marks_alone_stays() -> None:
    assert trimmed("| 甲 |", Span(0, 5)) == (2, 3)
    assert trimmed("，、。", Span(0, 3)) == (0, 3)


@given(st.text(alphabet="（）()[]《》，甲:3", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_clause_holds_its_span(text: str, at: int, size: int) -> None:
    start = min(at, len(text))
    end = min(len(text), start + size)
    first, last = clause(text, Span(start, end), limits=Span(0, len(text)))
    assert 0 <= first <= start
    assert end <= last <= len(text)


def test_brackets_without_partners_take_no_time() -> None:
    text = "（" * 50_000 + "]" * 50_000
    assert clause_edges(text, Span(0, len(text))) == []
