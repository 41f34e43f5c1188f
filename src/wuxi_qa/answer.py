"""Answers: the words of the source, each with its citation, or a plain "does not say"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wuxi_qa.passages import Passage
from wuxi_qa.reader import Reading
from wuxi_qa.retriever import Hit
from wuxi_qa.text import contains_han, simplify

MIN_CONFIDENCE = 0.4
"""Below this confidence an answer abstains; docs/decisions/0003-abstention.md."""

JOINER = "\n"
"""Stands between the quotes in the text of an answer that cites several."""


class Citation(BaseModel):
    """Words of a document that answer, with their place.

    `document.text[citation.start:citation.end] == citation.quote` always holds, and the span
    lies inside its passage.
    """

    model_config = ConfigDict(frozen=True)

    passage: Passage
    start: int = Field(ge=0, description="First code point in the document's text.")
    end: int = Field(ge=1, description="One past the last code point.")
    quote: str = Field(min_length=1, description="The words themselves.")

    @model_validator(mode="after")
    def _quotes_its_passage(self) -> Self:
        if not self.passage.start <= self.start < self.end <= self.passage.end:
            raise ValueError("the citation lies outside its passage")
        shift = self.passage.start
        if self.passage.text[self.start - shift : self.end - shift] != self.quote:
            raise ValueError("the quote differs from the passage at its offsets")
        return self


class Answer(BaseModel):
    """The answer to one question; survives a round trip through JSON.

    `text` is the citations' quotes, one a line, or says that the source does not say.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    text: str
    abstained: bool = Field(description="True if the source does not seem to answer.")
    confidence: float = Field(
        ge=0, le=1, description="Probability that the source answers with these words."
    )
    citations: tuple[Citation, ...] = Field(description="Best first; empty if abstained.")
    related: tuple[Hit, ...] = Field(description="Other near passages, best first.")

    @model_validator(mode="after")
    def _says_what_it_cites(self) -> Self:
        if self.abstained == bool(self.citations):
            raise ValueError("an answer either abstains or cites")
        if self.citations and self.text != JOINER.join(c.quote for c in self.citations):
            raise ValueError("the text differs from the quotes")
        return self


def compose(
    question: str,
    *,
    readings: Sequence[Reading],
    hits: Sequence[Hit],
    min_confidence: float = MIN_CONFIDENCE,
) -> Answer:
    """Make an answer of the readings, or abstain below `min_confidence` (in [0, 1])."""
    confidence = max((reading.probability for reading in readings), default=0.0)
    if not readings or confidence < min_confidence:
        return Answer(
            question=question,
            text=_does_not_say(question),
            abstained=True,
            confidence=confidence,
            citations=(),
            related=tuple(hits),
        )
    citations = tuple(_citation(reading) for reading in readings)
    cited = {citation.passage.id for citation in citations}
    return Answer(
        question=question,
        text=JOINER.join(citation.quote for citation in citations),
        abstained=False,
        confidence=confidence,
        citations=citations,
        related=tuple(hit for hit in hits if hit.passage.id not in cited),
    )


def _citation(reading: Reading) -> Citation:
    passage = reading.passage
    quote = passage.text[reading.start - passage.start : reading.end - passage.start]
    return Citation(passage=passage, start=reading.start, end=reading.end, quote=quote)


def _does_not_say(question: str) -> str:
    """The abstention in the language and script of the question."""
    if not contains_han(question):
        return "The text does not say."
    return "文中没有说明。" if simplify(question) == question else "文中沒有說明。"
