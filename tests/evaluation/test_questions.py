from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxi_qa.documents import Document, read_document
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.questions import (
    Evidence,
    GoldQuestion,
    JudgedSet,
    load_questions,
    load_squad,
)

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("WUXI_QA_DATA") or ROOT.parent / "shared" / "data")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no shared data (WUXI_QA_DATA)")
DOCUMENT = Document(id="甲", text="太湖在无锡。蠡园也在无锡。")
OTHER = Document(id="乙", text="铁鹰是战队。太湖e警是网上公安局。")


def line(**changes: object) -> dict[str, Any]:
    """A well-formed question about `DOCUMENT`."""
    return {
        "id": "q1",
        "split": "dev",
        "type": "factoid",
        "programme": "lake",
        "question": "太湖在哪里？",
        "answers": ["无锡"],
        "evidence": [{"start": 3, "end": 5, "quote": "无锡"}],
        **changes,
    }


def jsonl(folder: Path, *lines: dict[str, Any] | str, end: str = "\n") -> Path:
    path = folder / "questions.jsonl"
    texts = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
    path.write_bytes("".join(text + end for text in texts).encode("utf-8"))
    return path


# Questions of the project's own


def test_a_question_is_read(tmp_path: Path) -> None:
    gold = load_questions(jsonl(tmp_path, line()), [DOCUMENT])
    assert gold.questions == [
        GoldQuestion(
            id="q1",
            split="dev",
            type="factoid",
            programme="lake",
            question="太湖在哪里？",
            answers=("无锡",),
            evidence=(Evidence(start=3, end=5, quote="无锡"),),
        )
    ]
    assert gold.questions[0].answerable
    assert (gold.homes, gold.left_out) == ({"q1": "甲"}, 0)


def test_the_document_that_holds_all_evidence_is_home(tmp_path: Path) -> None:
    second = line(id="q2", evidence=[{"start": 0, "end": 2, "quote": "铁鹰"}])
    gold = load_questions(jsonl(tmp_path, line(), second), [DOCUMENT, OTHER])
    assert gold.homes == {"q1": "甲", "q2": "乙"}


def test_a_question_without_evidence_is_unanswerable(tmp_path: Path) -> None:
    path = jsonl(tmp_path, line(answers=[], evidence=[]))
    gold = load_questions(path, [OTHER, DOCUMENT])
    assert not gold.questions[0].answerable
    assert gold.homes == {"q1": "乙"}


def test_the_order_of_the_file_is_kept(tmp_path: Path) -> None:
    names = ["q9", "q1", "q5"]
    gold = load_questions(jsonl(tmp_path, *(line(id=name) for name in names)), [DOCUMENT])
    assert [question.id for question in gold.questions] == names


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_line_ends_and_blank_lines(tmp_path: Path, end: str) -> None:
    gold = load_questions(jsonl(tmp_path, line(), line(id="q2"), end=end), [DOCUMENT])
    assert list(gold.homes) == ["q1", "q2"]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_end_of_unicode_within_a_quote_ends_no_line(tmp_path: Path, mark: str) -> None:
    document = Document(id="甲", text=f"太湖{mark}无锡。")
    evidence = [{"start": 0, "end": 5, "quote": f"太湖{mark}无锡"}]
    gold = load_questions(jsonl(tmp_path, line(evidence=evidence)), [document])
    assert gold.questions[0].evidence[0].quote == document.text[:5]


def test_a_byte_order_mark_and_gzip_are_read(tmp_path: Path) -> None:
    path = jsonl(tmp_path, line())
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + path.read_bytes()))
    assert load_questions(path, [DOCUMENT]).homes == {"q1": "甲"}


@pytest.mark.parametrize("question", ["？？？", " ", "水" * 2001])
def test_a_question_that_cannot_be_asked_is_named(tmp_path: Path, question: str) -> None:
    path = jsonl(tmp_path, line(), line(id="q2", question=question))
    with pytest.raises(EvaluationError, match="Line 2 cannot be asked"):
        load_questions(path, [DOCUMENT])


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        ("{", "Invalid JSON"),
        ("nonsense", "Invalid JSON"),
        ("[]", "object"),
        ("{}", "id: Field required"),
        (line(split="train"), "split: "),
        (line(question=""), "question: "),
        (line(answers="无锡"), "answers: "),
        (line(evidence=[{"start": -1, "end": 2, "quote": "太"}]), "evidence.0.start: "),
        (line(evidence=[{"start": 0, "end": 0, "quote": ""}]), "evidence.0.end: "),
        (line(evidence=[{"start": 0, "end": 2}]), "evidence.0.quote: Field required"),
        (line(note="?"), "note: Extra inputs"),
        (line(id=""), "id: "),
        (line(evidence=[]), "1 answers"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, bad: dict[str, Any] | str, found: str) -> None:
    path = jsonl(tmp_path, line(), bad)
    with pytest.raises(EvaluationError, match="Line 2 is malformed") as caught:
        load_questions(path, [DOCUMENT])
    assert caught.value.path == path
    assert found in str(caught.value.found)


