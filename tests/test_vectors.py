from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from wuxi_qa.errors import IndexFormatError
from wuxi_qa.vectors import EXACT_LIMIT, FILE, VectorIndex

Rows = NDArray[np.float32]


def unit(rows: NDArray[np.float64]) -> Rows:
    lengths = np.sqrt((rows**2).sum(axis=-1, keepdims=True))
    return np.asarray(rows / lengths, dtype=np.float32)


def random_rows(count: int, dimension: int, seed: int) -> Rows:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)))


def clustered_rows(count: int, dimension: int, seed: int) -> Rows:
    """Rows around 50 centres, as sentences gather around topics."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(50, dimension))
    return unit(centres[rng.integers(50, size=count)] + rng.normal(size=(count, dimension)) / 2)


def nearest(rows: Rows, query: Rows, k: int) -> list[int]:
    """Row numbers by falling dot product, equal ones by number."""
    return [int(row) for row in np.argsort(-(rows @ query), kind="stable")[:k]]


# Exact search


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 60), st.integers(1, 16), st.integers(1, 80), st.integers(0, 2**32 - 1))
def test_exact_search_is_a_sort_by_dot_product(
    count: int, dimension: int, k: int, seed: int
) -> None:
    # Small whole numbers, whose products are exact in any order of summing; many are equal.
    rng = np.random.default_rng(seed)
    rows = rng.integers(-2, 3, size=(count, dimension)).astype(np.float32)
    query = rng.integers(-2, 3, size=dimension).astype(np.float32)
    found = VectorIndex.build(rows).search(query, k=k)
    expected = np.sort(rows @ query)[::-1][:k]
    assert found.scores.tolist() == expected.tolist()
    assert found.scores.tolist() == (rows[found.rows] @ query).tolist()
    assert len(set(found.rows.tolist())) == min(k, count)
    order = list(zip(-found.scores, found.rows, strict=True))
    assert order == sorted(order)


def test_exact_search_over_unit_rows() -> None:
    rows, queries = random_rows(500, 384, seed=1), random_rows(20, 384, seed=2)
    index = VectorIndex.build(rows)
    assert (len(index), index.dimension, index.is_exact) == (500, 384, True)
    for query in queries:
        found = index.search(query, k=10)
        assert found.rows.tolist() == nearest(rows, query, 10)
        np.testing.assert_allclose(found.scores, (rows @ query)[found.rows], rtol=1e-5, atol=1e-6)


def test_a_row_is_nearest_to_itself() -> None:
    rows = random_rows(200, 32, seed=3)
    index = VectorIndex.build(rows)
    for number in (0, 99, 199):
        found = index.search(rows[number], k=1)
        assert found.rows.tolist() == [number]
        assert found.scores[0] == pytest.approx(1, abs=1e-5)


def test_equal_rows_come_in_their_order() -> None:
    rows = np.tile(np.eye(1, 8, dtype=np.float32), (30, 1))
    found = VectorIndex.build(rows).search(rows[0], k=30)
    assert found.rows.tolist() == list(range(30))
    assert found.scores.tolist() == [1.0] * 30


def test_types_of_the_result() -> None:
    found = VectorIndex.build(random_rows(5, 4, seed=0)).search(random_rows(1, 4, seed=1)[0], k=2)
    assert [found.scores.dtype.name, found.rows.dtype.name] == ["float32", "int64"]


def test_more_neighbours_than_rows() -> None:
    rows = random_rows(3, 4, seed=0)
    assert VectorIndex.build(rows).search(rows[1], k=10).rows.tolist() == nearest(rows, rows[1], 3)


@pytest.mark.parametrize("k", [0, -1])
def test_no_neighbours_wanted(k: int) -> None:
    rows = random_rows(3, 4, seed=0)
    found = VectorIndex.build(rows).search(rows[0], k=k)
    assert found.rows.tolist() == found.scores.tolist() == []


def test_an_index_without_rows() -> None:
    index = VectorIndex.build(np.empty((0, 4), np.float32))
    assert (len(index), index.dimension) == (0, 4)
    assert index.search(np.ones(4, np.float32), k=3).rows.tolist() == []


def test_rows_in_any_memory_layout() -> None:
    rows = random_rows(50, 8, seed=4)
    query = rows[7]
    expected = nearest(rows, query, 5)
    for same in (np.asfortranarray(rows), np.repeat(rows, 2, axis=0)[::2]):
        assert VectorIndex.build(same).search(query, k=5).rows.tolist() == expected


# Inverted lists


def test_the_limit_of_exact_search() -> None:
    rows = random_rows(100, 8, seed=5)
    assert VectorIndex.build(rows, exact_limit=100).is_exact
    assert not VectorIndex.build(rows, exact_limit=99).is_exact
    assert EXACT_LIMIT == 100_000


def test_inverted_lists_find_nearly_all_of_the_nearest() -> None:
    """Recall of the ten nearest rows, over queries from the same clusters."""
    rows = clustered_rows(5_000, 64, seed=6)
    queries = clustered_rows(5_100, 64, seed=6)[5_000:]
    index = VectorIndex.build(rows, exact_limit=1_000)
    assert (len(index), index.dimension, index.is_exact) == (5_000, 64, False)
    hits = 0
    for query in queries:
        found = index.search(query, k=10)
        assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
        np.testing.assert_allclose(found.scores, rows[found.rows] @ query, atol=0.02)
        hits += len({*found.rows.tolist()} & {*nearest(rows, query, 10)})
    assert hits / (10 * len(queries)) >= 0.9


def test_padding_is_left_out() -> None:
    """The lists probed hold fewer rows than wanted."""
    rows = clustered_rows(400, 16, seed=7)
    found = VectorIndex.build(rows, exact_limit=100).search(rows[0], k=400)
    assert 0 < len(found.rows) < 400
    assert found.rows.min() >= 0
    assert len(set(found.rows.tolist())) == len(found.rows)


# On disk


@pytest.mark.parametrize("exact_limit", [1_000, 100])
def test_a_saved_index_finds_the_same(tmp_path: Path, exact_limit: int) -> None:
    directory = tmp_path / "向量 索引"
    directory.mkdir()
    rows = clustered_rows(500, 32, seed=8)
    index = VectorIndex.build(rows, exact_limit=exact_limit)
    index.write(directory)
    loaded = VectorIndex.read(directory)
    assert [path.name for path in directory.iterdir()] == [FILE]
    assert (len(loaded), loaded.dimension) == (500, 32)
    assert loaded.is_exact == index.is_exact == (exact_limit == 1_000)
    for query in random_rows(10, 32, seed=9):
        before, after = index.search(query, k=10), loaded.search(query, k=10)
        assert after.rows.tolist() == before.rows.tolist()
        assert after.scores.tolist() == before.scores.tolist()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFormatError, match="Unreadable vector index") as caught:
        VectorIndex.read(tmp_path)
    assert caught.value.path == tmp_path / FILE


@pytest.mark.parametrize("data", [b"", b"abc", b"IxFI" + b"\xff" * 100, b"\x00" * 100])
def test_a_file_of_something_else_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(IndexFormatError, match="Unreadable vector index"):
        VectorIndex.read(tmp_path)


@pytest.mark.parametrize("kept", [4, 20, 100, -1])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: int) -> None:
    VectorIndex.build(random_rows(20, 8, seed=0)).write(tmp_path)
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes()[:kept])
    with pytest.raises(IndexFormatError, match="Unreadable vector index"):
        VectorIndex.read(tmp_path)


# Mapped files


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("exact_limit", [EXACT_LIMIT, 100])
def test_an_index_read_is_a_map_of_its_file(tmp_path: Path, exact_limit: int) -> None:
    rows = clustered_rows(3000, 32, seed=9)
    built = VectorIndex.build(rows, exact_limit=exact_limit)
    built.write(tmp_path)
    read = VectorIndex.read(tmp_path)
    assert str(tmp_path / FILE) in Path("/proc/self/maps").read_text()
    for query in rows[:5]:
        assert built.search(query, k=20).rows.tolist() == read.search(query, k=20).rows.tolist()


def test_an_open_index_outlives_the_replacement_of_its_file(tmp_path: Path) -> None:
    rows = random_rows(300, 16, seed=10)
    VectorIndex.build(rows).write(tmp_path)
    read = VectorIndex.read(tmp_path)
    (tmp_path / FILE).unlink()
    VectorIndex.build(-rows).write(tmp_path)
    assert read.search(rows[7], k=1).rows.tolist() == [7]


@pytest.mark.skipif(sys.platform == "win32", reason="names there are text")
def test_a_file_name_that_is_no_text_will_do(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xff-index")
    folder.mkdir()
    rows = random_rows(50, 16, seed=11)
    VectorIndex.build(rows).write(folder)
    assert VectorIndex.read(folder).search(rows[3], k=1).rows.tolist() == [3]
