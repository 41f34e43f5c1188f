from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wuxi_qa import Document
from wuxi_qa.passages import Passage, whole
from wuxi_qa.windows import Window, windows, windows_of

MARKET = "“菜价便宜三成。”居民王桂兰说。“老人凭卡打八折。”街道办主任钱丽说。"


def passage(text: str) -> Passage:
    return whole(Document(id="m", text=text))


@given(st.text(alphabet="甲乙。，“”3.a \n", min_size=1, max_size=120), st.integers(4, 30))
@settings(max_examples=200)
def test_windows_cover_the_text_in_order(text: str, limit: int) -> None:
    found = windows(text, limit=limit)
    covered: set[int] = set()
    for start, end in found:
        assert 0 <= start < end <= len(text)
        assert end - start <= limit or not text.strip()
        covered |= set(range(start, end))
    assert found == sorted(found)
    if text.strip():
        assert all(text[i].isspace() for i in set(range(len(text))) - covered)


def test_windows_overlap_by_a_sentence() -> None:
    text = "一二三四五。六七八九十。甲乙丙丁戊。"
    assert windows(text, limit=12) == [(0, 12), (6, 18)]
    assert windows(text, limit=18) == [(0, 18)]
    assert windows(text, limit=6) == [(0, 6), (6, 12), (12, 18)]


def test_who_speaks_first_is_told_before_all() -> None:
    assert windows_of(passage(MARKET), "王桂兰说了什么") == [Window("王桂兰说：", MARKET, 0)]


def test_who_speaks_later_is_told_before_the_words() -> None:
    start = MARKET.index("“老人")
    assert windows_of(passage(MARKET), "钱丽说了什么") == [
        Window("", MARKET, 0),
        Window("钱丽说：", MARKET[start:], start),
    ]


def test_who_is_not_named_is_not_told() -> None:
    assert windows_of(passage(MARKET), "李明说了什么") == [Window("", MARKET, 0)]


def test_only_the_first_window_begins_with_who_speaks() -> None:
    text = MARKET + "菜场里还有鱼卖。" * 60
    found = windows_of(passage(text), "王桂兰说了什么")
    assert len(found) == 2
    assert [one.heading for one in found] == ["王桂兰说：", ""]
    assert all(text[one.start :].startswith(one.text) for one in found)


def test_a_spread_label_is_read_as_a_word_at_the_places_it_had() -> None:
    [window] = windows_of(passage("籍　　贯：江苏宜兴"), "籍贯是哪里")
    assert window == Window("", "籍贯  ：江苏宜兴", 0)
