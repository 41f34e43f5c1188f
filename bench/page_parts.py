"""The page's other parts: scaling, one passage among many, and wuxi-qa against itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench import plots
from bench.figures import Figures
from bench.table import number, table

Maker = Callable[[Figures, Path], list[str]]


def scaling(section: Figures, folder: Path) -> list[str]:
    """Build, search and memory over the number of passages."""
    points = sorted(section["points"], key=lambda point: point["passages"])
    sizes = [point["passages"] for point in points]
    plots.lines(
        folder / "scaling-search.svg",
        ("passages", "milliseconds a question"),
        sizes,
        {
            "p95": [point["search_ms_p95"] for point in points],
            "p50": [point["search_ms_p50"] for point in points],
        },
        logarithmic=True,
    )
    plots.lines(
        folder / "scaling-build.svg",
        ("passages", "seconds to build"),
        sizes,
        {"build": [point["build_s"] for point in points]},
        logarithmic=True,
    )
    head = ["passages", "build, s", "of it encoded", "search p50, ms", "p95, ms", "memory, MB"]
    rows = [
        [
            number(point["passages"]),
            number(point["build_s"], 1),
            f"{100 * point['encoded_share']:.0f} %",
            number(point["search_ms_p50"], 1),
            number(point["search_ms_p95"], 1),
            number(point["rss_mb"]),
        ]
        for point in points
    ]
    exponents = section["exponents"]
    return [
        "Retrieval without the reader. Fitted as a power of the number of passages, building grows "
        f"with exponent {exponents['build']:.2f}, a question with {exponents['search']:.2f} "
        f"(1 is proportional). {section['note']}",
        table(head, rows),
        picture("Milliseconds a question over the number of passages", folder, "scaling-search"),
        picture("Seconds to build over the number of passages", folder, "scaling-build"),
    ]


def haystack(section: Figures, folder: Path) -> list[str]:
    """Recall@1 over the number of other passages around the right one."""
    points = sorted(section["points"], key=lambda point: point["distractors"])
    plots.lines(
        folder / "haystack.svg",
        ("other passages", "Recall@1"),
        [point["distractors"] for point in points],
        {"Recall@1": [point["recall@1"] for point in points]},
        bands=[(point["interval"][0], point["interval"][1]) for point in points],
    )
    rows = [
        [
            number(point["distractors"]),
            number(point["n"]),
            f"{point['recall@1']:.3f} ({point['interval'][0]:.2f}–{point['interval'][1]:.2f})",
            f"{point['recall@3']:.3f} ({point['interval@3'][0]:.2f}–{point['interval@3'][1]:.2f})",
        ]
        for point in points
    ]
    sizes = [number(point["distractors"]) for point in points]
    types = [
        [name, number(count), *(f"{point['by_type'][name][0]:.2f}" for point in points)]
        for name, (_, count) in points[0]["by_type"].items()
    ]
    return [
        "The article's questions, with 95 % bootstrap intervals, as news passages are added. Some "
        "name neither the place nor the subject (“文章的标题是什么”), and among many articles no "
        "longer say which they mean. All eight passages found are read, also those that `ask` "
        "leaves unread because they could hardly win.",
        table(["other passages", "questions", "Recall@1", "Recall@3"], rows),
        picture("Recall@1 over the number of other passages", folder, "haystack"),
        "Recall@1 by type of question, with so many other passages:",
        table(["type", "questions", *sizes], types),
    ]


def itself(section: Figures, folder: Path) -> list[str]:
    """Times relative to a reference computation on the same machine."""
    rows = [
        [name, f"{found['value']:,.4g} {found['unit']}", f"{found['ratio']:.3g}"]
        for name, found in section["measures"].items()
    ]
    return [
        f"wuxi-qa {section['version']}. Ratios are to a reference computation that took "
        f"{section['reference_s']:.3g} s here, so that machines can be compared.",
        table(["measure", "value", "ratio to the reference"], rows),
    ]


def picture(words: str, folder: Path, name: str) -> str:
    """An image, with what it shows in words."""
    return f"![{words}]({folder.name}/{name}.svg)"
