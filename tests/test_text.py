from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wuxi_qa.text import (
    LIST_NUMBER,
    calm,
    clause_spans,
    closed_up,
    contains_han,
    is_safe_cut,
    normalize,
    numeral_value,
    question_terms,
    quoted,
    sentence_spans,
    sentences_around,
    simplify,
    simplify_each,
    strip_span,
    terms,
)

# What Chinese articles and odd files hold, so that random texts are more than noise.
FRAGMENTS = [
    *(
        "无锡公安",
        "太湖e警",
        "後來",
        "乾隆",
        "皇后",
        "〇二二年",
        "々",
        "カタカナ",
        "ｅ路通",
        "９９．４７％",
    ),
    *("1,234.5%", "2022年3月", "99.47%", "3月10日", "1/2", "v2.0", "hello", "World.", "U.S. "),
    *("“", "”", "‘", "’", "《", "》", "「", "」", "（", "）", '"', "'", "[", "]"),
    *("。", "！", "？！", "……", "；", "，", "、", "：", ".", "…"),
    *("\u3000", " ", "\n", "\n\n", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\ufeff"),
    *(
        "👨\u200d👩\u200d👧",
        "❤\ufe0f",
        "👍🏽",
        "🇨🇳",
        "1\ufe0f\u20e3",
        "e\u0301",
        "\u0301",
        "नी",
        "שלום",
    ),
]
# The first call loads OpenCC, and machines differ in speed.
relaxed = settings(deadline=None)
texts = st.lists(
    st.sampled_from(FRAGMENTS) | st.characters(exclude_categories=["Cs"]), max_size=30
).map("".join)


def pieces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def assert_covers(text: str, spans: list[tuple[int, int]]) -> None:
    """Spans in order, apart, trimmed, with nothing but white space between them."""
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


# Terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无锡公安", ["无", "锡", "公", "安", "无锡", "锡公", "公安"]),
        ("湖", ["湖"]),
        ("Hello, World", ["hello", "world"]),
        ("e路通", ["e", "路", "通", "路通"]),
        ("太湖e警", ["太", "湖", "太湖", "e", "警"]),
        ("3D打印", ["3", "d", "打", "印", "打印"]),
        ("2022年3月", ["2022", "年", "3", "月"]),
        ("1,234.5%", ["1234.5"]),
        ("2019，2020,21", ["2019", "2020", "21"]),
        ("号为8，300名", ["号", "为", "号为", "8", "300", "名"]),
        ("8,300和１２，３４５", ["8300", "和", "12345"]),
        ("８，300", ["8", "300"]),
        ("哪吒", ["哪", "吒", "哪吒"]),
        ("⻓江", ["长", "江", "长江"]),
        ("99.47％", ["99.47"]),
        ("９９．４７％", ["99.47"]),
        ("二〇二二年", ["二", "〇", "二", "二", "年", "二〇", "〇二", "二二", "二年"]),
        ("人々", ["人", "々", "人々"]),
        ("カナ", ["カ", "ナ", "カナ"]),
        ("ABC", ["abc"]),
        ("無錫", ["无", "锡", "无锡"]),
        ("𠮷野", ["𠮷", "野", "𠮷野"]),
        ("snake_case", ["snake", "case"]),
        ("无锡，公安", ["无", "锡", "无锡", "公", "安", "公安"]),
        ("", []),
        ("，。！…“”", []),
        (" \u3000\n", []),
        ("👍", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@relaxed
@given(texts)
def test_terms_are_made_of_the_normalized_text(text: str) -> None:
    """No term but stands in the text, commas of numbers aside; all letters and digits do."""
    folded, found = normalize(text), terms(text)
    assert all(term in folded or term in folded.replace(",", "") for term in found)
    wanted = {c for c in folded if c.isalpha() or c.isdecimal()}
    assert wanted <= set("".join(found))


@relaxed
@given(texts)
def test_a_term_with_han_is_one_or_two_characters(text: str) -> None:
    assert {len(term) for term in terms(text) if contains_han(term)} <= {1, 2}


@relaxed
@given(st.text(st.sampled_from("无锡公安太湖铁鹰战队"), min_size=1, max_size=20))
def test_a_run_of_han_gives_its_characters_and_then_its_pairs(text: str) -> None:
    assert terms(text) == [*text, *(a + b for a, b in pairwise(text))]


# Folding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("無錫公安鐵鷹戰隊", "无锡公安铁鹰战队"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("㈠", "(一)"),
        ("①", "1"),
        ("後來皇后", "后来皇后"),
        ("e\u0301", "é"),
        ("⻓⻋⽔", "长车水"),
        ("8，300", "8、300"),
        ("共8，很多", "共8,很多"),
        ("", ""),
    ],
)
def test_normalize(text: str, expected: str) -> None:
    assert normalize(text) == expected


