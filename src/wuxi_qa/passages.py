"""Passages: from a Document to the paragraphs that get retrieved and cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.blocks import CONTENT, QUESTION_LEVEL, TITLE_LEVEL, Block, Kind
from wuxi_qa.checks import DEFAULT_LIMIT, LONGEST_LIMIT, SHORTEST_LIMIT
from wuxi_qa.documents import Document
from wuxi_qa.interviews import MAX_ANSWER, is_question
from wuxi_qa.layout import blocks
from wuxi_qa.paragraphs import cells
from wuxi_qa.text import (
    CLOSERS,
    SENTENCE_END,
    SOFT_BREAK,
    clause_spans,
    closed_up,
    is_safe_cut,
    sentence_spans,
    strip_span,
)

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

# Tried in this order; each stays with the text that it ends.
_SEPARATORS = (
    rf"(?!{SOFT_BREAK})\n+{CLOSERS}",
    f"[{SENTENCE_END}]+{CLOSERS}",
    f"[，、：,]+{CLOSERS}",
    r"\s+",
    "",
)


_SOFT = re.compile(SOFT_BREAK)
# What readers call the lines that are not prose, so that "who wrote this?" finds the byline.
_CUES: dict[Kind, str] = {
    "body": "",
    "title": "标题 题目 大标题 主标题 headline title",
    "subtitle": "引题 副题 副标题 眉题 subtitle",
    # Said twice, to outweigh the 标题 in 小标题 that is said of titles.
    "section": "小标题 小标题 小节 section heading",
    "question": "",
    "columns": "",
    "byline": "作者 署名 谁写的 记者 撰稿 供稿 来源 author byline written by",
    "page": "版面 版次 第几版 报纸 栏目 page edition newspaper",
}

_NAMES: dict[Kind, str] = {
    "title": "标题",
    "subtitle": "副标题",
    "section": "小标题",
    "columns": "表头",
    "byline": "作者",
    "page": "版面",
}
_LONGEST_HEADING, _LONGEST_QUESTION = 30, 60
_BETWEEN_CELLS = " | "


class SplitterSettings(BaseModel):
    """How documents are cut into passages; recorded in the manifest of an index."""

    model_config = ConfigDict(frozen=True)

    max_characters: int = Field(
        default=DEFAULT_LIMIT,
        ge=SHORTEST_LIMIT,
        le=LONGEST_LIMIT,
        description="Paragraphs longer than this, in code points, are split at sentence ends.",
    )


class Passage(BaseModel):
    """A paragraph or heading of a document, or a part of a long paragraph.

    `document.text[passage.start:passage.end] == passage.text` always holds.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="`<document id>#<paragraph>`, with `.<part>` if it was split.")
    document_id: str
    text: str
    start: int = Field(ge=0, description="First code point in the document's text.")
    end: int = Field(ge=0, description="One past the last code point.")
    heading: tuple[str, ...] = Field(
        description="Headings above, outermost first; last, for a row of a table, its columns."
    )
    paragraph: int = Field(ge=1, description="Number of the paragraph; headings count as well.")
    kind: Kind = Field(default="body", description="body, or which sort of heading line it is.")

    @property
    def is_line(self) -> bool:
        """Whether it is a line of the page, which names something, rather than prose.

        A question is prose. The row that names a table's columns is a line, although the table is
        what a heading heads.
        """
        return self.kind in _NAMES


def split(document: Document, *, settings: SplitterSettings | None = None) -> list[Passage]:
    """Cut a document into passages, in order of the text.

    Passages do not overlap, never span two paragraphs, and cover all but white space, Markdown
    heading marks, and lines without a letter or digit.
    """
    settings = settings or SplitterSettings()
    found: list[Passage] = []
    path: list[Block] = []
    answers = 0
    for number, block in enumerate(blocks(document.text, markdown=document.is_markdown), start=1):
        if block.kind not in CONTENT:
            path = _ancestors(path, block)
        heading = tuple(document.text[above.start : above.end] for above in path)
        if block.columns is not None:
            heading = (*heading, _column_names(document.text[slice(*block.columns)]))
        spans = list(_parts(document.text, block, settings))
        for part, (start, end) in enumerate(spans, start=1):
            suffix = f".{part}" if len(spans) > 1 else ""
            found.append(
                Passage(
                    id=f"{document.id}#{number}{suffix}",
                    document_id=document.id,
                    text=document.text[start:end],
                    start=start,
                    end=end,
                    heading=heading,
                    paragraph=number,
                    kind=block.kind,
                )
            )
        if block.level >= 0:
            path = _with(path, block)
        answers = answers + 1 if block.kind in CONTENT else 0
        path = _still_asked(path, answers)
    return found


