"""`python -m bench`: measure wuxi-qa beside its peers, write the results and the page.

Other parts of the benchmark have commands of their own; the page shows whatever the results hold.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench import page, results
from bench.data import SETS
from bench.environments import WORK
from bench.peers_run import Settings, measure_peers, quick
from bench.subjects import SUBJECTS, chosen
from bench.table import ratios


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    if options.page_only:
        page.write(results.read(options.results), options.docs)
        return 0
    try:
        settings = _settings(options)
        section = measure_peers(settings)
    except (ValueError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    target = WORK / "quick" / "results.json" if options.quick else options.results
    docs = WORK / "quick" if options.quick else options.docs
    target.parent.mkdir(parents=True, exist_ok=True)
    results.write_section("peers", section, target)
    page.write(results.read(target), docs)
    sys.stdout.write(ratios(section) + "\n")
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings(
        subjects=chosen(options.only),
        sets=tuple(name for name in SETS if name in options.sets),
        questions=None if options.all else options.questions,
        resume=options.resume,
    )
    settings = replace(settings, rounds=options.rounds)
    return quick(settings) if options.quick else settings


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = ", ".join(subject.name for subject in SUBJECTS)
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="SUBJECT",
        help=f"these and wuxi-qa; the results then hold only them: {names}",
    )
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument(
        "--questions", type=int, default=1000, help="of each public set, drawn with a fixed seed"
    )
    parser.add_argument("--all", action="store_true", help="all questions of the public sets")
    parser.add_argument("--rounds", type=int, default=5, help="cold starts of each")
    parser.add_argument(
        "--resume", action="store_true", help="take the finished parts of a run that was cut off"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a tiny sample, to see that all runs; goes to .bench/quick",
    )
    parser.add_argument("--page-only", action="store_true", help="the page from the results")
    parser.add_argument("--results", type=Path, default=results.RESULTS, help=argparse.SUPPRESS)
    parser.add_argument("--docs", type=Path, default=page.DOCS, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
