"""Fits the reader's calibration on development questions and writes it into `model.json`.

    python -m training.calibrate --work FOLDER [--model MODEL_FOLDER]

What is fitted: the weights that rank passages (a conditional logit over those of one question) and
the weights of the probability that the best one answers (a logistic regression), from what
retrieval and reader measured. The threshold of abstaining is chosen from the printed figures. On
what: every other paragraph of CMRC 2018 dev with near misses and questions on other paragraphs;
questions written over news, police news and official prose, with and without an answer put in; the
dev splits of the article's questions and of those over texts that tell alike of two; questions of
both with a place or number swapped; and everyday questions on anything else. The remaining
paragraphs of CMRC 2018 dev and other articles are kept for measuring.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from training.judged import Collection, collections
from training.written import KINDS
from wuxi_qa.asking.mentions import telling, unmet
from wuxi_qa.encoder import OnnxEncoder
from wuxi_qa.evaluation.metrics import auroc, calibration_error
from wuxi_qa.index import assemble
from wuxi_qa.model import SHIPPED_FOLDER, Calibration, Model, read_model_card
from wuxi_qa.passages import SplitterSettings
from wuxi_qa.reader import PassageReader, logistic, logit_of, signals_of
from wuxi_qa.retriever import Retriever
from wuxi_qa.text import overlaps

NEUTRAL = Calibration(ranking={"bias": 0.0}, confidence={"bias": 0.0}, threshold=0.5, ceiling=9.0)
RANKING = ("relevance", "dense", "lexical", "heading", "mismatch")
BY_HAND = {"subject": 2.0}
"""Weights in the ranking that the collections here hold too few whole texts to tell
(docs/decisions/0025-exact.md)."""
CONFIDENCE = (*"relevance margin lexical similarity heading length unmet lacking mismatch".split(),)
RANKING_SHARES = dict.fromkeys(("article", *KINDS, "bare", "siblings", "cmrc"), 1.0)
CONFIDENCE_SHARES = RANKING_SHARES | {
    "article": 4.0,
    "bare": 2.0,
    "alike": 0.4,
    "speeches": 0.4,
    "layouts": 0.4,
    "unsaid": 0.4,
    "siblings": 0.4,
}
"""What the kinds of collection weigh in all, by how their names begin. The article's questions lie
lowest among all with headings, and would be drowned by those over news. Texts that tell alike of
two, and of several speakers, are few, and more of them would make all others too unsure."""
PENALTY = 0.25
"""Of squared ranking weights."""
Floats = NDArray[np.float64]


class Measured(NamedTuple):
    """One passage read for one question."""

    collection: str
    question: str
    kind: str
    answerable: bool
    right: bool
    signals: dict[str, float]


def main() -> None:
    """Read, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=SHIPPED_FOLDER, help="folder to calibrate")
    parser.add_argument("--work", type=Path, required=True, help="folder for what was measured")
    parser.add_argument("--threshold", type=float, default=0.35)
    options = parser.parse_args()
    # What one model measured says nothing of another.
    checksum = read_model_card(options.model).checksum
    path = options.work / f"signals-{checksum[:12]}.jsonl"
    if not path.exists():
        options.work.mkdir(parents=True, exist_ok=True)
        _measure(options.model, path)
    rows = [Measured(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    calibration = fit(rows, threshold=options.threshold)
    card = options.model / "model.json"
    content = json.loads(card.read_text("utf-8"))
    content["reader"] = calibration.model_dump()
    card.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    report(rows, calibration)


def fit(rows: Sequence[Measured], *, threshold: float) -> Calibration:
    """Fit both functions: first which passage answers, then whether the best one does."""
    ranking = _conditional_logit(rows)
    best = best_rows(rows, ranking)
    ceiling = float(np.quantile([row.signals["relevance"] for row in rows], 0.9))
    return Calibration(
        ranking=ranking,
        confidence=_regression(best),
        threshold=threshold,
        ceiling=round(ceiling, 2),
    )


def _conditional_logit(rows: Sequence[Measured]) -> dict[str, float]:
    """Weights by which the right passages of a question stand out among those read for it."""
    groups: dict[tuple[str, str], list[Measured]] = {}
    for row in rows:
        groups.setdefault((row.collection, row.question), []).append(row)
    mixed = [group for group in groups.values() if 0 < sum(r.right for r in group) < len(group)]
    shares = _shares([group[0] for group in mixed], RANKING_SHARES)
    told = [
        (
            np.asarray([[row.signals[name] for name in RANKING] for row in group]),
            np.asarray([row.right for row in group], dtype=np.float64),
            share,
        )
        for group, share in zip(mixed, shares, strict=True)
    ]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for values, right, share in told:
            scores = values @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            held = chances * right
            total -= share * float(np.log(held.sum() + 1e-12))
            slope = slope + share * (values.T @ (chances - held / (held.sum() + 1e-12)))
        return total, slope

    found = minimize(loss, np.zeros(len(RANKING)), jac=True, method="L-BFGS-B").x
    fitted = {name: round(float(weight), 4) for name, weight in zip(RANKING, found, strict=True)}
    return fitted | BY_HAND


def _shares(rows: Sequence[Measured], told: Mapping[str, float]) -> list[float]:
    """What each row weighs, so that each kind of collection weighs its share; 1 on average."""
    kinds = [next(kind for kind in told if row.collection.startswith(kind)) for row in rows]
    number = Counter(kinds)
    total = sum(told[kind] for kind in number)
    return [len(rows) / total * told[kind] / number[kind] for kind in kinds]


def _regression(best: Sequence[Measured]) -> dict[str, float]:
    values = np.asarray([[row.signals[name] for name in CONFIDENCE] for row in best])
    scale = np.maximum(values.std(axis=0), 1e-6)
    shares = _shares(best, CONFIDENCE_SHARES)
    model = LogisticRegression(C=1.0, max_iter=3000)
    model.fit(values / scale, [row.answerable and row.right for row in best], shares)
    weights = {
        n: round(float(w / s), 4) for n, w, s in zip(CONFIDENCE, model.coef_[0], scale, strict=True)
    }
    return {"bias": round(float(model.intercept_[0]), 4), **weights}


def best_rows(rows: Sequence[Measured], ranking: dict[str, float]) -> list[Measured]:
    """The best passage of each question."""
    best: dict[tuple[str, str], Measured] = {}
    for row in rows:
        key = (row.collection, row.question)
        if key not in best or logit_of(ranking, row.signals) > logit_of(ranking, best[key].signals):
            best[key] = row
    return list(best.values())


def report(rows: Sequence[Measured], calibration: Calibration) -> None:
    """Print how the fit does on what it was fitted on."""
    print(calibration.model_dump_json(indent=2))
    best = best_rows(rows, calibration.ranking)
    for name in sorted({row.collection for row in best}):
        part = [row for row in best if row.collection == name]
        answerable = [row for row in part if row.answerable]
        sure = {
            row.question: logistic(logit_of(calibration.confidence, row.signals)) for row in part
        }
        right = sum(row.right for row in answerable) / len(answerable)
        error = calibration_error([*sure.values()], [row.answerable for row in part])
        print(f"{name}: n={len(part)}, Recall@1 {right:.3f}, calibration error {error:.3f}")
        for kind in sorted({row.kind for row in part if not row.answerable}):
            others = [sure[row.question] for row in part if row.kind == kind]
            value = auroc([sure[row.question] for row in answerable], others)
            print(f"  AUROC against {kind} (n={len(others)}): {value:.3f}")
        for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7):
            given = [row for row in part if sure[row.question] >= threshold]
            kept = sum(row.answerable for row in given)
            risk = 1 - kept / max(1, len(given))
            refused = 1 - (len(given) - kept) / max(1, len(part) - len(answerable))
            print(
                f"  threshold {threshold}: answered {kept / len(answerable):.3f}, "
                f"refused {refused:.3f}, unanswerable among the answered {risk:.3f}"
            )


def _measure(folder: Path, path: Path) -> None:
    """Measure in a process for each processor, and write all at once."""
    processors = sorted(os.sched_getaffinity(0))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(processors), mp_context=context) as pool:
        parts = list(pool.map(partial(_share, folder, processors), range(len(processors))))
    staged = path.with_suffix(".new")
    staged.write_text("\n".join(chain.from_iterable(parts)) + "\n", "utf-8")
    staged.replace(path)


