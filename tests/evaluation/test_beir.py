from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from wuxi_qa.errors import DocumentError, EvaluationError
from wuxi_qa.evaluation.beir import load_beir

CORPUS = """\
{"_id": "太湖", "title": "太湖", "text": "太湖在江苏南部。"}
{"_id": "d2", "title": "", "text": "蠡园在无锡。", "metadata": {}}

{"_id": "d3", "text": "黄鹤楼\\u2028在武汉。"}
"""
QUERIES = """\
{"_id": "q1", "text": "太湖在哪里？"}
{"_id": "q2", "text": "没有人评过"}
{"_id": "q3", "text": "评过而都不相关"}
{"_id": "q4", "text": "相关的文档不在库里"}
"""
QRELS = """\
query-id\tcorpus-id\tscore
q1\td8\t1
q1\t太湖\t2
q1\td2\t1
q1\td3\t0
q3\td3\t0
q4\td9\t1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text(CORPUS, "utf-8")
    (tmp_path / "queries.jsonl").write_text(QUERIES, "utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(QRELS, "utf-8")
    return tmp_path


def test_a_folder(folder: Path) -> None:
    made = load_beir(folder)
    assert [d.id for d in made.documents] == ["太湖", "d2", "d3"]
    assert made.documents[0].text == "太湖\n太湖在江苏南部。"
    assert made.documents[2].text == "黄鹤楼\u2028在武汉。"
    assert [q.question for q in made.gold.questions] == ["太湖在哪里？"]
    # d8 is not in the corpus, and counts as not found; q4 has no other.
    assert made.gold.relevant == {"q1": {"d8": 1, "太湖": 2, "d2": 1}}
    assert made.gold.homes == {"q1": "太湖"}
    assert made.gold.left_out == 3


def test_gzipped_and_without_a_line_of_names(folder: Path) -> None:
    expected = load_beir(folder)
    path = folder / "corpus.jsonl"
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    judged = QRELS.partition("\n")[2]
    (folder / "qrels" / "test.tsv").write_text(judged, "utf-8")
    assert load_beir(folder) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("corpus.jsonl", "{", "Line 1 is malformed"),
        ("corpus.jsonl", '["_id"]', "Line 1 is malformed"),
        ("corpus.jsonl", '{"text": "无"}', "Line 1 is malformed"),
        ("corpus.jsonl", '{"_id": null, "text": "无"}', "Line 1 is malformed"),
        ("corpus.jsonl", '{"_id": "a", "text": " "}', "A document is empty"),
        ("corpus.jsonl", '{"_id": "a", "text": "一"}\n{"_id": "a", "text": "二"}', "Repeated"),
        ("queries.jsonl", '{"_id": "q1", "text": ""}', "A query is empty"),
        ("queries.jsonl", '{"_id": "q1", "text": "甲"}\n{"_id": "q1", "text": "乙"}', "Repeated"),
        ("queries.jsonl", '{"_id": "q9", "text": "甲"}', "No query"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td2", "Line 2 is malformed"),
        ("qrels/test.tsv", "q1\td2\t1\nq1\td2\thigh", "Line 2 is malformed"),
    ],
)
def test_what_is_malformed_is_named(folder: Path, name: str, content: str, message: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match=message) as caught:
        load_beir(folder)
    assert caught.value.path is not None


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EvaluationError, match="Not a BEIR folder") as caught:
        load_beir(folder)
    assert caught.value.path == folder / name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("corpus.jsonl", r'{"_id": "\ud800", "text": "太湖"}'),
        ("queries.jsonl", r'{"_id": "\udfff", "text": "太湖"}'),
        ("queries.jsonl", r'{"_id": "q1", "text": "太\ud800"}'),
    ],
)
def test_half_a_surrogate_is_refused(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(DocumentError, match="surrogate"):
        load_beir(folder)
