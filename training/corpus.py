"""Reads the training sets and brings them into one shape and one script."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from wuxi_qa.text import simplify_each

TRAINING = ("cmrc2018_train.json.gz", "cmrc2018_trial.json.gz", "DRCD_dev.json.gz")
DEVELOPMENT = "cmrc2018_dev.json.gz"
NEWS = tuple(f"zh-news-{i}.jsonl.gz" for i in range(4))
_SHORTEST_CONTEXT = 10


@dataclass(frozen=True)
class Example:
    """A question, the paragraph that answers it, and where; Simplified script.

    `context[start:end] == answer` always.
    """

    id: str
    question: str
    title: str
    context: str
    start: int
    end: int

    @property
    def answer(self) -> str:
        """The answering words."""
        return self.context[self.start : self.end]


def data_folder() -> Path:
    """The folder that `WUXI_QA_DATA` names, else `../shared/data`.

    Raises:
        SystemExit: it lacks a file; the message names it and what to do.
    """
    root = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("WUXI_QA_DATA", root.parent / "shared" / "data"))
    missing = [n for n in (*TRAINING, DEVELOPMENT, *NEWS) if not (folder / n).is_file()]
    if missing:
        raise SystemExit(
            f"The training data is not complete. Missing in {folder}: {', '.join(missing)}\n"
            "Get CMRC 2018, DRCD and the CRUD-RAG news (training/README.md says where), and name "
            "their folder: WUXI_QA_DATA=/path/to/data make train"
        )
    return folder


def training_examples() -> list[Example]:
    """All questions to train on."""
    folder = data_folder()
    return [example for name in TRAINING for example in read_squad(folder / name)]


def read_squad(path: Path) -> list[Example]:
    """The span questions of a SQuAD-layout file; the first answer of each."""
    data = json.loads(gzip.decompress(path.read_bytes()).decode("utf-8-sig"))["data"]
    return [
        example
        for article in data
        for paragraph in article["paragraphs"]
        for example in _paragraph(paragraph, simplify_each(article.get("title", "")))
    ]


def news_texts(limit: int) -> Iterator[str]:
    """Bodies of the first `limit` news articles."""
    for article in islice(news_articles(), limit):
        yield article["text"].partition("正文：")[2]


def news_articles() -> Iterator[dict[str, Any]]:
    """All news articles, `{"id": …, "text": …}`, in the order of the files."""
    folder = data_folder()
    for name in NEWS:
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _paragraph(paragraph: dict[str, Any], title: str) -> Iterator[Example]:
    context = _simplified(paragraph["context"].replace("\r", "\n"))
    if len(context) < _SHORTEST_CONTEXT:
        return
    for raw in paragraph["qas"]:
        answer = simplify_each(raw["answers"][0]["text"])
        start = _mended(context, answer, int(raw["answers"][0]["answer_start"]))
        question = simplify_each(raw["question"]).strip()
        if start is not None and len(question) > 1:
            yield Example(raw["id"], question, title, context, start, start + len(answer))


@cache
def _simplified(text: str) -> str:
    return simplify_each(text)


def _mended(context: str, answer: str, start: int) -> int | None:
    """The answer's place; a few offsets of CMRC 2018 are off."""
    if not answer.strip():
        return None
    if context[start : start + len(answer)] == answer:
        return start
    found = context.find(answer)
    return found if found >= 0 else None