def _share(folder: Path, processors: Sequence[int], rank: int) -> list[str]:
    """What is measured over every so manieth collection, on one processor."""
    os.sched_setaffinity(0, {processors[rank]})
    model = Model(folder)
    model.card = model.card.model_copy(update={"reader": NEUTRAL})
    encoder, reader = OnnxEncoder(model), PassageReader(model)
    lines: list[str] = []
    for collection in islice(collections(), rank, None, len(processors)):
        lines += _measured(collection, encoder, reader)
    return lines


def _measured(collection: Collection, encoder: OnnxEncoder, reader: PassageReader) -> Iterator[str]:
    """A line for each passage read for each question."""
    index = assemble(
        collection.documents,  # type: ignore[arg-type]
        collection.passages,
        encoder=encoder,
        settings=SplitterSettings(),
    )
    retriever = Retriever(index, encoder)
    for question in tqdm(collection.questions, desc=collection.name, mininterval=10):
        missing = telling(unmet(question.question, index.lexical.knows))
        hits = retriever.search(question.question, k=collection.read)
        each = reader.find_each(question.question, [hit.passage for hit in hits])
        for hit, found in zip(hits, each, strict=True):
            place = (hit.passage.start, hit.passage.end)
            home = question.programme in {"", hit.passage.document_id}
            right = home and any(overlaps(place, (e.start, e.end)) for e in question.evidence)
            one = Measured(
                collection=collection.name,
                question=question.id,
                kind=question.type,
                answerable=question.answerable,
                right=right,
                signals=signals_of(question.question, hit, found, len(missing)),
            )
            yield json.dumps(one._asdict(), ensure_ascii=False)


if __name__ == "__main__":
    main()
