"""The written questions as gold questions, and how the product does on those kept for measuring.

    python -m training.newsgold [--model MODEL_FOLDER] [--part development]

Every article is a document of its own under its headline, cut into passages of at most 120
characters, as short as a newspaper's paragraphs, and asked its own questions.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from training.written import PARTS, Part, lines_of
from wuxi_qa.documents import Document
from wuxi_qa.encoder import OnnxEncoder
from wuxi_qa.evaluation.outcomes import evaluate
from wuxi_qa.evaluation.questions import Evidence, GoldQuestion, GoldSet
from wuxi_qa.evaluation.summaries import summarize
from wuxi_qa.index import assemble
from wuxi_qa.labels import choose
from wuxi_qa.model import SHIPPED_FOLDER, Model
from wuxi_qa.passages import SplitterSettings, split
from wuxi_qa.qa import QA
from wuxi_qa.tables import report_view

SETTINGS = SplitterSettings(max_characters=120)


class GoldArticle(NamedTuple):
    """A document and the questions over it."""

    document: Document
    questions: list[GoldQuestion]


def gold_articles(part: Part) -> list[GoldArticle]:
    """The articles of a part, each a headline and its text, in the script they were written in."""
    return [_gold(line, text) for line, text in lines_of(part)]


def _gold(line: dict[str, Any], text: str) -> GoldArticle:
    name, top = line["article"], f"{line['title']}\n\n"
    questions = []
    for i, one in enumerate([*line["answered"], *line["missed"]]):
        answer = one.get("answer", "")
        places = [len(top) + one["start"]]
        if answer and answer in line["title"]:
            places.append(top.index(answer))
        questions.append(
            GoldQuestion(
                id=f"{name}-{i}",
                split="dev",
                type=_type(one["type"]) if answer else "near_miss",
                programme=name,
                question=one["question"],
                answers=(answer,) if answer else (),
                evidence=tuple(
                    Evidence(start=at, end=at + len(answer), quote=answer)
                    for at in places
                    if answer
                ),
            )
        )
    return GoldArticle(Document(id=name, text=top + text), questions)


def _type(written: str) -> str:
    """A list's items are one span here, and the measures of lists take each alone."""
    return "items" if written == "list" else written


def main() -> None:
    """Ask every article of a part its questions, and print the measures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=SHIPPED_FOLDER)
    parser.add_argument("--part", choices=sorted(set(PARTS)), default="kept")
    options = parser.parse_args()
    encoder = OnnxEncoder(Model(options.model))
    outcomes = []
    for document, questions in gold_articles(options.part):
        passages = split(document, settings=SETTINGS)
        index = assemble([document], passages, encoder=encoder, settings=SETTINGS)
        gold = GoldSet(questions, {q.id: document.id for q in questions}, left_out=0)
        outcomes += evaluate(QA(index, encoder), gold)
    Console().print(report_view(summarize(outcomes), choose("en")))


if __name__ == "__main__":
    main()
