"""What each ingredient of the training is worth: runs with one left out, beside one with all.

    python -m training.train --base FP32 --work RUNS/all --limit 4800 --epochs 1
    python -m training.train --base FP32 --work RUNS/no-swaps --limit 4800 --epochs 1 --no-swaps …
    python -m training.ablations RUNS/all RUNS/no-swaps … --base FP32 [--questions N]

Over CMRC 2018 dev: words found in whole paragraphs, relevance of answering windows against near
misses. Over the article's dev split: all its passages ranked by relevance alone, and the highest
relevance of answerable questions against that of near misses. In full precision, without
calibration. p-values against the first run: sign flips of the differences, McNemar's exact test,
and for AUROC swaps of questions.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.corpus import training_examples
from training.development import Development, development, relevance
from training.examples import pair
from training.model import ReaderNetwork, load_tokenizer
from training.retrieval import ARTICLE
from training.swaps import Swapper
from training.trunk import fastest_dtype
from training.words import Pools, words_of
from wuxi_qa.documents import load_documents
from wuxi_qa.evaluation.comparison import mcnemar_p, sign_flip_p, swap_p
from wuxi_qa.evaluation.intervals import mean_interval, statistic_interval
from wuxi_qa.evaluation.measures import area
from wuxi_qa.evaluation.outcomes import gold_passages
from wuxi_qa.evaluation.questions import GoldQuestion, load_questions
from wuxi_qa.passages import Passage, reading_heading, split
from wuxi_qa.shipped import shipped_questions
from wuxi_qa.text import simplify

Floats = NDArray[np.float64]


class Article(NamedTuple):
    """The article's passages, and its dev questions that are answerable or near misses."""

    passages: list[Passage]
    questions: list[GoldQuestion]


class Tests(NamedTuple):
    """What every run is measured on."""

    development: Development
    article: Article


class Measured(NamedTuple):
    """One run's values by name: one a question for means; rows (score, label) for AUROC."""

    means: dict[str, Floats]
    areas: dict[str, Floats]


def main() -> None:
    """Measure each run and print it beside the first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+", help="folders of training.train; first: all")
    parser.add_argument("--base", type=Path, required=True, help="FP32, for its tokenizer")
    parser.add_argument("--questions", type=int, default=600, help="of CMRC 2018 dev")
    options = parser.parse_args()
    tests, tokenizer = _tests(options.questions), load_tokenizer(options.base)
    first: Measured | None = None
    for run in options.runs:
        made = measure(run / "trained", tokenizer, tests)
        print(run.name)
        for line in told(made, first or made):
            print(f"  {line}", flush=True)
        first = first or made


def _tests(questions: int) -> Tests:
    examples = training_examples()
    pools = Pools([words_of(e.question) for e in examples], {e.title for e in examples})
    return Tests(
        development=development(Swapper(pools), questions=questions),
        article=_article(),
    )


def _article() -> Article:
    [document] = load_documents([ARTICLE]).documents
    gold = load_questions(shipped_questions(), [document])
    asked = [q for q in gold.questions if q.split == "dev" and q.type != "far"]
    return Article(split(document), asked)


def measure(folder: Path, tokenizer: Tokenizer, tests: Tests) -> Measured:
    """All values of one trained folder."""
    network = ReaderNetwork(folder, fastest_dtype())
    made = tests.development.answers(network, tokenizer)
    first, article = _over_article(network, tokenizer, tests.article)
    return Measured(
        means={
            "F1": np.asarray([f1 for f1, _ in made.found]),
            "EM": np.asarray([exact for _, exact in made.found]),
            "article, Recall@1 of relevance": first,
        },
        areas={
            "AUROC, windows against near misses": _rows(
                [r for r, _ in made.answered], [r for r, _ in made.missed]
            ),
            "article, AUROC against near misses": article,
        },
    )


def _over_article(
    network: ReaderNetwork, tokenizer: Tokenizer, article: Article
) -> tuple[Floats, Floats]:
    """Whether the most relevant passage is right; highest relevance and label of each question."""
    right: list[float] = []
    rows: list[tuple[float, float]] = []
    for question in article.questions:
        asked = simplify(question.question)
        pairs = [pair(asked, reading_heading(p), p.text, None) for p in article.passages]
        values = relevance(network, tokenizer, pairs)
        rows.append((max(values), float(question.answerable)))
        if question.answerable:
            gold = {p.id for p in gold_passages(question, article.passages)}
            best = article.passages[int(np.argmax(values))]
            right.append(float(best.id in gold))
    return np.asarray(right), np.asarray(rows)


def told(made: Measured, first: Measured) -> Iterator[str]:
    """A line for each measure."""
    for name, values in made.means.items():
        yield f"{name} {_compared(values, first.means[name])}"
    for name, rows in made.areas.items():
        low, high = statistic_interval(area, rows) or (0.0, 0.0)
        p = swap_p(area, first.areas[name], rows)
        yield f"{name} {area(rows):.3f} ({low:.3f}–{high:.3f}), n={len(rows)}, p={p:.3f}"


def _compared(values: Floats, old: Floats) -> str:
    differences = values - old
    binary = set(np.unique(values)) <= {0.0, 1.0}
    losses, wins = int((differences < 0).sum()), int((differences > 0).sum())
    p = mcnemar_p(losses, wins) if binary else sign_flip_p(differences)
    return f"{_mean(values)}, difference {differences.mean():+.3f}, p={p:.3f}"


def _mean(values: Floats) -> str:
    low, high = mean_interval(values.tolist()) or (0.0, 0.0)
    return f"{values.mean():.3f} ({low:.3f}–{high:.3f}), n={len(values)}"


def _rows(positive: Sequence[float], negative: Sequence[float]) -> Floats:
    return np.asarray([(v, 1.0) for v in positive] + [(v, 0.0) for v in negative])


if __name__ == "__main__":
    main()
