"""The run: wuxi-qa and its peers, from their environments to the `peers` section."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, replace
from pathlib import Path

from bench import measure, summary
from bench.data import SETS, BenchSet
from bench.environments import WORK, Environment, InstallError, prepare
from bench.figures import Figures
from bench.parts import Content, Parts
from bench.subjects import OWN_ENVIRONMENT, Subject

_log = logging.getLogger("bench")

COST_SET = "cmrc"
"""Costs are measured on this set, or on the first that is asked where it is left out."""


@dataclass(frozen=True)
class Settings:
    """What to measure.

    Attributes:
        subjects: which; wuxi-qa must be among them.
        sets: names in `data.SETS`.
        questions: how many of each public set; None for all.
        paragraphs: how many of each public set are indexed; None for all.
        article_questions: how many of the article; None for all of its test split.
        rounds: how many cold starts of each subject.
        threads: how many each subject may use.
        resume: take the finished parts of a run that was cut off.
        parts: folder of the finished parts.
    """

    subjects: tuple[Subject, ...]
    sets: tuple[str, ...] = tuple(SETS)
    questions: int | None = 1000
    paragraphs: int | None = None
    article_questions: int | None = None
    rounds: int = 5
    threads: int = 2
    seed: int = 0
    resume: bool = False
    parts: Path = WORK / "parts"


def measure_peers(settings: Settings) -> Figures:
    """Measure everything, in one run.

    Raises:
        RuntimeError: wuxi-qa itself cannot be installed or fails.
    """
    environments = _environments(settings.subjects)
    if isinstance(environments[OWN_ENVIRONMENT], str):
        raise RuntimeError(f"wuxi-qa cannot be installed: {environments[OWN_ENVIRONMENT]}")
    usable = {n: e for n, e in environments.items() if isinstance(e, Environment)}
    run = measure.Run(
        subjects=tuple(s for s in settings.subjects if s.environment in usable),
        environments=usable,
        parts=Parts(settings.parts, resume=settings.resume),
        threads=settings.threads,
        rounds=settings.rounds,
        seed=settings.seed,
    )
    sets = _sets(settings)
    found = _measured(run, sets)
    article = found["sets"].get("article")
    if article is not None:
        split = measure.own_splitting(run, sets["article"])
        found["splitting"] = summary.splitting_figures(split, article)
    return {
        "settings": _described(settings),
        "subjects": [summary.subject_figures(s, environments) for s in settings.subjects],
        "environments": {n: summary.environment_figures(e) for n, e in environments.items()},
        **found,
    }


def _measured(run: measure.Run, sets: dict[str, BenchSet]) -> Figures:
    built: dict[str, Content] = {}
    asked: dict[str, Content] = {}
    for name, bench_set in sets.items():
        built[name] = measure.build(run, bench_set)
        asked[name] = measure.ask(run, bench_set, built[name])
    main = COST_SET if COST_SET in sets else next(iter(sets))
    cold = measure.cold_starts(run, sets[main], built[main])
    return {
        "sets": {name: summary.set_figures(sets[name], asked[name]) for name in sets},
        "cost_set": main,
        "costs": summary.cost_figures(run.subjects, built, asked[main], cold, main),
    }


def _environments(subjects: tuple[Subject, ...]) -> dict[str, Environment | str]:
    found: dict[str, Environment | str] = {}
    for name in dict.fromkeys(subject.environment for subject in subjects):
        _log.info("environment %s", name)
        try:
            found[name] = prepare(name)
        except InstallError as error:
            _log.warning("%s cannot be installed: %s", name, error)
            found[name] = str(error)
    return found


def _sets(settings: Settings) -> dict[str, BenchSet]:
    return {
        name: SETS[name](
            settings.article_questions if name == "article" else settings.questions,
            settings.paragraphs,
        )
        for name in settings.sets
    }


def _described(settings: Settings) -> Figures:
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "questions": settings.questions,
        "paragraphs": settings.paragraphs,
        "article_questions": settings.article_questions,
        "rounds": settings.rounds,
        "threads": settings.threads,
        "seed": settings.seed,
    }


def quick(settings: Settings) -> Settings:
    """A tiny sample, to see that everything runs; its figures mean nothing."""
    return replace(
        settings,
        questions=12,
        paragraphs=24,
        article_questions=24,
        rounds=2,
        parts=WORK / "quick" / "parts",
    )
