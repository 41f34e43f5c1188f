"""Processes of one thread each that train one network together, gradients averaged every step.

On two cores two such processes are half as fast again as one with two threads: most operations of
a small network are too short to be worth dividing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, multiprocessing

from training.model import Encoded

MEMORY = Path("/dev/shm")
"""Files here are memory, where the system has it."""
KEEPING = {
    "MALLOC_MMAP_THRESHOLD_": 2**25,
    "MALLOC_TRIM_THRESHOLD_": 2**32,
    "MALLOC_TOP_PAD_": 2**28,
}
"""For glibc's malloc: keep freed memory instead of fetching and clearing pages for each tensor."""


@dataclass(frozen=True)
class Crew:
    """A process and how many there are."""

    rank: int = 0
    size: int = 1
    boards: Boards | None = None

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

    def rows(self, made: Callable[[slice], Tensor], number: int) -> Tensor:
        """So many rows, of which each process makes an equal share.

        Args:
            made: a slice of the rows' numbers -> these rows, a tensor.
            number: of rows in all.
        """
        own = slice(self.rank, number, self.size)
        part = made(own)
        if self.size == 1:
            return part
        whole = torch.zeros(number, *part.shape[1:], dtype=part.dtype)
        whole[own] = part
        dist.all_reduce(whole)
        return whole

    def mean(self, gradients: Sequence[Tensor]) -> None:
        """Replace gradients by their means over all processes."""
        if self.boards is None:
            return
        board = self.boards.next(sum(gradient.numel() for gradient in gradients))
        ends = list(accumulate(gradient.numel() for gradient in gradients))
        for gradient, end in zip(gradients, ends, strict=True):
            board[self.rank, end - gradient.numel() : end].copy_(gradient.flatten())
        dist.barrier()
        for gradient, end in zip(gradients, ends, strict=True):
            columns = board[:, end - gradient.numel() : end]
            torch.mean(columns, 0, out=gradient.view(-1))


class Boards:
    """Two tables in memory that all processes share, a row for each of them, used in turns.

    Who has passed the barrier of a step writes into the other table next, so that nobody changes
    what another still reads. Three times as fast as an all-reduce through a socket.
    """

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder = folder
        self._processes = processes
        self._tables: list[Tensor] = []

    def next(self, width: int) -> Tensor:
        """The table whose turn it is: float32 (processes, width), the same width each time."""
        if not self._tables:
            size = self._processes * width
            names = [str(self._folder / f"board {number}") for number in range(2)]
            self._tables = [torch.from_file(n, shared=True, size=size) for n in names]
        self._tables.reverse()
        return self._tables[0].view(self._processes, width)


def together(work: Callable[[Crew], None], processes: int) -> None:
    """Run `work` in so many processes, each on a processor of its own; 0 takes all processors.

    `work` must be picklable. An exception in one process stops all and is raised here.
    """
    size = processes or len(os.sched_getaffinity(0))
    if size == 1:
        torch.set_num_threads(1)
        work(Crew())
        return
    # What is set here holds for the processes started below.
    for name, value in KEEPING.items():
        os.environ.setdefault(name, str(value))
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        multiprocessing.spawn(_member, (work, size, Path(folder)), size)  # type: ignore[no-untyped-call, attr-defined]


def _member(rank: int, work: Callable[[Crew], None], size: int, folder: Path) -> None:
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[rank % len(processors)]})
    torch.set_num_threads(1)
    meeting = f"file://{folder / 'meeting'}"
    dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=size)
    work(Crew(rank, size, Boards(folder, size)))
    dist.destroy_process_group()