@relaxed
@given(texts)
@example("ＡＢＣ後來")
def test_normalizing_twice_changes_nothing(text: str) -> None:
    # OpenCC sends 藴 (U+85B4) to 蘊, and that on to 蕴: the only character of Unicode for which
    # one round is not enough.
    assume("\u85b4" not in text)
    once = normalize(text)
    assert normalize(once) == once


@relaxed
@given(texts)
def test_canonically_equal_texts_normalize_alike(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(text)


def test_simplify_leaves_latin_and_simplified_text() -> None:
    assert simplify("Wuxi 无锡，２０２１") == "Wuxi 无锡，２０２１"
    assert simplify("無錫") == "无锡"


def test_characters_are_simplified_one_by_one() -> None:
    text = "⻓江⽔後⺟①㈠，８，３００"
    assert simplify_each(text) == "长江水后母①㈠，８，３００"
    assert len(simplify_each(text)) == len(text)


# Sentences and clauses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句。两句！三句？", ["一句。", "两句！", "三句？"]),
        ("他说：“好。”她走了。", ["他说：“好。”", "她走了。"]),
        ("“甲（乙！）”丙。", ["“甲（乙！）”", "丙。"]),
        ('他走了。"你好吗？"她问。"我很好。"', ["他走了。", '"你好吗？"', "她问。", '"我很好。"']),
        ('"好。""行。"', ['"好。"', '"行。"']),
        ('5" 屏。"好。"他说。', ['5" 屏。"', '好。"', "他说。"]),  # one has no partner
        ('甲。"乙\n丙。"丁。"', ['甲。"', "乙", "丙。", '"丁。"']),
        ("真的？！不信……算了", ["真的？！", "不信……", "算了"]),
        ("甲；乙;丙", ["甲；", "乙;", "丙"]),
        ("标题\n正文", ["标题", "正文"]),
        ("甲\n\n\n乙", ["甲", "乙"]),
        ("\u3000\u3000无锡。\u3000太湖。 ", ["无锡。", "太湖。"]),
        ("It costs 3.5 yuan. Cheap.", ["It costs 3.5 yuan.", "Cheap."]),
        ("达99.47%、位居第一", ["达99.47%、位居第一"]),
        ("See wuxi.gov now", ["See wuxi.gov now"]),
        ("没有标点", ["没有标点"]),
        ("。。。", ["。。。"]),
        ("", []),
        (" \n\u3000 ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert pieces(text, sentence_spans(text)) == expected


@relaxed
@given(texts)
@example("”。\n“")
@example("…\u2028…")
def test_sentences_cover_all_but_white_space(text: str) -> None:
    assert_covers(text, sentence_spans(text))


@relaxed
@given(texts)
def test_no_sentence_but_the_first_begins_with_a_closing_mark(text: str) -> None:
    """A mark that closes stays with what it closes, unless white space parts them."""
    for start, end in sentence_spans(text):
        if start > 0 and text[start - 1] in "。！？；":
            assert text[start:end][0] not in "”’」』》）"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲，乙；丙：丁。", ["甲，", "乙；", "丙：", "丁。"]),
        ("甲、乙", ["甲、乙"]),
        ("共1,234.5元，很多", ["共1,234.5元，", "很多"]),
        ("10:30开会，散会", ["10:30开会，", "散会"]),
        ("３：２胜，１２，３４５人", ["３：２胜，", "１２，３４５人"]),
        ('她说："我很好，"又说："你呢？"', ["她说：", '"我很好，"', "又说：", '"你呢？"']),
        ("“甲，”乙说", ["“甲，”", "乙说"]),
        ("甲 ， 乙", ["甲 ，", "乙"]),
        ("没有", ["没有"]),
        ("", []),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert pieces(text, clause_spans(text)) == expected


@relaxed
@given(texts)
def test_clauses_cover_all_but_white_space(text: str) -> None:
    assert_covers(text, clause_spans(text))


@relaxed
@given(texts, st.data())
def test_strip_span_is_str_strip(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = strip_span(text, start, end)
    assert text[left:right] == text[start:end].strip()
    assert start <= left <= right <= end


# Cuts: `|` marks the place


@pytest.mark.parametrize(
    "marked",
    [
        *("1|,234", "1,|234", "1,234|.5", "1,234.|5", "1,234.|5%", "234.5|%", "99|％", "37|℃"),
        *("１|２，３", "１|，２３４", "１，|２３４", "６|．７", "３|：２", "3：|2", "１|％"),
        *("20|22年", "2022|年3月", "3|月10日", "10|日", "1|/2", "1/|2", "10|:30", "10:|30"),
        *("he|llo", "v|2", "2|D", "無|”", "“|無", "《|书", "书|》", "(|a", "a|)", "【|甲", "甲|】"),
        *("e|\u0301", "न|ी", "❤|\ufe0f", "👍|🏽", "👨|\u200d👩", "👨\u200d|👩", "1|\ufe0f\u20e3"),
    ],
)
def test_unsafe_cuts(marked: str) -> None:
    position = marked.index("|")
    assert not is_safe_cut(marked.replace("|", ""), position)


@pytest.mark.parametrize(
    "marked",
    [
        *(
            "无|锡",
            "无锡。|公安",
            "，|乙",
            "”|乙",
            "甲|“",
            "e|路通",
            "太湖|e警",
            "2022年|3月",
            "5%|的",
        ),
        *(
            "a| b",
            "a |b",
            "共|3个",
            "甲.|乙",
            "3,|甲",
            "3|，4",
            "３|，4",
            "3|：甲",
            "カ|ナ",
            "👍|👍",
            "|甲",
            "甲|",
            "|",
        ),
    ],
)
def test_safe_cuts(marked: str) -> None:
    position = marked.index("|")
    assert is_safe_cut(marked.replace("|", ""), position)


@relaxed
@given(texts)
def test_text_cut_at_every_safe_place_keeps_its_marks_and_words(text: str) -> None:
    cuts = [0, *(i for i in range(1, len(text)) if is_safe_cut(text, i)), len(text)]
    for start in cuts[1:-1]:
        before, after = text[start - 1], text[start]
        assert not unicodedata.combining(after)
        assert "\u200d" not in before + after
        assert not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wuxi 锡", True),
        ("〇", True),
        ("𠮷", True),
        ("\uf900", True),
        ("Wuxi 123", False),
        ("カナ", False),
        ("，。", False),
        ("", False),
    ],
)
def test_contains_han(text: str, *, expected: bool) -> None:
    assert contains_han(text) is expected


@pytest.mark.timeout(30)
@pytest.mark.parametrize("unit", ["无锡公安。", "a", "1,", "”", "…\n", "\n", "\u3000", "无\u2028"])
def test_a_text_of_a_million_characters_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert_covers(text, sentence_spans(text))
    assert_covers(text, clause_spans(text))
    assert len(set(terms(text))) <= 20


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("请问会议是什么时候开的？", "会议 开"),
        ("这么做的目的是什么？", "么做 目的"),
        ("他们了解智能感知有什么功能吗", "了解智能感知有 功能"),
        ("和平路在哪里？", "和平路在"),
        ("群众安全感是多少？", "群众安全感"),
        ("張鎮是誰？", "张镇"),
        ("那曲的平均海拔", "那曲 平均海拔"),
        ("哪吒是谁？", "哪吒"),
        ("他买的吉他多少钱", "买 吉他 钱"),
        ("其他喇嘛去网吧吗", "其他喇嘛去网吧"),
        ("那英是哪里的", "那英"),
        ("那英国的首都呢", "英国 首都"),
        ("的黎波里有多少人", "的黎波里有 人"),
        ("刹那间的是非问题", "刹那间 是非问题"),
        ("是非洲的吗", "非洲"),
        ("怎么上网吧", "上网"),
        ("那良镇在哪", "良镇在"),
    ],
)
def test_question_words_are_left_out(question: str, kept: str) -> None:
    expected = {term for part in kept.split() for term in terms(part)}
    assert set(question_terms(question)) == expected


