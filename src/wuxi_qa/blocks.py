"""Blocks: what the paragraphs and heading lines of a text are."""

from __future__ import annotations

from typing import Literal, NamedTuple

from wuxi_qa.paragraphs import Span

Kind = Literal["body", "title", "subtitle", "section", "question", "columns", "byline", "page"]

CONTENT: frozenset[Kind] = frozenset(("body", "columns"))
"""What stands below headings, tables as a whole; all other kinds stand above or beside it."""

TITLE_LEVEL = 1
QUESTION_LEVEL = 9
"""Below all headings, so that a question ends at the next question or heading."""
MAX_HEADING = 40
"""Characters of a heading line."""


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
