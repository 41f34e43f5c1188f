"""Holds the encoder where it was while the same trunk learns to read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import opencc
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.corpus import Example
from training.examples import clause
from training.model import ReaderNetwork, vectors
from training.style import Styles, english_meanings
from training.trunk import Trunk
from training.words import Word
from wuxi_qa.text import sentence_spans

WEIGHT = 20.0
TEXTS_A_STEP = 16
TRADITIONAL_SHARE = 0.15
ENGLISH_SHARE = 0.12
LONGEST = 160


class Holding:
    """Distance of the trained trunk's vectors from those of the trunk as it was."""

    def __init__(
        self,
        folder: Path,
        tokenizer: Tokenizer,
        *,
        examples: Sequence[Example],
        words: Sequence[list[Word]],
        styles: Styles,
        news: Sequence[str],
        dtype: torch.dtype,
    ) -> None:
        self._teacher = Trunk(folder, dtype)
        self._teacher.requires_grad_(False)
        self._tokenizer = tokenizer
        self._examples = examples
        self._words = words
        self._styles = styles
        self._news = news
        self._english = english_meanings()
        self._traditional = opencc.OpenCC("s2t")

    def loss(self, network: ReaderNetwork, rng: random.Random) -> Tensor:
        """Mean of 1 - cosine over texts drawn at random."""
        return self.distances(network, [self.text(rng) for _ in range(TEXTS_A_STEP)]).mean()

    def distances(self, network: ReaderNetwork, texts: Sequence[str]) -> Tensor:
        """1 - cosine of each text's old and new vector: (texts,)."""
        ids = [found.ids for found in self._tokenizer.encode_batch(list(texts))]
        with torch.no_grad():
            old = vectors(self._teacher, ids)
        return 1 - (old * vectors(network.trunk, ids)).sum(-1)

    def text(self, rng: random.Random) -> str:
        """A question or passage with its prefix, as the encoder meets them."""
        number = rng.randrange(len(self._examples))
        draw = rng.random()
        if draw < ENGLISH_SHARE:
            return f"{rng.choice(('query', 'passage'))}: {rng.choice(self._english)}"
        if draw < 0.4:
            words = self._words[number]
            plain = "".join(word.text for word in words)
            question = self._styles.varied(words, rng) if rng.random() < 0.4 else plain
            return "query: " + self._maybe_traditional(question, rng)
        source = rng.choice(self._news) if rng.random() < 0.4 else self._examples[number].context
        return "passage: " + self._maybe_traditional(_piece(source, rng), rng)

    def _maybe_traditional(self, text: str, rng: random.Random) -> str:
        if rng.random() < TRADITIONAL_SHARE:
            return str(self._traditional.convert(text))
        return text


def _piece(text: str, rng: random.Random) -> str:
    """A clause, a sentence, or several sentences, as the index holds them."""
    draw = rng.random()
    if draw < 0.35:
        return clause(text, rng) or text[:LONGEST]
    spans = sentence_spans(text)
    at = rng.randrange(len(spans))
    end = at if draw < 0.8 else min(len(spans) - 1, at + 2)
    return text[spans[at][0] : spans[end][1]][:LONGEST]
