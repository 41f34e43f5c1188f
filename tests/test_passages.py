from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from wuxi_qa.documents import Document
from wuxi_qa.layout import blocks
from wuxi_qa.passages import (
    Passage,
    SplitterSettings,
    reading_heading,
    search_text,
    split,
    whole,
)
from wuxi_qa.text import is_safe_cut

DATA = Path(os.environ.get("WUXI_QA_DATA") or Path(__file__).parents[2] / "shared" / "data")
ARTICLE = Path(__file__).parents[1] / "seeds" / "000_07b73bbf6723b067.txt"
SENTENCE = "无锡公安有五个目标。"  # 10 characters
SMALL = SplitterSettings(max_characters=40)
FRAGMENTS = [
    *("1,234.5%", "2022年3月", "3月10日", "10:30", "hello world", "e路通", "a" * 50, "1," * 30),
    *(
        "“",
        "”",
        "‘",
        "’",
        "《",
        "》",
        "（",
        "）",
        '"',
        "'",
        "。",
        "，",
        "、",
        "！",
        "……",
        "；",
        "：",
    ),
    *("\u3000", " ", "\n", "\n\n", "\t", "\x0b", "\x0c", "\u2028", "\ufeff"),
    *("👨\u200d👩\u200d👧", "❤\ufe0f", "👍🏽", "e\u0301", "\u0301" * 45, "नी", "שלום", "後來"),
    *("# 标题", "## ", "```\n", "一、总则", "（一）", "- ", "第A09版:警方周刊", "(锡公新)"),
    *("无锡公安", SENTENCE, SENTENCE * 5, "无" * 60),
]
texts = st.lists(
    st.sampled_from(FRAGMENTS) | st.characters(exclude_categories=["Cs"], exclude_characters="\r"),
    max_size=40,
).map("".join)
documents = st.builds(
    lambda name, text: Document(id=name, text=text), st.sampled_from(["a.txt", "a.md"]), texts
)
limits = st.builds(SplitterSettings, max_characters=st.integers(40, 100))


def document(text: str, name: str = "a.txt") -> Document:
    return Document(id=name, text=text)


def bodies(text: str) -> list[str]:
    return [p.text for p in split(document(text), settings=SMALL)]


# Properties of any text


@settings(deadline=None, max_examples=300)
@given(documents, limits)
@example(document("# 题\n\n" + "“" * 50), SMALL)
@example(document("甲" * 39 + "👨\u200d👩\u200d👧" + "乙" * 39), SMALL)
def test_passages_are_exact_and_cover_every_block(
    source: Document, limit: SplitterSettings
) -> None:
    """Each block is cut into its passages: in order, apart, white space alone lost."""
    found = split(source, settings=limit)
    layout = blocks(source.text, markdown=source.is_markdown)
    assert {p.paragraph for p in found} == set(range(1, len(layout) + 1))
    for number, block in enumerate(layout, start=1):
        position = block.start
        for passage in [p for p in found if p.paragraph == number]:
            assert source.text[passage.start : passage.end] == passage.text
            assert passage.text == passage.text.strip() != ""
            assert position <= passage.start
            assert source.text[position : passage.start].strip() == ""
            assert passage.kind == block.kind
            position = passage.end
        assert position == block.end
    assert [p.start for p in found] == sorted(p.start for p in found)


@settings(deadline=None, max_examples=300)
@given(documents, limits)
def test_cuts_break_nothing(source: Document, limit: SplitterSettings) -> None:
    found = split(source, settings=limit)
    for before, after in pairwise(found):
        if before.paragraph == after.paragraph:
            block = blocks(source.text, markdown=source.is_markdown)[before.paragraph - 1]
            text = source.text[block.start : block.end]
            places = range(before.end - block.start, after.start - block.start + 1)
            assert any(is_safe_cut(text, place) for place in places)