def whole(document: Document) -> Passage:
    """A document as one passage, as retrieval test sets take it."""
    start, end = strip_span(document.text, 0, len(document.text))
    return Passage(
        id=f"{document.id}#1",
        document_id=document.id,
        text=document.text[start:end],
        start=start,
        end=end,
        heading=(),
        paragraph=1,
    )


def search_text(passage: Passage) -> str:
    """The text that is indexed for a passage.

    A heading line has the words that name it, an answer the question above it, a row of a table
    the names of its columns. Words that go on in the next line are one.
    """
    text = _SOFT.sub("", closed_up(passage.text))
    if passage.heading and (is_question(passage.heading[-1]) or _is_row(passage)):
        return f"{passage.heading[-1]} {text}"
    cues = _CUES[passage.kind]
    return f"{cues} {text}" if cues else text


def reading_heading(passage: Passage) -> str:
    """What the reader gets before a passage: its two nearest headings, or what sort of line it is.

    A section says little without what it is a section of.
    """
    if passage.is_line:
        return _NAMES[passage.kind]
    if not passage.heading:
        return ""
    nearest = passage.heading[-1]
    if is_question(nearest):
        # A question says what it asks in the end.
        return nearest[-_LONGEST_QUESTION:]
    return " ".join(heading[:_LONGEST_HEADING] for heading in passage.heading[-2:])


def statements(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Sentences and clauses of a body passage: offsets in it, and the text to encode.

    Clauses are taken by themselves and under their heading, which often names their subject. Of
    the statements with one span, the first is the plain text.
    """
    if passage.is_line:
        return
    text = closed_up(passage.text)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        clauses = clause_spans(sentence)
        if sentence != text:
            yield start, end, sentence
        for first, last in clauses:
            clause = sentence[first:last]
            if len(clauses) > 1:
                yield start + first, start + last, clause
            if passage.heading:
                yield start + first, start + last, f"{passage.heading[-1]}：{clause}"


def _column_names(row: str) -> str:
    return _BETWEEN_CELLS.join(filter(None, cells(row)))


def _is_row(passage: Passage) -> bool:
    """Whether a passage is a row of a table whose columns are named above it."""
    return passage.kind == "body" and "|" in passage.text and _BETWEEN_CELLS in passage.heading[-1]


def _ancestors(path: list[Block], block: Block) -> list[Block]:
    """The headings that stay in force above a heading line or a byline."""
    if block.kind in {"title", "subtitle", "byline"}:
        # The lines of one headline stand in a row: shoulder, main and sub-title.
        return [above for above in path if above.level <= TITLE_LEVEL]
    level = min(block.level, QUESTION_LEVEL)
    return [above for above in path if above.level < level]


def _with(path: list[Block], block: Block) -> list[Block]:
    """Headings with one more; the title last of its headline, as what says most."""
    if block.kind == "subtitle" and path and path[-1].kind == "title":
        return [*path[:-1], block, path[-1]]
    return [*path, block]


def _still_asked(path: list[Block], answers: int) -> list[Block]:
    """The headings above what follows so many paragraphs of an answer."""
    if not answers:
        return path
    lowest = QUESTION_LEVEL if answers < MAX_ANSWER else QUESTION_LEVEL - 1
    return [above for above in path if above.level <= lowest]


def _parts(text: str, block: Block, settings: SplitterSettings) -> Iterator[tuple[int, int]]:
    if block.end - block.start <= settings.max_characters:
        yield block.start, block.end
        return
    paragraph = text[block.start : block.end]
    cuts = [0, *_safe_cuts(paragraph, _proposed_cuts(paragraph, settings)), len(paragraph)]
    for start, end in pairwise(cuts):
        start, end = strip_span(paragraph, start, end)
        if start < end:
            yield block.start + start, block.start + end


def _proposed_cuts(paragraph: str, settings: SplitterSettings) -> list[int]:
    parts = _splitter(settings).create_documents([paragraph])
    return [int(part.metadata["start_index"]) for part in parts[1:]]


def _splitter(settings: SplitterSettings) -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=list(_SEPARATORS),
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=settings.max_characters,
        chunk_overlap=0,
        add_start_index=True,
        strip_whitespace=False,
    )


def _safe_cuts(paragraph: str, proposed: list[int]) -> list[int]:
    """Move each cut back to the nearest place that breaks nothing; drop it if there is none."""
    cuts: list[int] = []
    # Back to the proposal before at most: what lies before that has been looked through.
    for floor, proposal in pairwise([0, *proposed]):
        cut = proposal
        while cut > floor and not is_safe_cut(paragraph, cut):
            cut -= 1
        if cut > floor:
            cuts.append(cut)
    return cuts
