"""Cached vectors are those of the encoder, and an interrupted run is never taken for complete."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench.news import passage_texts
from bench.vectorcache import CachedEncoder, Encoded, encoded_news
from wuxi_qa import Document
from wuxi_qa.encoder import Encoder, Progress, Vectors
from wuxi_qa.index import assemble
from wuxi_qa.passages import Passage, SplitterSettings, split

TEXT = "今天上午,大桥通车了。\n市民说,过江只要五分钟。\n门票明年起免费。\n"


class Counting:
    """The real encoder, and what it was asked to encode."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity = encoder.identity
        self.encode_queries = encoder.encode_queries
        self.passages: list[str] = []

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        self.passages += texts
        return self._encoder.encode_passages(texts, progress=progress)


@pytest.fixture
def passages() -> list[Passage]:
    return split(Document(id="a", text=TEXT))


def texts_of(passages: Sequence[Passage]) -> list[str]:
    return [text for passage in passages for text in passage_texts(passage)]


def test_the_texts_are_those_that_an_index_encodes(
    passages: list[Passage], encoder: Encoder
) -> None:
    counting = Counting(encoder)
    assemble([Document(id="a", text=TEXT)], passages, encoder=counting, settings=SplitterSettings())
    assert len(passages) == 3
    assert counting.passages == texts_of(passages)


def test_kept_vectors_are_the_encoders_and_are_encoded_once(
    passages: list[Passage], encoder: Encoder, tmp_path: Path
) -> None:
    counting = Counting(encoder)
    first = encoded_news(passages, counting, folder=tmp_path, part=2)
    assert counting.passages == texts_of(passages) == first.texts
    again = encoded_news(passages, counting, folder=tmp_path, part=2)
    assert len(counting.passages) == len(first.texts)
    np.testing.assert_array_equal(first.vectors, encoder.encode_passages(first.texts))
    np.testing.assert_array_equal(again.vectors, first.vectors)
    assert again.seconds == first.seconds > 0


def test_a_smaller_collection_shares_the_parts_of_a_larger(
    passages: list[Passage], encoder: Encoder, tmp_path: Path
) -> None:
    whole = encoded_news(passages, encoder, folder=tmp_path, part=1)
    counting = Counting(encoder)
    found = encoded_news(passages[:2], counting, folder=tmp_path, part=1)
    assert counting.passages == []
    np.testing.assert_array_equal(found.vectors, whole.vectors[: len(found.texts)])


@pytest.mark.parametrize("damage", ["no record", "no vectors", "cut short", "other bytes", "other"])
def test_a_damaged_part_is_encoded_again(
    passages: list[Passage], encoder: Encoder, tmp_path: Path, damage: str
) -> None:
    whole = encoded_news(passages, encoder, folder=tmp_path, part=2)
    vectors, last = sorted(tmp_path.rglob("*.npy"))
    record = vectors.with_suffix(".json")
    if damage == "no record":
        record.unlink()
    elif damage == "no vectors":
        vectors.unlink()
    elif damage == "cut short":
        vectors.write_bytes(vectors.read_bytes()[:-100])
    elif damage == "other bytes":
        vectors.write_bytes(vectors.read_bytes()[:-4] + b"\0\0\0\0")
    else:
        raw = json.loads(record.read_text("utf-8"))
        record.write_text(json.dumps(raw | {"texts_sha256": "0"}), encoding="utf-8")
    counting = Counting(encoder)
    found = encoded_news(passages, counting, folder=tmp_path, part=2)
    assert last.is_file()
    assert counting.passages == texts_of(passages[:2])
    np.testing.assert_array_equal(found.vectors, whole.vectors)


def test_an_interrupted_run_goes_on_where_it_was(
    passages: list[Passage], encoder: Encoder, tmp_path: Path
) -> None:
    class Interrupted(Counting):
        def encode_passages(
            self, texts: Sequence[str], *, progress: Progress | None = None
        ) -> Vectors:
            if self.passages:
                raise KeyboardInterrupt
            return super().encode_passages(texts, progress=progress)

    with pytest.raises(KeyboardInterrupt):
        encoded_news(passages, Interrupted(encoder), folder=tmp_path, part=1)
    counting = Counting(encoder)
    found = encoded_news(passages, counting, folder=tmp_path, part=1)
    assert counting.passages == texts_of(passages[1:])
    np.testing.assert_array_equal(found.vectors, encoder.encode_passages(found.texts))


def test_the_cached_encoder_is_the_real_one_but_for_what_it_encodes(
    passages: list[Passage], encoder: Encoder
) -> None:
    known = texts_of(passages[:2])
    counting = Counting(encoder)
    cached = CachedEncoder(counting, Encoded(known, encoder.encode_passages(known), 1.0))
    asked = ["这句不在其中。", *reversed(known), "这句也不在。"]
    np.testing.assert_array_equal(cached.encode_passages(asked), encoder.encode_passages(asked))
    assert counting.passages == ["这句不在其中。", "这句也不在。"]
    np.testing.assert_array_equal(
        cached.encode_queries(["大桥通车了吗？"]), encoder.encode_queries(["大桥通车了吗？"])
    )
    assert cached.identity == encoder.identity
    assert isinstance(cached, Encoder)
