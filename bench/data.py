"""What is asked: the article and two public sets, the same passages for every subject."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.subjects import ROOT
from wuxi_qa.documents import Document, load_documents
from wuxi_qa.evaluation.outcomes import gold_passages, sample
from wuxi_qa.evaluation.questions import GoldQuestion, load_questions, load_squad
from wuxi_qa.passages import Passage, split, whole

ARTICLE = ROOT / "seeds" / "000_07b73bbf6723b067.txt"
QUESTIONS = ROOT / "eval" / "questions.jsonl"


class Asked(NamedTuple):
    """A question.

    Attributes:
        relevant: ids of the passages that answer it; empty if none does.
        spans: where in its document the answer's evidence stands.
        type: `near_miss` and `far` are unanswerable.
    """

    id: str
    text: str
    type: str
    relevant: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


class BenchSet(NamedTuple):
    """Passages and questions.

    Attributes:
        note: what has to be said next to the figures; may be empty.
        passages: (id, text) pairs.
        article: the file that the passages are parts of; None where each stands by itself.
    """

    name: str
    title: str
    note: str
    passages: tuple[tuple[str, str], ...]
    questions: tuple[Asked, ...]
    article: Path | None


def data_folder() -> Path:
    """The folder that `WUXI_QA_DATA` names, else `../shared/data`."""
    return Path(os.environ.get("WUXI_QA_DATA", ROOT.parent / "shared" / "data"))


def article(questions: int | None, paragraphs: int | None) -> BenchSet:
    """The shipped article and the test split of its questions; all of its passages, always."""
    document = article_text()
    gold = load_questions(QUESTIONS, [document])
    passages = split(document)
    asked = [_asked(question, passages) for question in gold.questions if question.split == "test"]
    return BenchSet(
        name="article",
        title="The article, test split",
        note="",
        passages=tuple((passage.id, passage.text) for passage in passages),
        questions=tuple(asked if questions is None else _spread(asked, questions)),
        article=ARTICLE,
    )


def cmrc(questions: int | None, paragraphs: int | None) -> BenchSet:
    """CMRC 2018 dev, each paragraph a passage."""
    return _squad("cmrc", "CMRC 2018 dev", "cmrc2018_dev.json.gz", "", questions, paragraphs)


def drcd(questions: int | None, paragraphs: int | None) -> BenchSet:
    """DRCD dev, in Traditional characters, each paragraph a passage."""
    note = (
        "wuxi-qa's reader was trained on DRCD dev: its figures with the reader are not those of "
        "unseen questions."
    )
    return _squad("drcd", "DRCD dev", "DRCD_dev.json.gz", note, questions, paragraphs)


SETS: dict[str, Callable[[int | None, int | None], BenchSet]] = {
    "article": article,
    "cmrc": cmrc,
    "drcd": drcd,
}


def _squad(
    name: str, title: str, file: str, note: str, questions: int | None, paragraphs: int | None
) -> BenchSet:
    documents, gold = load_squad(data_folder() / file)[:2]
    documents = documents[:paragraphs]
    passages = {document.id: whole(document) for document in documents}
    kept = [question for question in gold.questions if gold.homes[question.id] in passages]
    return BenchSet(
        name=name,
        title=title,
        note=note,
        passages=tuple((passage.id, passage.text) for passage in passages.values()),
        questions=tuple(
            _asked(question, [passages[gold.homes[question.id]]])
            for question in sample(kept, limit=questions)
        ),
        article=None,
    )


def _asked(question: GoldQuestion, passages: Sequence[Passage]) -> Asked:
    spans = tuple((evidence.start, evidence.end) for evidence in question.evidence)
    relevant = tuple(passage.id for passage in gold_passages(question, passages))
    return Asked(question.id, question.question, question.type, relevant, spans)


def _spread(asked: list[Asked], limit: int) -> list[Asked]:
    """About `limit` questions, evenly over the file."""
    return asked[:: max(1, len(asked) // limit)]


def article_text() -> Document:
    """The article as wuxi-qa reads it; offsets count in its text."""
    return load_documents([ARTICLE]).documents[0]
