"""Questions written over articles, in the words of people who have not seen the text.

The files in `questions/` have a line for each article: which part of which article of the CRUD-RAG
news is meant, a headline, questions that it answers and where, and questions that it seems to
answer and does not, with the words that tempt and a sentence with which it would. Without such
sentences the form of a question alone would tell whether it is answered. The articles' text stays
where the data is. `news` is news of all sorts; `official` is dense official prose, asked in quite
other words and more often in English; `close` is police news and official prose, asked for one of
several things that stand side by side, and for what is told only of another place, year or thing
than the one asked for; `reworded` is the same prose, asked in words of which the answering
sentence has none. `alike` has texts of its own, made up with their questions: each tells of two or
more of a kind, and is asked of the one what it tells of the other only. So has `plans`: dense plans
and reports full of named projects, teams and slogans, asked in everyday words what each is for,
which of them does something, how, and what is not told of them. `speeches` is asked what somebody
said, demanded or promised, where the speaker is named behind the words or in passing, and what a
thing is for that is told of by a modifier or half a clause only. `layouts` has minutes, contracts,
tables, chats, scripts, plain paragraphs and the like of its own, and is asked as much that their
fields and lines do not tell as that they do. `unsaid` has texts of its own full of named things,
and is asked in everyday words as much who runs, owns, won or caused what they leave out as what
they tell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from training.corpus import Example, news_articles
from wuxi_qa.text import simplify_each

FOLDER = Path(__file__).parent / "questions"
Kind = Literal[
    "news", "official", "close", "reworded", "alike", "plans", "speeches", "layouts", "unsaid"
]
KINDS: tuple[Kind, ...] = (
    "news",
    "official",
    "close",
    "reworded",
    "alike",
    "plans",
    "speeches",
    "layouts",
    "unsaid",
)
Part = Literal["training", "development", "kept"]
PARTS: tuple[Part, ...] = ("development", *("training",) * 3, "kept", *("training",) * 3)
"""Which part an article is of, by its place in the file."""


@dataclass(frozen=True)
class Miss:
    """A question that an article does not answer, and a sentence with which it would.

    Attributes:
        question: the question.
        start, end: the words of the article that tempt to answer.
        place: where in the article the sentence could stand.
        sentence: made up to answer the question.
        answer_start, answer_end: the answer in the sentence.
    """

    question: str
    start: int
    end: int
    place: int
    sentence: str
    answer_start: int
    answer_end: int


@dataclass(frozen=True)
class Written:
    """An article with its questions; Simplified script."""

    id: str
    title: str
    text: str
    answered: tuple[Example, ...]
    missed: tuple[Miss, ...]

    def filled(self, miss: Miss) -> str:
        """The text with the sentence in it that answers a missed question."""
        return self.text[: miss.place] + miss.sentence + self.text[miss.place :]


def written(part: Part, kind: Kind) -> list[Written]:
    """The articles of a kind to learn from, to develop on, or to measure on.

    Raises:
        SystemExit: the news is not the one that the questions were written over.
    """
    return [_article(line, text) for line, text in lines_of(part, kind)]


def lines_of(part: Part, kind: Kind) -> list[tuple[dict[str, Any], str]]:
    """A file's lines of a part, and the text that each is about, as published."""
    lines = _lines(FOLDER / f"{kind}.jsonl")
    kept = [line for i, line in enumerate(lines) if PARTS[i % len(PARTS)] == part]
    texts = _texts(FOLDER)
    return [
        (line, line.get("text") or texts.get(line["article"], "")[line["start"] : line["end"]])
        for line in kept
    ]


def _lines(questions: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in questions.read_text("utf-8").splitlines()]


@cache
def _texts(folder: Path) -> dict[str, str]:
    """The articles that all files of questions name, so that the news is read once."""
    wanted = {line["article"] for path in folder.glob("*.jsonl") for line in _lines(path)}
    return {one["id"]: one["text"] for one in news_articles() if one["id"] in wanted}


def _article(line: dict[str, Any], text: str) -> Written:
    context = simplify_each(text)
    name, title = line["article"], simplify_each(line["title"])
    answered = tuple(
        Example(
            f"{name}-{i}",
            simplify_each(one["question"]),
            title,
            context,
            one["start"],
            one["start"] + len(one["answer"]),
        )
        for i, one in enumerate(line["answered"])
    )
    if any(
        example.answer != simplify_each(one["answer"])
        for example, one in zip(answered, line["answered"], strict=True)
    ):
        raise SystemExit(
            f"{name} is not the article that the questions in {FOLDER} were written over."
        )
    missed = tuple(_miss(one) for one in line["missed"] if one["sentence"])
    return Written(name, title, context, answered, missed)


def _miss(one: dict[str, Any]) -> Miss:
    at = one["sentence"].index(one["answer"])
    return Miss(
        question=simplify_each(one["question"]),
        start=one["start"],
        end=one["end"],
        place=one["place"],
        sentence=simplify_each(one["sentence"]),
        answer_start=at,
        answer_end=at + len(one["answer"]),
    )
