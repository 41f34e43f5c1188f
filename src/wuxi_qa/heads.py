"""Heads: lines in the form of headings that head nothing, and dates that head entries.

“2、押金4000元” is a short line with a number, and content all the same. Such lines are told by what
stands around them, before headings are told from titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wuxi_qa.blocks import Block
from wuxi_qa.interviews import is_answer_line
from wuxi_qa.numbered import is_article, is_markdown, is_marked, number_of
from wuxi_qa.text import NUMERALS

_DATELINE = re.compile(
    r"(?:发布时间|时间|日期)?[:：]?\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_WORDED_DATE = re.compile(
    rf"[(（]?(?:[12]\d{{3}}|[{NUMERALS}〇○零]{{4}})年(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})月"
    rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})[日号][)）]?"
)
# 住宿费 每天300元, 黄金会员 199元/年
_PRICED = re.compile(
    r"\S.*[ \t\u3000][^\d\s]{0,6}\d[\d,.]*\s*(?:元|万元|亿元|%|％|天|小时|分)(?:/\S{1,3})?$"
)
_ENCLOSURES = re.compile(r"附件\s*[:：]\s*1[.．、]")
_EMPHASIS = "**"
_EMPHASIS_LEVEL, _ENTRY_LEVEL = 7, 8
_OUTER_LEVELS = 2
"""Of 第一章 and 一、, and of headings without a number."""
_FEWEST_ENTRIES = 2


def is_dateline(line: str) -> bool:
    """Whether a line tells a day in digits, with a time perhaps, and nothing else."""
    return _DATELINE.match(line) is not None


def is_date(line: str) -> bool:
    """Whether a line tells a date, with a time perhaps, and nothing else."""
    return bool(_DATELINE.match(line) or _WORDED_DATE.fullmatch(line))


def without_values(text: str, found: Sequence[Block], *, markdown: bool) -> list[Block]:
    """Short lines that are values, answers, items behind a colon or enclosures are body.

    In Markdown, which marks its headings, so are short lines without a mark, unless they are
    emphasised as a whole.
    """
    headed = markdown and any(is_markdown(text, block) for block in found)
    led = _led(text, found)
    result = list(found)
    for i in range(1, len(result)):
        block, line = result[i], text[result[i].start : result[i].end]
        if block.kind != "section" or is_marked(text, block):
            continue
        if headed and line.startswith(_EMPHASIS):
            result[i] = block._replace(level=_EMPHASIS_LEVEL)
        elif headed or i in led or _PRICED.match(line) or is_answer_line(text, found[i - 1], block):
            result[i] = _body(block)
    return _without_enclosures(text, result)


def _led(text: str, found: Sequence[Block]) -> set[int]:
    """Places of short lines behind a colon, and of those right below these."""
    led: set[int] = set()
    for i in range(1, len(found)):
        above, block = found[i - 1], found[i]
        if block.kind != "section" or is_marked(text, block):
            continue
        beside = i - 1 in led and text.count("\n", above.end, block.start) == 1
        if beside or (above.kind == "body" and text[above.end - 1] in ":："):
            led.add(i)
    return led


def _without_enclosures(text: str, found: list[Block]) -> list[Block]:
    """The list of what comes with a letter, of which the first stands behind 附件：."""
    number = 0
    for i, block in enumerate(found):
        if _ENCLOSURES.match(text, block.start):
            number = 1
        elif number and re.match(rf"{number + 1}[.．、]", text[block.start : block.end]):
            found[i] = _body(block) if block.kind == "section" else block
            number += 1
        else:
            number = 0
    return found


def with_entries(text: str, found: Sequence[Block]) -> list[Block]:
    """Dates that each stand above a paragraph, two or more of them, head entries: of a diary."""
    entries = [
        i
        for i in range(1, len(found) - 1)
        if found[i].kind == "byline"
        and is_date(text[found[i].start : found[i].end])
        and found[i + 1].kind in {"body", "section"}
    ]
    if len(entries) < _FEWEST_ENTRIES:
        return list(found)
    result = list(found)
    for i in entries:
        result[i] = result[i]._replace(kind="section", level=_ENTRY_LEVEL)
        if result[i + 1].kind == "section" and not is_marked(text, result[i + 1]):
            result[i + 1] = _body(result[i + 1])
    return result


def without_leaves(text: str, found: Sequence[Block]) -> list[Block]:
    """Numbered lines of a lower level that stand above a higher one, or last, head nothing.

    So do the numbered lines before them: 1、每月2000元 above 2、押金4000元 above 三、其他.
    """
    result = list(found)
    leaves: set[int] = set()
    for i in range(len(result) - 1, 0, -1):
        block, number = result[i], number_of(text, result[i])
        if block.kind != "section" or number is None or block.level <= _OUTER_LEVELS:
            continue
        if is_article(text, block):
            continue
        below = result[i + 1] if i + 1 < len(result) else None
        headless = below is None or (below.kind == "section" and below.level < block.level)
        follows = below is not None and i + 1 in leaves
        if headless or (follows and number_of(text, result[i + 1]) == (number[0], number[1] + 1)):
            result[i] = _body(block)
            leaves.add(i)
    return result


def _body(block: Block) -> Block:
    return block._replace(kind="body", level=-1)
