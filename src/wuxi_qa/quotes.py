"""Quotes: from the words that a reader found to the words that a person would quote.

A network's span may end inside a quoted name or a number, name one item of a list, or give half a
reason. The span is only ever moved within its sentence, so that it stays a quote.
"""

from __future__ import annotations

import re

from wuxi_qa.choices import NUMERAL
from wuxi_qa.text import (
    is_inside_word,
    numeral_value,
    sentence_spans,
    simplify_each,
    strip_span,
)

_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")", "【": "】"}
_OPENERS = {close: opener for opener, close in _PAIRS.items()}
_EDGES = "，。、；：！？,;:!? \t\n"
# Not the comma of 1,200 nor the colon of 22:42.
_CLAUSE_EDGE = re.compile(r"[，；;：。！？!?\n]|[,:](?!(?<=\d.)\d)")
_ASKS_FOR_CLAUSE = re.compile(
    r"为什么|为何|为啥|怎么|怎样|如何|原因|目的|作用|做什么|干什么|[Ww]hy\b|^[Hh]ow (?!many|much)"
)
_ASKS_FOR_LIST = re.compile(
    rf"哪些|分别|包括|包含|哪(?:[{NUMERAL}]|[2-9]|\d\d)|几[个项类种条场]|有什么|都有|各是"
    rf"|[{NUMERAL}](?:大|个|项|种|类|条|场|样).{{0,12}}(?:什么|指|哪|列)"
    r"|\b[Ww]hat are\b|\b[Ww]hich \w+s\b|\b[Ll]ist\b|\b[Nn]ame the\b"
)
_ASKS_FOR_SO_MANY = re.compile(r"哪(?P<n>[两二三四五六七八九](?![十百])|\d+)")
_ASKS_WHAT = re.compile(
    r"(?:(?P<named>.{2,12})(?:是什么|是啥|指什么|指的是什么)|什么是(?P<called>.{2,12}?))[?？。]?$"
)
_QUOTED_NAME = re.compile(r"“[^”]+”|「[^」]+」|《[^》]+》")
_ASKS_WHICH = re.compile(r"哪[一个项种场条支家类]|还是|是谁")
# 甲和乙 alone may be what is asked about, as in 甲和乙由哪家承建; a choice ends before 哪, as in
# 甲和乙哪个 and 甲与乙里的哪项.
_OFFERS = re.compile(
    r"、|还是|[”’》」][“‘《「]|[和与或](?!哪)[^和与或的]{2,12}(?:[中里内间]|[,，:：]|[”’》」])[^,，]{0,6}(?:哪|是谁)|或者"
    r"|[和与或][^和与或的]{2,6}哪[一个项种]"
)
_BETWEEN_CHOICES = re.compile(r"、|还是|[和与或]|(?<=[”’》」])(?=[“‘《「])")
_BEHIND_CHOICES = re.compile(
    r"[，,：:？?]|[中里内]|[一两二三四五六七八九十]?[个项种场条支家类样]|哪"
)
_KIND = re.compile(
    rf"[{NUMERAL}](?:大|个|项|种|类|条|场|支)(?P<noun>[\u4e00-\u9fff]{{2,6}}?)"
    r"(?:当中|之中|之间|里面|里|中)[，,]?.*哪"
)
_COUNTED = rf"[{NUMERAL}](?:大|个|项|种|类|条|场|支)"
_ASKED_COUNTED = re.compile(
    rf"{_COUNTED}[^\W\d_]{{2,}}?(?=分别|包括|包含|具体|各?是|各?指|有哪|[里中的”’？?]|$)"
)
_NAMED_COUNTED = re.compile(rf"[“‘「]{_COUNTED}[^“”‘’「」]{{2,}}[”’」]")
_SHORTEST_CHOICE, _SHORTEST_KIND = 3, 2
_SHORT_CLAUSE = 12
_BEFORE_ITEM = re.compile(r"(?:、[“‘《「]?|[和及与]|”“|’‘|》《|」「)$")
_AFTER_ITEM = re.compile(r"[”’》」]?、|[和及与]|以及|”“|’‘|》《|」「")


