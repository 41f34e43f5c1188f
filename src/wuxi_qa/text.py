"""Characters, terms and sentences of Chinese text: pure functions without state on disk."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

# Han (with extensions and compatibility forms), the iteration mark and 〇, which act as Han.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Kana are written without spaces too, so they are cut like Han.
_UNSPACED = HAN + "\u3041-\u30ff"
LATIN = rf"(?:(?![{_UNSPACED}])[^\W\d_])"
"""Pattern of a letter of the scripts that set spaces between words."""
# A comma belongs to a number before three digits only: NFKC makes one of the ， in 2019，2020.
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)*|\d+(?:\.\d+)*")
_RUNS = re.compile(
    # A word ends where Han begins: e路通 is e and 路通.
    rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>{NUMBER.pattern}|{LATIN}+)"
)

OPENING = "“‘「『《〈（(【[〔｛{"
CLOSING = "”’」』》〉）)】]〕｝}\"'"
SENTENCE_END = "。！？!?；;…"
_FULL_STOP = r"(?<=[A-Za-z)])\.(?=\s|$)"
# A sentence runs to its end marks and takes the closing quotes and brackets that follow along.
_SENTENCE_BREAK = re.compile(rf"(?:[{SENTENCE_END}]+|{_FULL_STOP})[{re.escape(CLOSING)}]*|\n+")

# Words that only make a question a question. Single characters are left out where they are
# part of many words, as 会 is of 会议; those that stay are guarded against the common ones.
QUESTION_WORDS = re.compile(
    "|".join(
        sorted(
            (
                "请问一下 请问 我想知道 我想问 想问 想了解 了解一下 告诉我 麻烦 你好 您好 谢谢 "
                "什么时候 什么样 为什么 什么 怎么样 怎么 怎样 如何 哪些 哪个 哪里 哪儿 "
                "哪几 哪一 哪 谁 几个 多少 多大 多久 有没有 没有 能不能 吗 呢 吧 啊 呀 嘛 是 "
                "这个 那个 这些 那些 这 那 它 他 她 我们 你们 他们 我 你 您 咱 可以 应该 分别 "
                "具体 究竟 到底 属于 指的是 叫做 提到 包括"
            ).split(),
            key=len,
            reverse=True,  # so that 什么时候 is not taken for 什么
        )
    )
    + "|了(?!解)|(?<![目标])的(?![确士])"
)
_CLAUSE_BREAK = re.compile(rf"[，,；;：:][{re.escape(CLOSING)}]*")


@cache
def _converter() -> opencc.OpenCC:
    # Loaded on first use: `import wuxi_qa` must stay cheap.
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Convert Traditional to Simplified Chinese (OpenCC, configuration `t2s`)."""
    return str(_converter().convert(text))


def simplify_each(text: str) -> str:
    """Convert to Simplified character by character, so that every offset stays valid.

    Less exact than `simplify` for characters whose form depends on the word; always of the
    length of `text`.
    """
    converted = simplify(text)
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := simplify(c)) == 1 else c for c in text)


def normalize(text: str) -> str:
    """Fold what should match: NFKC, Simplified script, lower case.

    The result serves comparing, never citing: its length can differ from that of `text`.
    """
    return simplify(unicodedata.normalize("NFKC", text)).lower()


def terms(text: str) -> list[str]:
    """Index terms of a text: Han unigrams and bigrams, Latin words, numbers.

    Unigrams plus overlapping bigrams need no dictionary and never miss a word for having been
    cut elsewhere (Nie et al., 2000, "On the use of words and n-grams for Chinese information
    retrieval").

    Returns:
        Terms in order of the text, with repeats; empty when it has no letter and no digit.
    """
    found: list[str] = []
    for run in _RUNS.finditer(normalize(text)):
        piece = run.group()
        if run.lastgroup == "word":
            found.append(plain(piece))
            continue
        found.extend(piece)
        found.extend(piece[i : i + 2] for i in range(len(piece) - 1))
    return found


def plain(word: str) -> str:
    """A number without the commas between its thousands; other words as they are."""
    return word.replace(",", "") if NUMBER.fullmatch(word) else word


def question_terms(question: str) -> list[str]:
    """Index terms of a question, without the words that only make it a question.

    请问, 什么, 哪些, 多少, 的, 是 … say how something is asked, not what; in a small collection
    they are rare enough to outweigh what is asked. A question of nothing else keeps them.

    Returns:
        Terms in order of the question, each once.
    """
    found = terms(QUESTION_WORDS.sub(" ", normalize(question))) or terms(question)
    return list(dict.fromkeys(found))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans `(start, end)` of the sentences of a text, without surrounding white space.

    A sentence ends at 。！？；… or their ASCII forms, at a full stop after a Latin letter, or at
    a line end; closing quotes and brackets stay with the sentence that they close.

    Returns:
        Spans in order; together they cover every character that is not white space.
    """
    cuts = [m.end() for m in _SENTENCE_BREAK.finditer(text)]
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*cuts, len(text)]:
        span = strip_span(text, start, cut)
        if span[0] < span[1]:
            spans.append(span)
        start = cut
    return spans


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses of a sentence, which end at ，；： or their ASCII forms.

    Returns:
        Spans in order, without surrounding white space; one for a sentence without such marks.
    """
    cuts = [m.end() for m in _CLAUSE_BREAK.finditer(text) if is_safe_cut(text, m.end())]
    spans = (strip_span(text, start, end) for start, end in pairwise([0, *cuts, len(text)]))
    return [(start, end) for start, end in spans if start < end]


def strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow `(start, end)` so that it neither begins nor ends with white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def overlaps(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two half-open spans share at least one position."""
    return max(first[0], second[0]) < min(first[1], second[1])


_ONES = ("", *"一二三四五六七八九")
_NUMERALS = {
    f"{_ONES[tens] if tens > 1 else ''}{'十' if tens else ''}{_ONES[ones]}": 10 * tens + ones
    for tens in range(10)
    for ones in range(10)
    if tens or ones
} | {"两": 2}


def numeral_value(numeral: str) -> int:
    """What a number in digits, or a Chinese numeral from 一 to 九十九, counts; 0 for any other."""
    return int(numeral) if numeral.isdecimal() else _NUMERALS.get(numeral, 0)


def is_safe_cut(text: str, position: int) -> bool:
    """Whether `text` may be cut before `position` without breaking a unit.

    Not safe: inside a combining sequence, an emoji joined by U+200D or followed by a variation
    selector, a number (digits with . , : / % between or behind), a Latin word, just behind an
    opening or just before a closing quote or bracket.
    """
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if before in OPENING or after in CLOSING or before == "\u200d" or after == "\u200d":
        return False
    if unicodedata.combining(after) or unicodedata.category(after) in {"Mn", "Me", "Mc", "Sk"}:
        return False
    return not is_inside_word(text, position)


def is_inside_word(text: str, position: int) -> bool:
    """Whether the characters around `position` belong to one number or Latin word."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if _is_spaced_letter(before) and _is_spaced_letter(after):
        return True
    if before.isdigit() and after in "%％‰℃°.,:/年月日":
        # The mark belongs to the number when a digit follows it, or when it is a unit.
        return after not in ".,:/" or text[position + 1 : position + 2].isdigit()
    return before in ".,:/" and after.isdigit() and text[position - 2 : position - 1].isdigit()


def _is_spaced_letter(character: str) -> bool:
    return character.isalnum() and not re.match(f"[{_UNSPACED}]", character)


def contains_han(text: str) -> bool:
    """Whether a text holds at least one Han character."""
    return re.search(f"[{HAN}]", text) is not None