@pytest.mark.parametrize(
    "evidence",
    [
        {"start": 2, "end": 4, "quote": "无锡"},
        {"start": 3, "end": 6, "quote": "无锡"},
        {"start": 3, "end": 5, "quote": "太湖"},
        {"start": 90, "end": 92, "quote": "无锡"},
    ],
)
def test_a_quote_not_at_its_offsets_is_refused(tmp_path: Path, evidence: dict[str, Any]) -> None:
    path = jsonl(tmp_path, line(evidence=[evidence]))
    with pytest.raises(EvaluationError, match="evidence at its offsets") as caught:
        load_questions(path, [OTHER, DOCUMENT])
    assert (caught.value.found, caught.value.expected) == ("q1", [evidence])


def test_evidence_in_two_documents_is_refused(tmp_path: Path) -> None:
    evidence = [
        {"start": 3, "end": 5, "quote": "无锡"},
        {"start": 0, "end": 2, "quote": "铁鹰"},
    ]
    with pytest.raises(EvaluationError, match="evidence at its offsets"):
        load_questions(jsonl(tmp_path, line(evidence=evidence)), [DOCUMENT, OTHER])


def test_a_repeated_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="Repeated question id") as caught:
        load_questions(jsonl(tmp_path, line(), line(id="q2"), line()), [DOCUMENT])
    assert caught.value.found == "q1"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q").write_bytes(content)
    with pytest.raises(EvaluationError, match="holds no question"):
        load_questions(tmp_path / "q", [DOCUMENT])


BROKEN_GZIP = [
    gzip.compress(b"{}" * 500)[:-10],
    gzip.compress(b"{}")[:10] + b"\xff" * 20,
    gzip.compress(b"{}")[:-8] + b"\x00" * 8,
    b"\x1f\x8b",
]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "太湖".encode("gb18030"), *BROKEN_GZIP])
def test_an_undecodable_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q").write_bytes(content)
    with pytest.raises(EvaluationError, match="Unreadable evaluation file"):
        load_questions(tmp_path / "q", [DOCUMENT])
    with pytest.raises(EvaluationError, match="Unreadable evaluation file"):
        load_squad(tmp_path / "q")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="No such file") as caught:
        load_questions(tmp_path / "q", [DOCUMENT])
    assert caught.value.path == tmp_path / "q"
    with pytest.raises(EvaluationError, match="Unreadable evaluation file"):
        load_squad(tmp_path)


@pytest.mark.parametrize(
    ("name", "splits"), [("questions.jsonl", {"dev", "test"}), ("fresh.jsonl", {"test"})]
)
def test_the_questions_fit_the_article(name: str, splits: set[str]) -> None:
    document = read_document(ROOT / "seeds" / "000_07b73bbf6723b067.txt")
    gold = load_questions(ROOT / "eval" / name, [document])
    for question in gold.questions:
        for evidence in question.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
        assert question.answerable == (question.type not in {"near_miss", "far"})
    assert {question.split for question in gold.questions} == splits


# SQuAD layout

CONTEXT = "太湖在无锡。蠡园也在无锡。"


def qa(name: str = "q1", **changes: object) -> dict[str, Any]:
    return {
        "id": name,
        "question": "太湖在哪里？",
        "answers": [{"text": "无锡", "answer_start": 3}],
        **changes,
    }


def squad(folder: Path, *questions: dict[str, Any], context: str = CONTEXT) -> Path:
    data = {"data": [{"paragraphs": [{"context": context, "qas": list(questions)}]}]}
    path = folder / "squad.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def spans(loaded: JudgedSet) -> list[list[tuple[int, int, str]]]:
    return [[(e.start, e.end, e.quote) for e in q.evidence] for q in loaded.gold.questions]


def test_a_squad_file(tmp_path: Path) -> None:
    loaded = load_squad(squad(tmp_path, qa()))
    assert loaded.documents == [Document(id="00001", text=CONTEXT)]
    assert loaded.gold.questions == [
        GoldQuestion(
            id="q1",
            split="test",
            type="answerable",
            programme="squad",
            question="太湖在哪里？",
            answers=("无锡",),
            evidence=(Evidence(start=3, end=5, quote="无锡"),),
        )
    ]
    assert (loaded.gold.homes, loaded.gold.left_out) == ({"q1": "00001"}, 0)


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("packed", [False, True])
def test_gzip_and_byte_order_mark(tmp_path: Path, bom: bytes, *, packed: bool) -> None:
    path = squad(tmp_path, qa())
    expected = load_squad(path)
    data = bom + path.read_bytes()
    path.write_bytes(gzip.compress(data) if packed else data)
    assert load_squad(path) == expected


