"""Trains the reader and writes a folder that `scripts/make_model.py --weights` turns into int8.

    python -m training.train --base FP32_FOLDER --work RUN_FOLDER [--epochs N]
    python -m training.train --base RUN_FOLDER/trained --work ANOTHER …

Interrupted, it goes on from its last checkpoint. The same seed on the same machine gives the same
run. `training/README.md` says what is learned from what.
"""

from __future__ import annotations

import argparse
import functools
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tqdm import tqdm

from training.asked import Mixture
from training.crew import Crew, together
from training.development import Development, development
from training.examples import Pair, Recipe
from training.losses import MixedAdamW, reading_loss
from training.model import Encoded, ReaderNetwork, encode, load_tokenizer
from training.newsdev import news_answers, summary
from training.runs import Place, keep, log, resume, share_of_rate, write_trained
from training.setup import material
from training.trunk import fastest_dtype
from training.written import KINDS, written

TOKENS_A_STEP = 4000
SOURCES = ("public", *KINDS)
SHARES = ("whole", "alone", "twins", "idle", "laid")
RATE, HEAD_RATE, DECAY = 3e-4, 1e-3, 0.01
FROZEN = 3
CHECKPOINT_EVERY = 250
MEASURE_EVERY = 2500
PREFETCHED = 64
LATE_FROM = 0.41
"""From this share of the groups on questions are varied more; the plain ones come first."""


