"""Leads: which lines are of one piece with the paragraph behind them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.layout import blocks

SAID = "我腿不好，上下楼一次要歇三回。"
LONG = "资金方面由市里补贴，剩下的由各层住户分摊，一楼的住户不出钱，明年年底以前全部装完，请放心"


def bodies(text: str) -> list[str]:
    return [text[b.start : b.end] for b in blocks(text) if b.kind == "body"]


def test_who_speaks_and_what_he_says_are_one() -> None:
    text = f"座谈实录\n\n王阿姨（三单元居民）：\n{SAID}\n\n陈工：\n{LONG}"
    assert bodies(text) == [f"王阿姨（三单元居民）：\n{SAID}", f"陈工：\n{LONG}"]


@pytest.mark.parametrize(
    "behind",
    [
        "1. 身份证。",
        "- 身份证。",
        "（一）身份证。",
        "身份证",  # a list without marks
        "乙方：",
    ],
)
def test_what_leads_to_a_list_stays_a_line(behind: str) -> None:
    assert "须带材料：" in bodies(f"标题在这里\n\n须带材料：\n{behind}\n户口簿\n\n{SAID}")


@pytest.mark.parametrize("to", ["各区人民政府：", "尊敬的用户：", "同志们：", "各位代表："])
def test_whom_a_letter_is_to_stays_a_line(to: str) -> None:
    assert bodies(f"标题在这里\n\n{to}\n{SAID}") == [to, SAID]


def test_a_long_line_leads_to_nothing() -> None:
    lead = "经过" * 25 + "："
    assert bodies(f"标题在这里\n\n{lead}\n{SAID}") == [lead, SAID]


@pytest.mark.parametrize(
    "stamps",
    [
        ("张伟 2024-03-01 09:12", "李娜 2024-03-01 09:13"),
        ("2024/3/1 9:12:33 张伟", "2024/3/1 9:13:02 李娜"),
        ("主持人 00:00:12", "薛芸 00:00:41"),
        ("张伟　上午 9:12", "李娜　下午 1:05"),
    ],
)
def test_messages_go_with_who_sent_them(stamps: tuple[str, str]) -> None:
    text = f"群聊记录\n\n{stamps[0]}\n收到\n\n{stamps[1]}\n{SAID}"
    assert bodies(text) == [f"{stamps[0]}\n收到", f"{stamps[1]}\n{SAID}"]


def test_one_name_with_a_time_is_no_message() -> None:
    text = f"标题在这里\n\n{SAID}\n\n值班 09:12\n\n{SAID}"
    assert bodies(text) == [SAID, SAID]


def test_names_alone_on_lines_that_come_again_speak() -> None:
    turns = "\n".join(f"段师傅\n{SAID}\n小沈\n{LONG}" for _ in range(2))
    assert bodies(f"访谈一则\n\n{turns}") == [f"段师傅\n{SAID}", f"小沈\n{LONG}"] * 2
    once = f"访谈一则\n\n段师傅\n{SAID}\n小沈\n{LONG}"
    assert SAID in bodies(once)


def test_other_headings_that_come_again_head() -> None:
    text = "\n\n".join(["两种做法", *(["优点", SAID, "缺点", SAID] * 2)])
    assert bodies(text) == [SAID] * 4


@given(st.lists(st.sampled_from(["陈工：", "小沈", SAID, "1. 甲。", "张伟 9:12", ""]), max_size=12))
def test_blocks_stay_in_order_and_lose_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = blocks(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    kept = "".join(text[b.start : b.end] for b in found)
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "张三:\n今天下午三点开会\n李四:\n收到\n张三:\n地点在301\n带上合同",
            ["张三:\n今天下午三点开会", "李四:\n收到", "张三:\n地点在301\n带上合同"],
        ),
        (
            "张三 2024/3/1 9:12:33\n今天开会\n地点在301\n李四 2024/3/1 9:13:00\n收到\n带上合同",
            ["张三 2024/3/1 9:12:33\n今天开会\n地点在301", "李四 2024/3/1 9:13:00\n收到\n带上合同"],
        ),
    ],
)
def test_the_lines_of_a_message_are_one(text: str, messages: list[str]) -> None:
    found = blocks(text)
    assert [text[block.start : block.end] for block in found] == messages
    assert {block.kind for block in found} == {"body"}
