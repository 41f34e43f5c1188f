"""The written questions as gold questions, and how the product does on those kept for measuring.

    python -m training.newsgold [--kind official] [--part development] [--model MODEL_FOLDER]

Every article is a document of its own under its headline, cut into passages of at most 120
characters, as short as a newspaper's paragraphs, and asked its own questions.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from training.written import KINDS, PARTS, Kind, Part, lines_of
from wuxi_qa.documents import Document
from wuxi_qa.encoder import OnnxEncoder
from wuxi_qa.evaluation.metrics import auroc
from wuxi_qa.evaluation.outcomes import Outcome, evaluate
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


def gold_articles(part: Part, kind: Kind, *, most: int | None = None) -> list[GoldArticle]:
    """The articles of a part, each a headline and its text, in the script they were written in."""
    return [_gold(line, text) for line, text in lines_of(part, kind)[:most]]


def filled_articles(part: Part, kind: Kind, *, most: int | None = None) -> Iterator[GoldArticle]:
    """The same articles, in each a sentence that answers one of the questions that it did not."""
    for line, text in lines_of(part, kind)[:most]:
        for number, one in enumerate(line["missed"]):
            if one["sentence"]:
                at = one["place"]
                filled = {
                    "type": "filled",
                    "question": one["question"],
                    "answer": one["answer"],
                    "start": at + one["sentence"].index(one["answer"]),
                }
                other = {"article": f"{line['article']}+{number}", "title": line["title"]}
                other |= {"answered": [filled], "missed": []}
                yield _gold(other, text[:at] + one["sentence"] + text[at:])


def without_title(article: GoldArticle) -> GoldArticle:
    """The same article without its headline."""
    text = article.document.text
    head = text.index("\n\n") + 2
    questions: list[GoldQuestion] = []
    for one in article.questions:
        own = [e for e in one.evidence if e.start >= head]
        moved = tuple(
            e.model_copy(update={"start": e.start - head, "end": e.end - head}) for e in own
        )
        questions.append(one.model_copy(update={"evidence": moved}))
    return GoldArticle(article.document.model_copy(update={"text": text[head:]}), questions)


def _gold(line: dict[str, Any], text: str) -> GoldArticle:
    name, title = line["article"], line["title"]
    document = Document(id=name, text=f"{title}\n\n{text}")
    body = len(document.text) - len(text)
    questions: list[GoldQuestion] = []
    for one in line["answered"]:
        size = len(one["answer"])
        starts = [body + one["start"]]
        if (in_title := title.find(one["answer"])) >= 0:
            starts.append(in_title)
        places = [(at, at + size) for at in starts]
        questions.append(_question(document, len(questions), one["question"], one["type"], places))
    for one in line["missed"]:
        questions.append(_question(document, len(questions), one["question"], "near_miss", []))
    return GoldArticle(document, questions)


def _question(
    document: Document, number: int, question: str, kind: str, places: list[tuple[int, int]]
) -> GoldQuestion:
    quotes = [Evidence(start=a, end=b, quote=document.text[a:b]) for a, b in places]
    return GoldQuestion(
        id=f"{document.id}-{number}",
        split="dev",
        # A list's items are one span here, and the measures of lists take each alone.
        type="items" if kind == "list" else kind,
        programme=document.id,
        question=question,
        answers=tuple(sorted({quote.quote for quote in quotes})),
        evidence=tuple(quotes),
    )


def main() -> None:
    """Ask every article of a part its questions, and print the measures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=SHIPPED_FOLDER)
    parser.add_argument("--kind", choices=KINDS, default="news")
    parser.add_argument("--part", choices=sorted(set(PARTS)), default="kept")
    options = parser.parse_args()
    encoder = OnnxEncoder(Model(options.model))
    outcomes: list[Outcome] = []
    asked = options.part, options.kind
    articles = chain(gold_articles(*asked), filled_articles(*asked))
    for document, questions in articles:
        passages = split(document, settings=SETTINGS)
        index = assemble([document], passages, encoder=encoder, settings=SETTINGS)
        gold = GoldSet(questions, {q.id: document.id for q in questions}, left_out=0)
        outcomes += evaluate(QA(index, encoder), gold)
    Console().print(report_view(summarize(outcomes), choose("en")))
    pairs = _pairs(outcomes)
    area = auroc([a for a, _ in pairs], [b for _, b in pairs])
    print(f"{len(pairs)} questions with and without an answer in the article: AUROC {area}")


def _pairs(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Confidence in a question's article with the sentence that answers, and as it is."""
    missed = {
        (o.id.rpartition("-")[0], o.question): o.confidence for o in outcomes if not o.answerable
    }
    filled = ((o.id.partition("+")[0], o) for o in outcomes if o.type == "filled")
    return [(o.confidence, missed[article, o.question]) for article, o in filled]


if __name__ == "__main__":
    main()
