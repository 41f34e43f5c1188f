"""How well the reader does on written questions over news articles that it has not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from tokenizers import Tokenizer

from training.development import relevance, span_score, spans
from training.examples import LONGEST_HEADING, pair
from training.model import ReaderNetwork
from training.written import Miss, Written
from wuxi_qa.evaluation.metrics import auroc
from wuxi_qa.text import sentence_spans

LENGTH = 120


class NewsAnswers(NamedTuple):
    """Question by question, in one order for the same articles.

    Attributes:
        first: whether the most relevant passage of the article holds the answer.
        found: F1 and exact match of the words found in the passage that holds it.
        answered, missed: highest relevance over the article's passages.
        filled: of the missed questions, with the sentence in the article that answers.
    """

    first: list[float]
    found: list[tuple[float, float]]
    answered: list[float]
    missed: list[float]
    filled: list[float]


def news_answers(
    network: ReaderNetwork, tokenizer: Tokenizer, articles: Sequence[Written]
) -> NewsAnswers:
    """Ask every article its own questions, passage by passage, under its headline."""
    first, gold, answered, missed, filled = [], [], [], [], []
    for article in articles:
        places = passages(article.text)
        title = article.title[:LONGEST_HEADING]
        asked = [e.question for e in article.answered] + [m.question for m in article.missed]
        pairs = [pair(q, title, article.text[a:b], None) for q in asked for a, b in places]
        values = relevance(network, tokenizer, pairs)
        rows = torch.tensor(values).view(len(asked), len(places))
        for example, row in zip(article.answered, rows, strict=False):
            at = next(i for i, (a, b) in enumerate(places) if a <= example.start < b)
            first.append(float(int(row.argmax()) == at))
            a, b = places[at]
            span = (example.start - a, min(example.end, b) - a)
            gold.append(pair(example.question, title, article.text[a:b], span))
        highest = rows.max(1).values.tolist()
        answered += highest[: len(article.answered)]
        missed += highest[len(article.answered) :]
        filled += [_filled(network, tokenizer, article, miss) for miss in article.missed]
    said = spans(network, tokenizer, gold)
    scores = [span_score(one, words) for one, words in zip(gold, said, strict=True)]
    return NewsAnswers(first, scores, answered, missed, filled)


def summary(made: NewsAnswers, kind: str) -> dict[str, float]:
    """Means, and AUROC of the highest relevance of answered questions against that of others.

    `contrast` holds the same questions against themselves, with and without an answer in the
    article: what a question looks like cannot help.
    """
    number = len(made.first)
    return {
        f"{kind}_first": sum(made.first) / number,
        f"{kind}_f1": sum(f for f, _ in made.found) / number,
        f"{kind}_em": sum(e for _, e in made.found) / number,
        f"{kind}_auroc": auroc(made.answered, made.missed) or 0.0,
        f"{kind}_contrast": auroc(made.filled, made.missed) or 0.0,
    }


def passages(text: str) -> list[tuple[int, int]]:
    """Runs of sentences of `LENGTH` characters or a little more, which together are the text."""
    found: list[tuple[int, int]] = []
    for _, end in sentence_spans(text):
        if found and end - found[-1][0] <= LENGTH:
            found[-1] = (found[-1][0], end)
        else:
            found.append((found[-1][1] if found else 0, end))
    return found


def _filled(network: ReaderNetwork, tokenizer: Tokenizer, article: Written, miss: Miss) -> float:
    text = article.filled(miss)
    title = article.title[:LONGEST_HEADING]
    pairs = [pair(miss.question, title, text[a:b], None) for a, b in passages(text)]
    return max(relevance(network, tokenizer, pairs))
