"""Trains the encoder to hold questions near the sentences that answer them.

    python -m training.contrastive --base FP32_FOLDER --work RUN_FOLDER [--epochs N]

Learned from are the questions over articles and over CMRC 2018's paragraphs: of all statements of
the articles of a batch, a question's vector is to lie nearest to one that holds its answer
(InfoNCE: van den Oord et al., 2018, arXiv:1807.03748). Most questions name no article, and from
these alone the encoder unlearns to tell one of a thousand; so what ships is a mean with the weights
before (`average.py`; docs/decisions/0013-encoder.md has what that gains and loses). A run takes
less than half an hour on two cores, goes on from its last checkpoint if interrupted, and writes
`RUN_FOLDER/trained`. The same seed on the same machine gives the same run.
"""

from __future__ import annotations

import argparse
import functools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from training.contrasts import Contrast, contrasts, texts_of
from training.crew import Crew, together
from training.losses import MixedAdamW
from training.model import load_tokenizer
from training.runs import Place, keep, log, resume, share_of_rate, write_trained
from training.trunk import Trunk, fastest_dtype
from wuxi_qa.model import SHIPPED_FOLDER, read_model_card

TEMPERATURE = 0.02
RATE, DECAY = 1e-4, 0.01
LONGEST = 256
"""Tokens of a text."""
LOG_EVERY, CHECKPOINT_EVERY, MEASURE_EVERY = 20, 50, 100
DEVELOPED_ON = 6
"""Articles of each kind, the statements of all of which are told apart."""


@dataclass(frozen=True)
class Batch:
    """Token ids of questions and of statements, and which of these answer which question."""

    questions: list[list[int]]
    statements: list[list[int]]
    answers: Tensor  # bool (questions, statements)


