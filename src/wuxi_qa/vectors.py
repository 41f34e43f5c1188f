"""Vectors: nearest rows by inner product. The only module that imports faiss."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wuxi_qa.errors import IndexFormatError

if TYPE_CHECKING:
    import faiss

FILE = "vectors.faiss"
EXACT_LIMIT = 100_000
"""Up to this many rows search is exact; above it, inverted lists of 8-bit codes are probed."""

_PROBED_SHARE = 8


class Neighbours(NamedTuple):
    """The rows nearest to one query, best first; equal scores by row number.

    Attributes:
        scores: float32 array (found,), inner products; cosines in [-1, 1] for unit rows.
        rows: int64 array (found,), row numbers.
    """

    scores: NDArray[np.float32]
    rows: NDArray[np.int64]


_BLOCK = 1 << 20
"""Bytes that FAISS reads and writes at a time."""


class VectorIndex:
    """A FAISS index over unit rows (Douze et al., 2024, "The Faiss library")."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, rows: NDArray[np.float32], *, exact_limit: int = EXACT_LIMIT) -> VectorIndex:
        """Index rows: float32 array (rows, dimension) of unit length.

        Exact (`IndexFlatIP`) up to `exact_limit` rows, else inverted lists of 8-bit codes
        (`IndexIVFScalarQuantizer`, a quarter of the memory), an eighth of the lists probed.
        """
        import faiss

        count, dimension = rows.shape
        flat = faiss.IndexFlatIP(dimension)
        if count <= exact_limit:
            flat.add(np.ascontiguousarray(rows, dtype=np.float32))
            return cls(flat)
        lists = int(math.sqrt(count))
        index = faiss.IndexIVFScalarQuantizer(
            flat, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        index.train(np.ascontiguousarray(rows, dtype=np.float32))
        index.add(np.ascontiguousarray(rows, dtype=np.float32))
        index.nprobe = max(1, lists // _PROBED_SHARE)
        return cls(index)

    def __len__(self) -> int:
        """Number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a row."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Whether every row is compared with every query."""
        import faiss

        return isinstance(self._index, faiss.IndexFlat)

    def search(self, query: NDArray[np.float32], *, k: int) -> Neighbours:
        """Find the `k` rows nearest to one query: float32 array (dimension,)."""
        wanted = min(k, len(self))
        if wanted < 1:
            return Neighbours(np.empty(0, np.float32), np.empty(0, np.int64))
        with _one_thread():
            scores, rows = self._index.search(query[np.newaxis].astype(np.float32), wanted)
        found = rows[0] >= 0  # FAISS pads with -1 when its lists hold fewer rows
        order = np.lexsort((rows[0][found], -scores[0][found]))
        return Neighbours(scores[0][found][order], rows[0][found][order])

    def write(self, directory: Path) -> None:
        """Write `vectors.faiss` with Python's file I/O, so that any path will do."""
        import faiss

        with (directory / FILE).open("wb") as file:
            # FAISS's type stubs lack these two classes.
            writer = faiss.PyCallbackIOWriter(file.write, _BLOCK)  # type: ignore[attr-defined]
            faiss.write_index(self._index, writer)

    @classmethod
    def read(cls, directory: Path) -> VectorIndex:
        """Open what `write` wrote, mapped into memory where the system allows it.

        A mapped index is open at once, of a large one only the lists probed come into memory, and
        processes that open the same index share it. The file must not be changed in place while it
        is open; replacing the directory, as `write_index` does, leaves an open one as it was.

        Raises:
            IndexFormatError: the file is unreadable for this version of FAISS.
        """
        path = directory / FILE
        try:
            return cls(_mapped(path) or _loaded(path))
        except (OSError, RuntimeError, MemoryError) as error:
            raise IndexFormatError("Unreadable vector index", path=path) from error


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS use no team of threads, which cannot share out a single query.

    Its members would still be waited for, and those of ONNX Runtime keep the processors busy for a
    while after the question was encoded. The setting is one of the calling thread alone.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _mapped(path: Path) -> faiss.Index | None:
    """The index as a map of its file; None where that cannot be."""
    import faiss

    flag = getattr(faiss, "IO_FLAG_MMAP_IFC", None)
    name = os.fspath(path)
    # Windows does not let a directory be replaced that holds a mapped file. A name that is no
    # UTF-8 cannot be handed to FAISS.
    if flag is None or os.name != "posix" or name != os.fsencode(path).decode("utf-8", "replace"):
        return None
    return faiss.read_index(name, flag)


def _loaded(path: Path) -> faiss.Index:
    """The index read into memory, block by block: whole, it would stand there three times."""
    import faiss

    with path.open("rb") as file:
        # FAISS's type stubs lack this class, as they do the writer.
        reader = faiss.PyCallbackIOReader(file.read, _BLOCK)  # type: ignore[attr-defined]
        return faiss.read_index(reader)
