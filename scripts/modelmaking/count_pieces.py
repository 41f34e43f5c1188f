"""Lists the ASCII word pieces that Chinese articles and plain English use: `ascii_pieces.txt`.

    python scripts/modelmaking/count_pieces.py ARTICLES.jsonl.gz … --english DIR

Each line of an input is a JSON object with a `text`; DIR holds Python modules, whose comments and
docstrings are read. Run once; the list is kept beside this file, so that the model can be made
without those texts. It was made from zh-news-1 to zh-news-3 (50,221 articles of the CRUD-RAG
corpus) and the standard library of Python 3.11.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tokenizers import Tokenizer

from scripts.modelmaking.source import read_source, weight_file
from scripts.modelmaking.vocabulary import ASCII_LIST, SPACE, full_tokenizer

# Source files hold more rare names than articles do.
_FEWEST_IN_ARTICLES = 1
_FEWEST_IN_ENGLISH = 2
# A run of ASCII with the character before, which tells whether its first piece starts a word.
_RUN = re.compile(r".?[ -~]*[A-Za-z][ -~]*")
_PROSE = re.compile(r"[A-Za-z][a-z']*(?:,? [A-Za-z]?[a-z']+){4,}")
_LINE_BREAK = re.compile(r"\s*\n\s*#?\s*")


def main() -> None:
    """Split the texts with the full vocabulary and write the ASCII pieces seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--english", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = full_tokenizer(read_source(weight_file()))
    used = _used(tokenizer, _chinese(options.articles), _FEWEST_IN_ARTICLES)
    used |= _used(tokenizer, _english(options.english), _FEWEST_IN_ENGLISH)
    known = tokenizer.get_vocab()
    chosen = sorted((p for p in used if p in known and _ascii_word(p)), key=lambda p: known[p])
    ASCII_LIST.write_text("\n".join(chosen) + "\n", "utf-8")
    print(f"{len(chosen)} pieces")


def _used(tokenizer: Tokenizer, texts: Iterator[str], fewest: int) -> set[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(text, add_special_tokens=False).tokens)
    return {piece for piece, count in counts.items() if count >= fewest}


def _chinese(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from _RUN.findall(json.loads(line)["text"])


def _english(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        if "site-packages" not in path.parts:
            text = path.read_text("utf-8", errors="replace")
            yield from _PROSE.findall(_LINE_BREAK.sub(" ", text))


def _ascii_word(piece: str) -> bool:
    bare = piece.removeprefix(SPACE)
    return len(bare) > 1 and bare.isascii() and any(char.isalpha() for char in bare)


if __name__ == "__main__":
    main()
