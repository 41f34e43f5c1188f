"""Processes of one thread each that train one network together, gradients averaged every step.

On two cores two such processes are half as fast again as one with two threads: most operations of
a small network are too short to be worth dividing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, multiprocessing

from training.model import Encoded


@dataclass(frozen=True)
class Crew:
    """A process and how many there are."""

    rank: int = 0
    size: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process measures and writes."""
        return self.rank == 0

    def share(
        self, batch: Sequence[Encoded], sizes: Sequence[int]
    ) -> tuple[list[Encoded], list[int]]:
        """This process's groups of a batch: about as many tokens as each other's."""
        if self.size == 1:
            return list(batch), list(sizes)
        rows = iter(batch)
        groups = [[next(rows) for _ in range(size)] for size in sizes]
        groups.sort(key=lambda group: -sum(len(one.ids) for one in group))
        shares: list[list[list[Encoded]]] = [[] for _ in range(self.size)]
        tokens = [0] * self.size
        for group in groups:
            at = tokens.index(min(tokens))
            shares[at].append(group)
            tokens[at] += sum(len(one.ids) for one in group)
        # A batch of fewer groups than processes: the same one for all.
        mine = shares[self.rank] or groups[:1]
        return [one for group in mine for one in group], [len(group) for group in mine]

    def mean(self, gradients: Sequence[Tensor]) -> None:
        """Replace gradients by their means over all processes."""
        if self.size == 1:
            return
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        done = 0
        for gradient in gradients:
            gradient.copy_(flat[done : done + gradient.numel()].view_as(gradient))
            done += gradient.numel()


def together(work: Callable[[Crew], None], processes: int) -> None:
    """Run `work` in so many processes, each on a processor of its own; 0 takes all processors.

    `work` must be picklable. An exception in one process stops all and is raised here.
    """
    size = processes or len(os.sched_getaffinity(0))
    if size == 1:
        torch.set_num_threads(1)
        work(Crew())
        return
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        multiprocessing.spawn(_member, (work, size, meeting), size)  # type: ignore[no-untyped-call, attr-defined]


def _member(rank: int, work: Callable[[Crew], None], size: int, meeting: Path) -> None:
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[rank % len(processors)]})
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)
    work(Crew(rank, size))
    dist.destroy_process_group()
