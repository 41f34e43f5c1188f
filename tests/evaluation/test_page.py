from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from tests.evaluation.made import about, outcome, query
from wuxi_qa import QA
from wuxi_qa.documents import Document
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation import page
from wuxi_qa.evaluation.outcomes import Outcome, Span
from wuxi_qa.evaluation.page import CONTEXT, EXCERPTS_SHOWN, render
from wuxi_qa.evaluation.summaries import summarize

TEXT = (
    "标题\n"
    "　　无锡<b>公安</b>成立铁鹰战队，负责城区巡逻。\n"
    f"　　{'前' * 300}撒手锏{'中' * 300}合成作战{'后' * 300}\n"
    "末段\n"
)
DOCUMENTS = {"d": Document(id="d", text=TEXT)}


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(document_id="d", start=start, end=start + len(words))


def asked(name: str, gold: Sequence[str], cited: Sequence[str], **more: object) -> Outcome:
    made = outcome(name)
    spans = {"evidence": tuple(map(span, gold)), "citations": tuple(map(span, cited))}
    return made.model_copy(update={**spans, "answers": ("铁鹰战队",), **more})


HOSTILE = "<script>alert('x')</script> & \"铁鹰\"？"
RIGHT = asked("q1", ["铁鹰战队"], ["铁鹰战队"], type="事实")
SECOND = asked(
    "q2", ["铁鹰战队"], ["末段"], ranked=(("p1", 0.9), ("gold", 0.8)), citation_overlap=0.0
)
WITHHELD = asked("q3", ["撒手锏", "合成作战"], ["撒手锏"], abstained=True, question=HOSTILE)
UNSAID = outcome("q4", answerable=False, rank=None, kind="far", confidence=0.8).model_copy(
    update={"citations": (span("城区巡逻"),)}
)
REFUSED = outcome("q5", answerable=False, rank=None, kind="far", abstained=True, confidence=0.1)
OUTCOMES = [RIGHT, SECOND, WITHHELD, UNSAID, REFUSED]


def made(qa: QA, outcomes: Sequence[Outcome]) -> str:
    return render(about(qa), outcomes, summarize(outcomes, left_out=3), DOCUMENTS)


@pytest.fixture(scope="module")
def text(qa: QA) -> str:
    return made(qa, OUTCOMES)


def section(text: str, anchor: str) -> str:
    """The failures of one kind."""
    found = re.search(rf'<details class="way" id="{anchor}".*?</details>', text, re.DOTALL)
    return found[0] if found else ""


def marks(text: str, side: str) -> list[str]:
    parts = re.findall(rf'<div class="side {side}">.*?</div>', text, re.DOTALL)
    return [html.unescape(m) for part in parts for m in re.findall(r"<mark>(.*?)</mark>", part)]


def failures(text: str) -> dict[str, str]:
    """How many of how many failed, by kind."""
    jump = text[text.index('<ul class="jump">') :].partition("</ul>")[0]
    counts = re.findall(r"<li>(?:<a [^>]*>)?([^<:]*)(?:</a>)?: (\d+ of \d+)</li>", jump)
    named = {way.title: way.anchor for way in page._WAYS}
    return {named[title]: n for title, n in counts}


def test_failures_are_counted_by_kind(text: str) -> None:
    assert failures(text) == {
        "not-first": "1 of 3",
        "citation": "1 of 3",
        "abstained": "1 of 3",
        "answered": "1 of 2",
    }
    for anchor, name in {
        "not-first": "q2",
        "citation": "q2",
        "abstained": "q3",
        "answered": "q4",
    }.items():
        assert re.findall(r"<code>(q\d)</code>", section(text, anchor)) == [name], anchor


def test_evidence_and_citation_are_marked_in_the_text(text: str) -> None:
    second = section(text, "not-first")
    assert marks(second, "gold") == ["铁鹰战队"]
    assert marks(second, "cited") == ["末段"]
    assert "成立<mark>铁鹰战队</mark>，负责城区巡逻。" in second
    start = TEXT.index("　　无锡")
    assert f"d, characters {start}–{TEXT.index('。') + 1}" in second
    assert "gold passage at rank 2" in second


def test_what_is_far_from_a_mark_is_left_out(text: str) -> None:
    withheld = section(text, "abstained")
    before, between, after = (c * CONTEXT for c in "前中后")
    gold = f"…{before}<mark>撒手锏</mark>{between}…{between}<mark>合成作战</mark>{after}…<"
    assert gold in withheld
    assert f"…{before}<mark>撒手锏</mark>{between}…<" in withheld
    assert "中" * (CONTEXT + 1) not in text
    assert "Best answer, withheld" in withheld