def test_paragraphs_of_all_articles_are_numbered(tmp_path: Path) -> None:
    paragraphs = [{"context": f"{c}在此。", "qas": [qa(c)]} for c in "甲乙丙"]
    for paragraph, c in zip(paragraphs, "甲乙丙", strict=True):
        paragraph["qas"] = [qa(c, answers=[{"text": c, "answer_start": 0}])]
    data = {"data": [{"paragraphs": paragraphs[:2]}, {"paragraphs": paragraphs[2:]}]}
    (tmp_path / "s").write_text(json.dumps(data), "utf-8")
    loaded = load_squad(tmp_path / "s")
    assert [d.id for d in loaded.documents] == ["00001", "00002", "00003"]
    assert loaded.gold.homes == {"甲": "00001", "乙": "00002", "丙": "00003"}


@pytest.mark.parametrize("value", [True, "true", "True"])
def test_an_impossible_question_has_no_evidence(tmp_path: Path, value: object) -> None:
    loaded = load_squad(squad(tmp_path, qa(), qa("q2", is_impossible=value)))
    assert [(q.id, q.type, q.answerable) for q in loaded.gold.questions] == [
        ("q1", "answerable", True),
        ("q2", "unanswerable", False),
    ]
    assert loaded.gold.left_out == 0


@pytest.mark.parametrize("value", [False, "false", "False"])
def test_a_possible_question_keeps_its_evidence(tmp_path: Path, value: object) -> None:
    loaded = load_squad(squad(tmp_path, qa(is_impossible=value)))
    assert loaded.gold.questions[0].answerable


def test_yes_and_no_are_left_out_and_counted(tmp_path: Path) -> None:
    yes = qa("q2", answers=[{"text": "YES", "answer_start": -1}], is_impossible="false")
    loaded = load_squad(squad(tmp_path, yes, qa(), yes))
    assert [q.id for q in loaded.gold.questions] == ["q1"]
    assert loaded.gold.left_out == 2


def test_an_answer_said_to_have_no_place_is_not_searched_for(tmp_path: Path) -> None:
    said = qa("q2", answers=[{"text": "无锡", "answer_start": -1}])
    loaded = load_squad(squad(tmp_path, qa(), said))
    assert ([q.id for q in loaded.gold.questions], loaded.gold.left_out) == (["q1"], 1)


def test_an_answer_without_place_beside_one_with_place_is_dropped(tmp_path: Path) -> None:
    answers = [{"text": "YES", "answer_start": -1}, {"text": "太湖", "answer_start": 0}]
    loaded = load_squad(squad(tmp_path, qa(answers=answers)))
    assert loaded.gold.questions[0].answers == ("太湖",)
    assert spans(loaded) == [[(0, 2, "太湖")]]


@pytest.mark.parametrize(
    ("given_start", "mended"), [(3, 3), (2, 3), (0, 3), (6, 3), (8, 10), (12, 10), (900, 10)]
)
def test_a_shifted_offset_goes_to_the_nearest_occurrence(
    tmp_path: Path, given_start: int, mended: int
) -> None:
    answers = [{"text": "无锡", "answer_start": given_start}]
    loaded = load_squad(squad(tmp_path, qa(answers=answers)))
    assert spans(loaded) == [[(mended, mended + 2, "无锡")]]


def test_an_answer_that_the_paragraph_lacks_is_left_out(tmp_path: Path) -> None:
    lost = qa("q2", answers=[{"text": "苏州", "answer_start": 3}])
    loaded = load_squad(squad(tmp_path, qa(), lost))
    assert ([q.id for q in loaded.gold.questions], loaded.gold.left_out) == (["q1"], 1)


def test_equal_answers_are_told_once(tmp_path: Path) -> None:
    answers = [{"text": "无锡", "answer_start": at} for at in (3, 10, 3)]
    loaded = load_squad(squad(tmp_path, qa(answers=answers)))
    assert loaded.gold.questions[0].answers == ("无锡",)
    assert spans(loaded) == [[(3, 5, "无锡"), (10, 12, "无锡")]]


@pytest.mark.parametrize("question", ["", "？", " \n", "长" * 2001])
def test_a_question_that_cannot_be_asked_is_left_out(tmp_path: Path, question: str) -> None:
    loaded = load_squad(squad(tmp_path, qa("q2", question=question), qa()))
    assert (list(loaded.gold.homes), loaded.gold.left_out) == (["q1"], 1)