@settings(deadline=None)
@given(documents, limits)
def test_ids_are_unique_and_tell_paragraph_and_part(
    source: Document, limit: SplitterSettings
) -> None:
    found = split(source, settings=limit)
    assert len({p.id for p in found}) == len(found)
    for number in {p.paragraph for p in found}:
        parts = [p.id for p in found if p.paragraph == number]
        name = f"{source.id}#{number}"
        expected = [name] if len(parts) == 1 else [f"{name}.{i + 1}" for i in range(len(parts))]
        assert parts == expected


@settings(deadline=None)
@given(documents, limits)
def test_a_block_within_the_limit_is_one_passage(source: Document, limit: SplitterSettings) -> None:
    numbers = [p.paragraph for p in split(source, settings=limit)]
    layout = blocks(source.text, markdown=source.is_markdown)
    for number, block in enumerate(layout, start=1):
        if block.end - block.start <= limit.max_characters:
            assert numbers.count(number) == 1


@settings(deadline=None)
@given(st.lists(st.integers(1, 39), min_size=2, max_size=30))
def test_prose_of_short_sentences_is_cut_at_sentence_ends_within_the_limit(
    lengths: list[int],
) -> None:
    text = "".join("锡" * length + "。" for length in lengths)
    parts = bodies(text)
    assert "".join(parts) == text
    assert all(len(part) <= 40 and part.endswith("。") for part in parts)
    # As much as fits: no two neighbours would fit together.
    assert all(len(a) + len(b) > 40 for a, b in pairwise(parts))


@pytest.mark.skipif(not DATA.is_dir(), reason="no shared data (WUXI_QA_DATA)")
def test_real_paragraphs_are_cut_without_loss() -> None:
    data = json.loads(gzip.decompress((DATA / "cmrc2018_dev.json.gz").read_bytes()))["data"]
    contexts = [p["context"] for a in data for p in a["paragraphs"]]
    assert len(contexts) == 848
    for context in contexts:
        source = document(context.replace("\r", "\n"))
        found = split(source)
        assert "".join("".join(p.text.split()) for p in found) == "".join(source.text.split())
        assert max(len(p.text) for p in found) <= 410
        assert all(source.text[p.start : p.end] == p.text for p in found)


# Worked cases


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    assert bodies(SENTENCE * 9) == [SENTENCE * 4, SENTENCE * 4, SENTENCE]


def test_parts_know_their_place() -> None:
    found = split(document("大标题\n\n" + SENTENCE * 6), settings=SMALL)
    assert [(p.id, p.paragraph, p.start, p.end) for p in found] == [
        ("a.txt#1", 1, 0, 3),
        ("a.txt#2.1", 2, 5, 45),
        ("a.txt#2.2", 2, 45, 65),
    ]


def test_closing_quotes_stay_with_their_sentence() -> None:
    quoted = "他说：“" + "好" * 30 + "！”"
    assert bodies(quoted + "她" * 20 + "。") == [quoted, "她" * 20 + "。"]


def test_a_long_sentence_is_cut_at_commas() -> None:
    clause = "无锡公安" * 6 + "，"
    assert bodies(clause * 3) == [clause] * 3


def test_a_number_is_not_cut_at_its_comma() -> None:
    text = "锡" * 34 + "1,234,567元" + "锡" * 10 + "。"
    parts = bodies(text)
    assert "".join(parts) == text
    assert any("1,234,567" in part for part in parts)


def test_text_without_marks_is_cut_at_the_limit() -> None:
    assert [len(part) for part in bodies("锡" * 100)] == [40, 40, 20]


def test_an_emoji_is_not_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    assert bodies("锡" * 38 + family + "锡" * 20) == ["锡" * 38, family + "锡" * 20]


def test_a_word_is_never_cut_however_long() -> None:
    assert bodies("a" * 1000) == ["a" * 1000]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "unit",
    ["a", "1,", "“", "”", "\u0301", "👨\u200d", "锡", "\u2028锡", "标题\n\n", "。\n", SENTENCE],
)
def test_large_texts_take_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    found = split(document(text))
    assert sum(len("".join(p.text.split())) for p in found) == len("".join(text.split()))


