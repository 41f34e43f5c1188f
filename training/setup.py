"""Puts together what training needs, from data to groups."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.asked import Asked, Mixture, Source
from training.corpus import news_texts, training_examples
from training.crew import Crew
from training.examples import Groups, Recipe, clause
from training.hard import HardNegatives
from training.near import NearSentences
from training.style import Styles
from training.swaps import Swapper
from training.twins import Twins
from training.words import Pools, words_of
from training.written import KINDS, Kind, written
from wuxi_qa.encoder import OnnxEncoder

NEWS_ARTICLES = 3000
NEWS_LENGTH = 700


@dataclass(frozen=True)
class Material:
    """Everything made of the training data before the first step."""

    swapper: Swapper
    groups: Mixture


def material(recipe: Recipe, crew: Crew, *, limit: int | None = None) -> Material:
    """Read the data and prepare pools, negatives and groups; takes some minutes."""
    examples = training_examples()
    if limit is not None:
        examples = random.Random(0).sample(examples, min(limit, len(examples)))
    news = [text[:NEWS_LENGTH] for text in news_texts(NEWS_ARTICLES) if len(text) > 60]
    words = [words_of(example.question) for example in examples]
    rng = random.Random(1)
    headlines = sorted({c for text in news if (c := clause(text, rng))})
    styles = Styles([e.question for e in examples] + news[:1000])
    swapper = Swapper(Pools(words, {e.title for e in examples}))
    groups = Groups(
        examples,
        words=words,
        styles=styles,
        swapper=swapper,
        hard=HardNegatives(examples, news),
        headlines=headlines,
        recipe=recipe,
    )
    sources: list[tuple[Source, float]] = [(groups, recipe.public)]
    shares = {kind: getattr(recipe, kind) for kind in KINDS}
    twins = Twins(swapper.pools) if recipe.swaps else None
    sources += [
        (_asked(kind, styles, twins, crew, recipe), share)
        for kind, share in shares.items()
        if share
    ]
    return Material(swapper, Mixture(sources))


def _asked(kind: Kind, styles: Styles, twins: Twins | None, crew: Crew, recipe: Recipe) -> Asked:
    articles = written("training", kind)
    near = NearSentences(articles, OnnxEncoder(), crew)
    return Asked(articles, styles, near, twins, idle=recipe.idle, laid=recipe.laid)