def test_a_repeated_squad_id_is_counted_as_left_out(tmp_path: Path) -> None:
    loaded = load_squad(squad(tmp_path, qa(), qa(question="还有？")))
    assert ([q.question for q in loaded.gold.questions], loaded.gold.left_out) == (
        ["太湖在哪里？"],
        1,
    )


def test_questions_without_id_are_numbered(tmp_path: Path) -> None:
    first, second = qa(), qa()
    del first["id"], second["id"]
    assert list(load_squad(squad(tmp_path, first, second)).gold.homes) == ["1", "2"]


def test_carriage_returns_keep_the_offsets(tmp_path: Path) -> None:
    answers = [{"text": "无锡", "answer_start": 3}]
    loaded = load_squad(squad(tmp_path, qa(answers=answers), context="甲\r\n无锡"))
    assert loaded.documents[0].text == "甲\n\n无锡"
    assert spans(loaded) == [[(3, 5, "无锡")]]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        "{}",
        '{"data": 3}',
        '{"data": [3]}',
        '{"data": [{}]}',
        '{"data": [{"paragraphs": [{}]}]}',
        '{"data": [{"paragraphs": [{"context": "甲"}]}]}',
        '{"data": [{"paragraphs": [{"context": "甲", "qas": [{}]}]}]}',
        '{"data": [{"paragraphs": [{"context": "甲", "qas": [3]}]}]}',
        *(
            f'{{"data":[{{"paragraphs":[{{"context":"甲","qas":[{{"question":"甲","answers":[{a}]}}]}}]}}]}}'
            for a in (
                "3",
                "{}",
                '{"text": "甲"}',
                '{"text": "甲", "answer_start": "x"}',
                '{"text": "甲", "answer_start": null}',
                '{"text": "甲", "answer_start": NaN}',
                '{"text": "甲", "answer_start": 1e999}',
            )
        ),
        "[" * 100_000,
    ],
    ids=lambda content: content[-40:],
)
def test_what_is_no_squad_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "s").write_text(content, "utf-8")
    with pytest.raises(EvaluationError, match="Not a SQuAD-layout file") as caught:
        load_squad(tmp_path / "s")
    assert caught.value.path == tmp_path / "s"


def test_a_squad_file_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no question"):
        load_squad(squad(tmp_path))


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.sampled_from("甲乙丙。"), min_size=1, max_size=30),
    st.text(st.sampled_from("甲乙丙"), min_size=1, max_size=3),
    st.integers(0, 40),
)
def test_evidence_is_in_place_or_left_out(
    tmp_path_factory: pytest.TempPathFactory, context: str, quote: str, start: int
) -> None:
    answers = [{"text": quote, "answer_start": start}]
    sure = qa("sure", answers=[{"text": context[0], "answer_start": 0}])
    path = squad(tmp_path_factory.mktemp("s"), sure, qa("q2", answers=answers), context=context)
    loaded = load_squad(path)
    assert ("q2" in loaded.gold.homes) == (quote in context)
    for evidence in (e for q in loaded.gold.questions for e in q.evidence):
        assert context[evidence.start : evidence.end] == evidence.quote


# Real files


@needs_data
@pytest.mark.parametrize(
    ("name", "documents", "questions", "left_out"),
    [
        ("cmrc2018_dev.json.gz", 848, 3219, 0),
        ("DRCD_dev.json.gz", 1000, 3524, 0),
    ],
)
def test_real_files(name: str, documents: int, questions: int, left_out: int) -> None:
    loaded = load_squad(DATA / name)
    texts = {document.id: document.text for document in loaded.documents}
    assert (len(texts), len(loaded.gold.questions)) == (documents, questions)
    assert loaded.gold.left_out == left_out
    for question in loaded.gold.questions:
        text = texts[loaded.gold.homes[question.id]]
        assert question.answerable
        for evidence in question.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote


@needs_data
def test_a_real_file_with_unanswerable_and_yes_no_questions() -> None:
    loaded = load_squad(DATA / "cail2019_dev.json.gz")
    kinds = [question.type for question in loaded.gold.questions]
    raw = json.loads(gzip.decompress((DATA / "cail2019_dev.json.gz").read_bytes()))["data"]
    asked = [q for a in raw for p in a["paragraphs"] for q in p["qas"]]
    impossible = sum(str(q["is_impossible"]).lower() == "true" for q in asked)
    assert kinds.count("unanswerable") == impossible > 0
    assert len(kinds) + loaded.gold.left_out == len(asked) == 6000