def test_an_unanswerable_question_has_a_citation_only(text: str) -> None:
    said = section(text, "answered")
    assert marks(said, "cited") == ["城区巡逻"]
    assert "Gold" not in said
    assert "side gold" not in said


def test_marks_that_overlap_are_one_and_paragraphs_keep_their_order() -> None:
    spans = [span("末段"), span("成立铁鹰"), span("铁鹰战队"), span("城区")]
    first, second = page._side(spans, DOCUMENTS).excerpts
    assert [p.text for p in first.pieces if p.marked] == ["末段"]
    assert [p.text for p in second.pieces if p.marked] == ["成立铁鹰战队", "城区"]
    assert "".join(p.text for p in second.pieces) == TEXT.split("\n")[1]


def test_a_span_over_several_lines_is_shown_whole() -> None:
    (only,) = page._side([span("巡逻。\n　　前")], DOCUMENTS).excerpts
    assert (only.start, only.end) == (TEXT.index("　　无锡"), TEXT.index("\n末段"))
    assert [p.text for p in only.pieces if p.marked] == ["巡逻。\n　　前"]


def test_spans_of_texts_not_at_hand_are_left_out(qa: QA) -> None:
    beyond = Span(document_id="d", start=len(TEXT), end=len(TEXT) + 1)
    other = Span(document_id="other", start=0, end=1)
    assert page._side([beyond, other], DOCUMENTS) == ([], 0)


def test_paragraphs_beyond_the_first_are_counted() -> None:
    lines = "\n".join("甲乙" for _ in range(EXCERPTS_SHOWN + 2))
    spans = [Span(document_id="x", start=i, end=i + 1) for i in range(0, len(lines), 3)]
    side = page._side(spans, {"x": Document(id="x", text=lines)})
    assert (len(side.excerpts), side.hidden) == (EXCERPTS_SHOWN, 2)


