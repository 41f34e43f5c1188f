"""The layout of a plain text: its blocks, and which of them are headings.

The rules are few and documented in ``docs/architecture.md``; they look at form only, never at
the words of one particular article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from wuxi_qa.text import SENTENCE_END, strip_span

Kind = Literal["body", "title", "subtitle", "section", "question", "byline", "page"]

TITLE_LEVEL = 1
MAX_HEADING = 40
MAX_TITLE_LINES = 5
MAX_SECTION_LINES = 2
QUESTION_LEVEL = 9
"""Below all headings, so that a question ends at the next question or heading."""
MAX_QUESTION = 120
MAX_ANSWER = 4
"""Paragraphs that a question heads at most; one without a mark of who asks heads one."""

_ATX = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(?P<text>\S.*)")
# Back quotes that close on the same line are code within a sentence.
_FENCE = re.compile(r"\s*(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<behind>.*)")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·●◆■▪]\s|\d{1,3}[.)]\s|\|)")
_PAGE = re.compile(r"第?\s*[A-Za-z]{0,2}\s*\d{1,3}\s*版(?!本)|(?:[Pp]age|[Pp]\.)\s*[A-Z]?\d+\b")
_NUMERAL = "[一二三四五六七八九十百零〇\\d]+"
# （完）, （未完待续）, （全场鼓掌）: neither a signature nor a heading.
_REMARK = re.compile(
    r"[（(](?:完|全文完|未完|待续|续|热烈|全场|长时间|掌声|鼓掌|笑|众笑)[^（）()]*[）)]$"
)
_SIGNATURE = re.compile(r"[（(][^（）()\d]{2,20}[）)]$")
_NUMBERED_ONLY = re.compile(rf"[（(]?{_NUMERAL}[）)]?$")
_CREDIT = re.compile(
    r"(?:本报|本刊|新华社|中新社|中新网|人民网|特约|见习|实习|文字|责任)*"
    r"(?:(?:记者|通讯员|作者|撰文|撰稿|编辑|责编|来源|供稿|摄影|编译|译者|翻译|校对|署名"
    r"|通訊員|記者|編輯|來源|攝影|譯者)(?:\s*[:：/／|丨]|\s)"
    # 图 1 is a caption.
    r"|[文图](?:\s*[:：/／|丨]|\s+(?![\s\d一二三四五六七八九十])))\s*\S|[Bb]y\s+[A-Z]"
)
_DATELINE = re.compile(
    r"(?:发布时间|时间|日期)?[:：]?\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_WORDED_DATE = re.compile(
    r"[(（]?(?:[12]\d{3}|[一二三四五六七八九〇○零]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号][)）]?"
)
# Numbered headings of Chinese documents, outermost first (GB/T 9704: 一、（一）1.（1）).
_LEVELS = (
    (re.compile(rf"第{_NUMERAL}[编篇部章]"), 2),
    (re.compile(rf"第{_NUMERAL}节"), 3),
    (re.compile(r"[一二三四五六七八九十]+、"), 2),
    (re.compile(r"[（(][一二三四五六七八九十]+[）)]"), 3),
    (re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))"), 4),
)
# 问：, 记者：, Q1., 一、: who asks, or the number of the question.
_ASKED = re.compile(
    rf"(?:问题?|[Qq])(?:{_NUMERAL})?\s*[:：.、．]|[^\W\d]{{2,8}}\s*[:：]|[（(]?{_NUMERAL}[）).、．]"
)
_ANSWERED = re.compile(r"(?:[答Aa]|答案|解答)\s*[:：]")
_OPTION = re.compile(r"[A-DＡ-Ｄa-d]\s*[.．、:：)）]")
_INTERROGATIVE = re.compile("[谁誰哪啥何怎几幾]|什[么麼]|甚麼|多[少大长長久高远遠]")
_INNER = re.compile("[，,；;。！!：:]|[？?].|吗|嗎|还是|還是")
_FEWEST_QUESTIONS, _FEWEST_BARE, _SHORTEST_ANSWER = 2, 3, 20


class Block(NamedTuple):
    """A paragraph or heading line: its span without outer white space, kind and level.

    `level` is 0 for a page line, 1 for a title, 2 and more for sections, 9 for a question, 10 for
    one without a mark of who asks; -1 for the rest.
    """

    start: int
    end: int
    kind: Kind
    level: int


def blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """Find the blocks of a text in order; blank lines belong to none.

    Args:
        text: a document's text, its line ends line feeds.
        markdown: join lines into paragraphs by Markdown's rules.
    """
    spans = list(_paragraph_spans(text, markdown=markdown))
    found = [_by_form(text, start, end) for start, end in spans]
    return _with_questions(text, _with_titles(text, found))


def _paragraph_spans(text: str, *, markdown: bool) -> Iterator[tuple[int, int]]:
    lines = _line_spans(text)
    joined = markdown or _is_hard_wrapped(text, lines)
    open_span: tuple[int, int] | None = None
    opened = ""  # the marks of the fence that we are in
    for start, end in lines:
        line = text[start:end]
        behind = _fence_behind(line, opened) if markdown else ""
        fenced, fence = bool(opened), behind != opened
        continues = joined and not (_starts_block(line) and not fenced) and bool(line.strip())
        if open_span and (fenced or (continues and not fence)):
            open_span = (open_span[0], end)
        else:
            if open_span:
                yield from _stripped(text, open_span)
            open_span = (start, end)
        ended = fence if fenced else joined and _ATX.match(line)
        if ended:
            yield from _stripped(text, open_span)
            open_span = None
        opened = behind
    if open_span:
        yield from _stripped(text, open_span)


def _fence_behind(line: str, opened: str) -> str:
    """The marks of the code block that is open behind a line, before which `opened` were.

    Only as many marks of the same sort, and nothing behind them, close (CommonMark 0.31, 4.5).
    """
    fence = _FENCE.match(line)
    if fence is None or not opened:
        return fence["marks"] if fence else opened
    closes = fence["marks"].startswith(opened) and not fence["behind"].strip()
    return "" if closes else opened


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _stripped(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = strip_span(text, *span)
    if start < end:
        yield start, end


def _starts_block(line: str) -> bool:
    """Whether a line begins a block of its own among joined lines."""
    indented = line.startswith(("\u3000", "    ", "\t"))
    return indented or not line.strip() or bool(_ATX.match(line) or _LIST_ITEM.match(line))


def _is_hard_wrapped(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether lines were broken at a fixed width, so that a paragraph spans several.

    True when most lines that are followed directly by another one end without end mark, and
    are about as long as the longest of them, which has at least 20 characters.
    """
    inner = [
        text[start:end].rstrip()
        for (start, end), (next_start, next_end) in pairwise(lines)
        if text[start:end].strip() and text[next_start:next_end].strip()
    ]
    width = max(map(len, inner), default=0)
    if width < 20 or len(inner) < 2:
        return False
    full = sum(1 for line in inner if len(line) >= 0.75 * width)
    unended = sum(1 for line in inner if not _ends_sentence(line))
    return full >= 0.6 * len(inner) and unended >= 0.6 * len(inner)