class Run:
    """One training run: network, optimiser, place in the data, and its folder on disk.

    Several processes can make it together, each with a share of every batch; the first one
    measures and writes.
    """

    def __init__(self, options: argparse.Namespace, crew: Crew) -> None:
        self.options = options
        self.crew = crew
        self.work: Path = options.work
        self.work.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(options.seed)
        recipe = Recipe(
            swaps=not options.no_swaps,
            windows=not options.no_windows,
            **{share: getattr(options, share) for share in (*SOURCES, *SHARES)},
        )
        print("Preparing data …", flush=True)
        made = material(recipe, crew, limit=options.limit)
        self.groups: Mixture = made.groups
        self.tokenizer = load_tokenizer(options.base)
        dtype = fastest_dtype()
        print(f"Computing in {dtype}.", flush=True)
        self.network = ReaderNetwork(options.base, dtype, frozen=options.frozen)
        self.optimiser = MixedAdamW(
            self.network,
            rate=options.rate,
            head_rate=HEAD_RATE,
            decay=DECAY,
        )
        self.optimiser.publish()
        self.development: Development = development(made.swapper, questions=options.dev)
        # Only the first process measures.
        self.articles = {
            kind: written("development", kind)[: options.articles] if crew.is_first else []
            for kind in KINDS
        }
        self.done, self.steps = resume(self.optimiser, options)

    @property
    def total(self) -> int:
        """Groups to learn from in all."""
        return int(len(self.groups) * self.options.epochs)

    def train(self) -> None:
        """Go through all groups, then write the result."""
        started = time.monotonic()
        bar = tqdm(
            total=self.total,
            initial=self.done,
            unit="group",
            mininterval=5,
            disable=not self.crew.is_first,
        )
        for batch, sizes in self._batches():
            values = self._step(*self.crew.share(batch, sizes))
            self.done += len(sizes)
            self.steps += 1
            bar.update(len(sizes))
            bar.set_postfix({k: f"{v:.3f}" for k, v in values.items()})
            if not self.crew.is_first:
                continue
            if self.steps % 20 == 0:
                self._log({"seconds": time.monotonic() - started, **values})
            if self.steps % MEASURE_EVERY == 0:
                self._measure()
            if self.steps % CHECKPOINT_EVERY == 0:
                self._keep()
        bar.close()
        if not self.crew.is_first:
            return
        self._measure()
        self._keep()
        self.write(self.work / "trained")

    def write(self, folder: Path) -> None:
        """Write the network as transformers reads it, and its heads beside it."""
        values = self.optimiser.values()
        trunk = {n.removeprefix("trunk."): v for n, v in values.items() if n.startswith("trunk.")}
        heads = {n.removeprefix("heads."): v for n, v in values.items() if n.startswith("heads.")}
        write_trained(folder, self.options.base, trunk, heads)

    def _step(self, batch: Sequence[Encoded], sizes: Sequence[int]) -> dict[str, float]:
        reading = reading_loss(self.network.read(batch), batch, sizes)
        reading.backward()  # type: ignore[no-untyped-call]
        values = {"loss": float(reading.detach())}
        rate = share_of_rate(self.done / self.total, least=1e-4)
        values["norm"] = self.optimiser.step(rate, mean=self.crew.mean)
        return values

    def _batches(self) -> Iterator[tuple[list[Encoded], list[int]]]:
        """Groups in this run's order, as many to a batch as its tokens allow."""
        batch: list[Encoded] = []
        sizes: list[int] = []
        for start in range(self.done, self.total, PREFETCHED):
            places = range(start, min(start + PREFETCHED, self.total))
            groups = [self._group(place) for place in places]
            encoded = iter(encode(self.tokenizer, [p for group in groups for p in group]))
            for group in groups:
                ready = [next(encoded) for _ in group]
                tokens = sum(len(one.ids) for one in (*batch, *ready))
                if batch and tokens > TOKENS_A_STEP:
                    yield batch, sizes
                    batch, sizes = [], []
                batch.extend(ready)
                sizes.append(len(ready))
        if batch:
            yield batch, sizes

    def _group(self, place: int) -> list[Pair]:
        epoch, offset = divmod(place, len(self.groups))
        if epoch not in self._orders:
            order = list(range(len(self.groups)))
            self._rng("order", epoch).shuffle(order)
            self._orders = {epoch: order}
        late = place >= self.options.late_from * self.total
        return self.groups.group(self._orders[epoch][offset], self._rng("group", place), late=late)

    _orders: dict[int, list[int]] = {}  # noqa: RUF012 - replaced, never changed

    def _rng(self, *what: object) -> random.Random:
        return random.Random(f"{self.options.seed} {what}")

    def _measure(self) -> None:
        values = self.development.measure(self.network, self.tokenizer)
        for kind, articles in self.articles.items():
            values |= summary(news_answers(self.network, self.tokenizer, articles), kind)
        tqdm.write(f"step {self.steps}: " + ", ".join(f"{k} {v:.3f}" for k, v in values.items()))
        self._log(values)

    def _log(self, values: dict[str, float]) -> None:
        log(self.work, {"step": self.steps, "groups": self.done, **values})

    def _keep(self) -> None:
        keep(self.optimiser, Place(self.done, self.steps), self.options)


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, required=True, help="folder of make_model.py --fp32")
    parser.add_argument("--work", type=Path, required=True, help="folder of this run")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--late-from", type=float, default=LATE_FROM, metavar="SHARE")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="default: one a processor")
    parser.add_argument("--limit", type=int, help="learn from so many questions only")
    parser.add_argument("--dev", type=int, default=200, help="questions to develop on")
    parser.add_argument(
        "--articles", type=int, default=8, help="articles of each kind to develop on"
    )
    parser.add_argument("--frozen", type=int, default=FROZEN, help="lowest layers to leave alone")
    parser.add_argument("--no-swaps", action="store_true", help="without near misses")
    parser.add_argument("--no-windows", action="store_true", help="whole paragraphs only")
    for share in (*SHARES, *SOURCES):
        default = getattr(Recipe, share)
        parser.add_argument(f"--{share}", type=float, default=default, metavar="SHARE")
    options = parser.parse_args()
    together(functools.partial(_train, options), options.threads)


def _train(options: argparse.Namespace, crew: Crew) -> None:
    Run(options, crew).train()


if __name__ == "__main__":
    main()
