"""The layout of a plain text: its blocks, and which of them are headings.

The rules are few and documented in ``docs/architecture.md``; they look at form only, never at
the words of one particular article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from wuxi_qa.names import OFFICES, is_credit, is_person_name
from wuxi_qa.paragraphs import ATX, LIST_ITEM, Paragraph, Span, ends_sentence, paragraphs
from wuxi_qa.text import HAN, NUMERALS, SENTENCE_END, numeral_value, simplify_each

Kind = Literal["body", "title", "subtitle", "section", "question", "columns", "byline", "page"]

CONTENT: frozenset[Kind] = frozenset(("body", "columns"))
"""What stands below headings, tables as a whole; all other kinds stand above or beside it."""

TITLE_LEVEL = 1
MAX_HEADING = 40
MAX_TITLE_LINES = 5
MAX_SECTION_LINES = 2
QUESTION_LEVEL = 9
"""Below all headings, so that a question ends at the next question or heading."""
MAX_QUESTION = 120
MAX_ANSWER = 4
"""Paragraphs that a question heads at most; one without a mark of who asks heads one."""

_PAGE = re.compile(r"第?\s*[A-Za-z]{0,2}\s*\d{1,3}\s*版(?!本)|(?:[Pp]age|[Pp]\.)\s*[A-Z]?\d+\b")
_NUMERAL = rf"[{NUMERALS}百零〇\d]+"
# （完）, （未完待续）, （全场鼓掌）: neither a signature nor a heading.
_REMARK = re.compile(
    r"[（(](?:完|全文完|未完|待续|续|热烈|全场|长时间|掌声|鼓掌|笑|众笑)[^（）()]*[）)]$"
)
_SIGNATURE = re.compile(r"[（(][^（）()\d]{2,20}[）)]$")
_NUMBERED_ONLY = re.compile(rf"[（(]?{_NUMERAL}[）)]?$")
_SIGNED_IN_ENGLISH = re.compile(r"[Bb]y\s+[A-Z]")
_DATELINE = re.compile(
    r"(?:发布时间|时间|日期)?[:：]?\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_WORDED_DATE = re.compile(
    rf"[(（]?(?:[12]\d{{3}}|[{NUMERALS}〇○零]{{4}})年(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})月"
    rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})[日号][)）]?"
)
# Articles of laws and contracts. 第一条地铁 is none.
_ARTICLE = re.compile(rf"第(?P<number>{_NUMERAL})条(?:之[{NUMERALS}]+)?(?=[\s:：、【（(]|$)")
# Numbered headings of Chinese documents, outermost first (GB/T 9704: 一、（一）1.（1）).
_LEVELS = (
    (re.compile(rf"第(?P<number>{_NUMERAL})[编篇部章]"), 2),
    (re.compile(rf"第(?P<number>{_NUMERAL})节"), 3),
    (_ARTICLE, 3),
    (re.compile(rf"(?P<number>[{NUMERALS}]+)、"), 2),
    (re.compile(rf"[（(](?P<number>[{NUMERALS}]+)[）)]"), 3),
    (re.compile(r"(?P<number>\d{1,2})(?:[、．]|\.(?!\d))"), 4),
)
# 清河市市长　顾明远.
_OFFICE_AND_NAME = re.compile(
    rf"[^\s，,。；;：:]{{1,14}}{OFFICES}[ \u3000]+(?P<name>[{HAN}]{{2,3}})$"
)
_LONGEST_BYLINE = 20
# 问：, 记者：, Q1., 一、: who asks, or the number of the question.
_ASKED = re.compile(
    rf"(?:问题?|[Qq])(?:{_NUMERAL})?\s*[:：.、．]|[^\W\d]{{2,8}}\s*[:：]|[（(]?{_NUMERAL}[）).、．]"
)
_ANSWERED = re.compile(r"(?:[答Aa]|答案|解答)\s*[:：]")
_OPTION = re.compile(r"[A-DＡ-Ｄa-d]\s*[.．、:：)）]")
_INTERROGATIVE = re.compile("[谁誰哪啥何怎几幾]|什[么麼]|甚麼|多[少大长長久高远遠]")
_INNER = re.compile("[，,；;。！!：:]|[？?].|吗|嗎|还是|還是")
_CLAUSE_END = re.compile("[，,；;。！!：:？?]")
# 谁都, 什么也 ask nothing; nor does 几年前.
_CLAUSE_ASKS = re.compile(
    "(?:[吗嗎]|(?:[谁誰哪怎]|什[么麼]|甚麼|如何|[为為]何|何[时時地处處]|多[少大长長久高远遠])[^都也]*|[^都也]*呢)$"
)
_FEWEST_QUESTIONS, _FEWEST_BARE, _SHORTEST_ANSWER = 2, 3, 20
_FEWEST_LISTED = 3


class Block(NamedTuple):
    """A paragraph or heading line: its span without outer white space, kind and level.

    `level` is 0 for a page line, 1 for a title, 2 and more for sections, 9 for a question, 10 for
    one without a mark of who asks; -1 for the rest. `columns` is, for the rows of a Markdown
    table, the span of the one that names the columns.
    """

    start: int
    end: int
    kind: Kind
    level: int
    columns: Span | None = None


def blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """Find the blocks of a text in order.

    Blank lines belong to none, and lines without a letter or digit are none, such as `---`, unless
    the text has no other.

    Args:
        text: a document's text, its line ends line feeds.
        markdown: join lines into paragraphs by Markdown's rules.
    """
    found = [_by_form(text, paragraph) for paragraph in paragraphs(text, markdown=markdown)]
    found = _without_lists(text, _with_asking_title(text, found))
    found = _with_titles(text, found)
    worded = [block for block in found if any(map(str.isalnum, text[block.start : block.end]))]
    return _with_questions(text, worded or found)


def _by_form(text: str, paragraph: Paragraph) -> Block:
    """Classify one block by its own form; short lines become sections for the time being."""
    start, end, columns = paragraph
    if columns is not None:
        return Block(start, end, "columns" if columns[0] == start else "body", -1, columns)
    line = text[start:end]
    atx = ATX.match(line)
    if atx and "\n" not in line:
        start += atx.start("text")
        return Block(start, start + len(_unclosed(atx["text"])), "section", len(atx.group(1)))
    if "\n" in line or len(line) > MAX_HEADING or LIST_ITEM.match(line) or _REMARK.match(line):
        return Block(start, end, "body", -1)
    if _is_byline(line):
        return Block(start, end, "byline", -1)
    if ends_sentence(line) or line[-1] in "，,、：:" or not any(c.isalnum() for c in line):
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
    is_signed = _SIGNED_IN_ENGLISH.match(line) is not None or is_credit(line)
    return is_signed and not ends_sentence(line)


def _level(line: str) -> int:
    return next((level for pattern, level in _LEVELS if pattern.match(line)), 2)


def _with_asking_title(text: str, found: list[Block]) -> list[Block]:
    """A first line that asks is a headline, if it is the only one that could be a question.

    An answer would not begin with who answers, and what stands below is a paragraph.
    """
    lines = [i for i, block in enumerate(found) if block.kind not in {"page", "byline"}]
    bare = (i for i in lines if _asks(text, found[i]) and not _ASKED.match(text, found[i].start))
    first = next(bare, None)
    if first is None or first != lines[0] or found[first].end - found[first].start > MAX_HEADING:
        return found
    below = next((found[i] for i in lines[1:] if found[i].kind == "body"), None)
    if below is None or not _answers(text, found[first], below) or next(bare, None) is not None:
        return found
    if _ASKED.match(text, below.start) or _ANSWERED.match(text, below.start):
        return found
    return [*found[:first], found[first]._replace(kind="section", level=2), *found[first + 1 :]]


def _without_lists(text: str, found: Sequence[Block]) -> list[Block]:
    """Numbered lines that head nothing are body: of lists, tables of contents, short articles."""
    listed = {i for row in _numbered_rows(text, found) for i in row}
    names = {i: _entry(text, block) for i, block in enumerate(found) if block.kind == "section"}
    contents = _contents(names)
    for i in names:
        follows = found[i + 1] if i + 1 < len(found) else None
        if _is_article(text, found[i]):
            heads = follows is not None and not _is_article(text, follows)
        else:
            heads = follows is None or follows.kind != "section" or i not in contents
        if not heads and _number(text, found[i]) is not None:
            listed.add(i)
    return [
        block._replace(kind="body", level=-1) if i in listed else block
        for i, block in enumerate(found)
    ]


def _contents(names: dict[int, str]) -> set[int]:
    """Places of headings that stand three or more in a row and come again, each of them, later."""
    last = {name: i for i, name in names.items()}
    again = [i for i, name in names.items() if last[name] != i]
    # Neighbours have places that grow as their number in the row does.
    rows = (list(row) for _, row in groupby(enumerate(again), lambda one: one[1] - one[0]))
    return {i for row in rows if len(row) >= _FEWEST_LISTED for _, i in row}


def _numbered_rows(text: str, found: Sequence[Block]) -> Iterator[list[int]]:
    """Indices of neighbouring blocks that are numbered on without a gap, three or more.

    The last one is left out where the one before it is a paragraph: it may head what follows. No
    rows are those whose numbers go on behind what their last one heads.
    """
    rows: list[list[int]] = []
    before: tuple[re.Pattern[str], int] | None = None
    numbers = [_number(text, block) for block in found]
    for i, number in enumerate(numbers):
        if number is not None and before == (number[0], number[1] - 1):
            rows[-1].append(i)
        else:
            rows.append([i])
        before = number
    goes_on = _goes_on(numbers)
    for row in rows:
        if len(row) >= _FEWEST_LISTED and row[-1] not in goes_on:
            yield row if found[row[-2]].kind == "section" else row[:-1]


def _goes_on(numbers: Sequence[tuple[re.Pattern[str], int] | None]) -> set[int]:
    """Places of the numbers that go on later, be there others or none between."""
    following: dict[re.Pattern[str], int] = {}
    found: set[int] = set()
    for i in range(len(numbers) - 1, -1, -1):
        if number := numbers[i]:
            pattern, value = number
            if following.get(pattern) == value + 1:
                found.add(i)
            following[pattern] = value
    return found


def _number(text: str, block: Block) -> tuple[re.Pattern[str], int] | None:
    """Which sort of number a block of plain text begins with, and its value."""
    if block.kind not in {"section", "body"} or _is_markdown(text, block):
        return None
    matches = (pattern.match(text, block.start, block.end) for pattern, _ in _LEVELS)
    found = next(filter(None, matches), None)
    return None if found is None else (found.re, numeral_value(found["number"]))


def _entry(text: str, block: Block) -> str:
    """A heading as it may stand in a table of contents, without dots and the page behind it."""
    line = text[block.start : block.end]
    return line.rstrip("0123456789").rstrip(" \t\u3000.…·") or line


def _is_article(text: str, block: Block) -> bool:
    return _ARTICLE.match(text, block.start, block.end) is not None


def _with_titles(text: str, found: Sequence[Block]) -> list[Block]:
    """Tell titles from sections, and headings from lists of short lines."""
    bodies = [i for i, block in enumerate(found) if block.kind == "body"]
    result = list(found)
    for run in _runs_of_sections(found):
        marked = {i for i in run if _is_marked(text, found[i])}
        if not bodies or (run[0] < bodies[0] and len(run) > MAX_TITLE_LINES):
            kinds = _first_line_titled(run, marked)
        elif run[0] < bodies[0]:
            kinds = _headline(text, found, run, marked)
        elif run[0] > bodies[-1] and len(run) <= MAX_SECTION_LINES and not marked:
            kinds = dict.fromkeys(run, "byline")  # nothing follows that they could head
        else:
            listed = run if len(run) > MAX_SECTION_LINES else []
            kinds = {i: "body" for i in listed if i not in marked}
        for i, kind in kinds.items():
            level = TITLE_LEVEL if kind in {"title", "subtitle"} else -1
            if not _is_article(text, found[i]):
                result[i] = found[i]._replace(kind=kind, level=level)
    return result


def _first_line_titled(run: Sequence[int], marked: Collection[int]) -> dict[int, Kind]:
    """A list of short lines: the first is its title, the others are its body."""
    body: dict[int, Kind] = {i: "body" for i in run[1:] if i not in marked}
    return {run[0]: "title", **body}


def _headline(
    text: str, found: Sequence[Block], run: Sequence[int], marked: Collection[int]
) -> dict[int, Kind]:
    """The lines of a headline: a marked first line, else the longest line, is the title.

    A line that asks comes before the longest; a dash begins a sub-title, and an office with a name
    below the title is a byline.
    """
    lines = [i for i in run if i not in marked] or [run[0]]
    said = {i: text[found[i].start : found[i].end] for i in lines}
    named = [i for i in lines[1:] if _is_office_and_name(said[i])]
    mains = [i for i in lines if i not in named and not said[i].startswith("—")] or lines
    title = max(mains, key=lambda i: (is_question(said[i]), len(said[i])))
    if run[0] in marked and not _is_article(text, found[run[0]]):
        title = run[0]
    kinds: dict[int, Kind] = dict.fromkeys(lines, "subtitle")
    bylines: dict[int, Kind] = {i: "byline" for i in named if i > title}
    return {**kinds, **bylines, title: "title"}


def _is_office_and_name(line: str) -> bool:
    """Whether a line is an office and, behind a space, the name of a person."""
    if len(line) > _LONGEST_BYLINE:
        return False
    found = _OFFICE_AND_NAME.match(simplify_each(line))
    return found is not None and is_person_name(found["name"])


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
    """Whether a question tells nothing: one clause with an interrogative, or each asks."""
    asked = _ASKED.sub("", line, count=1) if _ASKED.match(line) else line
    if _INTERROGATIVE.search(asked) is None:
        return False
    if _INNER.search(asked) is None:
        return True
    clauses = [clause for clause in _CLAUSE_END.split(asked) if clause.strip()]
    return len(clauses) > 1 and all(_CLAUSE_ASKS.search(clause) for clause in clauses)


def _is_marked(text: str, block: Block) -> bool:
    """Whether a heading says so itself, by a Markdown mark or a Chinese heading number."""
    return _is_markdown(text, block) or _number(text, block) is not None


def _is_markdown(text: str, block: Block) -> bool:
    """Whether a heading has a Markdown mark."""
    line_start = text.rfind("\n", 0, block.start) + 1
    return text[line_start : block.start].lstrip().startswith("#")


def _runs_of_sections(found: Sequence[Block]) -> Iterator[list[int]]:
    """Indices of neighbouring section blocks; page lines and bylines do not part a run."""
    run: list[int] = []
    for i, block in enumerate(found):
        if block.kind == "section":
            run.append(i)
        elif block.kind in CONTENT and run:
            yield run
            run = []
    if run:
        yield run
