"""The comparison's figures, parts, splitting and workers, on small values worked out by hand."""

from __future__ import annotations

import hashlib
import json
import math
import sys
from pathlib import Path

import pytest

from bench import measure, results, splitting, subjects, summary
from bench.client import SubjectError, Worker, worker_environment
from bench.data import Asked, BenchSet, article
from bench.environments import Environment
from bench.figures import abstention, adjust, against, paired_ratio, percentile, retrieval
from bench.parts import Parts, key_of
from bench.subjects import ENCODER, OWN, SUBJECTS, Subject, chosen
from bench.worker import load, peak_mb


def test_retrieval_counts_the_first_relevant_rank() -> None:
    found = retrieval([1, 2, None, 4])
    assert found["n"] == 4
    assert [found[f"recall@{k}"]["value"] for k in (1, 3, 5)] == [0.25, 0.5, 0.75]
    assert found["mrr@10"]["value"] == round((1 + 0.5 + 0.25) / 4, 4)
    low, high = found["recall@1"]["interval"]
    assert 0 <= low < 0.25 < high <= 1


def test_mcnemar_by_hand() -> None:
    # Discordant: 5 lost, 1 won. 2 * (1 + 6) / 64.
    own = [1] * 5 + [2] + [1, None]
    other = [None] * 5 + [1] + [1, 3]
    assert against(own, other) == {"losses": 5, "wins": 1, "p": 14 / 64}


def test_holm_is_over_all_rows() -> None:
    rows = [{"p": 0.01}, {"p": 0.04}, {"p": 0.03}]
    adjust(rows)
    assert [round(row["p_holm"], 4) for row in rows] == [0.03, 0.06, 0.06]


def test_paired_ratio_is_the_median_of_ratios_not_the_ratio_of_medians() -> None:
    found = paired_ratio([2.0, 9.0, 40.0], [1.0, 3.0, 10.0])
    assert found == {"median": 3.0, "spread": [2.5, 3.5], "n": 3}
    assert paired_ratio([], []) is None
    with pytest.raises(ValueError, match="not positive"):
        paired_ratio([1.0], [0.0])
    with pytest.raises(ValueError, match="argument"):
        paired_ratio([1.0, 2.0], [1.0])


def test_auroc_puts_questions_without_hits_last() -> None:
    assert abstention([0.9, 0.8], [0.1, -math.inf])["value"] == 1.0
    assert abstention([0.5, -math.inf], [-math.inf, 0.6])["value"] == 0.375
    assert percentile([1, 2, 3, 4], 0.5) == 2.5


def test_pieces_are_found_though_white_space_was_changed() -> None:
    text = "甲乙丙。\n\n 丁戊己。庚"
    assert splitting.locate(["甲乙丙。 丁", "戊己。庚", "没有"], text) == [(0, 8), (8, 12), None]
    assert splitting.locate(["甲乙丙。丁", "丙。丁戊"], text) == [(0, 8), (2, 9)]  # overlapping


def test_edges_inside_words_and_sentences_are_counted() -> None:
    text = "太湖很大。无锡很美。"
    whole_sentences = splitting.boundaries([(0, 5), (5, 10)], text)
    assert whole_sentences == {"edges": 1, "in_word": 0.0, "in_sentence": 0.0}
    through = splitting.boundaries([(0, 6), (6, 10)], text)  # 无|锡
    assert through == {"edges": 1, "in_word": 1.0, "in_sentence": 1.0}
    assert splitting.boundaries([(0, 10)], text)["in_word"] is None


def test_pieces_answer_where_they_overlap_the_evidence() -> None:
    assert splitting.relevant([(0, 5), None, (5, 9)], [(4, 6)]) == {"0", "2"}
    assert splitting.relevant([(0, 5), (5, 9)], [(5, 6)]) == {"1"}


def test_a_part_is_taken_only_under_its_key(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"n": len(made)}

    parts = Parts(tmp_path / "parts", resume=False)
    assert parts.take("a", "key", make) == {"n": 1}
    assert parts.take("a", "key", make) == {"n": 1}
    assert parts.take("a", "other", make) == {"n": 2}
    assert Parts(tmp_path / "parts", resume=True).read("a", "other") == {"n": 2}
    assert Parts(tmp_path / "parts", resume=False).read("a", "other") is None