class Run:
    """One training run; several processes make it together, each with its share of the articles."""

    def __init__(self, options: argparse.Namespace, crew: Crew) -> None:
        self.options, self.crew = options, crew
        self.tokenizer = load_tokenizer(options.base)
        self.tokenizer.enable_truncation(LONGEST)
        self.prompts = read_model_card(SHIPPED_FOLDER).prompts
        self.trunk = Trunk(options.base, fastest_dtype())
        self.optimiser = MixedAdamW(self.trunk, rate=options.rate, head_rate=0, decay=DECAY)
        self.optimiser.publish()
        self.contrasts = contrasts("training", public=options.public)
        developed = contrasts("development", public=0, most=DEVELOPED_ON) if crew.is_first else []
        self.development = self._batch(list(enumerate(developed)))
        self.done, self.steps = resume(self.optimiser, options)

    def train(self) -> None:
        """Go through all articles, then write the result."""
        started = time.monotonic()
        mine = list(self._articles())
        bar = tqdm(
            total=len(mine), initial=self.done, unit="article", disable=not self.crew.is_first
        )
        for size, batch in self._batches(mine[self.done :]):
            values = self._step(batch, self.done / len(mine))
            self.done, self.steps = self.done + size, self.steps + 1
            bar.update(size)
            bar.set_postfix({k: f"{v:.3f}" for k, v in values.items()})
            if self.steps % LOG_EVERY == 0:
                self._log({"seconds": time.monotonic() - started, **values})
            if self.steps % MEASURE_EVERY == 0:
                self._measure()
            if self.steps % CHECKPOINT_EVERY == 0 and self.crew.is_first:
                keep(self.optimiser, Place(self.done, self.steps), self.options)
        bar.close()
        self._measure()
        if self.crew.is_first:
            keep(self.optimiser, Place(self.done, self.steps), self.options)
            self.write(self.options.work / "trained")

    def write(self, folder: Path) -> None:
        """Write the encoder as transformers reads it."""
        write_trained(folder, self.options.base, self.optimiser.values())

    def _articles(self) -> Iterator[tuple[int, Contrast]]:
        """This process's articles in the run's order, each with its place."""
        place = 0
        whole, part = divmod(self.options.epochs, 1)
        for epoch in range(int(whole) + 1):
            order = list(self.contrasts)
            random.Random(f"{self.options.seed} order {epoch}").shuffle(order)
            order = order if epoch < whole else order[: int(part * len(order))]
            for article in order[: len(order) // self.crew.size * self.crew.size]:
                if place % self.crew.size == self.crew.rank:
                    yield place, article
                place += 1

    def _batches(self, articles: Sequence[tuple[int, Contrast]]) -> Iterator[tuple[int, Batch]]:
        """As many articles to a batch as the option says, the same in all processes."""
        for start in range(0, len(articles), self.options.articles):
            chosen = articles[start : start + self.options.articles]
            yield len(chosen), self._batch(chosen)

    def _batch(self, articles: Sequence[tuple[int, Contrast]]) -> Batch:
        questions: list[str] = []
        statements: list[str] = []
        marks: list[tuple[int, int]] = []
        for place, article in articles:
            made = texts_of(article, random.Random(f"{self.options.seed} texts {place}"))
            marks += [(q + len(questions), s + len(statements)) for q, s in made.answers]
            questions += made.questions
            statements += made.statements
        answers = torch.zeros(len(questions), len(statements), dtype=torch.bool)
        for question, statement in marks:
            answers[question, statement] = True
        return Batch(
            self._ids(self.prompts["query"], questions),
            self._ids(self.prompts["document"], statements),
            answers,
        )

    def _ids(self, prompt: str, texts: Sequence[str]) -> list[list[int]]:
        return [one.ids for one in self.tokenizer.encode_batch([prompt + text for text in texts])]

    def _step(self, batch: Batch, done: float) -> dict[str, float]:
        scores = self._scores(batch)
        loss = contrastive_loss(scores, batch.answers)
        loss.backward()  # type: ignore[no-untyped-call]
        first = share_first(scores, batch.answers)
        norm = self.optimiser.step(share_of_rate(done, least=1e-3), mean=self.crew.mean)
        return {"loss": float(loss.detach()), "first": first, "norm": norm}

    def _scores(self, batch: Batch) -> Tensor:
        """Cosines over the temperature: float32 (questions, statements)."""
        return self._vectors(batch.questions) @ self._vectors(batch.statements).T / TEMPERATURE

    def _vectors(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Means over the tokens, of length 1: float32 (texts, hidden)."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        lengths = [len(texts[i]) for i in order]
        states = self.trunk([texts[i] for i in order]).float()
        homes = torch.repeat_interleave(torch.tensor(order), torch.tensor(lengths))
        sums = torch.zeros(len(texts), states.shape[1]).index_add(0, homes, states)
        return nn.functional.normalize(sums)

    @torch.no_grad()
    def _measure(self) -> None:
        """Share of the questions kept for developing whose nearest statement answers."""
        if not self.crew.is_first:
            return
        first = share_first(self._scores(self.development), self.development.answers)
        tqdm.write(f"step {self.steps}: nearest statement answers {first:.3f}")
        self._log({"development": first})

    def _log(self, values: dict[str, float]) -> None:
        if self.crew.is_first:
            log(self.options.work, {"step": self.steps, **values})


def contrastive_loss(scores: Tensor, answers: Tensor) -> Tensor:
    """Mean over questions of -log of the share that the answering statements have.

    Args:
        scores: (questions, statements), log-odds.
        answers: bool of the same shape; at least one statement answers each question.
    """
    right = scores.masked_fill(~answers, -torch.inf).logsumexp(1)
    return (scores.logsumexp(1) - right).mean()


def share_first(scores: Tensor, answers: Tensor) -> float:
    """Share, in [0, 1], of the questions whose highest score is of a statement that answers."""
    return float(answers.gather(1, scores.argmax(1, keepdim=True)).float().mean())


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", type=Path, required=True, help="folder of make_model.py --fp32")
    parser.add_argument("--work", type=Path, required=True, help="folder of this run")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--articles", type=int, default=5, help="of a step, in each process")
    parser.add_argument("--public", type=float, default=1.0, help="share of CMRC's paragraphs")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="default: one a processor")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    together(functools.partial(_train, options), options.threads)


def _train(options: argparse.Namespace, crew: Crew) -> None:
    torch.manual_seed(options.seed)
    Run(options, crew).train()


if __name__ == "__main__":
    main()
