"""Summing up: from what was measured to the `peers` section of the results."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bench.data import BenchSet
from bench.environments import Environment
from bench.figures import (
    Figures,
    abstention,
    adjust,
    against,
    paired_ratio,
    percentile,
    retrieval,
)
from bench.parts import Content
from bench.subjects import OWN, OWN_ENVIRONMENT, OWN_RETRIEVER, Subject

UNANSWERABLE = {"all": None, "near misses": "near_miss", "far": "far"}
"""Groups of unanswerable questions, and the type that each is limited to."""


def set_figures(bench_set: BenchSet, asked: Content) -> Figures:
    """Retrieval and abstention of every subject on one set.

    Raises:
        RuntimeError: wuxi-qa itself failed, so that there is nothing to compare with.
    """
    errors: dict[str, str] = asked["errors"]
    if OWN in errors:
        raise RuntimeError(f"{OWN} failed on {bench_set.name}: {errors[OWN]}")
    found: dict[str, Figures] = {}
    for name, records in asked["records"].items():
        if name in errors:
            found[name] = {"error": errors[name]}
        else:
            found[name] = retrieval(_ranks(bench_set, records))
            found[name]["auroc"] = _abstention(bench_set, records)
    own = _ranks(bench_set, asked["records"][OWN])
    comparisons = []
    for name, figures in found.items():
        if name != OWN and "error" not in figures:
            figures["against"] = against(own, _ranks(bench_set, asked["records"][name]))
            comparisons.append(figures["against"])
    adjust(comparisons)
    return {
        "title": bench_set.title,
        "note": bench_set.note,
        "passages": len(bench_set.passages),
        "questions": len(bench_set.questions),
        "subjects": found,
    }


def _ranks(bench_set: BenchSet, records: Sequence[Sequence[Any]]) -> list[int | None]:
    asked = zip(bench_set.questions, records, strict=True)
    return [record[0] for question, record in asked if question.spans]


def _abstention(bench_set: BenchSet, records: Sequence[Sequence[Any]]) -> Figures | None:
    """AUROC by group; None without unanswerable questions or without scores."""
    if any(hits and score is None for _, score, hits, _ in records):
        return None
    scores = [-math.inf if score is None else score for _, score, _, _ in records]
    asked = list(zip(bench_set.questions, scores, strict=True))
    answerable = [score for question, score in asked if question.spans]
    found: Figures = {}
    for group, kind in UNANSWERABLE.items():
        others = [s for q, s in asked if not q.spans and kind in (None, q.type)]
        if others:
            found[group] = abstention(answerable, others)
    return found or None


def cost_figures(
    subjects: Sequence[Subject], built: dict[str, Content], asked: Content, cold: Content, main: str
) -> Figures:
    """What every subject costs, and the ratios to wuxi-qa's, paired.

    Args:
        subjects: those that were measured.
        built: what `measure.build` returned for each set.
        asked: what `measure.ask` returned for the set `main`.
        cold: what `measure.cold_starts` returned for it.
        main: the set on which costs are measured.
    """
    return {
        subject.name: {
            "cold_start_s": _cold(subject.name, cold),
            "latency_ms": _latency(subject.name, asked),
            "build": _build(subject.environment, built, main),
            "peak_mb": {
                "first answer": _peak(cold[subject.name]),
                "all questions": asked["peak_mb"].get(subject.name),
                "build": built[main][subject.environment].get("peak_mb"),
            },
        }
        for subject in subjects
    }


def _cold(name: str, cold: Content) -> Figures:
    failed = next((one["error"] for one in cold[name] if "error" in one), None)
    if failed is not None:
        return {"error": failed}
    seconds = {other: [one.get("seconds") for one in rounds] for other, rounds in cold.items()}
    return {
        "median": percentile(seconds[name], 0.5),
        "n": len(seconds[name]),
        **_ratios(name, seconds),
    }


def _latency(name: str, asked: Content) -> Figures:
    if name in asked["errors"]:
        return {"error": asked["errors"][name]}
    times = {other: [record[3] for record in rows] for other, rows in asked["records"].items()}
    return {
        "p50": percentile(times[name], 0.5),
        "p95": percentile(times[name], 0.95),
        "n": len(times[name]),
        **_ratios(name, times),
    }


def _ratios(name: str, values: dict[str, list[Any]]) -> Figures:
    """Ratios to wuxi-qa with and without its reader; None where that failed or is the same."""
    found: Figures = {}
    for label, base in (("ratio", OWN), ("ratio_no_reader", OWN_RETRIEVER)):
        own = values.get(base, [])
        usable = name != base and len(own) == len(values[name]) and None not in own
        found[label] = paired_ratio(values[name], own) if usable else None
    return found


def _build(environment: str, built: dict[str, Content], main: str) -> Figures:
    made = built[main][environment]
    if "error" in made:
        return {"error": made["error"]}
    own = OWN_ENVIRONMENT
    pairs = [
        (one[environment]["seconds"], one[own]["seconds"])
        for one in built.values()
        if "error" not in one[environment] and "error" not in one[own]
    ]
    ratio = None
    if environment != own:
        ratio = paired_ratio([a for a, _ in pairs], [b for _, b in pairs])
    return {"seconds": made["seconds"], "passages_per_s": made["passages_per_s"], "ratio": ratio}


def _peak(rounds: Sequence[Content]) -> float | None:
    return max((one["peak_mb"] for one in rounds if "error" not in one), default=None)


def environment_figures(environment: Environment | str) -> Figures:
    """What an environment takes on disk, or the error of its installation."""
    if isinstance(environment, str):
        return {"error": environment}
    return {
        "packages": environment.packages,
        "size_mb": environment.size_mb,
        "torch_mb": environment.torch_mb,
        "versions": environment.versions,
    }


def splitting_figures(split: Content, article: Figures) -> Figures:
    """Each environment's own pieces, with Recall@1 of evidence by subject.

    Args:
        split: what `measure.own_splitting` returned.
        article: figures of the article, whose passages are wuxi-qa's own pieces.
    """
    found: Figures = {}
    for name, one in split.items():
        kept = {key: value for key, value in one.items() if key != "ranks"}
        if name == OWN_ENVIRONMENT and one.get("pieces"):
            own = {OWN, OWN_RETRIEVER} & set(article["subjects"])
            kept["recall@1"] = {s: article["subjects"][s].get("recall@1") for s in sorted(own)}
        else:
            kept["recall@1"] = {
                subject: retrieval(ranks)["recall@1"]
                for subject, ranks in one.get("ranks", {}).items()
            }
        found[name] = kept
    return found


def subject_figures(subject: Subject, environments: dict[str, Environment | str]) -> Figures:
    """What a subject is, with the versions of its main packages; `error` if not installed."""
    environment = environments[subject.environment]
    found: Figures = {
        "name": subject.name,
        "environment": subject.environment,
        "setup": subject.setup,
    }
    return {**found, "error": environment} if isinstance(environment, str) else found