@pytest.mark.parametrize(
    ("question", "known", "kept"),
    [
        ("那良镇在哪", {"那良"}, "那良镇在"),
        ("防城区那良镇在哪", {"那良"}, "防城区那良镇在"),
        ("那良镇在哪", {"那楼"}, "良镇在"),
        ("那时的镇长", {"那时"}, "时 镇长"),
        ("去那良镇", {"那良"}, "去 良镇"),  # 那 may well be a pronoun here
    ],
)
def test_a_name_that_the_collection_has_is_kept(question: str, known: set[str], kept: str) -> None:
    expected = {term for part in kept.split() for term in terms(part)}
    assert set(question_terms(question, known=known)) == expected


def test_a_question_of_question_words_keeps_them() -> None:
    assert question_terms("什么？") == ["什", "么", "什么"]
    assert question_terms("？？") == []


def test_question_terms_stand_once() -> None:
    assert question_terms("太湖太湖") == ["太", "湖", "太湖", "湖太"]


@pytest.mark.parametrize(
    ("question", "calmed"),
    [
        ("张镇是谁？？", "张镇是谁？"),
        ("张镇是谁!?!", "张镇是谁?"),
        ("说说张镇！！！", "说说张镇！"),
        ("张镇是谁～", "张镇是谁"),
        ("张镇是谁~~ ", "张镇是谁"),
        ("张镇是谁？～", "张镇是谁？"),
        ("说吧。。。张镇是谁？！局长呢？？", "说吧。张镇是谁？局长呢？"),
        ("张镇……是谁?", "张镇……是谁?"),
        ("3~5天和3~~5天", "3~5天和3~~5天"),
    ],
)
def test_a_question_is_calmed(question: str, calmed: str) -> None:
    assert calm(question) == calmed


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        (
            "群众安全感达99.47%、全省第一,我市蝉联“长安杯”。",
            ["群众安全感达99.47%、全省第一,", "我市蝉联“长安杯”。"],
        ),
        ("共1,234人，分3:2两组；他说：“好。”", ["共1,234人，", "分3:2两组；", "他说：", "“好。”"]),
        ("没有逗号", ["没有逗号"]),
        ("", []),
    ],
)
def test_clauses_by_hand(sentence: str, clauses: list[str]) -> None:
    assert [sentence[start:end] for start, end in clause_spans(sentence)] == clauses