def test_an_interrupted_part_is_not_there(tmp_path: Path) -> None:
    parts = Parts(tmp_path, resume=True)

    def interrupted() -> dict[str, int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts.take("a", "key", interrupted)
    assert parts.read("a", "key") is None
    assert list(tmp_path.iterdir()) == []
    assert key_of("a", 1) != key_of("a", 2)


def test_sections_are_replaced_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    assert results.read(path) == {}
    results.write_section("scaling", {"points": []}, path)
    results.write_section("peers", {"a": 1}, path)
    results.write_section("peers", {"a": 2}, path)
    here = {"machine": results.machine(), "model": results.model()}
    assert json.loads(path.read_text("utf-8")) == {
        "peers": {**here, "a": 2},
        "scaling": {**here, "points": []},
    }
    with pytest.raises(ValueError, match="Unknown section"):
        results.write_section("others", {}, path)
    with pytest.raises(ValueError, match="not JSON compliant"):
        results.write_section("peers", {"a": math.nan}, path)
    assert results.read(path)["peers"]["a"] == 2
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]


def test_the_machine_is_described() -> None:
    found = results.machine()
    assert found["cores"] >= 1
    assert found["memory_gib"] > 0
    assert found["python"] == sys.version.split()[0]
    assert found["processor"]


def test_the_model_is_named_by_its_weights() -> None:
    weights = (ENCODER / "model.onnx").read_bytes()
    assert results.model() == f"e5-reader-zh {hashlib.sha256(weights).hexdigest()[:8]}"


def test_the_article_gives_all_subjects_the_passages_that_hold_the_evidence() -> None:
    found = article(None, None)
    texts = dict(found.passages)
    gold = {q.id: q for q in found.questions}["q001"]
    assert len(gold.relevant) == 1
    assert "健全以警务工作站为牵引的街面合成作战机制" in texts[gold.relevant[0]]
    assert {q.type for q in found.questions if not q.spans} == {"near_miss", "far"}
    assert len(found.questions) == 204


def test_every_subject_has_its_script_and_its_pins() -> None:
    assert len({subject.name for subject in SUBJECTS}) == len(SUBJECTS) == 12
    for subject in SUBJECTS:
        assert subject.path.is_file(), subject.name
        pins = (subjects.FOLDER / "requirements" / f"{subject.environment}.txt").read_text("utf-8")
        lines = [line for line in pins.splitlines() if not line.startswith("#")]
        assert lines, subject.name
        assert all("==" in line for line in lines), subject.name
    assert [s.name for s in chosen(["BM25"])] == [OWN, "BM25"]
    with pytest.raises(ValueError, match="Unknown: Nothing"):
        chosen(["Nothing"])


ECHO = """
class Peer:
    def __init__(self, encoder, mode):
        print("noise on the output", flush=True)
        self.mode = mode
    def build(self, passages, folder, article):
        open(folder + "/n", "w").write(" ".join(name for name, _ in passages))
    def open(self, folder):
        self.names = open(folder + "/n").read().split()
    def search(self, question, k):
        print("more noise", flush=True)
        if question == "坏":
            raise RuntimeError("broken\\nand more")
        return list(zip(self.names, [1.5, None]))[:k]
    def split(self, text):
        return [text[:2], text[2:]] if self.mode == "splits" else None
"""


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subject:
    """A subject of a few lines, run by this interpreter."""
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "echo.py").write_text(ECHO, encoding="utf-8")
    (tmp_path / "worker.py").write_bytes((subjects.FOLDER / "worker.py").read_bytes())
    for module in ("bench.subjects", "bench.client"):
        monkeypatch.setattr(f"{module}.FOLDER", tmp_path)
    monkeypatch.setattr("bench.client.WORK", tmp_path / "work")
    return Subject("Echo", "echo", "echo", "splits", "repeats")


def test_a_worker_answers_and_reports_its_errors(echo: Subject, tmp_path: Path) -> None:
    with Worker(echo, Path(sys.executable), threads=1) as worker:
        assert worker.build([("a", "甲"), ("b", "乙")], tmp_path, None) > 1
        worker.open(tmp_path)
        answer = worker.search("问", k=10)
        assert answer["hits"] == [["a", 1.5], ["b", None]]
        assert answer["ms"] >= 0
        assert worker.split("甲乙丙") == ["甲乙", "丙"]
        with pytest.raises(SubjectError, match=r"^RuntimeError: broken$"):
            worker.search("坏", k=10)
        assert worker.search("问", k=1)["hits"] == [["a", 1.5]]  # it goes on


