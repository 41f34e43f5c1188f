"""How well the network reads questions that it never learned from: CMRC 2018 dev."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from training import windows
from training.corpus import DEVELOPMENT, data_folder, read_squad
from training.examples import Pair, pair
from training.model import Encoded, Logits, ReaderNetwork, encode
from training.swaps import Swapper
from training.words import words_of
from wuxi_qa.evaluation.metrics import auroc
from wuxi_qa.reader import LONGEST_QUESTION
from wuxi_qa.text import terms

LONGEST_ANSWER = 60


@dataclass(frozen=True)
class Answers:
    """What the network made of each question.

    Attributes:
        found: F1 and exact match of the words in the whole paragraph.
        answered: relevance and margin over "no answer" of each answering window.
        missed: the same of each near miss.
    """

    found: list[tuple[float, float]]
    answered: list[tuple[float, float]]
    missed: list[tuple[float, float]]


@dataclass(frozen=True)
class Development:
    """Questions with their paragraph, and near misses over the same windows."""

    gold: list[Pair]
    windows: list[Pair]
    misses: list[Pair]

    def measure(self, network: ReaderNetwork, tokenizer: Tokenizer) -> dict[str, float]:
        """Exact match and F1 by characters; AUROC of relevance against near misses."""
        made = self.answers(network, tokenizer)
        answered, missed = made.answered, made.missed
        return {
            "f1": sum(f for f, _ in made.found) / len(made.found),
            "em": sum(e for _, e in made.found) / len(made.found),
            "auroc": auroc([r for r, _ in answered], [r for r, _ in missed]) or 0.0,
            "auroc_null": auroc([n for _, n in answered], [n for _, n in missed]) or 0.0,
        }

    def answers(self, network: ReaderNetwork, tokenizer: Tokenizer) -> Answers:
        """The same, question by question."""
        said = spans(network, tokenizer, self.gold)
        return Answers(
            found=[span_score(pair, words) for pair, words in zip(self.gold, said, strict=True)],
            answered=self._scores(network, tokenizer, self.windows),
            missed=self._scores(network, tokenizer, self.misses),
        )

    def _scores(
        self, network: ReaderNetwork, tokenizer: Tokenizer, pairs: Sequence[Pair]
    ) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        for part in _batches(pairs):
            logits = _read(network, encode(tokenizer, part))
            best = logits.start[:, 1:].max(1).values + logits.end[:, 1:].max(1).values
            margin = best - logits.start[:, 0] - logits.end[:, 0]
            found += zip(logits.relevance.tolist(), margin.tolist(), strict=True)
        return found


def development(swapper: Swapper, *, questions: int) -> Development:
    """A sample of CMRC 2018 dev, the same every time."""
    rng = random.Random(2)
    examples = rng.sample(read_squad(data_folder() / DEVELOPMENT), questions)
    gold, answered, misses = [], [], []
    for example in examples:
        gold.append(pair(example.question, "", example.context, (example.start, example.end)))
        window = windows.around(example.context, example.start, example.end, rng)
        text = example.context[window.start : window.end]
        span = (example.start - window.start, example.end - window.start)
        answered.append(pair(example.question, example.title, text, span))
        words = words_of(example.question)
        other = swapper.question(words, example.title, f"{example.title}：{text}", rng)
        if other:
            misses.append(pair(other, example.title, text, None))
    return Development(gold, answered, misses)


def relevance(network: ReaderNetwork, tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[float]:
    """Logit of each pair that its passage answers."""
    return [
        value
        for part in _batches(pairs)
        for value in _read(network, encode(tokenizer, part)).relevance.tolist()
    ]


def spans(network: ReaderNetwork, tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[str]:
    """The best answer of each pair, whether or not there is one."""
    found: list[str] = []
    for part in _batches(pairs):
        batch = encode(tokenizer, part)
        logits = _read(network, batch)
        raw = tokenizer.encode_batch([(p.question[-LONGEST_QUESTION:], p.passage) for p in part])
        for i, one in enumerate(part):
            start, end = _best_span(logits, i, batch[i])
            found.append(one.passage[raw[i].offsets[start][0] : raw[i].offsets[end][1]])
    return found


def _best_span(logits: Logits, row: int, one: Encoded) -> tuple[int, int]:
    start = logits.start[row, one.first : one.last + 1]
    end = logits.end[row, one.first : one.last + 1]
    total = start[:, None] + end[None, :]
    size = len(start)
    allowed = torch.ones(size, size).triu().tril(LONGEST_ANSWER - 1).bool()
    best = int(total.masked_fill(~allowed, -1e9).argmax())
    return one.first + best // size, one.first + best % size


@torch.no_grad()
def _read(network: ReaderNetwork, batch: Sequence[Encoded]) -> Logits:
    return network.read(batch)


def _batches(pairs: Sequence[Pair], size: int = 16) -> list[list[Pair]]:
    return [list(pairs[i : i + size]) for i in range(0, len(pairs), size)]


def span_score(one: Pair, given: str) -> tuple[float, float]:
    """F1 over single characters and words as in SQuAD, and exact match."""
    gold = [t for t in terms(one.passage[one.start : one.end]) if len(t) == 1 or t.isascii()]
    said = [t for t in terms(given) if len(t) == 1 or t.isascii()]
    common = sum(min(gold.count(t), said.count(t)) for t in set(gold))
    if not common:
        return 0.0, 0.0
    precision, recall = common / len(said), common / len(gold)
    return 2 * precision * recall / (precision + recall), float(gold == said)
