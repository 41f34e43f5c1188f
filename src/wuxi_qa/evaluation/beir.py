"""BEIR folders (Thakur et al., 2021): `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wuxi_qa.decoding import refuse_surrogates
from wuxi_qa.documents import Document
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.questions import (
    GoldQuestion,
    GoldSet,
    JudgedSet,
    askable,
    json_lines,
    read_text,
)

_LAYOUT = "corpus.jsonl, queries.jsonl and qrels/test.tsv, gzipped or not"


def load_beir(folder: str | Path) -> JudgedSet:
    """Read a BEIR folder; title and text of a document make one passage.

    Queries that `qrels/test.tsv` does not judge, or for which no document of the corpus has a
    grade of 1 or more, are left out and counted. Of the others all such documents count, those
    that the corpus lacks as not found.

    Raises:
        EvaluationError: a file is missing, unreadable or malformed, or an id is repeated.
        DocumentError: half a surrogate pair.
    """
    folder = Path(folder)
    documents = [_document(raw, folder) for raw in _records(folder, "corpus.jsonl")]
    known = {document.id for document in documents}
    if len(known) < len(documents):
        raise EvaluationError("Repeated document id", path=folder / "corpus.jsonl")
    judged = _judged(folder)
    questions: list[GoldQuestion] = []
    relevant: dict[str, dict[str, int]] = {}
    seen = 0
    for raw in _records(folder, "queries.jsonl"):
        seen += 1
        question = _question(raw, folder)
        grades = {d: g for d, g in judged.get(question.id, {}).items() if g > 0}
        if question.id in relevant:
            raise EvaluationError(
                "Repeated query id", path=folder / "queries.jsonl", found=question.id
            )
        if not known.isdisjoint(grades) and askable(question.question):
            questions.append(question)
            relevant[question.id] = grades
    if not questions:
        raise EvaluationError("No query of the folder is judged", path=folder, expected=_LAYOUT)
    homes = {
        question: next(document for document in grades if document in known)
        for question, grades in relevant.items()
    }
    return JudgedSet(documents, GoldSet(questions, homes, seen - len(questions), relevant))


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = _existing(folder, name)
    for number, line in json_lines(path):
        try:
            record = json.loads(line)
            if not isinstance(record, dict) or not str(record["_id"] or ""):
                raise TypeError("no object with an _id")
            refuse_surrogates(str(record["_id"]), path)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise EvaluationError(
                f"Line {number} is malformed",
                path=path,
                expected='{"_id": …, "text": …}',
                found=f"{type(error).__name__}: {str(error)[:200]}",
            ) from error
        yield record


def _existing(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise EvaluationError("Not a BEIR folder", path=folder / name, expected=_LAYOUT)


def _document(raw: dict[str, Any], folder: Path) -> Document:
    parts = (str(raw.get("title") or ""), str(raw.get("text") or ""))
    text = "\n".join(part for part in parts if part.strip()).replace("\r", "\n")
    if not text.strip():
        raise EvaluationError(
            "A document is empty", path=folder / "corpus.jsonl", found=str(raw["_id"])
        )
    refuse_surrogates(text, folder / "corpus.jsonl")
    return Document(id=str(raw["_id"]), text=text)


def _question(raw: dict[str, Any], folder: Path) -> GoldQuestion:
    text = str(raw.get("text") or "").strip()
    if not text:
        raise EvaluationError("A query is empty", path=folder / "queries.jsonl", found=raw["_id"])
    refuse_surrogates(text, folder / "queries.jsonl")
    return GoldQuestion(
        id=str(raw["_id"]),
        split="test",
        type="query",
        programme="beir",
        question=text,
        answers=(),
        evidence=(),
    )


def _judged(folder: Path) -> dict[str, dict[str, int]]:
    """Grades by query id and document id; the file's first line names its columns."""
    path = _existing(folder, "qrels/test.tsv")
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        columns = line.split("\t")
        if not line.strip() or (number == 1 and not columns[-1].strip().lstrip("-").isdigit()):
            continue
        try:
            query, document, grade = columns
            found.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise EvaluationError(
                f"Line {number} is malformed",
                path=path,
                expected="query-id, corpus-id and score, with tabs between",
                found=line[:200],
            ) from error
    return found