def _by_form(text: str, start: int, end: int) -> Block:
    """Classify one block by its own form; short lines become sections for the time being."""
    line = text[start:end]
    atx = _ATX.match(line)
    if atx and "\n" not in line:
        start += atx.start("text")
        return Block(start, start + len(_unclosed(atx["text"])), "section", len(atx.group(1)))
    if "\n" in line or len(line) > MAX_HEADING or _LIST_ITEM.match(line) or _REMARK.match(line):
        return Block(start, end, "body", -1)
    if _is_byline(line):
        return Block(start, end, "byline", -1)
    if _ends_sentence(line) or line[-1] in "，,、：:" or not any(c.isalnum() for c in line):
        return Block(start, end, "body", -1)
    if _PAGE.match(line):
        return Block(start, end, "page", 0)
    return Block(start, end, "section", _level(line))


def _unclosed(heading: str) -> str:
    """A Markdown heading without its closing marks; those of a word, as in C#, belong to it."""
    bare = heading.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() else heading


def is_date(line: str) -> bool:
    """Whether a line tells a date, with a time perhaps, and nothing else."""
    return bool(_DATELINE.match(line) or _WORDED_DATE.fullmatch(line))


def _is_byline(line: str) -> bool:
    if _NUMBERED_ONLY.match(line):
        return False
    if _SIGNATURE.match(line) or _DATELINE.match(line):
        return True
    return bool(_CREDIT.match(line)) and not _ends_sentence(line)


def _ends_sentence(line: str) -> bool:
    bare = line.rstrip().rstrip("”’」』》）)】\"'")
    return bool(bare) and (bare[-1] in SENTENCE_END or bare[-1] == ".")


def _level(line: str) -> int:
    return next((level for pattern, level in _LEVELS if pattern.match(line)), 2)


