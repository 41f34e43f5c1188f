from __future__ import annotations

import pytest

from wuxi_qa.asking.wants import wanted
from wuxi_qa.quoting.ends import beside_bracket, completed, with_its_noun, without_number
from wuxi_qa.quoting.marks import Span


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("推迟至今年6月通车", "年6月", "今年6月"),
        ("生于1903年4月", "03年4月", "1903年4月"),
        ("二〇二四年的事", "年的事", "二〇二四年的事"),
        ("次日到达", "日到达", "次日到达"),
        ("对每日本队来说", "日本队", "日本队"),
        ("今年轻人多", "年轻人", "年轻人"),
        ("破获5起案件", "起案件", "5起案件"),
        ("以3：2获胜", "2获胜", "3：2获胜"),
        ("期间的水费", "的水费", "水费"),
        ("承担起警情处置", "起警情处置", "警情处置"),
        ("飞机起降架次", "起降架次", "起降架次"),
        ("他起诉了对方", "起诉了", "起诉了"),
        ("建筑起重机械", "起重机械", "起重机械"),
        ("无锡地税局办", "地税局", "地税局"),
        ("慢慢地走开", "地走开", "走开"),
        ("完成了三项", "了三项", "三项"),
        ("也了解三项", "了解三项", "了解三项"),
        ("本着公平办事", "着公平", "公平"),
        ("跑得很快", "得很快", "很快"),
        ("获得票数最多", "得票数", "得票数"),
        ("。的水费", "的水费", "的水费"),  # no word before
    ],
)
def test_a_span_is_of_whole_words(text: str, span: str, whole: str) -> None:
    at = text.index(span)
    first, last = completed(text, Span(at, at + len(span)), limits=Span(0, len(text)))
    assert text[first:last] == whole


@pytest.mark.parametrize(
    ("span", "rest", "question", "whole"),
    [
        ("有风格的过硬", "公安铁警", "什么队伍", True),
        ("有风格的过硬", "公安铁警以及其他各类人员", "什么队伍", False),  # long
        ("公司的总部", "设在深圳", "什么在深圳", False),  # a clause
        ("张三的父亲", "老李头", "谁来了", False),
        ("张三的父亲", "老李头", "Given to whom?", False),
        ("有风格的过硬", "公安铁警", "哪个队伍", True),
        ("有风格过硬", "公安铁警", "什么队伍", False),
        ("站队、车摩航新型装备", "体系", "什么装备", True),
        ("站隊、車摩航新型裝備", "體系", "什么裝備", True),
        ("所有装备", "体系化", "什么装备", False),
        ("“一网统管”", "平台", "哪个平台", False),  # a name
    ],
)
def test_the_rest_of_a_noun_is_taken_in(span: str, rest: str, question: str, whole: bool) -> None:
    text = span + rest
    end = with_its_noun(
        text, Span(0, len(span)), limits=Span(0, len(text)), wanted=wanted(question)
    ).end
    assert end == (len(text) if whole else len(span))


@pytest.mark.parametrize(
    ("span", "core", "quoted"),
    [
        ("(男,22岁)处以拘留", "处以拘留", "处以拘留"),
        ("(男,22岁)", "22岁", "男,22岁"),
        ("(男,22岁)处以拘留", "22岁)处以", "黄某某(男,22岁)处以拘留"),
        ("黄某某(男,22岁)处以拘留", "处以拘留", "黄某某(男,22岁)处以拘留"),
        ("(锡公新)", "锡公新", "(锡公新)"),
    ],
)
def test_no_span_begins_with_a_bracket_behind_its_noun(span: str, core: str, quoted: str) -> None:
    text = "黄某某(男,22岁)处以拘留\n(锡公新)"
    start, inner = text.index(span), text.index(core)
    found = beside_bracket(
        text,
        Span(start, start + len(span)),
        core=Span(inner, inner + len(core)),
        limits=Span(0, len(text)),
    )
    assert text[slice(*found)] == quoted


def test_a_cell_of_a_table_is_quoted_without_its_bar() -> None:
    row = "| 冬季(11月至3月) | 9:30 |"
    assert (
        row[slice(*beside_bracket(row, Span(4, 19), core=Span(5, 18), limits=Span(0, len(row))))]
        == row[2:19]
    )


@pytest.mark.parametrize(
    ("text", "question", "quote"),
    [
        ("7.1.2 该房屋用于办公", "何用", "该房屋用于办公"),
        ("4. 救生绳", "何物", "救生绳"),
        ("（3）救生绳", "何物", "救生绳"),
        ("③救生绳", "何物", "救生绳"),
        ("三、救生绳", "何物", "救生绳"),
        ("（3）救生绳", "第几项是救生绳", "（3）救生绳"),
        ("1. 绳 2. 灯", "何物", "1. 绳 2. 灯"),
        ("4.3 万元", "多少", "4.3 万元"),
        ("3.5吨", "多少", "3.5吨"),
        ("二、三年级", "哪级", "二、三年级"),
    ],
)
def test_a_list_number_is_dropped(text: str, question: str, quote: str) -> None:
    whole = Span(0, len(text))
    assert text[slice(*without_number(text, whole, core=whole, wanted=wanted(question)))] == quote


def test_a_number_stays_where_it_is_all_or_no_list_number() -> None:
    what = wanted("何物")
    assert without_number("4. 救生绳", Span(0, 6), core=Span(0, 1), wanted=what) == (0, 6)
    assert without_number("共4. 救生绳", Span(1, 7), core=Span(1, 7), wanted=what) == (1, 7)