# Headings


def headings(text: str, name: str = "a.txt") -> dict[str, tuple[str, ...]]:
    return {p.text: p.heading for p in split(document(text, name))}


def test_headings_above_a_passage() -> None:
    text = "# 书\n甲。\n## 一章\n乙。\n### 一节\n丙。\n## 二章\n丁。\n# 附录\n戊。"
    assert headings(text, "a.md") == {
        "书": (),
        "甲。": ("书",),
        "一章": ("书",),
        "乙。": ("书", "一章"),
        "一节": ("书", "一章"),
        "丙。": ("书", "一章", "一节"),
        "二章": ("书",),
        "丁。": ("书", "二章"),
        "附录": (),
        "戊。": ("附录",),
    }


def test_a_deeper_heading_without_the_one_between() -> None:
    assert headings("# 书\n### 节\n甲。\n## 章\n乙。", "a.md")["乙。"] == ("书", "章")


def test_headings_of_the_article() -> None:
    text = ARTICLE.read_text("utf-8")
    found = split(Document(id=ARTICLE.name, text=text))
    top = ("第A09版:警方周刊", "提升硬实力 绘就新蓝图", "无锡打造现代防控大格局下新型智慧公安")
    sections = [p.text for p in found if p.kind == "section"]
    assert len(found) == 22
    assert [p.heading for p in found[:3]] == [(), top[:1], top[:2]]
    assert found[3].heading == top
    assert [p.heading for p in found if p.kind == "section"] == [top] * 3
    assert found[6].heading == (*top, sections[0])
    assert found[20].heading == (*top, sections[2])
    assert (found[21].text, found[21].kind, found[21].heading) == ("(锡公新)", "byline", top)


def test_a_byline_closes_the_section_above() -> None:
    text = "大标题\n\n甲。\n\n一、总则\n\n乙。\n\n（锡公新）\n\n丙。"
    assert headings(text)["（锡公新）"] == ("大标题",)
    assert headings(text)["丙。"] == ("大标题",)


# The rest


def test_whole() -> None:
    assert whole(document(" \n甲。\n\n乙。\u3000\n")) == Passage(
        id="a.txt#1",
        document_id="a.txt",
        text="甲。\n\n乙。",
        start=2,
        end=8,
        heading=(),
        paragraph=1,
        kind="body",
    )


@settings(deadline=None)
@given(texts)
def test_a_whole_document_is_the_text_without_outer_white_space(text: str) -> None:
    passage = whole(document(text))
    assert passage.text == text.strip() == text[passage.start : passage.end]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("title", ["标题", "headline"]),
        ("subtitle", ["副标题", "subtitle"]),
        ("section", ["小标题", "heading"]),
        ("byline", ["作者", "署名", "author"]),
        ("page", ["版面", "newspaper"]),
    ],
)
def test_a_heading_line_is_found_by_what_it_is(kind: str, words: list[str]) -> None:
    passage = whole(document("锡公新")).model_copy(update={"kind": kind})
    assert search_text(passage).endswith(" 锡公新")
    assert all(word in search_text(passage) for word in words)


def test_an_answer_is_indexed_and_read_under_its_question() -> None:
    lines = "访馆长 一、开放 问：几点开门？ 九点。 问：要票吗？ 不要。 二、其他 谢谢大家。".split()
    text = "\n\n".join(lines)
    found = {p.text: p for p in split(document(text))}
    assert found["九点。"].heading == ("访馆长", "一、开放", "问：几点开门？")
    assert found["不要。"].heading == ("访馆长", "一、开放", "问：要票吗？")
    assert found["谢谢大家。"].heading == ("访馆长", "二、其他")
    assert search_text(found["九点。"]) == "问：几点开门？ 九点。"
    assert reading_heading(found["九点。"]) == "问：几点开门？"
    assert search_text(found["谢谢大家。"]) == "谢谢大家。"


