from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from ir_measures import R, Success

from tests.evaluation.made import about, outcome, query
from wuxi_qa import QA
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.outcomes import Outcome
from wuxi_qa.evaluation.records import read_run, source_sha256, write_run
from wuxi_qa.evaluation.summaries import summarize

OUTCOMES = [
    outcome("q1", rank=1),
    outcome("q 2", rank=3, contained=0.0, confidence=0.3, abstained=True),
    outcome("q3", answerable=False, rank=None, confidence=0.4, abstained=True),
]


def write(folder: Path, qa: QA, outcomes: list[Outcome] = OUTCOMES, page: str = "<p>") -> None:
    write_run(folder, about(qa), outcomes, summarize(outcomes, left_out=1), page=page)


def test_write_and_read(tmp_path: Path, qa: QA) -> None:
    write(tmp_path / "new" / "run", qa)
    folder = tmp_path / "new" / "run"
    assert sorted(path.name for path in folder.iterdir()) == [
        "qrels.trec",
        "questions.jsonl",
        "report.html",
        "report.json",
        "run.trec",
    ]
    run = read_run(folder)
    assert run.outcomes == OUTCOMES
    assert run.about == about(qa)
    assert run.left_out == 1
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["retrieval"]["recall@3"] == 1.0
    assert report["about"]["packages"]["wuxi-qa"]
    assert "事实" in (folder / "report.json").read_text("utf-8")


def read_qrels(folder: Path) -> list[Any]:
    return list(ir_measures.read_trec_qrels(str(folder / "qrels.trec")))  # type: ignore[no-untyped-call]


def read_ranks(folder: Path) -> list[Any]:
    return list(ir_measures.read_trec_run(str(folder / "run.trec")))  # type: ignore[no-untyped-call]


def test_trec_files_are_read_by_ir_measures(tmp_path: Path, qa: QA) -> None:
    asked = [*OUTCOMES, query("b", ("x", "a b", "y"), {"a b": 2, "z": 1})]
    write(tmp_path, qa, asked)
    qrels, run = read_qrels(tmp_path), read_ranks(tmp_path)
    assert len(run) == 33
    found = {
        (m.query_id, str(m.measure)): m.value
        for m in ir_measures.iter_calc([Success @ 1, Success @ 3, R @ 3], qrels, run)
    }
    assert found["q1", "Success@1"] == 1.0
    assert (found["q%202", "Success@1"], found["q%202", "Success@3"]) == (0.0, 1.0)
    assert found["b", "R@3"] == 0.5


def test_ties_keep_their_rank_in_trec_files(tmp_path: Path, qa: QA) -> None:
    tied = OUTCOMES[0].model_copy(update={"ranked": (("b", 0.5), ("a", 0.5), ("gold", 0.5))})
    write(tmp_path, qa, [tied])
    run = read_ranks(tmp_path)
    assert [r.doc_id for r in sorted(run, key=lambda r: -r.score)] == ["b", "a", "gold"]


def test_unread_hits_stay_behind_in_trec_files_though_their_scores_are_higher(
    tmp_path: Path, qa: QA
) -> None:
    ranked = (("b", 0.1), ("a", 0.3), ("gold", 0.2))
    write(tmp_path, qa, [OUTCOMES[0].model_copy(update={"ranked": ranked})])
    run = read_ranks(tmp_path)
    assert [r.doc_id for r in sorted(run, key=lambda r: -r.score)] == ["b", "a", "gold"]


def test_a_run_replaces_the_one_before(tmp_path: Path, qa: QA) -> None:
    write(tmp_path, qa)
    write_run(tmp_path, about(qa), OUTCOMES[:1], summarize(OUTCOMES[:1]))
    assert read_run(tmp_path).outcomes == OUTCOMES[:1]
    assert not (tmp_path / "report.html").exists()


def test_a_run_cut_short_is_no_run(tmp_path: Path, qa: QA) -> None:
    """The report of the run before does not stand beside the questions of this one."""
    write(tmp_path, qa)
    (tmp_path / "questions.jsonl").unlink()
    (tmp_path / "questions.jsonl").mkdir()
    with pytest.raises(EvaluationError, match="cannot be written"):
        write(tmp_path, qa)
    assert not (tmp_path / "report.json").exists()
    with pytest.raises(EvaluationError, match="No complete run") as caught:
        read_run(tmp_path)
    assert caught.value.repair == f"wuxi-qa eval … --out {tmp_path}"


def test_files_of_two_runs_are_no_run(tmp_path: Path, qa: QA) -> None:
    write(tmp_path / "a", qa)
    write(tmp_path / "b", qa, OUTCOMES[:2])
    text = (tmp_path / "a" / "questions.jsonl").read_text("utf-8")
    (tmp_path / "b" / "questions.jsonl").write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match="Unreadable run") as caught:
        read_run(tmp_path / "b")
    assert "is not the one" in str(caught.value.found)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 1}', '{"format": 2}', '{"format": 1, "files": {}}']
)
def test_a_malformed_report_is_refused(tmp_path: Path, qa: QA, content: str) -> None:
    write(tmp_path, qa)
    (tmp_path / "report.json").write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match="Unreadable run"):
        read_run(tmp_path)


def test_a_file_in_the_way_is_an_evaluation_error(tmp_path: Path, qa: QA) -> None:
    (tmp_path / "run").write_text("x", "utf-8")
    with pytest.raises(EvaluationError, match="cannot be written") as caught:
        write(tmp_path / "run", qa)
    assert caught.value.path == tmp_path / "run"


def test_checksums_tell_sources_apart(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a").write_text("1")
    first = source_sha256(tmp_path / "set")
    assert source_sha256(tmp_path / "set" / "a") != first
    (tmp_path / "set" / "a").rename(tmp_path / "set" / "b")
    assert source_sha256(tmp_path / "set") != first
