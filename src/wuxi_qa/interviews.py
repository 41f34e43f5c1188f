"""Interviews: questions in a text that the paragraphs behind them answer.

They head what answers them. The rules look at form alone: who asks, question marks, what follows.
"""

from __future__ import annotations

import re
from itertools import pairwise

from wuxi_qa.blocks import MAX_HEADING, QUESTION_LEVEL, Block
from wuxi_qa.text import HEADING_NUMERAL, SENTENCE_END

MAX_QUESTION = 120
MAX_ANSWER = 4
"""Paragraphs that a question heads at most; one without a mark of who asks heads one."""

# 问：, 记者：, Q1., 一、: who asks, or the number of the question.
_ASKED = re.compile(
    rf"(?:问题?|[Qq])(?:{HEADING_NUMERAL})?\s*[:：.、．]|[^\W\d]{{2,8}}\s*[:：]|[（(]?{HEADING_NUMERAL}[）).、．]"
)
_ALONE = re.compile(r"[^\n，。；！？?]{1,20}\n")
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


def with_asking_title(text: str, found: list[Block]) -> list[Block]:
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


def with_questions(text: str, found: list[Block]) -> list[Block]:
    """Questions that the next paragraph answers, as in an interview, head what answers them.

    One alone may be rhetorical; so may two without a mark of who asks.
    """
    asked = {
        i: _who_asks(text[block.start : block.end]) is not None
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
        and "\n" not in _said(line)
        and is_question(line)
        and line[0] not in '“"「『'
        and not _ANSWERED.match(line)
        and (_who_asks(line) is not None or not any(c in SENTENCE_END for c in line[:-1]))
    )


def _said(line: str) -> str:
    """A question without who asks it, who may stand on a line of his own."""
    asks = _who_asks(line)
    return line[asks.end() :].strip() if asks else line


def _who_asks(line: str) -> re.Match[str] | None:
    """What says who asks a question, or gives its number."""
    return _ASKED.match(line) or _ALONE.match(line)


def _answers(text: str, block: Block, behind: Block) -> bool:
    """Whether the block behind a question may answer it: no further question, nor an option.

    Where nobody is said to ask, it is no line of a poem either.
    """
    if behind.kind != "body" or _asks(text, behind) or _is_option(text, block, behind):
        return False
    by_somebody = _who_asks(text[block.start : block.end]) is not None
    return by_somebody or behind.end - behind.start >= _SHORTEST_ANSWER


def _is_option(text: str, block: Block, behind: Block) -> bool:
    """Whether the block behind a question is the first of several answers to choose from."""
    if _OPTION.match(text, behind.start) is None:
        return False
    # Q: …? A: …
    return text[block.start] not in "QqＱ" or _ANSWERED.match(text, behind.start) is None


def is_answer_line(text: str, asking: Block, block: Block) -> bool:
    """Whether a short line answers the numbered or marked question above it: 2、可以开发票吗？."""
    asked = text[asking.start : asking.end]
    if not _asks(text, asking) or _ASKED.match(asked) is None:
        return False
    return _OPTION.match(text, block.start) is None


def is_question(line: str) -> bool:
    """Whether a line ends with a question mark."""
    return line.endswith(("？", "?"))


def asks_only(line: str) -> bool:
    """Whether a question tells nothing: one clause with an interrogative, or each asks."""
    asked = _said(line)
    if _INTERROGATIVE.search(asked) is None:
        return False
    if _INNER.search(asked) is None:
        return True
    clauses = [clause for clause in _CLAUSE_END.split(asked) if clause.strip()]
    return len(clauses) > 1 and all(_CLAUSE_ASKS.search(clause) for clause in clauses)
