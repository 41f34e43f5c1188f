from __future__ import annotations

import io

import pytest
from rich.console import Console, RenderableType

from wuxi_qa import QA, Answer, Citation, Document
from wuxi_qa.labels import EN, ZH
from wuxi_qa.view import MARK, answer_view, explain_view, hits_view, info_facts, source_view


def rendered(view: RenderableType, width: int = 90) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(view)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def answer(qa: QA) -> Answer:
    return qa.ask("铁鹰战队是什么？", min_confidence=0.0)


def unwrapped(text: str) -> str:
    """Text without frames and line breaks."""
    return "".join(character for character in text if character not in "│╭╮╰╯─ \n")


def test_an_answer_shows_words_heading_place_and_others(answer: Answer) -> None:
    shown = rendered(answer_view(answer, ZH))
    citation = answer.citations[0]
    assert unwrapped(shown).count(unwrapped(citation.quote)) == 2  # by itself and in its paragraph
    assert unwrapped(citation.passage.heading[-1]) in unwrapped(shown)
    assert "第8段" in shown
    assert f"第{citation.start}–{citation.end}字" in shown
    assert answer.related
    assert all(f"第{hit.passage.paragraph}段  " in shown for hit in answer.related)


def test_what_nothing_answers_is_said(answer: Answer) -> None:
    assert "似乎没有说明" not in rendered(answer_view(answer, ZH))
    half = answer.model_copy(update={"unanswered": ("哪年成立", "谁带队")})
    assert "文中似乎没有说明：哪年成立 / 谁带队" in rendered(answer_view(half, ZH))


def test_citations_of_one_passage_share_its_panel(answer: Answer) -> None:
    first = answer.citations[0]
    start = first.passage.start
    second = Citation(
        passage=first.passage, start=start, end=start + 2, quote=first.passage.text[:2]
    )
    both = answer.model_copy(update={"citations": (first, second)})
    shown = rendered(answer_view(both, ZH))
    assert shown.count("╭") == 1
    assert f"第{first.start}–{first.end}字 · 第{start}–{start + 2}字" in shown


def test_no_score_that_reads_like_a_probability_stands_beside_other_passages(
    answer: Answer,
) -> None:
    shown = rendered(answer_view(answer, ZH))
    _, others = shown.split(ZH.others)
    assert not any(f"{hit.score:.2f}" in others for hit in answer.related)


def test_the_answering_words_are_marked_in_the_source(answer: Answer, qa: QA) -> None:
    document = qa.documents[0]
    text = source_view(document, answer.citations)
    assert text.plain == document.text
    (mark,) = [span for span in text.spans if span.style == MARK]
    assert document.text[mark.start : mark.end] == answer.citations[0].quote


def test_an_abstention_says_so_and_offers_passages(qa: QA) -> None:
    shown = rendered(answer_view(qa.ask("问题", min_confidence=1.0), EN))
    assert "The text does not say" in shown
    assert "Nearest passages" in shown
    assert "╭" not in shown


def test_an_abstention_names_what_is_missing(qa: QA) -> None:
    shown = rendered(answer_view(qa.ask("苏州的群众安全感是多少？", min_confidence=1.0), ZH))
    assert "文中没有提到“苏州”，相近的段落有“无锡”。" in shown


def test_the_sentence_is_marked_around_the_words(qa: QA) -> None:
    answer = qa.ask("群众安全感是多少？", min_confidence=0.0)
    console = Console(file=io.StringIO(), width=400, highlight=False, force_terminal=True)
    console.print(answer_view(answer, ZH))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert f"\x1b[1;30;43m{answer.citations[0].quote}\x1b[0m" in shown
    assert "\x1b[33m2021年,面对疫情防控" in shown


def test_hits_are_shown_whole(qa: QA) -> None:
    hits = qa.search("太湖鹰击", k=2)
    shown = unwrapped(rendered(hits_view(hits, EN)))
    assert all(unwrapped(hit.passage.text) in shown for hit in hits)
    assert "No passage found" in rendered(hits_view([], EN))


def test_the_scores_of_every_passage_are_shown(qa: QA) -> None:
    hits = qa.search("太湖鹰击", k=10, explain=True)
    lines = [line for line in rendered(explain_view(hits, EN)).splitlines() if "0." in line]
    assert len(lines) == len(hits)
    for hit, line in zip(hits, lines, strict=True):
        scores = (hit.signals.lexical, hit.signals.dense, hit.signals.fused)
        shown = [f"{score:.3f}" for score in scores]
        reader = hit.signals.reader
        assert line.split()[2:6] == [*shown, "–" if reader is None else f"{reader:.3f}"]


@pytest.mark.parametrize("width", [20, 40, 200])
def test_no_line_is_wider_than_the_terminal(answer: Answer, width: int) -> None:
    from rich.cells import cell_len

    shown = rendered(answer_view(answer, ZH), width=width)
    assert max(map(cell_len, shown.splitlines())) <= width


def test_markup_in_a_text_is_plain() -> None:
    from wuxi_qa import Document

    qa = QA.build([Document(id="[red]x", text="方括号[bold]是文字[/nonsense]。")])
    shown = rendered(answer_view(qa.ask("方括号", min_confidence=0.0), ZH))
    assert "方括号[bold]是文字[/nonsense]。" in shown
    assert "[red]x" in shown


def test_info_names_index_encoder_and_counts(qa: QA) -> None:
    facts = info_facts(qa, "some/where", EN)
    assert facts["Index"] == "some/where"
    assert facts["Passages"] == "22"
    assert facts["Encoder"].startswith("e5-reader-zh (SHA-256 ")


def test_control_characters_move_no_mark_and_command_no_terminal() -> None:
    text = "第一页写着别人。\x0c第二页写着李明，\x1b]0;owned\x07他来过。\x9b31m\n"
    qa = QA.build([Document(id="d", text=text)])
    passage = qa.passages[-1]
    start = text.index("李明")
    cited = Citation(passage=passage, start=start, end=start + 2, quote="李明")
    shown = source_view(qa.documents[0], [cited])
    assert len(shown) == len(text)
    [mark] = [span for span in shown.spans if span.style == MARK]
    assert shown.plain[mark.start : mark.end] == "李明"
    answer = qa.ask("谁？", min_confidence=0.0).model_copy(update={"text": text})
    for view in (shown, answer_view(answer, ZH), hits_view(qa.search("李明"), ZH)):
        assert not set("\x0c\x1b\x07\x9b") & set(rendered(view))


def test_an_abstention_tells_the_chance_of_an_answer(qa: QA) -> None:
    refused = qa.ask("火星离地球多远？")
    assert refused.abstained
    assert f"概率 {refused.confidence:.2f}" in rendered(answer_view(refused, ZH))
    assert "置信度" not in rendered(answer_view(refused, ZH))


def test_other_passages_of_several_documents_are_told_apart() -> None:
    texts = ("甲市的动物园有三只熊猫。", "乙市的动物园有五只熊猫。")
    documents = [Document(id=f"{i}.txt", text=text) for i, text in enumerate(texts)]
    answer = QA.build(documents).ask("丙市的动物园有几只熊猫？")
    assert answer.related
    shown = rendered(answer_view(answer, ZH))
    assert all(hit.passage.document_id in shown for hit in answer.related)
