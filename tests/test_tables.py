from __future__ import annotations

import io

from rich.console import Console, Group, RenderableType
from rich.table import Table

from tests.evaluation.made import about, outcome
from wuxi_qa import QA
from wuxi_qa.evaluation.deltas import SIGNIFICANT, compare
from wuxi_qa.evaluation.measures import NAMES
from wuxi_qa.evaluation.records import Run
from wuxi_qa.evaluation.summaries import summarize
from wuxi_qa.labels import EN
from wuxi_qa.tables import comparison_view, report_view

OUTCOMES = [
    *(outcome(f"q{i}", rank=1 if i < 8 else 2, kind="paraphrase") for i in range(10)),
    outcome("q10", answerable=False, rank=None, kind="traditional", abstained=True, confidence=0.1),
]


def shown(view: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(view)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def row(text: str, name: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.strip().startswith(name))


def test_every_measure_with_n_and_interval() -> None:
    text = shown(report_view(summarize(OUTCOMES), EN))
    assert row(text, "retrieval.recall@1") == ["retrieval.recall@1", "10", ".800", ".50–1.0"]
    assert row(text, "abstention.auroc") == ["abstention.auroc", "11", "1.00", "1.0–1.0"]
    assert row(text, "paraphrase")[:4] == ["paraphrase", "10", ".800", ".50–1.0"]
    assert row(text, "traditional") == ["traditional", "1", "–", "–", "–", "1.00", "1.0–1.0"]
    assert "p50 20" in text
    assert "…" not in text  # nothing is cut at 80 columns


def test_a_type_is_no_markup() -> None:
    odd = [*OUTCOMES, outcome("q11", kind="[/b]"), outcome("q12", kind="[list]")]
    text = shown(report_view(summarize(odd), EN))
    assert row(text, "[/b]")[1] == "1"
    assert row(text, "[list]")[1] == "1"


def test_a_measure_that_fell_is_red_however_many_rose(qa: QA) -> None:
    names = [f"q{i}" for i in range(40)]
    old = [
        outcome(n, rank=2 if i < 5 else 1, contained=0.0, cited=0.0) for i, n in enumerate(names)
    ]
    new = [outcome(n, rank=2 if i >= 23 else 1) for i, n in enumerate(names)]
    shared = {"retrieval.recall@1", "answers.containment", "answers.citation_overlap"}
    shared |= {n for n in NAMES if n.startswith("reading")}
    found = compare(Run(about(qa), old, 0), Run(about(qa), new, 0), names=shared)
    delta = found.deltas[0]
    assert (len(delta.losses), len(delta.gains)) == (17, 5)
    assert delta.worse > SIGNIFICANT  # for all that are held against each other
    view = comparison_view(found, EN)
    assert isinstance(view, Group)
    table = view.renderables[0]
    assert isinstance(table, Table)
    styles = dict(zip(table.columns[0].cells, (row.style for row in table.rows), strict=True))
    assert styles["retrieval.recall@1"] == "bold red"
    assert styles["answers.containment"] == "bold green"


def test_measures_without_a_value_are_left_out() -> None:
    text = shown(report_view(summarize(OUTCOMES[:10]), EN))
    assert "abstention.auroc" not in text
    assert "ref." not in text


def test_a_comparison(qa: QA) -> None:
    worse = [o.model_copy(update={"ranked": o.ranked[3:]}) for o in OUTCOMES]
    old, new = Run(about(qa), OUTCOMES, 0), Run(about(qa), worse, 0)
    text = shown(comparison_view(compare(old, new), EN))
    found = row(text, "retrieval.recall@1")
    assert found[1:5] == ["10", ".800", ".000", "-0.800"]
    assert "8 question(s) came out otherwise" in text
    assert "retrieval.recall@1: 1 → 0" in text
    text = shown(comparison_view(compare(old, old), EN))
    assert "No question came out otherwise." in text
    assert "…" not in text
