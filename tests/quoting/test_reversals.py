from __future__ import annotations

import pytest

from wuxi_qa.quoting.marks import Span
from wuxi_qa.quoting.reversals import with_contrast, with_denial


@pytest.mark.parametrize(
    ("text", "span", "quoted"),
    [
        ("馆内可以拍照,但不得用灯", "但不得用灯", "馆内可以拍照,但不得用灯"),
        ("馆内可以拍照，但不得用灯", "不得用灯", "馆内可以拍照，但不得用灯"),
        ("限3月前申请， 否则不予退款", "不予退款", "限3月前申请， 否则不予退款"),
        ("可以进，不过要买票，却不得拍照", "却不得拍照", "可以进，不过要买票，却不得拍照"),
        ("今天闭馆，明天开，然而要预约", "然而要预约", "明天开，然而要预约"),
        ("会散了，他却不走", "不走", "不走"),  # within its clause
        ("会散了，但他不走", "他不走", "他不走"),
        ("1265年，但丁出生", "但丁出生", "但丁出生"),
        ("但不得用灯", "但不得用灯", "但不得用灯"),
        ("如今，而今都好", "而今都好", "而今都好"),
    ],
)
def test_a_turn_is_quoted_with_what_it_turns_from(text: str, span: str, quoted: str) -> None:
    start = text.index(span)
    found = with_contrast(text, Span(start, start + len(span)), limits=Span(0, len(text)))
    assert text[slice(*found)] == quoted


def test_a_turn_stays_in_its_sentence() -> None:
    second = Span(5, 10)
    assert with_contrast("可以拍照。但不得用灯", second, limits=second) == second


@pytest.mark.parametrize(
    ("text", "span", "quoted"),
    [
        (
            "称“投毒致三人死亡”,经核查,该信息不实,勿传。",
            "三人",
            "“投毒致三人死亡”,经核查,该信息不实",
        ),
        (
            "稱「投毒致三人死亡」，經查此事純屬捏造。",
            "三人",
            "「投毒致三人死亡」，經查此事純屬捏造",
        ),
        ("“甲”“乙”等均为谣言。", "甲", "“甲”“乙”等均为谣言"),
        ("“甲”、“乙”并非事实", "“甲”", "“甲”、“乙”并非事实"),
        ("“三人死亡。”经查系网民编造。", "三人", "“三人死亡。”经查系网民编造"),
        ("有人散布谣言称“停运三天”，被拘。", "三天", "谣言称“停运三天”"),
        ("“甲找到了”,网上“乙被拐”不属实", "甲找到了", "甲找到了"),  # another is denied
        ("“甲找到了”，这并不是谣言", "甲", "甲"),
        ("开展“清朗”行动,为打击虚假广告出力", "清朗", "清朗"),
        ("“甲”到了。乙说的不属实", "甲", "甲"),  # another sentence
        ("甲到了，此事不实", "甲", "甲"),  # no quotation
    ],
)
def test_what_is_denied_is_quoted_with_its_denial(text: str, span: str, quoted: str) -> None:
    start = text.index(span)
    first, last = with_denial(text, Span(start, start + len(span)))
    assert text[first:last] == quoted
