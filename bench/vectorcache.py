"""Vectors of news passages, encoded once and kept in `.bench/`; interrupted, encoding goes on.

    .bench/news-vectors/<encoder>/00000.npy    float32 (texts, dimension): vectors of 250 passages
    .bench/news-vectors/<encoder>/00000.json   what they are of, and the seconds they took

Each part is written beside its place and renamed, the `.json` last: a `.npy` without a matching
`.json` is encoded again, so that an interrupted run is never taken for a complete one.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bench.news import passage_texts
from wuxi_qa.encoder import Encoder, EncoderIdentity, Progress, Vectors
from wuxi_qa.passages import Passage
from wuxi_qa.staging import write_whole

FOLDER = Path(__file__).resolve().parents[1] / ".bench" / "news-vectors"
PART = 250
"""Passages a part: about a minute of encoding, which is what an interruption costs."""


class PartRecord(BaseModel):
    """What one part holds; written when its vectors are in place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: EncoderIdentity
    texts: int = Field(ge=1, description="How many texts, one vector each.")
    texts_sha256: str
    vectors_sha256: str
    seconds: float = Field(gt=0, description="How long encoding them took.")


@dataclass(frozen=True)
class Encoded:
    """Vectors of the first passages of a collection.

    Attributes:
        texts: what was encoded, passage by passage.
        vectors: float32 (texts, dimension), rows of length 1.
        seconds: how long encoding them took, whenever that was.
    """

    texts: list[str]
    vectors: Vectors
    seconds: float


def encoded_news(
    passages: Sequence[Passage],
    encoder: Encoder,
    *,
    folder: Path = FOLDER,
    part: int = PART,
    progress: Progress | None = None,
) -> Encoded:
    """Vectors of passages: read where they are kept, else encoded and kept.

    Args:
        passages: the first passages of a collection; always from its beginning, so that parts
            stay the same from size to size.
        encoder: encodes what is not kept.
        folder: where vectors are kept.
        part: passages a part.
        progress: called with (passages done, passages in all).
    """
    home = folder / encoder.identity.checksum[:16]
    texts: list[str] = []
    vectors: list[Vectors] = []
    seconds = 0.0
    for number, start in enumerate(range(0, len(passages), part)):
        chosen = [t for p in passages[start : start + part] for t in passage_texts(p)]
        at = home / f"{number:05d}-{len(passages[start : start + part])}.npy"
        found = _read_part(at, chosen, encoder.identity) or _encode_part(at, chosen, encoder)
        texts += chosen
        vectors.append(found[0])
        seconds += found[1]
        if progress is not None:
            progress(min(start + part, len(passages)), len(passages))
    none = np.empty((0, encoder.identity.dimension), dtype=np.float32)
    return Encoded(texts, np.concatenate([none, *vectors]), seconds)


def _read_part(
    path: Path, texts: Sequence[str], identity: EncoderIdentity
) -> tuple[Vectors, float] | None:
    """A part's vectors and seconds; None if it is absent, cut short or of something else."""
    try:
        record = PartRecord.model_validate_json(path.with_suffix(".json").read_bytes())
        data = path.read_bytes()
    except (FileNotFoundError, ValidationError):
        return None
    if record.encoder != identity or record.texts_sha256 != _texts_sha256(texts):
        return None
    if record.vectors_sha256 != hashlib.sha256(data).hexdigest():
        return None
    vectors = np.load(io.BytesIO(data), allow_pickle=False)
    return np.asarray(vectors, dtype=np.float32), record.seconds


def _encode_part(path: Path, texts: Sequence[str], encoder: Encoder) -> tuple[Vectors, float]:
    start = time.perf_counter()
    vectors = encoder.encode_passages(texts)
    seconds = time.perf_counter() - start
    buffer = io.BytesIO()
    np.save(buffer, vectors, allow_pickle=False)
    record = PartRecord(
        encoder=encoder.identity,
        texts=len(texts),
        texts_sha256=_texts_sha256(texts),
        vectors_sha256=hashlib.sha256(buffer.getbuffer()).hexdigest(),
        seconds=seconds,
    )
    # Without its record a part counts for nothing: the old one goes first, the new one comes last.
    path.with_suffix(".json").unlink(missing_ok=True)
    write_whole(path, buffer.getvalue())
    write_whole(path.with_suffix(".json"), (record.model_dump_json(indent=2) + "\n").encode())
    return vectors, seconds


def _texts_sha256(texts: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


class CachedEncoder:
    """An `Encoder` that looks passages up among vectors that it is given and encodes the rest.

    Args:
        encoder: encodes questions and what is not known.
        known: vectors of the same encoder, and their texts.
    """

    def __init__(self, encoder: Encoder, known: Encoded) -> None:
        self._encoder = encoder
        self._rows = {text: row for row, text in enumerate(known.texts)}
        self._vectors = known.vectors

    @property
    def identity(self) -> EncoderIdentity:
        """That of the encoder behind."""
        return self._encoder.identity

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: float32 array (len(texts), dimension), rows of length 1."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Look up or encode: float32 array (len(texts), dimension), rows of length 1."""
        found = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        unknown = list(self._lack(texts))
        if unknown:
            found[unknown] = self._encoder.encode_passages(
                [texts[i] for i in unknown], progress=progress
            )
        known = sorted(set(range(len(texts))).difference(unknown))
        if known:
            found[known] = self._vectors[[self._rows[texts[i]] for i in known]]
        return found

    def _lack(self, texts: Sequence[str]) -> Iterator[int]:
        return (i for i, text in enumerate(texts) if text not in self._rows)
