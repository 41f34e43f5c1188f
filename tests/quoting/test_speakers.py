"""Speakers: for a question that asks who, the line above is quoted too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.wants import wanted
from wuxi_qa.quoting.marks import Span
from wuxi_qa.quoting.speakers import LONGEST, with_speaker

SAID = "王阿姨（三单元居民）：\n我腿不好，上下楼一次要歇三回。"
SENT = "张伟 2024-03-01 09:12\n@王强 写个事故报告，我明天要。"


@pytest.mark.parametrize(
    ("text", "found", "question", "quote"),
    [
        (SAID, "上下楼一次要歇三回", "谁腿不好", SAID[:-1]),
        (SAID, "上下楼一次要歇三回", "誰腿不好", SAID[:-1]),
        (SAID, "上下楼一次要歇三回", "上下楼要歇几回", "上下楼一次要歇三回"),
        (SAID, "王阿姨", "谁腿不好", "王阿姨"),
        (SENT, "@王强 写个事故报告", "谁负责写事故报告", "@王强 写个事故报告"),
        (SENT, "写个事故报告", "谁说要写事故报告", SENT[: SENT.index("，")]),
        (SENT.split("\n")[1], "我明天要", "谁明天要", "我明天要"),
    ],
)
def test_who_says_it_of_himself(text: str, found: str, question: str, quote: str) -> None:
    start = text.index(found)
    span = with_speaker(text, Span(start, start + len(found)), wanted=wanted(question))
    assert text[slice(*span)] == quote


def test_the_speaker_alone_where_he_says_much() -> None:
    text = f"陈工（设计院）：\n{'可以往东挪，' * 30}由施工单位承担。"
    at = text.index("由施工")
    assert at > LONGEST
    span = with_speaker(text, Span(at, at + 7), wanted=wanted("谁提出可以往东挪"))
    assert text[slice(*span)] == "陈工（设计院）"
    other = with_speaker(text, Span(at, at + 7), wanted=wanted("谁承担费用"))
    assert other == (at, at + 7)


@given(st.text(alphabet="陈工：\n我说 ，。9:12", min_size=1, max_size=30), st.data())
def test_the_span_is_held(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = with_speaker(text, Span(start, end), wanted=wanted("谁说的"))
    assert 0 <= first < last <= len(text)
    assert (first <= start and last == end) or last < start
