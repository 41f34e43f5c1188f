"""The layout of a plain text: its blocks, and which of them are headings.

The rules are few and documented in ``docs/architecture.md``; they look at form only, never at
the words of one particular article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from wuxi_qa.blocks import CONTENT, MAX_HEADING, TITLE_LEVEL, Block, Kind
from wuxi_qa.fields import field_of, side_by_side, with_fields, with_subject
from wuxi_qa.heads import (
    is_date,
    is_dateline,
    with_entries,
    without_leaves,
    without_values,
)
from wuxi_qa.interviews import is_question, with_asking_title, with_questions
from wuxi_qa.leads import with_leads
from wuxi_qa.names import OFFICES, is_bulleted_credit, is_credit, is_person_name
from wuxi_qa.numbered import is_article, is_marked, level_of, number_of
from wuxi_qa.paragraphs import ATX, LIST_ITEM, Paragraph, ends_sentence, paragraphs
from wuxi_qa.text import (
    HAN,
    HEADING_NUMERAL,
    closed_up,
    simplify_each,
)

MAX_TITLE_LINES = 5
MAX_SECTION_LINES = 2
_PAGE = re.compile(r"第?\s*[A-Za-z]{0,2}\s*\d{1,3}\s*版(?!本)|(?:[Pp]age|[Pp]\.)\s*[A-Z]?\d+\b")
# （完）, （未完待续）, （全场鼓掌）: neither a signature nor a heading.
_REMARK = re.compile(
    r"[（(](?:完|全文完|未完|待续|续|热烈|全场|长时间|掌声|鼓掌|笑|众笑)[^（）()]*[）)]$"
)
_SIGNATURE = re.compile(r"[（(][^（）()\d，]{2,20}[）)]$")
_NUMBERED_ONLY = re.compile(rf"[（(]?{HEADING_NUMERAL}[）)]?$")
_SIGNED_IN_ENGLISH = re.compile(r"[Bb]y\s+[A-Z]")
_CUE = re.compile(r"\d{2}:\d{2}:\d{2}[,.]\d{3} --> \d{2}:\d{2}:\d{2}[,.]\d{3}")
# 08:30-09:00 签到, 2014.09–2017.06 某大学: rows of an agenda or of somebody's life.
_ROW = re.compile(
    r"(?:[01]?\d|2[0-3])[:：][0-5]\d(?!\d)"
    r"|\d{4}[年./-]\d{1,2}月?[ \u3000]*(?:[-–—~～至]|--)[ \u3000]*(?:\d{4}|[至今现])"
)
# 2024年10月25日—27日 临川县文化中心: when and where, rather than what.
_WHEN = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:\s|[-–—~～至]|$)")
_CLAUSE_MARK = re.compile("[，。；！？]")
# 锡政发〔2024〕12号, （2023）苏0213民初1234号
_SERIAL = re.compile(r".{0,12}[（(〔\[［]\d{4}[）)〕\]］].{0,16}号$")
# 清河市市长　顾明远.
_OFFICE_AND_NAME = re.compile(
    rf"[^\s，,。；;：:]{{1,14}}{OFFICES}[ \u3000]+(?P<name>[{HAN}]{{2,3}})$"
)
# 张若虚, （唐）李白, 宋·苏轼: who wrote what stands below.
_AUTHOR = re.compile(
    rf"(?P<when>[（(\[〔【〈［]?(?:先秦|战国|[两东西]?汉|魏晋|三国|[东西]?晋|南北朝|南朝|北朝|隋|唐|五代|[两南北]?宋|元|明|清|近代|现代|当代)"
    rf"[）)\]〕】〉］·・• \u3000]+)?(?P<name>[{HAN}]{{2,3}})"
)
_LONGEST_BYLINE = 20
_FEWEST_LISTED = 3


def blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """Find the blocks of a text in order.

    Blank lines belong to none, and lines without a letter or digit are none, such as `---`, unless
    the text has no other.

    Args:
        text: a document's text, its line ends line feeds.
        markdown: join lines into paragraphs by Markdown's rules.
    """
    text = closed_up(text)
    spans = side_by_side(text, _without_cues(text, paragraphs(text, markdown=markdown)))
    found = [_by_form(text, span) for span in spans]
    found = with_entries(text, without_values(text, found, markdown=markdown))
    found = without_leaves(text, _without_lists(text, with_asking_title(text, found)))
    found = with_fields(text, found)
    found = with_leads(text, found)
    found = _with_titles(text, found)
    worded = [block for block in found if any(map(str.isalnum, text[block.start : block.end]))]
    return with_questions(text, with_subject(text, worded or found))


def _without_cues(text: str, found: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs without the numbers and times of subtitles (SubRip)."""
    kept = list(found)
    lines = [text[one.start : one.end] for one in kept]
    for i, one in enumerate(kept):
        numbers = lines[i].isdecimal() and i + 1 < len(kept) and _CUE.match(lines[i + 1])
        if not numbers and not _CUE.fullmatch(lines[i]):
            yield one


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
    if "\n" in line or len(line) > MAX_HEADING or _is_item(line) or _REMARK.match(line):
        return Block(start, end, "body", -1)
    if _is_byline(line):
        return Block(start, end, "byline", -1)
    if ends_sentence(line) or line[-1] in "，,、：:" or not any(c.isalnum() for c in line):
        return Block(start, end, "body", -1)
    if field_of(line) or _ROW.match(line):
        return Block(start, end, "body", -1)
    if _PAGE.match(line):
        return Block(start, end, "page", 0)
    return Block(start, end, "section", level_of(line))


def _unclosed(heading: str) -> str:
    """A Markdown heading without its closing marks; those of a word, as in C#, belong to it."""
    bare = heading.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() else heading


