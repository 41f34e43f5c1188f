from __future__ import annotations

import io

from rich.console import Console, RenderableType

from tests.evaluation.made import about, outcome
from wuxi_qa import QA
from wuxi_qa.evaluation.deltas import compare
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
