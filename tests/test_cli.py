from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wuxi_qa import QA, Answer, __version__
from wuxi_qa.cli import main
from wuxi_qa.evaluation.records import read_run
from wuxi_qa.retriever import Retriever

ENGLISH = ["--lang", "en"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def usage_error(*arguments: str) -> bool:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return caught.value.code == 2


def test_ask_answers(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", "铁鹰战队是什么？", *ENGLISH)
    assert (code, err) == (0, "")
    assert "“铁鹰”战队" in out
    assert "paragraph 8" in out


def test_ask_abstains_with_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "番茄炒蛋怎么做？", "--lang", "zh")
    assert code == 3
    assert "文中没有说明" in out


def test_ask_json_is_an_answer(capsys: pytest.CaptureFixture[str], qa: QA) -> None:
    code, out, _ = run(capsys, "ask", "社区超图", "--json", "--threshold", "0")
    assert code == 0
    assert Answer.model_validate_json(out) == qa.ask("社区超图", min_confidence=0.0)


def test_words_need_no_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "ask", "Who", "wrote", "it", "--json")
    assert json.loads(out)["question"] == "Who wrote it"


def test_search_lists_k_hits(capsys: pytest.CaptureFixture[str], qa: QA) -> None:
    code, out, _ = run(capsys, "search", "太湖鹰击", "-k", "2", "--json")
    shown = json.loads(out)
    assert code == 0
    expected = [hit.passage.id for hit in qa.search("太湖鹰击", k=2)]
    assert [hit["passage"]["id"] for hit in shown["hits"]] == expected
    code, out, _ = run(capsys, "search", "太湖鹰击", "-k", "1", *ENGLISH)
    assert "太湖鹰击" in out


def test_explain_shows_every_score(capsys: pytest.CaptureFixture[str], qa: QA) -> None:
    question = "三场专项攻势叫什么？"
    code, out, _ = run(capsys, "ask", question, "--explain", *ENGLISH)
    assert code == 0
    assert all(word in out for word in ("lexical", "dense", "fused", "reader"))
    _, out, _ = run(capsys, "ask", question, "--explain", "--json")
    hits = json.loads(out)["hits"]
    expected = qa.search(question, rerank=True)
    assert [hit["signals"]["reader"] for hit in hits] == [h.signals.reader for h in expected]
    _, out, _ = run(capsys, "search", question, "--explain", *ENGLISH)
    assert "reader" in out


def test_search_reranks(capsys: pytest.CaptureFixture[str], qa: QA) -> None:
    question = "派出所里头现在是怎么分摊子的?"
    _, out, _ = run(capsys, "search", question, "--rerank", "--json")
    found = [hit["passage"]["id"] for hit in json.loads(out)["hits"]]
    assert found == [hit.passage.id for hit in qa.search(question, rerank=True)]


def test_info(capsys: pytest.CaptureFixture[str], qa: QA) -> None:
    code, out, _ = run(capsys, "info", "--json")
    assert code == 0
    assert json.loads(out)["passages"] == len(qa.passages)
    code, out, _ = run(capsys, "info", *ENGLISH)
    assert qa.manifest.encoder.name in out


