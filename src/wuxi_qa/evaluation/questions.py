"""Gold questions: the project's own JSON Lines and SQuAD-layout files."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wuxi_qa.checks import checked_question
from wuxi_qa.decoding import refuse_surrogates
from wuxi_qa.documents import Document
from wuxi_qa.errors import EvaluationError, QuestionError

Split = Literal["dev", "test"]
# Wrong shapes and types, infinite offsets, and lists nested without end.
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


class Evidence(BaseModel):
    """A place that answers: offsets in code points of the document's text."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    quote: str = Field(min_length=1)


class GoldQuestion(BaseModel):
    """A question with its right answers and every place that gives one.

    A question without evidence is one that the text does not answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    split: Split
    type: str
    programme: str
    question: str = Field(min_length=1)
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def answerable(self) -> bool:
        """Whether the text answers it."""
        return bool(self.evidence)


class GoldSet(NamedTuple):
    """Questions, and for each the document that its offsets count in.

    Attributes:
        questions: in order of the file.
        homes: document id for each question id.
        left_out: how many questions of the file have nothing to find (YES/NO questions).
        relevant: for sets that judge whole documents (BEIR): for each question id the grades, at
            least 1, of the documents that answer it; empty for sets that quote evidence.
    """

    questions: list[GoldQuestion]
    homes: Mapping[str, str]
    left_out: int
    relevant: Mapping[str, Mapping[str, int]] = MappingProxyType({})


class JudgedSet(NamedTuple):
    """A set that brings its own texts, each indexed as one passage, and its questions."""

    documents: list[Document]
    gold: GoldSet


def load_questions(path: str | Path, documents: Iterable[Document]) -> GoldSet:
    """Read `questions.jsonl` and prove every quote in one of the documents.

    Raises:
        EvaluationError: unreadable or malformed file, repeated or empty id, a question that cannot
            be asked, answers without evidence, or a quote not at its offsets.
    """
    path = Path(path)
    documents = list(documents)
    questions: list[GoldQuestion] = []
    homes: dict[str, str] = {}
    for number, line in json_lines(path):
        question = _parse(line, path=path, number=number)
        if question.id in homes:
            raise EvaluationError("Repeated question id", path=path, found=question.id)
        homes[question.id] = _home(question, documents, path)
        questions.append(question)
    if not questions:
        raise EvaluationError("The file holds no question", path=path)
    return GoldSet(questions, homes, left_out=0)


def _parse(line: str, *, path: Path, number: int) -> GoldQuestion:
    try:
        question = GoldQuestion.model_validate_json(line)
        checked_question(question.question)
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise EvaluationError(f"Line {number} is malformed", path=path, found=found) from error
    except QuestionError as error:
        found = f"question: {error}"
        raise EvaluationError(f"Line {number} cannot be asked", path=path, found=found) from error
    if question.answers and not question.evidence:
        raise EvaluationError(
            f"Line {number} is malformed",
            path=path,
            expected="evidence for the answers, or no answers",
            found=f"{len(question.answers)} answers",
        )
    return question


def _home(question: GoldQuestion, documents: Iterable[Document], path: Path) -> str:
    for document in documents:
        if all(document.text[e.start : e.end] == e.quote for e in question.evidence):
            return document.id
    raise EvaluationError(
        "No document of the index holds the question's evidence at its offsets",
        path=path,
        expected=[e.model_dump() for e in question.evidence],
        found=question.id,
        repair="ask the index that the questions were written for, with --index DIR",
    )


def load_squad(path: str | Path) -> JudgedSet:
    """Read a SQuAD-layout file (SQuAD 1.1 and 2.0, CMRC 2018, DRCD, CAIL 2019), gzipped or not.

    `is_impossible` may be a bool or a string; a question whose only answers have no place
    (`answer_start` -1: YES or NO) is left out and counted. An offset that is off by a little is
    mended when the answer's text occurs in the paragraph; otherwise the question is left out.

    Raises:
        EvaluationError: unreadable or malformed file.
        DocumentError: a paragraph holds half a surrogate pair.
    """
    path = Path(path)
    documents: list[Document] = []
    questions: list[GoldQuestion] = []
    homes: dict[str, str] = {}
    left_out = 0
    try:
        paragraphs = [
            p for article in json.loads(read_text(path))["data"] for p in article["paragraphs"]
        ]
        for number, paragraph in enumerate(paragraphs, start=1):
            document = Document(id=f"{number:05d}", text=_text(paragraph))
            refuse_surrogates(document.text, path)
            documents.append(document)
            for raw in paragraph["qas"]:
                question = _squad_question(raw, document, number=len(questions) + left_out + 1)
                if question is None or question.id in homes:
                    left_out += 1
                    continue
                questions.append(question)
                homes[question.id] = document.id
    except _MALFORMED as error:
        raise EvaluationError(
            "Not a SQuAD-layout file",
            path=path,
            expected="data[].paragraphs[].{context, qas[].{question, answers[]}}",
            found=f"{type(error).__name__}: {str(error)[:200]}",
        ) from error
    if not questions:
        raise EvaluationError("The file holds no question", path=path)
    return JudgedSet(documents, GoldSet(questions, homes, left_out))


def _text(paragraph: Mapping[str, Any]) -> str:
    # Replaced one for one, so that the file's offsets still hold.
    return str(paragraph["context"]).replace("\r", "\n")


def askable(question: str) -> bool:
    """Whether `QA` takes a question: neither empty nor too long."""
    try:
        checked_question(question)
    except QuestionError:
        return False
    return True


def _squad_question(
    raw: Mapping[str, Any], document: Document, *, number: int
) -> GoldQuestion | None:
    text = str(raw["question"])
    if not askable(text):
        return None  # CMRC 2018 trial has empty questions
    answers = raw.get("answers") or []
    impossible = str(raw.get("is_impossible", False)).lower() == "true"
    evidence = [] if impossible else [e for a in answers if (e := _evidence(a, document.text))]
    if not impossible and not evidence:
        return None
    return GoldQuestion(
        id=str(raw.get("id", number)),
        split="test",
        type="unanswerable" if impossible else "answerable",
        programme="squad",
        question=text,
        answers=tuple(dict.fromkeys(e.quote for e in evidence)),
        evidence=tuple({(e.start, e.end): e for e in evidence}.values()),
    )


def _evidence(answer: Mapping[str, Any], text: str) -> Evidence | None:
    quote, start = str(answer["text"]), int(answer["answer_start"])
    if start < 0 or not quote.strip():
        return None
    if text[start : start + len(quote)] != quote:
        start = min(_occurrences(text, quote), key=lambda at: abs(at - start), default=-1)
    return None if start < 0 else Evidence(start=start, end=start + len(quote), quote=quote)


def _occurrences(text: str, quote: str) -> list[int]:
    found: list[int] = []
    at = text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def json_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of each line of a JSON Lines file that is not empty.

    Raises:
        EvaluationError: missing or unreadable.
    """
    # Not splitlines: JSON strings may hold U+2028 and other line ends of Unicode.
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield number, line


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, gzipped or not.

    Raises:
        EvaluationError: missing or unreadable.
    """
    try:
        data = path.read_bytes()
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise EvaluationError("No such file", path=path) from None
    except (OSError, EOFError, UnicodeError, zlib.error) as error:
        raise EvaluationError("Unreadable evaluation file", path=path, found=error) from error