def test_a_question_heads_four_paragraphs_at_most_and_one_if_nobody_is_said_to_ask() -> None:
    answer = "从一家银行借来的，一共二百万元，后来还清了。"
    lines = [
        "题",
        "问：钱从哪里来？",
        *[answer] * 6,
        "问：谁管账？",
        answer,
        "钱呢？",
        *[answer] * 2,
    ]
    below = [p.heading[-1] for p in split(document("\n\n".join(lines))) if p.text == answer]
    asked = "问：钱从哪里来？"
    assert below == [asked, asked, asked, asked, "题", "题", "问：谁管账？", "钱呢？", "题"]


def test_the_reader_gets_the_two_nearest_headings() -> None:
    title, section = "河长制" * 11, "（一）谁来管"
    lines = f"# {title}\n\n开头。\n\n## 一、河\n\n水清。\n\n### {section}\n\n河长管。\n"
    found = {p.text: p for p in split(document(lines, "a.md"))}
    assert found["河长管。"].heading == (title, "一、河", section)
    assert reading_heading(found["河长管。"]) == f"一、河 {section}"
    assert reading_heading(found["水清。"]) == f"{title[:30]} 一、河"
    assert reading_heading(found["开头。"]) == title[:30]
    assert reading_heading(found[section]) == "小标题"


def test_of_a_long_question_the_reader_gets_the_end() -> None:
    asked = "问：" + "大家都很关心新馆的事，" * 6 + "几点开门？"
    answer = document(f"访馆长\n\n{asked}\n\n九点。\n\n问：要票吗？\n\n不要。")
    [read] = [reading_heading(p) for p in split(answer) if p.text == "九点。"]
    assert asked.endswith(read)
    assert 30 < len(read) < len(asked)


def test_prose_is_indexed_as_it_is() -> None:
    assert search_text(whole(document("太湖。"))) == "太湖。"


@pytest.mark.parametrize("value", [39, 2001, 0, -1, "many"])
def test_a_limit_out_of_range_is_refused(value: int | str) -> None:
    with pytest.raises(ValidationError, match="max_characters"):
        SplitterSettings.model_validate({"max_characters": value})


def test_the_default_limit() -> None:
    assert SplitterSettings().max_characters == 400
    assert [len(p.text) for p in split(document("锡" * 401))] == [400, 1]
    assert split(document("锡" * 400))[0].id == "a.txt#1"


@pytest.mark.parametrize(
    "change",
    [lambda p: setattr(p, "text", "乙"), lambda p: setattr(p, "start", 1)],
)
def test_passages_cannot_be_altered(change: Callable[[Passage], None]) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        change(whole(document("甲")))


def test_rows_of_a_table_are_searched_with_their_columns() -> None:
    text = "# 收费\n\n| 项目 |  | 工作日 |\n|---|---|---|\n| 羽毛球 | 室内 | 20元 |\n\n甲|乙。\n"
    title, columns, row, behind = split(document(text, "a.md"))
    assert row.heading == ("收费", "项目 | 工作日")
    assert row.text == text[row.start : row.end] == "| 羽毛球 | 室内 | 20元 |"
    assert search_text(row) == "项目 | 工作日 | 羽毛球 | 室内 | 20元 |"
    assert reading_heading(row) == "收费 项目 | 工作日"
    assert (columns.kind, search_text(columns)) == ("columns", "| 项目 |  | 工作日 |")
    assert reading_heading(columns) == "表头"
    assert (behind.heading, search_text(behind)) == (("收费",), "甲|乙。")
    assert title.kind == "title"


def test_which_passages_are_lines_of_the_page() -> None:
    table = "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n"
    text = f"# 标题\n\n本报记者 张三\n\n正文说的是公园里的事情。\n\n{table}"
    found = split(Document(id="page.md", text=text))
    assert [(p.kind, p.is_line) for p in found] == [
        *(("title", True), ("byline", True), ("body", False), ("columns", True), ("body", False))
    ]
    assert not found[0].model_copy(update={"kind": "question"}).is_line
    assert "is_line" not in found[0].model_dump()