def test_build_then_ask_elsewhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("园.txt").write_text("蠡园在无锡，园中有千步长廊。\n", "utf-8")
    Path("坏.txt").write_bytes(b"\x00\x00")
    code, _, err = run(capsys, "build", ".", "-o", "新索引", *ENGLISH)
    assert code == 1
    assert "坏.txt" in err
    assert not Path("新索引").exists()
    code, out, err = run(capsys, "build", ".", "-o", "新索引", "--skip-errors", *ENGLISH)
    assert code == 0
    assert "1 document(s), 1 passages" in out
    assert "坏.txt" in err
    code, out, _ = run(capsys, "ask", "园里有什么长廊？", "--index", "新索引", "--threshold", "0")
    assert code == 0
    assert "千步长廊" in out
    # --index also stands before the command
    code, out, _ = run(capsys, "--index", "新索引", "search", "长廊", "--json")
    assert json.loads(out)["hits"][0]["passage"]["document_id"] == "园.txt"


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "问题", "--index", "nowhere"],
        ["ask", "？？"],
        ["build", "missing.txt", "-o", "x"],
        ["build", "*.nothing", "-o", "x"],
        ["info", "--index", "/dev/null"],
        ["eval", "--squad", "missing.json"],
        ["eval", "--questions", "missing.jsonl"],
        ["eval", "--beir", "missing"],
        ["eval", "--compare", "missing", "gone"],
    ],
)
def test_errors_of_the_tree_exit_1_without_traceback(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith("wuxi-qa: ")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "问", "-k", "0"],
        ["search", "问", "-k", "101"],
        ["build", "a.txt", "-o", "x", "--index", "y"],
        ["ask", "问", "-k", "x"],
        ["ask", "问", "--threshold", "2"],
        ["build", "a.txt"],
        ["build", "a.txt", "-o", "x", "--max-characters", "1"],
        ["unknown"],
        ["--lang", "fr"],
        ["eval", "--squad", "a", "--questions", "b"],
        ["eval", "--compare", "a"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert usage_error(*arguments)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"wuxi-qa {__version__}\n"


SMALL = """\
{"data": [{"paragraphs": [
 {"context": "蠡园在无锡，园中有千步长廊。", "qas": [
  {"id": "1", "question": "蠡园在哪里？", "answers": [{"text": "无锡", "answer_start": 3}]},
  {"id": "2", "question": "是吗？", "answers": [{"text": "YES", "answer_start": -1}]}]},
 {"context": "太湖在江苏南部，湖中有三山岛。", "qas": [
  {"id": "3", "question": "太湖中有什么岛？", "answers": [{"text": "三山岛", "answer_start": 11}]},
  {"id": "4", "question": "太湖有几艘船？", "answers": [], "is_impossible": "true"}]}]}]}"""


def test_eval_of_a_squad_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(SMALL, "utf-8")
    code, out, _ = run(capsys, "eval", "--squad", "small.json", "--json", "--out", "r")
    report = json.loads(out)
    assert code == 0
    assert (report["n"], report["left_out"]) == (3, 1)
    found = report["retrieval"]
    assert found == {"n": 2, **dict.fromkeys([*(f"recall@{k}" for k in (1, 3, 5, 10)), *RANKED], 1)}
    assert report["answers"]["citation_overlap"] == report["answers"]["citations_verified"] == 1.0
    words = {"n": 2, "f1": 1.0, "em": 1.0, "squad_f1": 1.0, "squad_em": 1.0}
    assert report["reading_gold"] == report["reading_open"] == words
    assert report["abstention"].keys() >= {"auroc", "aurc", "risk@80", "answered", "recall", "ece"}
    assert report["latency"]["n"] == 3
    assert set(report["by_type"]) == {"answerable", "unanswerable"}
    run_again = read_run("r")
    assert [outcome.id for outcome in run_again.outcomes] == ["1", "3", "4"]
    assert (run_again.about.kind, run_again.about.source) == ("squad", "small.json")
    written = json.loads(Path("r/report.json").read_text("utf-8"))
    assert {key: written[key] for key in report} == report
    assert "small.json" in Path("r/report.html").read_text("utf-8")


RANKED = ("mrr@10", "ndcg@10")


def test_eval_of_a_beir_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("set/qrels").mkdir(parents=True)
    first = '{"_id": "a", "title": "太湖", "text": "湖在江苏南部。"}'
    second = '{"_id": "b", "text": "蠡园中有长廊。"}'
    Path("set/corpus.jsonl").write_text(f"{first}\n{second}\n", "utf-8")
    Path("set/queries.jsonl").write_text('{"_id": "1", "text": "太湖在哪里？"}\n', "utf-8")
    Path("set/qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n", "utf-8")
    code, out, _ = run(capsys, "eval", "--beir", "set", "--json", "--out", "r")
    report = json.loads(out)
    assert code == 0
    assert report["retrieval"]["n"] == 1
    assert report["retrieval"]["ndcg@10"] == 1.0
    assert report["answers"]["containment"] is None
    assert Path("r/run.trec").read_text("utf-8").startswith("1 Q0 a 1 ")
    assert Path("r/qrels.trec").read_text("utf-8") == "1 0 a 1\n"


def test_a_run_is_held_against_a_baseline(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate passes the same retriever and fails one that is deliberately worse."""
    monkeypatch.chdir(tmp_path)
    arguments = ["eval", "--split", "dev", "--limit", "40", "--baseline", "accepted"]
    code, _, err = run(capsys, *arguments)
    assert code == 1
    assert "No complete run" in err
    assert run(capsys, *arguments, "--accept")[0] == 0
    assert run(capsys, *arguments)[0] == 0
    search = Retriever.search
    monkeypatch.setattr(
        Retriever,
        "search",
        lambda self, question, *, k, also=(): (
            search(self, question, k=k, also=also) if also else search(self, question, k=k + 8)[8:]
        ),
    )
    code, _, err = run(capsys, *arguments, "--out", "worse")
    assert code == 1
    assert "retrieval.recall@1 fell from" in err
    assert "the same command and --accept" in err.replace("\n", " ")
    kept = Path("accepted/report.json").read_bytes()
    code, _, err = run(capsys, *arguments, "--out", "./accepted")
    assert code == 1
    assert "written over the baseline" in err
    assert Path("accepted/report.json").read_bytes() == kept
    with closed_output(monkeypatch):
        assert main([*arguments, "--out", "again"]) == 1
    assert "recall@1 fell from" in capsys.readouterr().err
    assert Path("again/report.json").exists()
    code, out, _ = run(capsys, "eval", "--compare", "accepted", "worse", "--json")
    assert code == 0
    measures = {m["name"]: m for m in json.loads(out)["measures"]}
    assert measures["retrieval.recall@1"]["difference"] < -0.5
    assert len(json.loads(out)["changed"]) > 10
    code, out, _ = run(capsys, "eval", "--compare", "accepted", "accepted", *ENGLISH)
    assert "No question came out otherwise" in out


@contextmanager
def closed_output(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard output whose reader has left."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as out, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        yield


@pytest.mark.parametrize("option", ["--baseline", "--out", "--questions", "--squad", "--beir"])
def test_an_empty_path_is_no_path(option: str) -> None:
    assert usage_error("eval", option, "", "--accept")


def wuxi_qa(*arguments: str, text: str | None = None, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "wuxi_qa", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_piped_questions_are_answered_line_by_line() -> None:
    code, out, err = wuxi_qa(
        text="铁鹰战队是什么？\n\n？？\n:k 2\n:quit\n再问\n", LANG="zh_CN.UTF-8"
    )
    assert (code, err) == (0, "")
    assert out.index("“铁鹰”战队") < out.index("The question holds no word") < out.index("2 个段落")
    assert "再问" not in out


def test_a_question_in_another_encoding_is_refused_and_the_next_answered() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wuxi_qa"],
        input="太湖\n".encode("gb18030") + "铁鹰战队是什么？\n".encode(),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    out = done.stdout.decode()
    assert out.index("not valid text") < out.index("“铁鹰”战队")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "dev", "--accept"], "another split"),
        (["--limit", "3", "--accept"], "beside --accept"),
        (["--index", "elsewhere", "--accept"], "beside --accept"),
    ],
)
def test_the_gate_is_not_put_out_of_action(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "eval", *arguments)
    assert code == 1
    assert message in err
    assert not list(tmp_path.iterdir())


def test_a_split_without_questions_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = {"text": "蓝", "answer_start": 2}
    asked = {"id": "1", "question": "天是什么颜色？", "answers": [answer]}
    paragraph = {"context": "天是蓝的。", "qas": [asked]}
    squad = {"version": "1", "data": [{"title": "", "paragraphs": [paragraph]}]}
    Path("set.json").write_text(json.dumps(squad), "utf-8")
    code, _, err = run(capsys, "eval", "--squad", "set.json", "--split", "dev")
    assert code == 1
    assert "No question of this split" in err


def test_the_locale_chooses_the_labels() -> None:
    plain = wuxi_qa("info", LC_ALL="C")[1]
    assert "编码器" not in plain
    assert "Encoder" in plain
    assert "编码器" in wuxi_qa("info", LC_ALL="zh_CN.UTF-8")[1]


def test_an_ascii_terminal_is_no_crash() -> None:
    code, out, err = wuxi_qa("search", "太湖", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (code, err) == (0, "")
    assert "\\u" in out


def test_a_reader_that_leaves_is_no_crash() -> None:
    head = shutil.which("head")
    if head is None:
        pytest.skip("needs head")
    line = f"{sys.executable} -m wuxi_qa search 太湖 -k 22 --json | {head} -c 5"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ('{\n  "', "")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_output_that_nobody_reads_is_no_failure(options: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as out:  # noqa: PTH123 - a descriptor, no path
        done = subprocess.run(
            [sys.executable, "-m", "wuxi_qa", "search", "太湖", "-k", "1", *options],
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_search_tells_how_a_question_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "社区抄图", "--lang", "en"]) == 0
    assert "Read as “社区超图”" in capsys.readouterr().out
    assert main(["search", "社区抄图", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["read_as"] == "社区超图"
    assert main(["search", "社区超图", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["read_as"] == ""
