"""One point of the scaling curve, in processes of its own: an index built, then searched.

    python -m bench.scalepoint build DIR --passages 1000 --encoded 1000
    python -m bench.scalepoint search DIR < questions.json

Each prints one JSON object. A process of its own has its own peak of memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench.coldrun import as_mb
from bench.news import news, passage_texts
from bench.selfbench import quantiles, seconds_each
from bench.vectorcache import FOLDER, Encoded, encoded_news
from wuxi_qa import QA
from wuxi_qa.encoder import Encoder, Progress, Vectors, load_building_encoder
from wuxi_qa.index import assemble, write_index
from wuxi_qa.lexical import LexicalIndex
from wuxi_qa.passages import SplitterSettings
from wuxi_qa.vectors import VectorIndex

ASKED = 30
JITTER = 0.3
"""Length of the random vector that is added to a copied one, whose own length is 1."""

_CHUNK = 65_536


def main() -> None:
    """Build or search; print what was measured as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=["build", "search"])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--passages", type=int, default=0, help="size of the collection")
    parser.add_argument("--encoded", type=int, default=0, help="how many are really encoded")
    options = parser.parse_args()
    if options.action == "build":
        found = build(options.directory, options.passages, min(options.encoded, options.passages))
    else:
        found = search(options.directory, json.load(sys.stdin))
    print(json.dumps(found))


class FilledEncoder:
    """An `Encoder` with vectors for some texts; the others get jittered copies of those.

    Copies keep the cost of searching real where encoding all texts would take hours; they say
    nothing about what is found.

    Args:
        encoder: encodes questions.
        known: the vectors of some texts; at least one.
    """

    def __init__(self, encoder: Encoder, known: Encoded) -> None:
        self._rows = {text: row for row, text in enumerate(known.texts)}
        self._vectors = known.vectors
        self.identity = encoder.identity
        self.encode_queries = encoder.encode_queries

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Vectors: float32 array (len(texts), dimension), rows of length 1."""
        places = np.asarray([self._rows.get(text, -1) for text in texts], dtype=np.int64)
        rows = np.empty((len(texts), self._vectors.shape[1]), dtype=np.float32)
        rows[places >= 0] = self._vectors[places[places >= 0]]
        _fill(rows, np.flatnonzero(places < 0), self._vectors)
        if progress is not None:
            progress(len(texts), len(texts))
        return rows


def _fill(rows: Vectors, places: NDArray[np.int64], known: Vectors) -> None:
    """Fill some rows with jittered, renormalised copies of known ones."""
    rng = np.random.default_rng(0)
    for start in range(0, len(places), _CHUNK):
        part = places[start : start + _CHUNK]
        chosen = known[rng.integers(0, len(known), len(part))]
        noise = rng.standard_normal(chosen.shape, dtype=np.float32)
        moved = chosen + noise * np.float32(JITTER / known.shape[1] ** 0.5)
        rows[part] = moved / np.linalg.norm(moved, axis=1, keepdims=True)


def build(
    directory: Path,
    passages: int,
    encoded: int,
    *,
    load_encoder: Callable[[], Encoder] = load_building_encoder,
    folder: Path = FOLDER,
) -> dict[str, float]:
    """Build and write an index of the first news passages; seconds of each part.

    Encoding is timed over the first `encoded` passages, and its seconds extended to all texts but
    repeats, which an index encodes once.
    `load_s`, what loading the encoder takes, is the same for every size and not part of `build_s`.
    """
    start = time.perf_counter()
    collection = news(passages)
    split_s = time.perf_counter() - start
    start = time.perf_counter()
    encoder = load_encoder()
    load_s = time.perf_counter() - start
    known = encoded_news(collection.passages[:encoded], encoder, folder=folder)
    texts = [text for passage in collection.passages for text in passage_texts(passage)]
    with _stopwatch(LexicalIndex) as lexical, _stopwatch(VectorIndex) as vectors:
        index = assemble(
            *collection, encoder=FilledEncoder(encoder, known), settings=SplitterSettings()
        )
    start = time.perf_counter()
    write_index(index, directory)
    parts = {
        "split_s": split_s,
        "encode_s": known.seconds / len(known.texts) * len(set(texts)),
        "lexical_s": sum(lexical),
        "vectors_s": sum(vectors),
        "write_s": time.perf_counter() - start,
    }
    return {
        "passages": passages,
        "rows": len(texts),
        "characters": sum(len(passage.text) for passage in collection.passages),
        "encoded_share": encoded / passages,
        "build_s": sum(parts.values()),
        **parts,
        "load_s": load_s,
        "build_rss_mb": as_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
        "index_mb": sum(path.stat().st_size for path in directory.iterdir()) / 1e6,
        "exact": float(index.vectors.is_exact),
    }


@contextmanager
def _stopwatch(kind: type[LexicalIndex] | type[VectorIndex]) -> Iterator[list[float]]:
    """Time the calls of a class's `build` inside the product's own assembly."""
    seconds: list[float] = []
    original: Callable[..., object] = kind.build

    def timed(*arguments: object, **options: object) -> object:
        start = time.perf_counter()
        built = original(*arguments, **options)
        seconds.append(time.perf_counter() - start)
        return built

    with patch.object(kind, "build", timed):
        yield seconds


def search(directory: Path, questions: Sequence[str]) -> dict[str, float]:
    """Open an index and search it; milliseconds a question, and the peak of memory."""
    start = time.perf_counter()
    qa = QA.open(directory)
    open_s = time.perf_counter() - start
    opened_mb = as_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    for question in questions[:5]:
        qa.search(question)
    searched = quantiles(seconds_each(qa.search, questions))
    answered = quantiles(seconds_each(qa.ask, questions[:: max(1, len(questions) // ASKED)]))
    return {
        "open_s": open_s,
        "search_ms_p50": searched["p50"] * 1000,
        "search_ms_p95": searched["p95"] * 1000,
        "ask_ms_p50": answered["p50"] * 1000,
        "ask_ms_p95": answered["p95"] * 1000,
        "open_rss_mb": opened_mb,
        "rss_mb": as_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
    }


if __name__ == "__main__":
    main()