def asks_for_list(question: str) -> bool:
    """Whether a question asks for several things."""
    return _ASKS_FOR_LIST.search(simplify_each(question)) is not None


def holds_all(question: str, quote: str) -> bool:
    """Whether a quote names as many things as the question asks for: “哪三场” three.

    False where the question gives no number.
    """
    asked = _ASKS_FOR_SO_MANY.search(simplify_each(question))
    if asked is None:
        return False
    wanted = numeral_value(asked["n"])
    listed = quote.count("、") + 1
    last = quote.rpartition("、")[2]
    listed += listed > 1 and re.search("[和及与]", last) is not None
    return max(listed, len(_QUOTED_NAME.findall(quote))) >= wanted


def asks_for_clause(question: str) -> bool:
    """Whether a question asks why, how or what for, which a word seldom answers."""
    return _ASKS_FOR_CLAUSE.search(simplify_each(question)) is not None


def widen(text: str, start: int, end: int, *, question: str) -> tuple[int, int]:
    """The span that a person would quote for `text[start:end]`.

    Numbers and Latin words are completed, quotation marks and brackets paired; where the items of
    a list begin or end alike (有品牌、有温度), so does its first or last; a clause of a few
    characters is quoted whole, and so are several of which the span holds parts; a question for
    several things gets all items of the list, one for a reason or a manner the whole clause, one
    for what something is its name as well, where that follows. Of
    clauses that name several lists each (“三大子系统”, “三大建设”), the one asked for is quoted.

    Returns:
        A span inside the sentences that `(start, end)` touches, without separators at its ends.
    """
    low, high = _sentence(text, start, end)
    start, end = _trimmed(text, start, end)
    while start > low and is_inside_word(text, start):
        start -= 1
    while end < high and is_inside_word(text, end):
        end += 1
    start, end = core = _alike(text, start, end, low, high)
    clause = _clause(text, start, end, low, high)
    item = asks_for_list(question) and _is_item(text, start, end)
    short = clause[1] - clause[0] <= _SHORT_CLAUSE and _adds_words(text, core, clause)
    across = _CLAUSE_EDGE.search(text, start, end - 1) is not None
    if item or short or across or asks_for_clause(question):
        start, end = clause
    end = _past_the_named(text, end, question)
    start, end = _trimmed(text, *_paired(text, (start, end), (low, high), core))
    return _asked_list(text, start, end, question) or (start, end)


def _past_the_named(text: str, end: int, question: str) -> int:
    """The end of the name of what is to be told, where it follows the words that tell it."""
    asked = _ASKS_WHAT.match(_unquoted(simplify_each(question)).strip())
    name = (asked["named"] or asked["called"]) if asked else ""
    for last in range(end + len(name), end + len(name) + 3 if name else end):
        if _unquoted(simplify_each(text[end:last])) == name:
            return last
    return end


def _unquoted(text: str) -> str:
    return "".join(character for character in text if character not in "“”‘’「」『』\"'")


def _asked_list(text: str, start: int, end: int, question: str) -> tuple[int, int] | None:
    """The clause of a span whose list has the name in the question, where others name theirs."""
    asked = _ASKED_COUNTED.search(simplify_each(question))
    if asked is None:
        return None
    edges = [m.span() for m in _CLAUSE_EDGE.finditer(text, start, end)]
    clauses = list(zip([start, *(b for _, b in edges)], [*(a for a, _ in edges), end], strict=True))
    lists = [clause for clause in clauses if _NAMED_COUNTED.search(text, *clause)]
    told = [c for c in lists if asked[0] in simplify_each(text[c[0] : c[1]])]
    if len(lists) < 2 or len(told) != 1 or "、" not in text[slice(*told[0])]:
        return None
    return _trimmed(text, *_paired(text, told[0], told[0], told[0]))