def _is_item(line: str) -> bool:
    return LIST_ITEM.match(line) is not None and not is_bulleted_credit(line)


def _is_byline(line: str) -> bool:
    if _NUMBERED_ONLY.match(line):
        return False
    if _SIGNATURE.match(line) or is_dateline(line):
        return True
    is_signed = _SIGNED_IN_ENGLISH.match(line) is not None or is_credit(line)
    return (is_signed or is_bulleted_credit(line)) and not ends_sentence(line)


def _without_lists(text: str, found: Sequence[Block]) -> list[Block]:
    """Numbered lines that head nothing are body: of lists, tables of contents, short articles."""
    listed = {i for row in _numbered_rows(text, found) for i in row}
    names = {i: _entry(text, block) for i, block in enumerate(found) if block.kind == "section"}
    contents = _contents(names)
    for i in names:
        follows = found[i + 1] if i + 1 < len(found) else None
        if is_article(text, found[i]):
            heads = follows is not None and not is_article(text, follows)
        else:
            heads = follows is None or follows.kind != "section" or i not in contents
        if not heads and number_of(text, found[i]) is not None:
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
    numbers = [number_of(text, block) for block in found]
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


def _entry(text: str, block: Block) -> str:
    """A heading as it may stand in a table of contents, without dots and the page behind it."""
    line = text[block.start : block.end]
    return line.rstrip("0123456789").rstrip(" \t\u3000.…·") or line


def _with_titles(text: str, found: Sequence[Block]) -> list[Block]:
    """Tell titles from sections, and headings from lists of short lines."""
    bodies = [i for i, block in enumerate(found) if block.kind == "body"]
    result = list(found)
    for run in _runs_of_sections(found):
        marked = {i for i in run if is_marked(text, found[i])}
        if bodies and run[0] < bodies[0]:
            run = _of_headline(text, found, run)
        if not bodies or (run[0] < bodies[0] and len(run) > MAX_TITLE_LINES):
            kinds = _first_line_titled(run, marked)
        elif run[0] < bodies[0]:
            kinds = _headline(text, found, run, marked)
        elif run[0] > bodies[-1] and len(run) <= MAX_SECTION_LINES and not marked:
            # Nothing follows that they could head.
            kinds = {i: _of_last_line(text[found[i].start : found[i].end]) for i in run}
        else:
            listed = run if len(run) > MAX_SECTION_LINES else []
            kinds = {i: "body" for i in listed if i not in marked}
        for i, kind in kinds.items():
            level = TITLE_LEVEL if kind in {"title", "subtitle"} else -1
            if not is_article(text, found[i]):
                result[i] = found[i]._replace(kind=kind, level=level)
    return result


def _of_last_line(line: str) -> Kind:
    """What a short line at the end is: a signature, if it is no clause and tells no number."""
    told = _CLAUSE_MARK.search(line) or (re.search(r"\d", line) and not is_date(line))
    return "body" if told else "byline"


def _of_headline(text: str, found: Sequence[Block], run: Sequence[int]) -> list[int]:
    """A run without its last line where that heads what follows: below a blank line, not above."""
    last = run[-1]
    if len(run) < 2 or last + 1 >= len(found) or found[last + 1].kind not in CONTENT:
        return list(run)
    apart = text.count("\n", found[last - 1].end, found[last].start) > 1
    beside = text.count("\n", found[last].end, found[last + 1].start) == 1
    return list(run[:-1]) if apart and beside else list(run)


def _first_line_titled(run: Sequence[int], marked: Collection[int]) -> dict[int, Kind]:
    """A list of short lines: the first is its title, the others are its body."""
    body: dict[int, Kind] = {i: "body" for i in run[1:] if i not in marked}
    return {run[0]: "title", **body}


def _headline(
    text: str, found: Sequence[Block], run: Sequence[int], marked: Collection[int]
) -> dict[int, Kind]:
    """The lines of a headline: a marked first line, else the longest line, is the title.

    A line that asks comes before the longest; a dash begins a sub-title, and a name below the
    title, alone or behind an office or a dynasty, is a byline.
    """
    lines = [i for i in run if i not in marked] or [run[0]]
    said = {i: text[found[i].start : found[i].end] for i in lines}
    named = [i for i in lines[1:] if _is_office_and_name(said[i]) or _is_author(said[i])]
    mains = [i for i in lines if i not in named and not _is_beside(said[i])] or lines
    title = max(mains, key=lambda i: (is_question(said[i]), len(said[i])))
    if run[0] in marked and not is_article(text, found[run[0]]):
        title = run[0]
    kinds: dict[int, Kind] = dict.fromkeys(lines, "subtitle")
    bylines: dict[int, Kind] = {i: "byline" for i in named if i > title}
    return {**kinds, **bylines, title: "title"}


def _is_beside(line: str) -> bool:
    """Whether a line of a headline is none that could stand alone."""
    enclosed = line[0] in "（(" and line[-1] in "）)"
    return line.startswith("—") or enclosed or bool(_SERIAL.match(line) or _WHEN.match(line))


def _is_office_and_name(line: str) -> bool:
    """Whether a line is an office and, behind a space, the name of a person."""
    if len(line) > _LONGEST_BYLINE:
        return False
    found = _OFFICE_AND_NAME.match(simplify_each(line))
    return found is not None and is_person_name(found["name"])


def _is_author(line: str) -> bool:
    """Whether a line is the name of a person and nothing else, but perhaps when he lived."""
    found = _AUTHOR.fullmatch(simplify_each(line))
    return found is not None and (bool(found["when"]) or is_person_name(found["name"]))


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
