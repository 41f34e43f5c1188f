"""The article's own questions, asked with ever more news beside it: Recall@1 as the hay grows.

    python -m bench.haystack [--sizes 0,1000,4000,16000]

The article comes first, then so many news passages; the index is assembled as the product does,
and the passages found are ranked by the reader. All vectors are real: encoding 16,000 passages
takes about an hour on two cores, is kept in `.bench/`, and goes on where it was interrupted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.news import Collection, news
from bench.results import write_section
from bench.vectorcache import FOLDER, CachedEncoder, Encoded, encoded_news
from wuxi_qa import QA
from wuxi_qa.encoder import Encoder, OnnxEncoder, load_building_encoder
from wuxi_qa.evaluation.intervals import mean_interval
from wuxi_qa.evaluation.metrics import first_rank
from wuxi_qa.evaluation.outcomes import DEPTH, gold_passages
from wuxi_qa.evaluation.questions import GoldQuestion, load_questions
from wuxi_qa.index import assemble
from wuxi_qa.passages import Passage, SplitterSettings
from wuxi_qa.shipped import shipped_questions

SIZES = (0, 1000, 4000, 16000)

Point = dict[str, Any]


def main() -> None:
    """Encode what is missing, ask at each size, print, write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=_sizes, default=list(SIZES), help="passages, by commas")
    parser.add_argument(
        "--questions", type=int, default=None, help="only so many, and write nothing"
    )
    options = parser.parse_args()
    article = QA.open()
    asked = gold_questions(article)[: options.questions]
    hay = news(options.sizes[-1])
    known = encode(hay, load_building_encoder())
    cached = CachedEncoder(OnnxEncoder(), known)
    points: list[Point] = []
    for size in options.sizes:
        points.append(measure(article, cut(hay, size), cached, asked))
        print(row(points[-1]), flush=True)
    if options.questions is None:
        write_section("haystack", {"points": points, "encode_s": known.seconds})


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(part) for part in text.split(",")})
    if sizes[0] < 0:
        raise argparse.ArgumentTypeError("sizes of 0 or more")
    return sizes


def encode(hay: Collection, encoder: Encoder, *, folder: Path = FOLDER) -> Encoded:
    """Vectors of the hay, kept in `.bench/`; progress goes to standard error."""
    start = time.perf_counter()

    def progress(done: int, total: int) -> None:
        minutes = (time.perf_counter() - start) / 60
        end = "\n" if done == total else "\r"
        print(f"Encoded {done:,} of {total:,} ({minutes:.1f} min)", end=end, file=sys.stderr)

    return encoded_news(hay.passages, encoder, folder=folder, progress=progress)


def gold_questions(article: QA) -> list[GoldQuestion]:
    """The article's answerable test questions."""
    gold = load_questions(shipped_questions(), article.documents)
    return [q for q in gold.questions if q.split == "test" and q.answerable]


def cut(hay: Collection, passages: int) -> Collection:
    """The first passages of a collection and their documents."""
    kept = hay.passages[:passages]
    needed = {passage.document_id for passage in kept}
    return Collection([d for d in hay.documents if d.id in needed], kept)


def measure(
    article: QA, hay: Collection, encoder: Encoder, questions: Sequence[GoldQuestion]
) -> Point:
    """Recall@1 and Recall@3 of the article's questions over article and hay together."""
    index = assemble(
        [*article.documents, *hay.documents],
        [*article.passages, *hay.passages],
        encoder=encoder,
        settings=SplitterSettings(),
    )
    qa = QA(index, encoder)
    ranks = [gold_rank(qa, question, article.passages) for question in questions]
    first = [float(rank == 1) for rank in ranks]
    third = [float(rank is not None and rank <= 3) for rank in ranks]
    return {
        "distractors": len(hay.passages),
        "n": len(ranks),
        "recall@1": sum(first) / len(first),
        "interval": list(mean_interval(first) or ()),
        "recall@3": sum(third) / len(third),
        "interval@3": list(mean_interval(third) or ()),
        "by_type": _by_type(questions, first),
    }


def _by_type(questions: Sequence[GoldQuestion], first: Sequence[float]) -> dict[str, list[float]]:
    """Recall@1 and number of questions of each type."""
    values: dict[str, list[float]] = {}
    for question, value in zip(questions, first, strict=True):
        values.setdefault(question.type, []).append(value)
    return {name: [sum(some) / len(some), len(some)] for name, some in sorted(values.items())}


def gold_rank(qa: QA, question: GoldQuestion, passages: Sequence[Passage]) -> int | None:
    """Rank of the first passage of the article that holds evidence; None beyond the tenth."""
    gold = {passage.id for passage in gold_passages(question, passages)}
    hits = qa.search(question.question, k=DEPTH, rerank=True)
    return first_rank([hit.passage.id for hit in hits], gold)


def row(point: Point) -> str:
    """One line of the table."""
    low, high = point["interval"]
    return (
        f"{point['distractors']:>7,} news passages: Recall@1 {point['recall@1']:.3f} "
        f"({low:.3f} to {high:.3f}), Recall@3 {point['recall@3']:.3f}, {point['n']} questions"
    )


if __name__ == "__main__":
    main()