def choice(text: str, question: str) -> tuple[int, int] | None:
    """Where a text names the one thing, of several in the question, that it is about.

    “属于甲、乙、丙中的哪一项” is answered by words that seldom hold the name; the passage names it
    elsewhere. Likewise “三大子系统里哪一个”: the clause that first says 子系统, or 系统.

    Returns:
        A span; None if the question offers no choice, or the text names none of the things, or
        several.
    """
    asked, said = simplify_each(question), simplify_each(text)
    if not _ASKS_WHICH.search(asked) or not (_OFFERS.search(asked) or _KIND.search(asked)):
        return None
    named = {span for part in _choices(asked) if (span := _named(said, part))}
    if len(named) == 1:
        return named.pop()
    kind = _KIND.search(asked)
    found = None if named or kind is None else _named(said, kind["noun"], shortest=_SHORTEST_KIND)
    if found is None:
        return None
    return _trimmed(text, *_clause(text, *found, *_sentence(text, *found)))


def _choices(asked: str) -> list[str]:
    """What a question offers, in the order given; the first may have words before it."""
    parts = _BETWEEN_CHOICES.split(asked)
    if len(parts) < 2:
        return []
    last = parts[-1]
    # Between the last choice and the question word.
    cut = next((m.start() for m in _BEHIND_CHOICES.finditer(last) if m.start() > 1), len(last))
    return [*parts[:-1], last[:cut]]


def _named(said: str, part: str, *, shortest: int = _SHORTEST_CHOICE) -> tuple[int, int] | None:
    """The first place of the longest end of a choice that a text holds."""
    bare = part.strip(_EDGES + "“”‘’《》「」")
    for length in range(len(bare), shortest - 1, -1):
        at = said.find(bare[-length:])
        if at >= 0:
            return at, at + length
    return None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    touched = [s for s in sentence_spans(text) if s[0] < end and s[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    first, last = strip_span(text, start, end)
    while first < last and text[first] in _EDGES:
        first += 1
    while last > first and text[last - 1] in _EDGES:
        last -= 1
    return (first, last) if first < last else (start, end)


def _adds_words(text: str, core: tuple[int, int], clause: tuple[int, int]) -> bool:
    """Whether a clause holds more than the core in brackets or quotation marks."""
    around = text[clause[0] : core[0]] + text[core[1] : clause[1]]
    return any(character.isalnum() for character in around)


def _alike(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """A list's span with the character beside it that all other items begin or end with."""
    first, *others = text[start:end].split("、")
    if not others:
        return start, end
    before, after = text[max(low, start - 1) : start], text[end : min(high, end + 1)]
    start -= before.isalnum() and all(item.startswith(before) for item in others)
    end += after.isalnum() and all(item.endswith(after) for item in (first, *others[:-1]))
    return start, end


def _is_item(text: str, start: int, end: int) -> bool:
    """Whether more items of a list stand just before or after a span."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(_BEFORE_ITEM.search(before) or _AFTER_ITEM.match(after))


def _clause(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The clause or clauses that a span touches, within `(low, high)`."""
    edges = [m.end() for m in _CLAUSE_EDGE.finditer(text, low, start) if m.end() <= start]
    after = _CLAUSE_EDGE.search(text, end, high)
    return (edges[-1] if edges else low), (after.start() if after else high)


def _paired(
    text: str, span: tuple[int, int], limits: tuple[int, int], core: tuple[int, int]
) -> tuple[int, int]:
    """Take in the other half of a pair of marks of which one half is in the span.

    Where there is no other half within the limits, the side of the mark is kept that has more of
    the core.
    """
    first, last = span
    for _ in range(8):  # marks nest; each turn mends one
        lone = _lone_mark(text, first, last)
        if lone is None:
            break
        mark = text[lone]
        if mark in _PAIRS and (partner := text.find(_PAIRS[mark], last, limits[1])) >= 0:
            last = partner + 1
        elif mark in _OPENERS and (partner := text.rfind(_OPENERS[mark], limits[0], first)) >= 0:
            first = partner
        elif min(lone, core[1]) - core[0] > core[1] - max(lone + 1, core[0]):
            last = lone
        else:
            first = lone + 1
    return (first, last) if first < last else core


def _lone_mark(text: str, start: int, end: int) -> int | None:
    """Place of the first mark in a span whose partner is not in it."""
    opened: list[int] = []
    for at in range(start, end):
        if text[at] in _PAIRS:
            opened.append(at)
        elif text[at] in _OPENERS:
            if not opened or text[opened[-1]] != _OPENERS[text[at]]:
                return at
            opened.pop()
    return opened[-1] if opened else None
