"""Answers: the words of the source, each with its citation, or a plain "does not say"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wuxi_qa.asking.lines import role_span
from wuxi_qa.asking.mentions import instead
from wuxi_qa.asking.wants import Wanted, wanted
from wuxi_qa.passages import Passage
from wuxi_qa.quoting.choice import chosen
from wuxi_qa.quoting.marks import Span, trimmed
from wuxi_qa.quoting.quotes import holds_all, widen
from wuxi_qa.reader import Reading
from wuxi_qa.retriever import Hit
from wuxi_qa.text import contains_han, overlaps, sentence_spans, simplify

ALSO_CITED = 0.8
"""From this probability on a further passage is cited for a question that asks for a list."""

ALMOST = 0.2
"""From this probability on a part of a question may be answered by words that are quoted anyhow."""

MOST_CITED = 8
"""Quotes of an answer to a question that asks for a list; as many as passages are read."""

NEAR, MOST_INSTEAD = 3, 3
"""Related passages searched for what stands there instead of what is missing; how much is named."""

JOINER = "\n"
"""Stands between the quotes in the text of an answer that cites several; a quote may hold one."""

_SIMPLIFIED = ("文中没有说明。", "文中没有提到", "，相近的段落有")
_TRADITIONAL = ("文中沒有說明。", "文中沒有提到", "，相近的段落有")


class Citation(BaseModel):
    """Words of a document that answer, with their place.

    `document.text[citation.start:citation.end] == citation.quote` always holds, and the span
    lies inside its passage.
    """

    model_config = ConfigDict(frozen=True)

    passage: Passage = Field(repr=False, description="The passage that the words stand in.")
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

    def __str__(self) -> str:
        return f"{self.quote} ({self.passage.document_id} {self.start}–{self.end})"


class Answer(BaseModel):
    """The answer to one question; survives a round trip through JSON.

    `text` is the citations' quotes, joined by line breaks, which a quote may hold itself, or says
    that the source does not say.
    """

    model_config = ConfigDict(frozen=True)

    question: str = Field(
        description="The question as it was asked, without what is invisible or around it."
    )
    text: str = Field(
        description="The quotes, joined by line breaks; if abstained, that the source does not say."
    )
    abstained: bool = Field(description="True if the source does not seem to answer.")
    confidence: float = Field(
        ge=0, le=1, description="Probability that the source answers with these words."
    )
    citations: tuple[Citation, ...] = Field(
        description="Best first; of parts of a question in its order, of lines of the page in that "
        "of the text. Several may lie in one passage; empty if abstained."
    )
    unanswered: tuple[str, ...] = Field(
        default=(),
        description="Of a question that asks several things, those that no quote seems to answer; "
        "empty if abstained.",
    )
    related: tuple[Hit, ...] = Field(repr=False, description="Other near passages, best first.")
    missing: tuple[str, ...] = Field(
        default=(),
        description="If abstained: names and numbers of the question whose terms the collection "
        "lacks.",
    )
    instead: tuple[str, ...] = Field(
        default=(),
        description="If abstained, and a place or year is missing: those that the nearest passage "
        "with any has.",
    )
    read_as: str = Field(
        default="",
        description="The question with typing errors mended, as it was read; empty if it had none.",
    )

    @model_validator(mode="after")
    def _says_what_it_cites(self) -> Self:
        if self.abstained == bool(self.citations):
            raise ValueError("an answer either abstains or cites")
        if self.abstained and self.unanswered:
            raise ValueError("an abstention leaves nothing out")
        if self.citations and self.text != JOINER.join(c.quote for c in self.citations):
            raise ValueError("the text differs from the quotes")
        return self

    def __str__(self) -> str:
        return self.text


def compose(
    question: str,
    *,
    readings: Sequence[Reading],
    hits: Sequence[Hit],
    most: int = 1,
    missing: Sequence[str] = (),
    min_confidence: float,
    read_as: str | None = None,
) -> Answer:
    """Make an answer of the readings, or abstain below `min_confidence` (in [0, 1]).

    Args:
        question: the question as it was asked.
        readings: best first.
        hits: the passages to offer as related, best first.
        most: how many readings may be cited; those after the best only from probability 0.8 on.
        missing: names and numbers of the question that the collection lacks.
        min_confidence: abstain below this probability.
        read_as: the question as it was read; default as it was asked.
    """
    read_as = read_as or question
    confidence = readings[0].probability if readings else 0.0
    answered = bool(readings) and confidence >= min_confidence
    citations = tuple(_citations(wanted(read_as), readings, most=most)) if answered else ()
    cited = {citation.passage.id for citation in citations}
    there = () if answered else _instead(missing, hits)
    return Answer(
        question=question,
        text=JOINER.join(c.quote for c in citations) or _does_not_say(question, missing, there),
        abstained=not answered,
        confidence=confidence,
        citations=citations,
        related=tuple(hit for hit in hits if hit.passage.id not in cited),
        missing=() if answered else tuple(missing),
        instead=there,
        read_as="" if read_as == question else read_as,
    )


class Told(NamedTuple):
    """One of the things that a question asks, asked alone.

    Attributes:
        said: in the question's words.
        answer: to it alone.
        readings: what its answer was made of, best first.
    """

    said: str
    answer: Answer
    readings: Sequence[Reading]


def joined(whole: Answer, parts: Sequence[Told]) -> Answer:
    """The answer to a question that asks several things.

    It cites first what answers the whole question where no part is answered, then what each part
    is answered with, in their order. Where quotes overlap, one takes in both. An unsure answer to
    a part is taken in by the quote that holds words of its sentence. The confidence is the lowest
    of the answers that are cited.

    Args:
        whole: the answer to the question as it stands.
        parts: what it asks, each asked alone.
    """
    chosen = _with_parts(_of_the_whole_alone(whole, parts), whole, parts)
    chosen, unanswered = _with_unsure(chosen, [part for part in parts if part.answer.abstained])
    if not chosen:
        return whole
    citations = tuple(one.citation for one in chosen)
    passages = {citation.passage.id for citation in citations}
    return Answer(
        question=whole.question,
        text=JOINER.join(c.quote for c in citations),
        abstained=False,
        confidence=min(one.confidence for one in chosen),
        citations=citations,
        related=tuple(hit for hit in whole.related if hit.passage.id not in passages),
        unanswered=unanswered,
        read_as=whole.read_as,
    )


class _Cited(NamedTuple):
    """A citation, and how sure the answer is that it was taken from."""

    citation: Citation
    confidence: float


def _of_the_whole_alone(whole: Answer, parts: Sequence[Told]) -> list[_Cited]:
    """What answers the whole question where no part is answered."""
    own = [citation for part in parts for citation in part.answer.citations]
    alone = (c for c in whole.citations if not any(_overlap(c, one) for one in own))
    return [_Cited(citation, whole.confidence) for citation in alone]


def _with_parts(chosen: list[_Cited], whole: Answer, parts: Sequence[Told]) -> list[_Cited]:
    """Citations with what each part is answered with, and what the whole answer has around it."""
    for part in parts:
        for citation in part.answer.citations:
            around = (c for c in whole.citations if _overlap(c, citation))
            chosen = _merged(chosen, _Cited(_union(citation, *around), part.answer.confidence))
    return chosen


def _with_unsure(
    chosen: list[_Cited], abstained: Sequence[Told]
) -> tuple[list[_Cited], tuple[str, ...]]:
    """Citations with what was found for parts that abstain, and the parts that none takes in."""
    unanswered: list[str] = []
    for part in abstained:
        taken = _taken_in(part, chosen)
        if taken is None:
            unanswered.append(part.said)
        else:
            chosen = _merged(chosen, taken)
    return chosen, tuple(unanswered)


def _merged(chosen: Sequence[_Cited], one: _Cited) -> list[_Cited]:
    """Citations with one more; those that overlap it become one, where the first of them stood."""
    met = [i for i, other in enumerate(chosen) if _overlap(other.citation, one.citation)]
    if not met:
        return [*chosen, one]
    met_ones = [chosen[i] for i in met]
    union = _union(one.citation, *(other.citation for other in met_ones))
    lowest = min(one.confidence, *(other.confidence for other in met_ones))
    kept = [other for i, other in enumerate(chosen) if i not in met]
    return [*kept[: met[0]], _Cited(union, lowest), *kept[met[0] :]]


def _union(*citations: Citation) -> Citation:
    """The quote from the first to the last word of several in one passage."""
    passage = citations[0].passage
    return _quoting(passage, min(c.start for c in citations), max(c.end for c in citations))


def _overlap(one: Citation, other: Citation) -> bool:
    same = one.passage.id == other.passage.id
    return same and overlaps((one.start, one.end), (other.start, other.end))


def _taken_in(part: Told, chosen: Sequence[_Cited]) -> _Cited | None:
    """The quote of a sentence that holds what was found for a part, if unsure, with that in it."""
    if part.answer.confidence < ALMOST or not part.readings:
        return None
    best = part.readings[0]
    at = best.passage.start
    spans = ((at + start, at + end) for start, end in sentence_spans(best.passage.text))
    sentences = [span for span in spans if overlaps(span, (best.start, best.end))]
    for citation, confidence in chosen:
        here = citation.passage.id == best.passage.id
        if here and any(overlaps(one, (citation.start, citation.end)) for one in sentences):
            return _Cited(_union(citation, _citation(wanted(part.said), best)), confidence)
    return None


def _citations(asked: Wanted, readings: Sequence[Reading], *, most: int) -> Iterator[Citation]:
    """Quotes of the best reading and, where several may be cited, of others as sure.

    A quote that names as many as were asked for is not added to, unless the layout tells of more.
    """
    best = _citation(asked, readings[0])
    yield best
    yield from _the_one_of_several(asked, best)
    if most == 1 or (not readings[0].line and holds_all(asked, best.quote)):
        return
    said = [best]
    for reading in readings[1:]:
        if reading.probability < ALSO_CITED or len(said) == most:
            return
        citation = _citation(asked, reading)
        # Of lines of the page each is an item of its own, whatever others say.
        if not any(
            _overlap(citation, one) or (not reading.line and _repeats(citation, one))
            for one in said
        ):
            said.append(citation)
            yield citation


def _repeats(one: Citation, other: Citation) -> bool:
    """Whether a quote tells nothing beside another: a longer list does, 公安、消防 beside 公安."""
    longer = one.quote.count("、") > other.quote.count("、")
    return one.quote in other.quote or (other.quote in one.quote and not longer)


def _the_one_of_several(asked: Wanted, best: Citation) -> Iterator[Citation]:
    """For “甲、乙、丙中的哪一个”: where the passage says which, if the quote does not."""
    found = chosen(best.passage.text, asked.offered)
    if found is None:
        return
    start, end = (best.passage.start + place for place in found)
    if not overlaps((start, end), (best.start, best.end)):
        yield _quoting(best.passage, start, end)


def _citation(asked: Wanted, reading: Reading) -> Citation:
    passage, at = reading.passage, reading.passage.start
    words = Span(reading.start - at, reading.end - at)
    if reading.line:
        start, end = role_span(asked.question, passage) or trimmed(passage.text, words)
    else:
        first, last = reading.wide or (reading.start, reading.end)
        start, end = widen(passage.text, Span(first - at, last - at), wanted=asked)
    return _quoting(passage, at + start, at + end)


def _quoting(passage: Passage, start: int, end: int) -> Citation:
    quote = passage.text[start - passage.start : end - passage.start]
    return Citation(passage=passage, start=start, end=end, quote=quote)


def _instead(missing: Sequence[str], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Of the sort of what is missing, what the nearest passage has that has any."""
    near = (" ".join((*hit.passage.heading, hit.passage.text)) for hit in hits[:NEAR])
    return next(
        (tuple(there[:MOST_INSTEAD]) for text in near if (there := instead(missing, text))), ()
    )


def _does_not_say(question: str, missing: Sequence[str], there: Sequence[str]) -> str:
    """The abstention, what is missing and what is there, in the language of the question."""
    if not contains_han(question):
        text = "The text does not say."
        if missing:
            text += f" It does not mention {', '.join(_as_typed(one, question) for one in missing)}"
            text += f"; a near passage has {', '.join(there)}." if there else "."
        return text
    says_not, lacks, has = _TRADITIONAL if _is_traditional(question) else _SIMPLIFIED
    if not missing:
        return says_not
    return says_not + lacks + _quoted(missing) + (has + _quoted(there) if there else "") + "。"


def _is_traditional(text: str) -> bool:
    """Whether a text has characters that only Traditional script has.

    Those that GB2312 encodes, such as 乾 and 於, stand in names of either script.
    """
    only = (c for c in text if not c.encode("gb2312", "ignore"))
    return any(simplify(character) != character for character in only)


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _as_typed(mention: str, question: str) -> str:
    found = re.search(re.escape(mention), question, re.IGNORECASE)
    return found[0] if found else mention
