"""The page's comparison of wuxi-qa with its peers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import plots
from bench.behind import MEASURES, not_ahead, undecided
from bench.figures import Figures
from bench.page_parts import picture
from bench.plots import Bar
from bench.subjects import OWN
from bench.table import NOTHING, measured, number, p_value, ratio, share, table


def blocks(section: Figures, folder: Path) -> list[str]:
    """The paragraphs, tables and pictures of the comparison."""
    found = [*_method(section), *_subjects(section)]
    for name, one in section["sets"].items():
        found += _set(name, one, folder)
    return [
        *found,
        *_abstention(section),
        *_splitting(section),
        *_costs(section, folder),
        *_installed(section),
        *_behind(section),
        *_failures(section),
    ]


def _method(section: Figures) -> list[str]:
    settings = section["settings"]
    sizes = "; ".join(
        f"{found['title']}: {found['questions']:,} questions over {found['passages']:,} passages"
        for found in section["sets"].values()
    )
    quick = "**A tiny sample, to see that everything runs: the figures mean nothing.**"
    return [
        *([quick] if settings.get("paragraphs") else []),
        f"Measured on {settings['date']} in one run, {settings['threads']} threads for each. "
        "Every subject runs in a process and a virtual environment of its own, offline, with the "
        "same encoder and the same passages. Each question is put to all subjects before the next "
        "one, in an order drawn anew, so that what disturbs the machine disturbs all; questions "
        f"are a sample with seed {settings['seed']} where a set has more. {sizes}.",
    ]


def _subjects(section: Figures) -> Iterator[str]:
    rows = [
        [subject["name"], subject["setup"], _version(section, subject["environment"])]
        for subject in section["subjects"]
    ]
    yield table(["subject", "what it is", "version"], rows)


_MAIN_PACKAGE = {
    "wuxi-qa": ("wuxi-qa",),
    "langchain": ("langchain", "langchain-community"),
    "llamaindex": ("llama-index-core",),
    "haystack": ("haystack-ai",),
    "txtai": ("txtai",),
    "bm25": ("bm25s", "jieba"),
    "faiss": ("faiss-cpu",),
}


def _version(section: Figures, environment: str) -> str:
    versions = section["environments"][environment].get("versions", {})
    named = [name for name in _MAIN_PACKAGE.get(environment, ()) if name in versions]
    return ", ".join(f"{name} {versions[name]}" for name in named) or NOTHING


def _set(name: str, found: Figures, folder: Path) -> Iterator[str]:
    yield f"### {found['title']}"
    if found["note"]:
        yield f"**{found['note']}**"
    subjects = _working(found["subjects"])
    n = subjects[OWN]["n"]
    yield (
        f"{n:,} answerable questions, {found['passages']:,} passages. In brackets 95 % bootstrap "
        "intervals. Won and lost: questions on which only that subject, or only wuxi-qa, has a "
        "right passage first; p by the exact McNemar test, then Holm's over all rows."
    )
    rows = []
    for subject, figures in subjects.items():
        against = figures.get("against") or {}
        rows.append(
            [
                subject,
                *(measured(figures[key]) for key in MEASURES),
                f"{against['wins']} / {against['losses']}" if against else NOTHING,
                p_value(against.get("p")),
                p_value(against.get("p_holm")),
            ]
        )
    yield table(["", *MEASURES.values(), "won / lost", "p", "p (Holm)"], rows)
    shown = [
        Bar(subject, f["recall@1"]["value"], _pair(f["recall@1"]["interval"]), subject == OWN)
        for subject, f in subjects.items()
        if f["recall@1"]["value"] is not None
    ]
    plots.bars(folder / f"recall-{name}.svg", "Recall@1", shown)
    yield picture(f"Recall@1 of each subject, {found['title']}", folder, f"recall-{name}")


def _abstention(section: Figures) -> Iterator[str]:
    for found in section["sets"].values():
        subjects = _working(found["subjects"])
        groups = subjects[OWN].get("auroc")
        if not groups:
            continue
        yield "### Telling that there is no answer"
        sizes = ", ".join(f"{figures['n'][1]} {group}" for group, figures in groups.items())
        yield (
            f"{found['title']}: AUROC of the score of each one's first passage, {OWN}'s being its "
            f"confidence; {subjects[OWN]['n']} questions with an answer against those without "
            f"({sizes}). 0.5 is chance."
        )
        rows = [
            [name, *(measured(figures["auroc"][group]) for group in groups)]
            if figures.get("auroc")
            else [name, *(["reports no score"] + [NOTHING] * (len(groups) - 1))]
            for name, figures in subjects.items()
        ]
        yield table(["", *groups], rows)


def _splitting(section: Figures) -> Iterator[str]:
    split = section.get("splitting")
    if not split:
        return
    yield "### Each one's own splitting"
    yield (
        "The raw article through each one's own splitter, with its defaults. Edges: where pieces "
        "begin or end; words as jieba cuts them. Recall@1: the first piece overlaps the evidence. "
        "It is easy to be right with few long pieces: the length is what remains to be read."
    )
    rows = []
    for name, found in split.items():
        if "error" in found:
            rows.append([name, *[NOTHING] * 5, f"failed: {found['error']}"])
        elif not found.get("pieces"):
            rows.append([name, *[NOTHING] * 5, "has no splitter"])
        else:
            recall = "; ".join(
                f"{subject} {measured(figures)}" for subject, figures in found["recall@1"].items()
            )
            rows.append(
                [
                    name,
                    number(found["pieces"]),
                    number(found["not_found"]),
                    number(found["median_characters"]),
                    share(found["in_word"]),
                    share(found["in_sentence"]),
                    recall,
                ]
            )
    head = ["", "pieces", "not in the text", "median length", "edges in words", "in sentences"]
    yield table([*head, "Recall@1"], rows)


def _costs(section: Figures, folder: Path) -> Iterator[str]:
    costs = section["costs"]
    where = section["sets"][section["cost_set"]]
    yield "### What it costs"
    yield (
        f"On {where['title']}, {where['passages']:,} passages. Cold start: from launch to the "
        f"first answer on an index on disk, median of {section['settings']['rounds']} rounds. "
        f"p50 and p95 over {costs[OWN]['latency_ms'].get('n', 0):,} questions in an open process. "
        "Building: from launch to the index on disk; subjects of one library share it. Memory: "
        "highest resident set, in MB (10^6 bytes). wuxi-qa reads up to eight passages, which no "
        "other subject does; “wuxi-qa, no reader” does what they do."
    )
    rows = [
        [
            name,
            _cell(cost["cold_start_s"], "median", 2),
            _cell(cost["latency_ms"], "p50", 1),
            _cell(cost["latency_ms"], "p95", 1),
            _cell(cost["build"], "seconds", 1),
            _cell(cost["build"], "passages_per_s", 1),
            *(number(cost["peak_mb"][when]) for when in _MEMORY),
        ]
        for name, cost in costs.items()
    ]
    head = ["", "cold start, s", "p50, ms", "p95, ms", "build, s", "passages/s"]
    yield table([*head, *(f"MB, {when}" for when in _MEMORY)], rows)
    yield from _cost_ratios(costs)
    yield from _cost_plots(costs, folder)


def _cost_ratios(costs: Figures) -> Iterator[str]:
    yield (
        "Ratios to wuxi-qa: the median over paired measurements, in brackets the quartiles; above "
        "1 the other takes more. Cold starts are paired by round, questions by question, builds by "
        "set."
    )
    rows = [
        [
            name,
            ratio(cost["cold_start_s"].get("ratio")),
            ratio(cost["latency_ms"].get("ratio")),
            ratio(cost["latency_ms"].get("ratio_no_reader")),
            ratio(cost["build"].get("ratio")),
        ]
        for name, cost in costs.items()
        if name != OWN
    ]
    yield table(["", "cold start", "question", "question, no reader", "build"], rows)


def _cost_plots(costs: Figures, folder: Path) -> Iterator[str]:
    for key, kind, value, label in _COST_PLOTS:
        shown = [
            Bar(name, cost[kind][value], None, name == OWN)
            for name, cost in costs.items()
            if cost[kind].get(value) is not None
        ]
        plots.bars(folder / f"{key}.svg", label, shown, logarithmic=kind == "latency_ms")
        yield picture(f"{label}, each subject", folder, key)


_MEMORY = ("first answer", "all questions", "build")
_COST_PLOTS = (
    ("cold-start", "cold_start_s", "median", "seconds from launch to the first answer"),
    ("latency", "latency_ms", "p50", "milliseconds a question, p50"),
)


def _installed(section: Figures) -> Iterator[str]:
    yield "### What it takes on disk"
    yield (
        "Each environment as installed, pip and compiled bytecode left out. All but bm25 hold "
        "PyTorch, because sentence-transformers runs the encoder; wuxi-qa needs it to build only."
    )
    rows = [
        [name, "failed to install", NOTHING, NOTHING]
        if "error" in found
        else [
            name,
            number(found["packages"]),
            number(found["size_mb"]),
            number(found["size_mb"] - found["torch_mb"]),
        ]
        for name, found in section["environments"].items()
    ]
    yield table(["environment", "packages", "MB", "MB without PyTorch"], rows)


def _behind(section: Figures) -> Iterator[str]:
    yield "### Where wuxi-qa is not ahead"
    lines = not_ahead(section)
    if lines:
        yield "Equal or better than wuxi-qa, found in the figures above:"
        yield "\n".join(f"- {line}" for line in lines)
    else:
        yield "In no measure above is another equal or better."
    near = undecided(section)
    if near:
        yield "Behind wuxi-qa in Recall@1, but not beyond chance (p by Holm at least 0.05):"
        yield "\n".join(f"- {line}" for line in near)


def _failures(section: Figures) -> Iterator[str]:
    failed = {
        s["name"]: f"not installed: {s['error']}" for s in section["subjects"] if "error" in s
    }
    for found in section["sets"].values():
        for name, figures in found["subjects"].items():
            if "error" in figures:
                failed[f"{name}, {found['title']}"] = figures["error"]
    for name, cost in section["costs"].items():
        for kind in ("cold_start_s", "build"):
            if "error" in cost[kind]:
                failed[f"{name}, {kind}"] = cost[kind]["error"]
    yield "### What failed"
    yield "\n".join(f"- {name}: `{error}`" for name, error in failed.items()) or "Nothing."


def _working(subjects: Figures) -> dict[str, Figures]:
    return {name: figures for name, figures in subjects.items() if "error" not in figures}


def _pair(interval: list[float] | None) -> tuple[float, float] | None:
    return None if interval is None else (interval[0], interval[1])


def _cell(found: Figures, key: str, places: int) -> str:
    return "failed" if "error" in found else number(found.get(key), places)