def test_a_worker_that_cannot_start_or_dies_says_so(echo: Subject) -> None:
    echo.path.write_text("import no_such_module", encoding="utf-8")
    with pytest.raises(SubjectError, match="ModuleNotFoundError: No module named 'no_such_module'"):
        Worker(echo, Path(sys.executable), threads=1)
    # Of another length, or the bytecode of the same second would be taken for current.
    echo.path.write_text("import os\n\nos._exit(7)\n", encoding="utf-8")
    with pytest.raises(SubjectError, match="ended with 7"):
        Worker(echo, Path(sys.executable), threads=1)


def test_a_worker_that_hangs_is_ended(echo: Subject) -> None:
    body = ECHO.replace("return [text[:2]", "import time; time.sleep(60); return [text[:2]")
    echo.path.write_text(body, encoding="utf-8")
    with (
        Worker(echo, Path(sys.executable), threads=1) as worker,
        pytest.raises(SubjectError, match="No answer within 0 s"),
    ):
        worker.send({"do": "split", "text": "甲乙丙"}, seconds=0.3)


def test_workers_are_offline_and_get_no_variables_of_the_user() -> None:
    found = worker_environment({"PATH": "/bin", "PYTHONPATH": "/x", "HF_TOKEN": "s"}, threads=2)
    assert found["PATH"] == "/bin"
    assert not {"PYTHONPATH", "HF_TOKEN"} & set(found)
    assert found["HF_HUB_OFFLINE"] == found["TRANSFORMERS_OFFLINE"] == "1"
    assert found["OMP_NUM_THREADS"] == "2"


def test_a_script_is_loaded_by_its_path(echo: Subject) -> None:
    peer = load(echo.path)("", "plain")
    assert peer.split("甲") is None
    assert peak_mb() > 10


def small_set() -> BenchSet:
    questions = (
        Asked("1", "一", "factoid", ("a",), ((0, 1),)),
        Asked("2", "二", "factoid", ("b",), ((1, 2),)),
        Asked("3", "三", "near_miss", (), ()),
        Asked("4", "四", "far", (), ()),
    )
    return BenchSet("small", "Small", "", (("a", "甲"), ("b", "乙")), questions, None)


def test_a_set_is_summed_up_with_failures_kept() -> None:
    asked = {
        "records": {
            OWN: [[1, 0.9, 2, 10.0], [1, 0.8, 2, 20.0], [None, 0.1, 2, 10.0], [None, 0.2, 2, 10.0]],
            "Other": [
                [1, -5.0, 2, 5.0],
                [2, -3.0, 2, 5.0],
                [None, -4.0, 2, 5.0],
                [None, None, 0, 5.0],
            ],
            "Silent": [[1, None, 2, 5.0]] * 4,
            "Broken": [],
        },
        "errors": {"Broken": "RuntimeError: no"},
        "peak_mb": {},
    }
    found = summary.set_figures(small_set(), asked)["subjects"]
    assert found[OWN]["recall@1"]["value"] == 1.0
    assert found[OWN]["auroc"]["all"]["value"] == 1.0
    assert "against" not in found[OWN]
    assert found["Other"]["recall@1"]["value"] == 0.5
    assert found["Other"]["against"]["losses"] == 1
    assert found["Other"]["auroc"]["all"]["value"] == 0.75
    assert found["Other"]["auroc"]["near misses"]["value"] == 0.5
    assert found["Other"]["auroc"]["far"]["value"] == 1.0
    assert found["Silent"]["auroc"] is None
    assert found["Broken"] == {"error": "RuntimeError: no"}


