"""Reversals: what says the opposite of its text without the words around it.

“但不得使用闪光灯” does not answer whether one may take pictures, and what a text calls a rumour is
not what it tells.
"""

from __future__ import annotations

import re

from wuxi_qa.quoting.marks import Span, clause_edges, trimmed

_TURN = re.compile(
    r"但是?(?![丁泽澤])|不过(?!如此)|不過|然而|而(?![今后後言且立])|否则|否則|不然|却|卻|且(?![慢末])|可是"
)
# What held then may hold no more.
_ONCE = re.compile(r"(?:以前|之前|期间|期間)[，,]\s*$")
_NEGATION = re.compile("[不未没沒无無禁勿别別]")
_MOST_TURNS = 3

_NEAR = 300
_QUOTATION = r"(?:“[^“”\n]{1,200}”|「[^「」\n]{1,200}」)"
_QUOTED = re.compile(_QUOTATION)
_FALSE = (
    r"谣言|謠言|虚假|虛假|不实|不實|捏造|编造|編造|杜撰|虚构|虛構|误传|誤傳|假消息|假新闻|假新聞"
)
_DENIED = re.compile(
    rf"(?:[、和及与與]?{_QUOTATION})*[^。；;！？!?\n“”「」]{{0,60}}?"
    rf"(?:(?<![不非])(?:系|係|是|属|屬)[^打治整防，,。；;！？!?\n“”「」]{{0,6}}(?:{_FALSE})"
    rf"|[为為](?:其|他人|网民|網民|网友|網友)?(?:{_FALSE})(?=[，,。；;！!\n]|$)"
    rf"|(?:信息|消息|内容|內容|传言|傳言|说法|說法|言论|言論|视频|影片|情况|情況|此事)[均都皆完全并並严重嚴]{{0,2}}(?:不实(?!施|行|现)|不實|有误|有誤)"
    r"|不属实|不屬實|(?:并非|並非|不是|不符合)(?:事实|事實|真实|真實|真的)|与事实不符|與事實不符"
    r"|[被已](?:辟谣|闢謠)|子虚乌有|子虛烏有|查无此事|查無此事|无中生有|無中生有)"
)
_CALLED_FALSE = re.compile(
    rf"(?:{_FALSE})(?:信息|消息|言论|言論|传言|傳言)?[^，,。；;！？!?\n“”「」]{{0,8}}$"
)
_FRONT = 20
_CLAUSE_END = re.compile(r"[，,。；;！？!?\n]")


def with_contrast(text: str, span: Span, *, limits: Span) -> Span:
    """A span with the clause before it that its 但 or 否则 turns from.

    So too where the span begins behind such a word with a negation, or the clause says until when
    it held. It stays within the limits of the sentence.
    """
    low = limits.start
    for _ in range(_MOST_TURNS):
        turn = _turn(text, span.start, low)
        comma = len(text[:turn].rstrip())
        if turn <= low or not text[low:comma].endswith(("，", ",")):
            break
        edges = [edge.end for edge in clause_edges(text, Span(low, comma - 1))]
        start, _ = trimmed(text, Span(max(edges, default=low), span.end))
        span = Span(start, span.end)
    return span


def _turn(text: str, start: int, low: int) -> int:
    """Where the word begins by which a span turns from what stands before; `low` if none does."""
    if _TURN.match(text, start) or _ONCE.search(text[low:start]):
        return start
    if not _NEGATION.match(text, start):
        return low
    before = (start - size for size in (1, 2))
    return next((at for at in before if at > low and _TURN.fullmatch(text, at, start)), low)


def with_denial(text: str, span: Span) -> Span:
    """A span in a quotation with the words of the sentence that deny what is quoted.

    Returns:
        The span itself where it touches no quotation, or nothing denies it.
    """
    start, end = span
    low, high = max(0, start - _NEAR), end + _NEAR
    touched = [
        m.span() for m in _QUOTED.finditer(text, low, high) if m.start() < end and m.end() > start
    ]
    if not touched:
        return span
    first, last = touched[0][0], touched[-1][1]
    said = _CALLED_FALSE.search(text[max(0, first - _FRONT) : first])
    denied = _DENIED.match(text, last)
    if said:
        start = min(start, first - len(said[0]))
    if said or denied:
        start, end = min(start, first), max(end, last)
    if denied:
        edge = _CLAUSE_END.search(text, denied.end())
        end = max(end, edge.start() if edge else len(text))
    return Span(start, end)
