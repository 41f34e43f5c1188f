from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.baseline import (
    Baseline,
    losses,
    measures,
    read_baseline,
    write_baseline,
    write_run,
)
from wuxi_qa.evaluation.runs import Outcome, Report, summarize

SHARES = st.floats(0, 1)


def outcome(
    name: str = "q1",
    *,
    answerable: bool = True,
    rank: int | None = 1,
    contained: float = 1.0,
    cited: float = 1.0,
    confidence: float = 0.9,
    abstained: bool = False,
) -> Outcome:
    return Outcome(
        id=name,
        type="事实",
        question="铁鹰？",
        answerable=answerable,
        rank=rank,
        answer="战队",
        containment=contained,
        citation_overlap=cited,
        gold_f1=contained if answerable else None,
        gold_em=cited if answerable else None,
        open_f1=contained if answerable else None,
        open_em=cited if answerable else None,
        answer_f1=contained if answerable else None,
        confidence=confidence,
        abstained=abstained,
    )


OUTCOMES = [
    outcome("q1", rank=1),
    outcome("q2", rank=2, contained=0.0, confidence=0.3, abstained=True),
    outcome("q3", rank=None, cited=0.0, confidence=0.6),
    outcome(
        "q4", answerable=False, rank=None, contained=0, cited=0, confidence=0.4, abstained=True
    ),
]
REPORT = summarize(OUTCOMES)
MEASURES = {
    "retrieval.recall@1": 0.3333,
    "retrieval.recall@3": 0.6667,
    "retrieval.recall@5": 0.6667,
    "retrieval.mrr@10": 0.5,
    "answers.containment": 0.6667,
    "answers.citation_overlap": 0.6667,
    "abstention.auroc": 0.6667,
    "abstention.precision": 0.5,
    "abstention.recall": 1.0,
    "abstention.answered": 0.6667,
    "reading_gold.f1": 0.6667,
    "reading_gold.em": 0.6667,
    "reading_open.f1": 0.6667,
    "reading_open.em": 0.6667,
}


def baseline(tolerance: float = 0.0, **changes: float) -> Baseline:
    """The baseline of `REPORT`; `retrieval_recall` in a keyword stands for `retrieval.recall`."""
    metrics = {**MEASURES, **{name.replace("_", "."): value for name, value in changes.items()}}
    return Baseline(split="test", n=4, tolerance=tolerance, metrics=metrics)


# Measures and losses


def test_guarded_measures() -> None:
    assert measures(REPORT) == MEASURES


def test_a_measure_without_denominator_is_left_out() -> None:
    report = summarize([outcome()])
    assert set(measures(report)) == {
        name
        for name in MEASURES
        if not name.startswith("abstention.") or name == "abstention.answered"
    }


def test_a_run_like_the_baseline_loses_nothing() -> None:
    assert list(losses(REPORT, baseline())) == []


def test_a_better_run_loses_nothing() -> None:
    assert list(losses(REPORT, baseline(abstention_auroc=0.1, answers_containment=0.5))) == []


def test_a_loss_names_both_values() -> None:
    assert list(losses(REPORT, baseline(0.01, abstention_auroc=0.7))) == [
        "abstention.auroc: 0.6667, baseline 0.7000 - 0.01"
    ]


def test_losses_within_the_tolerance_pass() -> None:
    stricter = {"abstention_auroc": 0.68, "answers_containment": 0.69}
    assert len(list(losses(REPORT, baseline(0.0, **stricter)))) == 2
    assert len(list(losses(REPORT, baseline(0.02, **stricter)))) == 1
    assert len(list(losses(REPORT, baseline(0.03, **stricter)))) == 0


def test_a_measure_that_is_gone_is_a_loss() -> None:
    report = summarize([outcome()])
    lost = list(losses(report, baseline(0.5)))
    assert lost == [
        "abstention.auroc: not measured, baseline 0.6667 - 0.5",
        "abstention.precision: not measured, baseline 0.5000 - 0.5",
        "abstention.recall: not measured, baseline 1.0000 - 0.5",
    ]


# On disk


def test_write_and_read(tmp_path: Path) -> None:
    write_baseline(tmp_path / "b.json", REPORT, split="test", tolerance=0.02)
    assert read_baseline(tmp_path / "b.json") == baseline(0.02)
    written = (tmp_path / "b.json").read_text("utf-8")
    assert written.startswith('{\n  "split": "test"')
    assert written.endswith("}\n")


