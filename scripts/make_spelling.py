"""Makes `src/wuxi_qa/data/spelling.json`: which characters sound alike, and common words.

    python scripts/make_spelling.py

Needs `pip install pypinyin jieba`. The sounds are pypinyin's, tones aside, of the 6,763 characters
of GB 2312. The words are those of two characters that jieba's dictionary counts at least 100 times.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import jieba
from pypinyin import lazy_pinyin

OUTPUT = Path(__file__).resolve().parents[1] / "src" / "wuxi_qa" / "data" / "spelling.json"
DICTIONARY = Path(jieba.__file__).with_name("dict.txt")
FEWEST = 100


def main() -> None:
    """Read both packages' tables, and write the file."""
    lines = DICTIONARY.read_text("utf-8").splitlines()
    counts = {word: int(number) for word, number, *_ in map(str.split, lines)}
    made = {"sounds": sounds(counts), "words": words(counts)}
    text = json.dumps(made, ensure_ascii=False, indent=0)
    OUTPUT.write_text(text + "\n", "utf-8")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size:,} bytes")


def sounds(counts: dict[str, int]) -> list[str]:
    """Groups of characters that sound alike, the most common first."""
    rows = (bytes([first, second]) for first in range(0xB0, 0xF8) for second in range(0xA1, 0xFF))
    characters = "".join(row.decode("gb2312", "ignore") for row in rows)
    groups: dict[str, list[str]] = defaultdict(list)
    for character in sorted(characters, key=lambda one: -counts.get(one, 0)):
        groups[lazy_pinyin(character)[0]].append(character)
    return sorted("".join(group) for group in groups.values())


def words(counts: dict[str, int]) -> dict[str, str]:
    """First character -> the second ones of common words."""
    seconds: dict[str, list[str]] = defaultdict(list)
    for word, count in sorted(counts.items()):
        if count >= FEWEST and re.fullmatch("[\u4e00-\u9fff]{2}", word):
            seconds[word[0]].append(word[1])
    return {first: "".join(others) for first, others in seconds.items()}


if __name__ == "__main__":
    main()