@given(st.text())
def test_clauses_cover_every_character_that_is_no_space(text: str) -> None:
    spans = clause_spans(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        *(("一", 1), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("07", 7)),
        *(("十十", 0), ("二三", 0), ("百", 0), ("", 0)),
    ],
)
def test_numerals_are_counted(numeral: str, value: int) -> None:
    assert numeral_value(numeral) == value


def test_what_quotation_marks_set_off() -> None:
    text = '“甲”‘乙乙’《丙”丙》"丁丁"“戊’'
    found = [*re.finditer(quoted(), text)]
    assert [match[match.lastindex or 0] for match in found] == ["甲", "乙乙", "丙”丙", "丁丁"]
    sized = [match[0] for match in re.finditer(quoted("{2,3}"), text)]
    assert sized == ["‘乙乙’", "《丙”丙》", '"丁丁"']


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("①甲", "①"), ("⑴甲", "⑴"), ("（1）甲", "（1）"), ("(十二)甲", "(十二)"), ("1)甲", "1)")),
        *(("1.甲", "1."), ("1、甲", "1、"), ("１．甲", "１．"), ("一、甲", "一、"), ("1.5万", "")),
        *(("一、二等奖", ""), ("2022.甲", ""), ("（甲）", ""), ("一甲", "")),
    ],
)
def test_numbers_of_lists(text: str, number: str) -> None:
    found = re.match(LIST_NUMBER, text)
    assert (found[0] if found else "") == number


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("籍    贯：江苏", "籍贯    ：江苏"),
        ("姓　名:某 性　別 ：女", "姓名 :某 性別  ：女"),
        ("第一行\n民 族：汉", "第一行\n民族 ：汉"),
        ("| 职 务：科长 |", "| 职务 ：科长 |"),
        ("天 地：人", "天地 ：人"),
        ("今天 下午：三点", "今天 下午：三点"),
        ("甲 乙", "甲 乙"),
        ("一二 三：四", "一二 三：四"),
    ],
)
def test_spread_labels_are_closed_up(text: str, closed: str) -> None:
    assert closed_up(text) == closed


@given(st.text(alphabet="籍贯：: \u3000\t\n|江苏ab"))
def test_closing_up_keeps_the_length_and_what_stands_behind_labels(text: str) -> None:
    closed = closed_up(text)
    assert len(closed) == len(text)
    assert sorted(closed.replace("\u3000", " ").replace("\t", " ")) == sorted(
        text.replace("\u3000", " ").replace("\t", " ")
    )
    assert closed_up(closed) == closed


@pytest.mark.parametrize(
    ("start", "end", "around"),
    [(1, 2, "一句。"), (2, 5, "一句。二句！"), (4, 4, "二句！"), (6, 7, " ")],
)
def test_the_sentences_around_a_span(start: int, end: int, around: str) -> None:
    text = "一句。二句！ 三句"
    assert text[slice(*sentences_around(text, start, end))] == around


def test_a_sentence_goes_on_where_a_long_line_does() -> None:
    text = "他在清河镇住了三年，每天早晨都到河边去散步，看渔船从黄石\n大桥下慢慢地驶过去。"
    assert sentence_spans(text) == [(0, len(text))]
    assert len(sentence_spans("床前明月光\n疑是地上霜")) == 2