def test_writing_replaces_and_leaves_no_other_file(tmp_path: Path) -> None:
    for tolerance in (0.1, 0.2):
        write_baseline(tmp_path / "b.json", REPORT, split="dev", tolerance=tolerance)
    assert read_baseline(tmp_path / "b.json").tolerance == 0.2
    assert [path.name for path in tmp_path.iterdir()] == ["b.json"]


@settings(deadline=None)
@given(st.lists(st.tuples(SHARES, SHARES, SHARES, st.booleans()), min_size=1, max_size=9))
def test_no_run_loses_against_itself(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, float, float, bool]]
) -> None:
    """Rounding the baseline must not put it above the run that it was made of."""
    report = summarize(
        [
            outcome(str(i), contained=a, cited=b, confidence=c, answerable=answerable)
            for i, (a, b, c, answerable) in enumerate(rows)
        ]
    )
    path = tmp_path_factory.mktemp("run") / "b.json"
    write_baseline(path, report, split="test", tolerance=0.0)
    assert list(losses(report, read_baseline(path))) == []


def test_a_missing_baseline_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="No baseline") as caught:
        read_baseline(tmp_path / "b.json")
    assert caught.value.path == tmp_path / "b.json"
    assert caught.value.repair == "wuxi-qa eval --accept"


GOOD = {"split": "test", "n": 1, "tolerance": 0.1, "metrics": {}}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps({**GOOD, "n": 0}),
        json.dumps({**GOOD, "tolerance": -0.1}),
        json.dumps({**GOOD, "tolerance": 1}),
        json.dumps({**GOOD, "more": 1}),
        json.dumps({**GOOD, "metrics": {"answers.containment": "high"}}),
    ],
)
def test_a_malformed_baseline_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match="Unreadable baseline"):
        read_baseline(tmp_path / "b.json")


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="Unreadable baseline"):
        read_baseline(tmp_path)


def test_a_run_on_disk(tmp_path: Path) -> None:
    write_run(tmp_path / "new" / "run", OUTCOMES, REPORT)
    folder = tmp_path / "new" / "run"
    assert sorted(path.name for path in folder.iterdir()) == ["questions.jsonl", "report.json"]
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    assert [Outcome.model_validate_json(line) for line in lines] == OUTCOMES
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["n"] == 4
    assert report["retrieval"]["recall@1"] == pytest.approx(1 / 3)
    assert report["by_type"]["事实"]["abstention"]["unanswerable"] == 1
    assert "事实" in (folder / "report.json").read_text("utf-8")


def test_a_run_replaces_the_one_before(tmp_path: Path) -> None:
    write_run(tmp_path, OUTCOMES, REPORT)
    write_run(tmp_path, OUTCOMES[:1], summarize(OUTCOMES[:1]))
    assert len((tmp_path / "questions.jsonl").read_text("utf-8").splitlines()) == 1
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["n"] == 1


def test_a_run_cut_short_has_no_report(tmp_path: Path) -> None:
    """The report of the run before does not stand beside the questions of this one."""
    write_run(tmp_path, OUTCOMES, REPORT)
    (tmp_path / "questions.jsonl").unlink()
    (tmp_path / "questions.jsonl").mkdir()
    with pytest.raises(EvaluationError, match="cannot be written"):
        write_run(tmp_path, OUTCOMES, REPORT)
    assert not (tmp_path / "report.json").exists()


def test_a_file_in_the_way_is_an_evaluation_error(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x", "utf-8")
    with pytest.raises(EvaluationError, match="cannot be written") as caught:
        write_run(tmp_path / "run", OUTCOMES, REPORT)
    assert caught.value.path == tmp_path / "run"


def test_a_report_reads_back(tmp_path: Path) -> None:
    write_run(tmp_path, OUTCOMES, REPORT)
    text = (tmp_path / "report.json").read_text("utf-8")
    names = text.replace('"recall@', '"recall_').replace('"mrr@', '"mrr_')
    with pytest.raises(ValueError, match="recall_1"):
        Report.model_validate_json(text)
    assert Report.model_validate_json(names) == REPORT