class Tags(HTMLParser):
    """Tags in order; raises where they are not nested."""

    VOID = frozenset({"meta", "br", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser.seen


def test_all_text_is_escaped(text: str) -> None:
    assert html.escape(HOSTILE).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in text
    assert "无锡&lt;b&gt;公安&lt;/b&gt;成立" in text
    seen = [tag for tag, _ in tags(text)]
    assert seen.count("script") == 1
    assert "alert" not in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)[0]


def test_the_page_needs_nothing_else(text: str) -> None:
    assert set(re.findall(r"\w+://[^\"'\s<)]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "default-src 'none'" in text
    assert not re.search(r"@import|url\((?!#)", text)
    for tag, attributes in tags(text):
        assert tag not in {"link", "img", "iframe", "object", "base"}
        assert "src" not in attributes
        for name in ("href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")


@pytest.mark.parametrize("outcomes", [OUTCOMES, [RIGHT]])
def test_ids_are_unique_and_references_lead_somewhere(qa: QA, outcomes: list[Outcome]) -> None:
    seen = tags(made(qa, outcomes))
    ids = [a["id"] for _, a in seen if "id" in a]
    assert len(ids) == len(set(ids)) > 50
    for _, attributes in seen:
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in ids
        if (link := attributes.get("href")) is not None:
            assert link[1:] in ids


def test_the_same_run_gives_the_same_bytes(qa: QA, text: str) -> None:
    assert made(qa, OUTCOMES) == text


def test_the_page_says_everything_in_order(text: str) -> None:
    places = [
        text.index(mark)
        for mark in (
            "<h1>Evaluation: questions.jsonl</h1>",
            "5 questions, 2 of them not answered by the text; 3 left out",
            "2026-01-02 03:04 UTC",
            '<ul class="cards"',
            '<h2 id="measures">',
            '<h2 id="types">',
            '<h2 id="figures">',
            '<h2 id="failures">',
            '<h2 id="made">',
            "<dt>split</dt>",
            "<dt>onnxruntime</dt>",
        )
    ]
    assert places == sorted(places)
    assert text.startswith("<!DOCTYPE html>\n<html")
    assert len(re.findall(r"<figure>.*?<svg.*?</svg><figcaption>Good: ", text, re.DOTALL)) == 4


def test_cards_have_value_interval_and_n(text: str) -> None:
    cards = re.findall(
        r"<li><h2>(.*?)</h2><strong>(.*?)</strong>\s*<small>(.*?)</small>", text, re.DOTALL
    )
    assert [(name, value) for name, value, _ in cards] == [
        ("Recall@1", "0.667"),
        ("Containment", "1.000"),
        ("AUROC", "1.000"),
        ("Answered", "0.667"),
        ("Refused", "0.500"),
        ("ECE", "0.240"),
    ]
    low, high = summarize(OUTCOMES).measures["retrieval.recall@1"].interval or (0, 0)
    assert cards[0][2] == f"{low:.3f}–{high:.3f}, n = 3"


def test_tables_have_every_measure_and_type(text: str) -> None:
    report = summarize(OUTCOMES)
    rows = re.findall(
        r'<tr><th scope="row">([^< ]+)[^\n]*?</th><td>([\d.]+)</td>'
        r"<td><small>([\d.–]*)</small></td><td>(\d+)</td>",
        text,
    )
    measured = {name: m for name, m in report.measures.items() if m.value is not None}
    assert rows == [
        (name.partition(".")[2], f"{m.value:.3f}", page._between(m), str(m.n))
        for name, m in measured.items()
    ]
    assert page._between(measured["retrieval.mrr@10"]) == "0.500–1.000"
    types = text[text.index('<table class="types">') : text.index('<h2 id="figures">')]
    cells = [
        re.sub(r"<[^>]*>", " ", row).split()
        for row in re.findall(r"<tr>.*?</tr>", types, re.DOTALL)
    ]
    assert cells[0][:4] == ["type", "n", "R@1", "R@3"]
    assert cells[1][:4] == ["事实", "3", "0.667", "0.000–1.000"]
    assert (cells[2][:2], cells[2][-2]) == (["far", "2"], "0.500")
    assert cells[3][:3] == ["all", "5", "0.667"]
    assert '<th scope="row" lang="zh">事实</th>' in types
    assert '<th scope="row" lang="">far</th>' in types


def test_many_failures_are_capped(qa: QA) -> None:
    many = [SECOND.model_copy(update={"id": f"m{i}"}) for i in range(53)]
    text = made(qa, many)
    assert failures(text)["not-first"] == "53 of 53"
    listed = section(text, "not-first")
    assert listed.count("<article") == 50
    assert "3 more are not shown." in listed


def test_a_set_without_gold_answers_shows_ids(qa: QA) -> None:
    asked = [
        query("b1", ("x", "y", "z"), {"y": 2, "w": 1}),
        query("b2", ("y", "x"), {"y": 1}),
    ]
    text = made(qa, asked)
    assert failures(text) == {"not-first": "1 of 2", "abstained": "0 of 2"}
    assert not section(text, "abstained")
    first = section(text, "not-first")
    assert re.findall(r"<code>(\w+)</code>", first) == ["b1", "y", "w", "x", "y", "z"]
    assert marks(first, "cited") == ["<code>y</code>"]
    assert "<code>y</code> grade 2" in first
    for absent in (
        "ontainment",
        "itation misses",
        "Citation<",
        "AUROC",
        "Refused",
        "aurc",
        "nan",
        "None",
    ):
        assert absent not in text, absent
    assert "<h2>nDCG@10</h2>" in text
    assert "share of the gold passages that the first 3 hold" in text
    assert "gold passage among" not in text
    assert text.count("<figure>") == 3  # no risk without an answer to judge
    assert '<table class="types">' not in text


def test_a_run_without_questions_is_a_page_too(qa: QA) -> None:
    text = made(qa, [])
    assert tags(text)
    assert "<figure>" not in text
    assert "<svg" not in text


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_a_missing_package_is_named(qa: QA, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EvaluationError, match=package) as caught:
        made(qa, OUTCOMES)
    assert caught.value.repair == "pip install 'wuxi-qa[report]'"


def test_importing_loads_neither_package() -> None:
    code = "import wuxi_qa.evaluation.page, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "wuxi_qa.evaluation.plots" in loaded
    assert not {"jinja2", "matplotlib"} & set(loaded)


def palette(name: str) -> dict[str, str]:
    source = files("wuxi_qa.evaluation").joinpath("report.html.j2").read_text("utf-8")
    found = re.search(rf"macro {name}\(\).*?endmacro", source, re.DOTALL)
    assert found
    colours = dict(re.findall(r"--(\w+):#(\w+)", found[0]))
    return {k: v if len(v) == 6 else "".join(c * 2 for c in v) for k, v in colours.items()}


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_can_be_read(name: str) -> None:
    colours = palette(name)
    pairs = [("ink", ground) for ground in ("paper", "raised", "gold", "cited")]
    pairs += [
        (ink, ground) for ink in ("muted", "main", "second") for ground in ("paper", "raised")
    ]
    assert contrast("000000", "ffffff") == pytest.approx(21)
    for ink, ground in pairs:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
