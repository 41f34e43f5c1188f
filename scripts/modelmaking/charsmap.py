"""Rebuilds SentencePiece's precompiled normaliser from a map of code points.

`tokenizers` reads it as: uint32 size in bytes of a double-array trie (darts-clone units),
the trie, then the replacement texts, each closed by a zero byte; a leaf's value is the
byte position of its replacement.
"""

from __future__ import annotations

import base64
import struct
import unicodedata

_LEAF_BIT = 1 << 8
_VALUE_BIT = 1 << 31
_OFFSET_SHIFT = 10
_BLOCK = 256
# `tokenizers` looks only graphemes of fewer bytes up as a whole, longer ones by code point.
_LONGEST_GRAPHEME = 6

Node = dict[int, "Node"]


def encoded_charsmap(rules: dict[int, str]) -> str:
    """Base64 of the precompiled normaliser for these rules (code point -> replacement)."""
    texts = {chr(code): text for code, text in rules.items()} | _compositions(rules)
    pool = bytearray()
    values: dict[bytes, int] = {}
    for key in sorted(texts, key=str.encode):
        values[key.encode()] = len(pool)
        pool += texts[key].encode() + b"\0"
    units = double_array(values)
    trie = struct.pack(f"<{len(units)}I", *units)
    return base64.b64encode(struct.pack("<I", len(trie)) + trie + bytes(pool)).decode("ascii")


def _compositions(rules: dict[int, str]) -> dict[str, str]:
    """Letter + combining mark -> composed letter, which the source's map does not list.

    SentencePiece's own NFKC table has these pairs; the source keeps single code points only.
    """
    pairs: dict[str, str] = {}
    for code in range(0xC0, 0x2000):
        composed = chr(code)
        split = unicodedata.normalize("NFD", composed)
        short = len(split) == 2 and len(split.encode()) < _LONGEST_GRAPHEME
        stable = code not in rules and unicodedata.normalize("NFKC", composed) == composed
        if short and stable:
            pairs[split] = composed
    return pairs


def double_array(values: dict[bytes, int]) -> list[int]:
    """Units of a double-array trie over the keys' bytes.

    The node at position p has its child for byte b at `p ^ offset ^ b`, and its value (if it
    ends a key) at `p ^ offset`.
    """
    units = [0] * _BLOCK
    used = bytearray(_BLOCK)
    used[0] = 1
    bases: set[int] = set()
    first_free = 1
    pending: list[tuple[int, Node]] = [(0, _trie(values))]
    while pending:
        position, node = pending.pop()
        while first_free < len(used) and used[first_free]:
            first_free += 1
        base = _free_base(node, used, bases, first_free)
        _grow(units, used, base)
        bases.add(base)
        units[position] |= ((position ^ base) << _OFFSET_SHIFT) | (_LEAF_BIT if -1 in node else 0)
        for label in sorted(node):
            child = base if label < 0 else base ^ label
            used[child] = 1
            if label < 0:
                units[child] = _VALUE_BIT | _value(node)
            else:
                units[child] = label
                pending.append((child, node[label]))
    return units


def _trie(values: dict[bytes, int]) -> Node:
    """Nested dictionaries by byte; key -1 holds the value as the only key of a dictionary."""
    root: Node = {}
    for key, value in values.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[-1] = {value: {}}
    return root


def _value(node: Node) -> int:
    return next(iter(node[-1]))


def _free_base(node: Node, used: bytearray, bases: set[int], start: int) -> int:
    """The lowest unused base at which all of the node's children find free positions."""
    labels = [max(label, 0) for label in node]
    for candidate in range(start, len(used) + _BLOCK):
        base = candidate ^ labels[0]
        if base == 0 or base in bases:
            continue
        if all(base ^ label >= len(used) or not used[base ^ label] for label in labels):
            return base
    raise AssertionError("a fresh block always has room")


def _grow(units: list[int], used: bytearray, base: int) -> None:
    """Whole blocks only, so that no lookup `base ^ byte` leaves the array."""
    while base >= len(units):
        units.extend([0] * _BLOCK)
        used.extend(bytes(_BLOCK))
