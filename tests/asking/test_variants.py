from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.mentions import telling, unmet
from wuxi_qa.asking.variants import numerals_of
from wuxi_qa.text import numeral_value, terms


def lacking(question: str, text: str) -> list[str]:
    has = set(terms(text))
    return telling(unmet(question, lambda words: set(terms(words)) <= has, [text]))


@pytest.mark.parametrize(
    ("number", "numerals"),
    [
        (2, ["二", "两"]),
        (10, ["十"]),
        (12, ["十二"]),
        (20, ["二十"]),
        (45, ["四十五"]),
        (100, ["一百"]),
        (200, ["二百", "两百"]),
        (3000, ["三千"]),
        (20000, ["二万", "两万"]),
        (150_000, ["十五万"]),
        (0, []),
        (101, []),
        (2024, []),
    ],
)
def test_numerals_are_those_that_people_write(number: int, numerals: list[str]) -> None:
    assert numerals_of(number) == numerals


@given(st.integers(1, 99))
def test_numerals_count_what_they_were_made_of(number: int) -> None:
    assert {numeral_value(one) for one in numerals_of(number) if one != "两"} == {number}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("逾期15日付款怎么办？", "乙方逾期十五日仍未付款的，甲方可解除合同。"),
        ("支持7天无理由退货吗？", "本店支持七天无理由退货。"),
        ("2楼食堂几点开门？", "二楼食堂早上六点半开门。"),
        ("3年级几点放学？", "三年级下午四点放学。"),
        ("第5届运动会在哪里举行？", "第五届运动会在体育中心举行。"),
        ("第3季度利润是多少？", "第三季度利润一亿元。"),
        ("2024年的预算是多少？", "二〇二四年预算为三百万元。"),
        ("2024年的预算是多少？", "二零二四年预算为三百万元。"),
        ("3月10日开什么会？", "三月十日召开全体会议。"),
        ("满2万元打几折？", "满20000元打8折。"),
        ("50%的股份归谁？", "百分之五十的股份归李某。"),
        ("23年营收是多少？", "2023年营收五亿元。"),
        ("98年发生了什么？", "1998年发生洪水。"),
        ("9:30开门吗？", "开放时间09:30-17:00。"),
        ("2023年无锡GDP是多少？", "2023年，无锡地区生产总值1.54万亿元。"),
        ("CEO是谁？", "首席执行官为张某。"),
        ("可以带5kg的行李吗？", "每人可带5公斤行李。"),
    ],
)
def test_what_a_text_spells_otherwise_is_not_missing(question: str, text: str) -> None:
    assert lacking(question, text) == []


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("逾期16日付款怎么办？", "乙方逾期十五日仍未付款的，甲方可解除合同。", ["16"]),
        ("第6届运动会在哪里举行？", "第五届运动会在六月举行。", ["6"]),
        ("2025年的预算是多少？", "二〇二四年预算为三百万元。", ["2025"]),
        ("24年营收是多少？", "2023年营收五亿元。", ["24"]),
        ("3月11日开什么会？", "三月十日召开全体会议。", ["3月11日"]),
        ("2023年无锡GDP是多少？", "2023年无锡财政收入上升。", ["gdp"]),
    ],
)
def test_another_number_stays_missing(question: str, text: str, missing: list[str]) -> None:
    assert lacking(question, text) == missing
