"""How well encoders retrieve, without the reader: what sharing a trunk costs or gains.

    python -m training.retrieval MODEL_FOLDER [MODEL_FOLDER …] [--questions N]

Recall@1 and MRR@10 of vectors alone and of vectors with BM25, over all paragraphs of CMRC 2018 dev
and over the article's test split, of which neither was trained on; p-values of McNemar's exact test
against the first folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from training.corpus import DEVELOPMENT, data_folder
from wuxi_qa.documents import Document, load_documents
from wuxi_qa.encoder import OnnxEncoder
from wuxi_qa.evaluation.comparison import mcnemar_p
from wuxi_qa.evaluation.intervals import mean_interval
from wuxi_qa.evaluation.metrics import first_rank, mrr_at, recall_at
from wuxi_qa.evaluation.outcomes import gold_passages, sample
from wuxi_qa.evaluation.questions import GoldQuestion, GoldSet, load_questions, load_squad
from wuxi_qa.index import assemble
from wuxi_qa.model import Model
from wuxi_qa.passages import Passage, SplitterSettings, split, whole
from wuxi_qa.retriever import Hit, Retriever
from wuxi_qa.shipped import shipped_questions

ARTICLE = Path(__file__).resolve().parents[1] / "seeds" / "000_07b73bbf6723b067.txt"
CANDIDATES = 50
"""Hits of both kinds among which vectors alone rank."""


class Collection(NamedTuple):
    """Passages and questions over them."""

    name: str
    documents: Sequence[Document]
    passages: Sequence[Passage]
    questions: Sequence[GoldQuestion]
    gold: GoldSet


def main() -> None:
    """Measure each folder on each collection, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", type=Path, nargs="+", help="model folders; the first is the old")
    parser.add_argument("--questions", type=int, default=1000, help="of CMRC 2018 dev")
    options = parser.parse_args()
    for collection in _collections(options.questions):
        print(f"{collection.name}, n = {len(collection.questions)}", flush=True)
        before: dict[str, list[int | None]] = {}
        for folder in options.models:
            found = ranks(folder, collection)
            for kind, places in found.items():
                print(f"  {folder.name} {kind}: {_told(places, before.get(kind, places))}")
            before = before or found


def ranks(folder: Path, collection: Collection) -> dict[str, list[int | None]]:
    """Rank of the first gold passage for each question, by vectors alone and with BM25."""
    encoder = OnnxEncoder(Model(folder))
    index = assemble(
        collection.documents,
        collection.passages,
        encoder=encoder,
        settings=SplitterSettings(),
    )
    retriever = Retriever(index, encoder)
    found: dict[str, list[int | None]] = {"vectors": [], "with BM25": []}
    for question in collection.questions:
        hits = retriever.search(question.question, k=CANDIDATES)
        relevant = _relevant(question, collection)
        dense = sorted(hits, key=lambda hit: -hit.signals.similarity)
        found["vectors"].append(first_rank(_ids(dense), relevant))
        found["with BM25"].append(first_rank(_ids(hits), relevant))
    return found


def _ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


def _relevant(question: GoldQuestion, collection: Collection) -> set[str]:
    home = collection.gold.homes[question.id]
    own = (passage for passage in collection.passages if passage.document_id == home)
    return {passage.id for passage in gold_passages(question, own)}


def _told(places: Sequence[int | None], before: Sequence[int | None]) -> str:
    right = [place == 1 for place in places]
    old = [place == 1 for place in before]
    low, high = mean_interval([float(one) for one in right]) or (0.0, 0.0)
    losses = sum(was and not now for was, now in zip(old, right, strict=True))
    gains = sum(now and not was for was, now in zip(old, right, strict=True))
    return (
        f"Recall@1 {recall_at(places, 1):.3f} ({low:.3f}–{high:.3f}), MRR@10 "
        f"{mrr_at(places, 10):.3f}, lost {losses}, gained {gains}, p {mcnemar_p(losses, gains):.3f}"
    )


def _collections(questions: int) -> Iterator[Collection]:
    [article] = load_documents([ARTICLE]).documents
    gold = load_questions(shipped_questions(), [article])
    asked = [q for q in gold.questions if q.split == "test" and q.answerable]
    yield Collection("article, test split", [article], split(article), asked, gold)
    made = load_squad(data_folder() / DEVELOPMENT)
    asked = sample([q for q in made.gold.questions if q.answerable], limit=questions)
    paragraphs = [whole(document) for document in made.documents]
    yield Collection("CMRC 2018 dev", made.documents, paragraphs, asked, made.gold)


if __name__ == "__main__":
    main()
