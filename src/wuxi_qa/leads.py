"""Leads: lines that the paragraph behind them goes on from: who speaks, or whose message it is.

They are of one piece with that paragraph, which says little without them: “我腿不好” is said by
whom the line above names. A line that leads to a list stays a line of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from wuxi_qa.blocks import MAX_HEADING, Block
from wuxi_qa.names import OFFICES, is_person_name
from wuxi_qa.paragraphs import LIST_ITEM, ends_sentence
from wuxi_qa.text import HAN, LIST_NUMBER, simplify_each

_DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_TIME = rf"(?:{_DATE}[ \u3000]+)?(?:[上下]午[ \u3000]*)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?"
_NAME = r"[^\s:：，。；！？,;!?“”][^\n:：，。；！？,;!?“”]{0,19}"
# 张伟 2024-03-01 09:12, 2024-03-01 9:12:33 张伟: what chat programs export.
_STAMP = re.compile(rf"{_NAME}[ \u3000]+{_TIME}|{_TIME}[ \u3000]+{_NAME}")
_SPEAKS = re.compile(rf"{_NAME}[:：]")
_NUMBER = re.compile(LIST_NUMBER)
# Whom a letter or a notice is to, who says none of it.
_ADDRESSED = re.compile("(?:各|全体|全體|尊敬|敬爱|敬愛|亲爱|親愛)|.*[们們]\\W*$")
_FEWEST_STAMPS = 2
# 段师傅, 小沈, 听众甲: who speaks, alone on a line.
_CALLED = re.compile(
    rf"[小老阿][{HAN}]|[{HAN}]{{0,6}}(?:师傅|老师|先生|女士|小姐|阿姨|大爷|大妈|大叔|主持人|记者|观众|听众|嘉宾|同学"
    rf"|{OFFICES})[甲乙丙丁]?"
)
_LONGEST_NAME = 8


def with_leads(text: str, found: Sequence[Block]) -> list[Block]:
    """Join each lead to the paragraph behind it.

    A lead is a short line that ends with a colon, or one of several that name somebody and a time.
    """
    stamps = {i for i, block in enumerate(found) if _is_stamp(text, block)}
    stamps |= _names_with_colon(text, found)
    messages = len(stamps) >= _FEWEST_STAMPS
    if not messages:
        stamps = _names_alone(text, found)
    joined: list[Block] = []
    leads = said = False
    for i, block in enumerate(found):
        if said and i not in stamps and _is_next_line(text, joined[-1], block):
            joined[-1] = joined[-1]._replace(end=block.end)
        elif leads and _goes_on(text, block, stamped=i - 1 in stamps, stamp=i in stamps):
            joined[-1] = joined[-1]._replace(end=block.end, kind="body", level=-1)
            leads, said = False, messages and i - 1 in stamps
        else:
            joined.append(block)
            leads, said = i in stamps or _ends_with_colon(text, block), False
    return joined


def _names_with_colon(text: str, found: Sequence[Block]) -> set[int]:
    """Lines that are a name and a colon, of which one comes again: who writes in a chat."""
    lines = {
        i: text[block.start : block.end]
        for i, block in enumerate(found)
        if block.kind == "body" and _SPEAKS.fullmatch(text, block.start, block.end)
    }
    often = Counter(lines.values())
    comes_again = any(
        often[line] >= _FEWEST_STAMPS and _is_called(line[:-1]) for line in lines.values()
    )
    return set(lines) if comes_again else set()


def _is_next_line(text: str, above: Block, block: Block) -> bool:
    """Whether a block stands on the line below another, as the lines of one message do."""
    content = block.kind in {"body", "section"} and block.columns is None
    return content and text.count("\n", above.end, block.start) == 1


def _is_stamp(text: str, block: Block) -> bool:
    inside = block.kind in {"body", "section"} and block.end - block.start <= MAX_HEADING
    return inside and _STAMP.fullmatch(text, block.start, block.end) is not None


def _names_alone(text: str, found: Sequence[Block]) -> set[int]:
    """Lines that are the name of somebody and nothing else, each more than once, above prose."""
    lines = {
        i: text[block.start : block.end]
        for i, block in enumerate(found[:-1])
        if block.kind == "section" and block.end - block.start <= _LONGEST_NAME
    }
    often = Counter(lines.values())
    return {
        i
        for i, line in lines.items()
        if often[line] >= _FEWEST_STAMPS and found[i + 1].kind == "body" and _is_called(line)
    }


def _is_called(line: str) -> bool:
    return is_person_name(line) or _CALLED.fullmatch(simplify_each(line)) is not None


def _ends_with_colon(text: str, block: Block) -> bool:
    short = block.end - block.start <= MAX_HEADING
    line = text[block.start : block.end]
    if block.kind != "body" or not short or line[-1] not in ":：" or _ADDRESSED.match(line):
        return False
    return not _lists(text, block)


def _goes_on(text: str, block: Block, *, stamped: bool, stamp: bool) -> bool:
    """Whether a paragraph is what a lead leads to, and no list."""
    if stamped:
        return not stamp and block.kind in {"body", "section"}
    line = text[block.start : block.end]
    prose = ends_sentence(line) or len(line) > MAX_HEADING
    return block.kind == "body" and block.columns is None and prose and not _lists(text, block)


def _lists(text: str, block: Block) -> bool:
    """Whether a block is the item of a list."""
    return any(form.match(text, block.start) is not None for form in (LIST_ITEM, _NUMBER))
