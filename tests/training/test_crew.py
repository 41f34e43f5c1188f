"""Processes that train together."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import torch

from training.crew import Crew, together
from training.model import Encoded
from training.rounding import HIGHEST, rounded_rows


def _one(length: int) -> Encoded:
    return Encoded(list(range(length)), 1, length - 1, 1, 1, True)


def test_shares_are_disjoint_and_all() -> None:
    batch = [_one(n) for n in (9, 4, 30, 5, 7, 8, 11)]
    sizes = [2, 1, 2, 2]
    shares = [Crew(rank, 2).share(batch, sizes) for rank in range(2)]
    assert sum((len(own) for _, own in shares)) == 4
    lengths = sorted(len(one.ids) for mine, _ in shares for one in mine)
    assert lengths == [4, 5, 7, 8, 9, 11, 30]
    tokens = [sum(len(one.ids) for one in mine) for mine, _ in shares]
    assert abs(tokens[0] - tokens[1]) <= 30
    assert Crew().share(batch, sizes) == (batch, sizes)


def test_a_batch_of_one_group_is_everyones() -> None:
    assert Crew(1, 2).share([_one(3), _one(4)], [2]) == ([_one(3), _one(4)], [2])


def _average(folder: Path, crew: Crew) -> None:
    made = []
    for step in range(3):
        gradients = [torch.full((2, 2), float(crew.rank)), torch.tensor([4.0 * crew.rank + step])]
        crew.mean(gradients)
        made.append([g.tolist() for g in gradients])
    torch.save(made, folder / f"{crew.rank}.pt")


def test_gradients_are_averaged_over_processes(tmp_path: Path) -> None:
    together(functools.partial(_average, tmp_path), 2)
    for rank in range(2):
        made = torch.load(tmp_path / f"{rank}.pt")
        assert made == [[[[0.5, 0.5], [0.5, 0.5]], [2.0 + step]] for step in range(3)]


def _rows(folder: Path, crew: Crew) -> None:
    asked: list[slice] = []

    def made(own: slice) -> torch.Tensor:
        asked.append(own)
        return torch.arange(10.0).view(5, 2)[own]

    rows = crew.rows(made, 5)
    torch.save((rows.tolist(), asked[0].start, asked[0].step), folder / f"{crew.rank}.pt")


@pytest.mark.parametrize("processes", [1, 2])
def test_rows_are_made_in_shares_and_known_to_all(tmp_path: Path, processes: int) -> None:
    together(functools.partial(_rows, tmp_path), processes)
    for rank in range(processes):
        rows, start, step = torch.load(tmp_path / f"{rank}.pt")
        assert rows == torch.arange(10.0).view(5, 2).tolist()
        assert (start, step) == (rank, processes)


def _fail(crew: Crew) -> None:
    raise ValueError(f"process {crew.rank}")


def test_a_failing_process_is_heard_of() -> None:
    with pytest.raises(Exception, match=r"process [01]"):
        together(_fail, 2)


def test_rows_are_rounded_to_what_ships() -> None:
    weights = torch.tensor([[1.0, -0.3, 0.01], [0.0, 0.0, 0.0]])
    rounded = rounded_rows(weights)
    assert rounded[0].tolist() == pytest.approx([1.0, -19 / HIGHEST, 1 / HIGHEST])
    assert rounded[1].tolist() == [0, 0, 0]
