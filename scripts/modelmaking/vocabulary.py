"""Which SentencePiece pieces are kept, and the tokenizer made of them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from scripts.modelmaking.charsmap import encoded_charsmap
from scripts.modelmaking.source import Source

SPACE = "▁"
PROMPTS = {"query": "query: ", "document": "passage: "}
# Every text begins with a prompt's pieces: splitting one otherwise would move all vectors.
_PROMPT_PIECES = frozenset(("▁que", "ry", "▁passage", ":"))
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_HAN = ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
# Letters outside Han and ASCII are kept one by one: names and units in Chinese text use them.
_SINGLE_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "COMBINING", "BOPOMOFO")
_ENDING = "<s>", "</s>"
ASCII_LIST = Path(__file__).with_name("ascii_pieces.txt")
"""ASCII word pieces that Chinese articles or plain English use, see `count_pieces.py`."""


def kept_ids(source: Source, size: int) -> NDArray[np.int64]:
    """Ids of the pieces to keep, ascending, int64 (size,).

    Kept in any case: specials, prompts, Han, whatever has no letters, single letters of some
    scripts. The rest of the room goes to ASCII pieces: those of `ascii_pieces.txt` first, then
    best score first (which is the order of ids).

    Raises:
        SystemExit: `size` is too small for what is always kept.
    """
    sure = [i for i, piece in enumerate(source.pieces) if _always(piece)]
    room = size - len(sure)
    if room < 0:
        raise SystemExit(f"--vocabulary must be at least {len(sure)}")
    members = set(sure)
    ascii_only = [
        i for i, piece in enumerate(source.pieces) if i not in members and _bare(piece).isascii()
    ]
    used = set(ASCII_LIST.read_text("utf-8").split("\n"))
    ascii_only.sort(key=lambda i: source.pieces[i] not in used)  # stable: ids stay in order
    return np.asarray(sorted(sure + ascii_only[:room]), dtype=np.int64)


def tokenizer_json(source: Source, kept: NDArray[np.int64]) -> str:
    """The file `tokenizer.json`: Unigram over the kept pieces, XLM-R's other parts unchanged."""
    vocabulary = [[source.pieces[i], _rounded(source.scores[i])] for i in kept]
    ids = {str(piece): i for i, (piece, _score) in enumerate(vocabulary)}
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_special(token, ids[token]) for token in SPECIALS],
        "normalizer": {
            "type": "Precompiled",
            "precompiled_charsmap": encoded_charsmap(source.normaliser),
        },
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "WhitespaceSplit"}, _metaspace()],
        },
        "post_processor": _template(ids),
        "decoder": _metaspace(),
        "model": {
            "type": "Unigram",
            "unk_id": ids["<unk>"],
            "vocab": vocabulary,
            "byte_fallback": False,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def full_tokenizer(source: Source) -> Tokenizer:
    """The tokenizer over all pieces, to compare with."""
    return Tokenizer.from_str(tokenizer_json(source, np.arange(len(source.pieces))))


def _always(piece: str) -> bool:
    bare = _bare(piece)
    if piece in SPECIALS or piece in _PROMPT_PIECES or not bare:
        return True
    if all(is_han(char) or unicodedata.category(char)[0] not in "LM" for char in bare):
        return True
    return len(bare) == 1 and (bare.isascii() or _of_single_script(bare))


def _bare(piece: str) -> str:
    return piece.replace(SPACE, "")


def is_han(char: str) -> bool:
    """Whether a character is a Chinese character (or an iteration mark or zero)."""
    return any(low <= ord(char) <= high for low, high in _HAN)


def _of_single_script(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_SINGLE_SCRIPTS)


def _rounded(score: np.float32) -> float:
    """The shortest decimal that reads back as the same float32."""
    return float(np.format_float_positional(score, unique=True))


def _special(token: str, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "content": token,
        "single_word": False,
        "lstrip": token == "<mask>",
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _metaspace() -> dict[str, Any]:
    return {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": "always", "split": True}


def _template(ids: dict[str, int]) -> dict[str, Any]:
    """`<s> A </s>` and, for pairs, `<s> A </s></s> B </s>`."""
    start, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in _ENDING)
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [start, first, end],
        "pair": [start, first, end, end, second, end],
        "special_tokens": {
            token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in _ENDING
        },
    }
