"""How cost grows with the collection: building and searching 1k, 4k, 16k and 64k news passages.

    python -m bench.scaling [--sizes 1000,4000,16000,64000] [--encode-at-most 2000]

Encoding is linear in the texts and by far the longest part, so above a limit it is timed on the
first passages and extended to all; the vectors that are missing are then jittered copies of those
that are there, so that searching costs what it would. `encoded_share` says how much is real. The
vectors are kept in `.bench/`: after a run of `bench.haystack`, `--encode-at-most 16000` takes all
of them, and the seconds that they took then, without encoding anything again.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.data import data_folder
from bench.results import Section, write_section
from bench.selfbench import test_questions
from wuxi_qa.evaluation.questions import load_squad

SIZES = (1000, 4000, 16000, 64000)
ENCODED = 2000
QUESTIONS = 100
FITTED = {
    "build": "build_s",
    "encode": "encode_s",
    "lexical": "lexical_s",
    "vectors": "vectors_s",
    "write": "write_s",
    "open": "open_s",
    "search": "search_ms_p50",
    "rss": "rss_mb",
    "index": "index_mb",
}
"""Which field of the points each exponent is fitted on."""

Point = dict[str, float]


def main() -> None:
    """Measure each size in fresh processes, fit, print, write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=_sizes, default=list(SIZES), help="passages, by commas")
    parser.add_argument("--encode-at-most", type=int, default=ENCODED, metavar="N")
    options = parser.parse_args()
    points: list[Point] = []
    asked = questions()
    with tempfile.TemporaryDirectory(prefix="wuxi-qa-scaling-") as work:
        for size in options.sizes:
            encoded = min(size, options.encode_at_most)
            points.append(measure(size, encoded, Path(work) / "index", asked))
            print(row(points[-1]), file=sys.stderr, flush=True)
    found = section(points)
    print("\n".join([HEADER, *(row(point) for point in points)]))
    print("\n".join(f"{name} grows as n^{e:.2f}" for name, e in found["exponents"].items()))
    print(found["note"])
    write_section("scaling", found)


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(part) for part in text.split(",")})
    if len(sizes) < 2 or sizes[0] < 1:
        raise argparse.ArgumentTypeError("two sizes or more, above 0")
    return sizes


def questions(limit: int = QUESTIONS) -> list[str]:
    """Half the article's test questions, half of CMRC 2018 dev: questions on many subjects."""
    gold = load_squad(data_folder() / "cmrc2018_dev.json.gz").gold.questions
    chosen = random.Random(0).sample(gold, limit - limit // 2)
    return [*test_questions(limit // 2), *(question.question for question in chosen)]


def measure(passages: int, encoded: int, directory: Path, asked: Sequence[str]) -> Point:
    """Build an index in one process and ask it in another.

    Raises:
        RuntimeError: one of them fails.
    """
    sizes = ["--passages", str(passages), "--encoded", str(encoded)]
    built = _run(["build", str(directory), *sizes])
    return {**built, **_run(["search", str(directory)], json.dumps(asked))}


def _run(arguments: Sequence[str], given: str = "") -> Point:
    command = [sys.executable, "-m", "bench.scalepoint", *arguments]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        command, cwd=root, input=given, stdout=subprocess.PIPE, check=False, encoding="utf-8"
    )
    if done.returncode:
        raise RuntimeError(f"Exit code {done.returncode}: {' '.join(command)}")
    found: Point = json.loads(done.stdout)
    return found


def section(points: Sequence[Point]) -> Section:
    """The section `scaling` of the results."""
    sizes = [point["passages"] for point in points]
    return {
        "points": list(points),
        "exponents": {
            name: exponent(sizes, [point[field] for point in points])
            for name, field in FITTED.items()
        },
        "note": _note(points),
    }


def _note(points: Sequence[Point]) -> str:
    sampled = [point for point in points if point["encoded_share"] < 1]
    if not sampled:
        return "All passages were encoded."
    shares = ", ".join(f"{p['passages']:,.0f}: {p['encoded_share']:.1%}" for p in sampled)
    return (
        f"Encoding was timed on a share of the passages and extended to all ({shares}); the other "
        "vectors are jittered copies, which cost as much to search."
    )


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The b of cost = a · size^b, by least squares over the logarithms.

    Raises:
        ValueError: fewer than two different sizes, not as many costs, or a value not above 0.
    """
    if len(sizes) != len(costs) or len(set(sizes)) < 2:
        raise ValueError("An exponent needs two different sizes or more, and as many costs")
    if min(*sizes, *costs) <= 0:
        raise ValueError("An exponent needs sizes and costs above 0")
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    moved = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return moved / sum((a - x) ** 2 for a in xs)


HEADER = (
    "passages      rows encoded  build s (encode lexical vectors write)   open s  "
    "search ms p50/p95  ask ms p50   RSS MB  disk MB"
)


def row(point: Point) -> str:
    """One line of the table."""
    parts = " ".join(
        f"{point[f'{part}_s']:.4g}" for part in ("encode", "lexical", "vectors", "write")
    )
    searched = f"{point['search_ms_p50']:.1f}/{point['search_ms_p95']:.1f}"
    return (
        f"{point['passages']:>8,.0f}{point['rows']:>10,.0f}{point['encoded_share']:>8.1%}"
        f"{point['build_s']:>9.4g} ({parts:<32}){point['open_s']:>7.2f}"
        f"{searched:>19}{point['ask_ms_p50']:>12.0f}{point['rss_mb']:>9.0f}{point['index_mb']:>9.0f}"
    )


if __name__ == "__main__":
    main()
