"""Numbered: the numbers and marks with which headings say that they are some.

Numbers of Chinese documents, outermost first, are those of GB/T 9704: 一、（一）1.（1）; theses and
specifications number 1, 1.1 and 1.1.1.
"""

from __future__ import annotations

import re

from wuxi_qa.blocks import Block
from wuxi_qa.text import HAN, HEADING_NUMERAL, NUMERALS, numeral_value

# Articles of laws and contracts. 第一条地铁 is none.
_ARTICLE = re.compile(rf"第(?P<number>{HEADING_NUMERAL})条(?:之[{NUMERALS}]+)?(?=[\s:：、【（(]|$)")
# 2.0 and 1.5倍 number nothing.
_DECIMAL = rf"(?P<number>[1-9]\d?)(?![\d.])[ \u3000]*(?=[{HAN}A-Za-z])(?![倍万亿元米吨])"
_LEVELS = (
    (re.compile(rf"第(?P<number>{HEADING_NUMERAL})[编篇部章幕回]"), 2),
    (re.compile(rf"第(?P<number>{HEADING_NUMERAL})节"), 3),
    (_ARTICLE, 3),
    (re.compile(rf"(?P<number>[{NUMERALS}]+)、"), 2),
    (re.compile(rf"[（(](?P<number>[{NUMERALS}]+)[）)]"), 3),
    (re.compile(rf"\d{{1,2}}\.\d{{1,2}}\.{_DECIMAL}"), 6),
    (re.compile(rf"\d{{1,2}}\.{_DECIMAL}"), 5),
    (re.compile(r"(?P<number>\d{1,2})(?:[、．]|\.(?!\d))"), 4),
)
_UNNUMBERED = 2


def level_of(line: str) -> int:
    """The level of a heading, from 2, by its number; 2 without one."""
    return next((level for pattern, level in _LEVELS if pattern.match(line)), _UNNUMBERED)


def number_of(text: str, block: Block) -> tuple[re.Pattern[str], int] | None:
    """Which sort of number a block of plain text begins with, and its value."""
    if block.kind not in {"section", "body"} or is_markdown(text, block):
        return None
    matches = (pattern.match(text, block.start, block.end) for pattern, _ in _LEVELS)
    found = next(filter(None, matches), None)
    return None if found is None else (found.re, numeral_value(found["number"]))


def is_article(text: str, block: Block) -> bool:
    """Whether a block begins as an article of a law or contract does."""
    return _ARTICLE.match(text, block.start, block.end) is not None


def is_marked(text: str, block: Block) -> bool:
    """Whether a heading says so itself, by a Markdown mark or a Chinese heading number."""
    return is_markdown(text, block) or number_of(text, block) is not None


def is_markdown(text: str, block: Block) -> bool:
    """Whether a heading has a Markdown mark."""
    line_start = text.rfind("\n", 0, block.start) + 1
    return text[line_start : block.start].lstrip().startswith("#")