def _with_titles(text: str, found: Sequence[Block]) -> list[Block]:
    """Tell titles from sections, and headings from lists of short lines."""
    bodies = [i for i, block in enumerate(found) if block.kind == "body"]
    result = list(found)
    for run in _runs_of_sections(found):
        marked = {i for i in run if _is_marked(text, found[i])}
        if not bodies or (run[0] < bodies[0] and len(run) > MAX_TITLE_LINES):
            kinds = _first_line_titled(run, marked)
        elif run[0] < bodies[0]:
            kinds = _headline(found, run, marked)
        elif run[0] > bodies[-1] and len(run) <= MAX_SECTION_LINES and not marked:
            kinds = dict.fromkeys(run, "byline")  # nothing follows that they could head
        else:
            listed = run if len(run) > MAX_SECTION_LINES else []
            kinds = {i: "body" for i in listed if i not in marked}
        for i, kind in kinds.items():
            level = TITLE_LEVEL if kind in {"title", "subtitle"} else -1
            result[i] = found[i]._replace(kind=kind, level=level)
    return result


def _first_line_titled(run: Sequence[int], marked: Collection[int]) -> dict[int, Kind]:
    """A list of short lines: the first is its title, the others are its body."""
    body: dict[int, Kind] = {i: "body" for i in run[1:] if i not in marked}
    return {run[0]: "title", **body}


def _headline(
    found: Sequence[Block], run: Sequence[int], marked: Collection[int]
) -> dict[int, Kind]:
    """The lines of a headline: a marked first line, else the longest line, is the title."""
    lines = [i for i in run if i not in marked] or [run[0]]
    longest = max(lines, key=lambda i: found[i].end - found[i].start)
    title = run[0] if run[0] in marked else longest
    kinds: dict[int, Kind] = dict.fromkeys(lines, "subtitle")
    return {**kinds, title: "title"}


def _with_questions(text: str, found: list[Block]) -> list[Block]:
    """Questions that the next paragraph answers, as in an interview, head what answers them.

    One alone may be rhetorical; so may two without a mark of who asks.
    """
    asked = {
        i: _ASKED.match(text, block.start) is not None
        for i, (block, behind) in enumerate(pairwise(found))
        if _asks(text, block) and _answers(text, block, behind)
    }
    if len(asked) < _FEWEST_BARE:
        asked = {i: True for i, marked in asked.items() if marked}
    if len(asked) < _FEWEST_QUESTIONS:
        return found
    return [
        block._replace(kind="question", level=QUESTION_LEVEL + (not asked[i]))
        if i in asked
        else block
        for i, block in enumerate(found)
    ]


def _asks(text: str, block: Block) -> bool:
    """Whether a block is one line that ends with a question mark, and not what someone says.

    Without a mark of who asks it is a single sentence: what goes on may answer itself.
    """
    line = text[block.start : block.end]
    return (
        block.kind == "body"
        and len(line) <= MAX_QUESTION
        and "\n" not in line
        and is_question(line)
        and line[0] not in '“"「『'
        and not _ANSWERED.match(line)
        and (_ASKED.match(line) is not None or not any(c in SENTENCE_END for c in line[:-1]))
    )


def _answers(text: str, block: Block, behind: Block) -> bool:
    """Whether the block behind a question may answer it: no further question, nor an option.

    Where nobody is said to ask, it is no line of a poem either.
    """
    if behind.kind != "body" or _asks(text, behind) or _OPTION.match(text, behind.start):
        return False
    return bool(_ASKED.match(text, block.start)) or behind.end - behind.start >= _SHORTEST_ANSWER


def is_question(line: str) -> bool:
    """Whether a line ends with a question mark."""
    return line.endswith(("？", "?"))


def asks_only(line: str) -> bool:
    """Whether a question tells nothing: one clause with an interrogative."""
    asked = _ASKED.sub("", line, count=1) if _ASKED.match(line) else line
    return _INTERROGATIVE.search(asked) is not None and _INNER.search(asked) is None


def _is_marked(text: str, block: Block) -> bool:
    """Whether a heading says so itself, by a Markdown mark or a Chinese heading number."""
    line_start = text.rfind("\n", 0, block.start) + 1
    marked = text[line_start : block.start].lstrip().startswith("#")
    return marked or any(p.match(text[block.start : block.end]) for p, _ in _LEVELS)


def _runs_of_sections(found: Sequence[Block]) -> Iterator[list[int]]:
    """Indices of neighbouring section blocks; page lines and bylines do not part a run."""
    run: list[int] = []
    for i, block in enumerate(found):
        if block.kind == "section":
            run.append(i)
        elif block.kind == "body" and run:
            yield run
            run = []
    if run:
        yield run
