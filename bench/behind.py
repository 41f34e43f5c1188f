"""Where wuxi-qa is not ahead: found in the figures, not written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.figures import CUTOFFS, Figures
from bench.subjects import OWN, OWN_ENVIRONMENT
from bench.table import number, p_value
from wuxi_qa.evaluation.deltas import SIGNIFICANT
from wuxi_qa.evaluation.outcomes import DEPTH

MEASURES = {**{f"recall@{k}": f"Recall@{k}" for k in CUTOFFS}, f"mrr@{DEPTH}": f"MRR@{DEPTH}"}

# Title, where it stands in a subject's costs, places.
_COSTS: tuple[tuple[str, str, str, int], ...] = (
    ("Cold start, seconds", "cold_start_s", "median", 2),
    ("A question, p50, ms", "latency_ms", "p50", 1),
    ("A question, p95, ms", "latency_ms", "p95", 1),
    ("Build, seconds", "build", "seconds", 1),
    ("Peak memory at the first answer, MB", "peak_mb", "first answer", 0),
    ("Peak memory over all questions, MB", "peak_mb", "all questions", 0),
    ("Peak memory of building, MB", "peak_mb", "build", 0),
)


def not_ahead(section: Figures) -> list[str]:
    """A line for each measure in which others are as good as wuxi-qa or better."""
    return [
        *_retrieval(section),
        *_abstention(section),
        *_splitting(section),
        *_costs(section),
        *_installed(section),
    ]


def undecided(section: Figures) -> list[str]:
    """A line for each set on which others are behind in Recall@1, but might be so by chance."""
    lines = []
    for found in section["sets"].values():
        own = _value(found["subjects"][OWN], "recall@1")
        near = [
            f"{name} (p = {p_value(figures['against']['p_holm'])})"
            for name, figures in _others(found["subjects"])
            if (_value(figures, "recall@1") or 0) < (own or 0)
            and figures["against"]["p_holm"] >= SIGNIFICANT
        ]
        if near:
            lines.append(f"{found['title']}: {', '.join(near)}.")
    return lines


def _retrieval(section: Figures) -> Iterator[str]:
    for found in section["sets"].values():
        for key, title in MEASURES.items():
            values = {n: _value(f, key) for n, f in found["subjects"].items() if "error" not in f}
            yield from _line(f"{found['title']}, {title}", values, 3, better=_at_least)


def _abstention(section: Figures) -> Iterator[str]:
    for found in section["sets"].values():
        groups = found["subjects"][OWN].get("auroc") or {}
        for group in groups:
            values = {
                name: _value(figures["auroc"], group)
                for name, figures in found["subjects"].items()
                if figures.get("auroc")
            }
            title = f"{found['title']}, AUROC of its own score, {group}"
            yield from _line(title, values, 3, better=_at_least)


def _splitting(section: Figures) -> Iterator[str]:
    split = {n: f for n, f in section.get("splitting", {}).items() if f.get("pieces")}
    if OWN_ENVIRONMENT not in split:
        return
    for key, title in (("in_word", "inside words"), ("in_sentence", "inside sentences")):
        values = {name: found[key] for name, found in split.items()}
        yield from _line(
            f"Own splitting, share of edges {title}",
            values,
            3,
            better=_at_most,
            own=OWN_ENVIRONMENT,
        )
    recall = {s: _value(f["recall@1"], s) for f in split.values() for s in f["recall@1"]}
    yield from _line("Own splitting, Recall@1 of the evidence", recall, 3, better=_at_least)


def _costs(section: Figures) -> Iterator[str]:
    for title, kind, key, places in _COSTS:
        values = {name: cost[kind].get(key) for name, cost in section["costs"].items()}
        yield from _line(title, values, places, better=_at_most)


def _installed(section: Figures) -> Iterator[str]:
    for key, title in (("packages", "Packages installed"), ("size_mb", "Installed size, MB")):
        values = {name: found.get(key) for name, found in section["environments"].items()}
        yield from _line(title, values, 0, better=_at_most, own=OWN_ENVIRONMENT)


def _line(
    title: str,
    values: dict[str, float | None],
    places: int,
    *,
    better: Callable[[float, float], bool],
    own: str = OWN,
) -> Iterator[str]:
    mine = values.get(own)
    if mine is None:
        return
    ahead = [
        f"{name} {number(value, places)}"
        for name, value in values.items()
        if name != own and value is not None and better(value, mine)
    ]
    if ahead:
        yield f"{title}: {', '.join(ahead)}; wuxi-qa {number(mine, places)}."


def _at_least(value: float, own: float) -> bool:
    return value >= own


def _at_most(value: float, own: float) -> bool:
    return value <= own


def _others(subjects: Figures) -> Iterator[tuple[str, Figures]]:
    for name, figures in subjects.items():
        if name != OWN and "error" not in figures:
            yield name, figures


def _value(figures: Figures, key: str) -> float | None:
    found: float | None = (figures.get(key) or {}).get("value")
    return found