def test_costs_are_paired_with_wuxi_qa() -> None:
    pair = tuple(
        Subject(name, environment, "x", "x", "")
        for name, environment in ((OWN, "wuxi-qa"), ("Other", "other"), ("Broken", "other"))
    )
    asked = {
        "records": {
            OWN: [[1, 0, 1, 10.0], [1, 0, 1, 20.0]],
            "Other": [[1, 0, 1, 5.0], [1, 0, 1, 40.0]],
            "Broken": [],
        },
        "errors": {"Broken": "gone"},
        "peak_mb": {OWN: 100.0, "Other": 200.0},
    }
    one = {"seconds": 1.0, "peak_mb": 50.0}
    cold = {
        OWN: [one, {"seconds": 2.0, "peak_mb": 60.0}],
        "Other": [{"seconds": 3.0, "peak_mb": 1.0}, {"seconds": 8.0, "peak_mb": 2.0}],
        "Broken": [{"error": "gone"}, one],
    }
    built = {
        "small": {
            "wuxi-qa": {"seconds": 10.0, "passages_per_s": 0.2, "peak_mb": 9.0},
            "other": {"seconds": 5.0, "passages_per_s": 0.4, "peak_mb": 8.0},
        }
    }
    found = summary.cost_figures(pair, built, asked, cold, "small")
    assert found[OWN]["cold_start_s"] == {
        "median": 1.5,
        "n": 2,
        "ratio": None,
        "ratio_no_reader": None,
    }
    assert found["Other"]["cold_start_s"]["ratio"]["median"] == 3.5
    assert found["Other"]["latency_ms"]["ratio"] == {
        "median": 1.25,
        "spread": [0.875, 1.625],
        "n": 2,
    }
    assert found["Other"]["build"]["ratio"]["median"] == 0.5
    assert found[OWN]["peak_mb"] == {"first answer": 60.0, "all questions": 100.0, "build": 9.0}
    assert found["Broken"]["cold_start_s"] == {"error": "gone"}
    assert found["Broken"]["latency_ms"] == {"error": "gone"}


def small_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, subjects: tuple[Subject, ...], *, rounds: int
) -> measure.Run:
    """A run of subjects, each in an environment of its own name: this interpreter's."""
    monkeypatch.setattr("bench.measure.WORK", folder / "work")
    monkeypatch.setattr("bench.measure.fingerprint", lambda name: name)
    here = Environment(Path(sys.executable), 0, 0.0, 0.0, {})
    return measure.Run(
        subjects=subjects,
        environments={subject.environment: here for subject in subjects},
        parts=Parts(folder / "parts", resume=False),
        threads=1,
        rounds=rounds,
        seed=0,
    )


def test_a_run_of_small_subjects_from_build_to_cold_start(
    echo: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real driver and real processes; only what the subject finds is trivial."""
    broken = echo._replace(name="Broken", script="broken", environment="broken")
    broken.path.write_text("import no_such_module", encoding="utf-8")
    run = small_run(tmp_path, monkeypatch, (echo, broken), rounds=2)
    found = small_set()
    built = measure.build(run, found)
    assert "no_such_module" in built["broken"]["error"]
    assert built["echo"]["passages_per_s"] > 0
    asked = measure.ask(run, found, built)
    assert [record[:3] for record in asked["records"]["Echo"]] == [
        [1, 1.5, 2],
        [2, 1.5, 2],
        [None, 1.5, 2],
        [None, 1.5, 2],
    ]
    assert "no_such_module" in asked["errors"]["Broken"]
    cold = measure.cold_starts(run, found, built)
    assert [one["seconds"] > 0 for one in cold["Echo"]] == [True, True]
    assert "error" in cold["Broken"][0]
    # Everything is there now: nothing is started again.
    echo.path.touch()
    monkeypatch.setattr(measure.Run, "worker", None)
    assert measure.ask(run, found, measure.build(run, found)) == asked


def test_own_pieces_are_asked_for_evidence(
    echo: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = echo._replace(name="Plain", environment="plain", mode="plain")
    run = small_run(tmp_path, monkeypatch, (echo, plain), rounds=1)
    found = article(8, None)
    answerable = [question for question in found.questions if question.spans]
    split = measure.own_splitting(run, found)
    assert split["plain"] == {"pieces": None}
    # The first two characters of the article, and all the rest, in which every answer stands.
    assert (split["echo"]["pieces"], split["echo"]["not_found"], split["echo"]["edges"]) == (
        2,
        0,
        1,
    )
    assert split["echo"]["ranks"] == {"Echo": [2] * len(answerable)}
    assert answerable
