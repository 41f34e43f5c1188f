"""Splitting: where a subject's own pieces lie in a text, and what their edges cut through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wuxi_qa.text import overlaps, sentence_spans, strip_span

Span = tuple[int, int]


def locate(pieces: Sequence[str], text: str) -> list[Span | None]:
    """Where each piece stands in the text, white space aside; None where it does not.

    Pieces come in order and may overlap: each is looked for behind the start of the one before.
    """
    places = [i for i, character in enumerate(text) if not character.isspace()]
    bare = "".join(text[i] for i in places)
    found: list[Span | None] = []
    after = 0
    for piece in pieces:
        wanted = "".join(piece.split())
        at = bare.find(wanted, after) if wanted else -1
        if at < 0:
            found.append(None)
            continue
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        after = at + 1
    return found


def edges(spans: Sequence[Span], text: str) -> list[int]:
    """The places at which pieces begin or end, those of the whole text left out; each once."""
    first, last = strip_span(text, 0, len(text))
    return sorted({edge for span in spans for edge in span} - {first, last})


def boundaries(spans: Sequence[Span], text: str) -> dict[str, Any]:
    """Shares of the pieces' edges inside a word (as jieba cuts) and inside a sentence."""
    found = edges(spans, text)
    in_word = _inside(found, list(_words(text)))
    in_sentence = _inside(found, sentence_spans(text))
    return {
        "edges": len(found),
        "in_word": in_word / len(found) if found else None,
        "in_sentence": in_sentence / len(found) if found else None,
    }


def _inside(found: Sequence[int], spans: Sequence[Span]) -> int:
    return sum(any(start < edge < end for start, end in spans) for edge in found)


def _words(text: str) -> Iterator[Span]:
    import jieba  # loads its dictionary; only this needs it

    jieba.setLogLevel(60)
    for _, start, end in jieba.tokenize(text):
        yield start, end


def relevant(spans: Sequence[Span | None], evidence: Sequence[Span]) -> set[str]:
    """Numbers, as text, of the pieces that overlap any of the evidence."""
    return {
        str(number)
        for number, span in enumerate(spans)
        if span is not None and any(overlaps(span, place) for place in evidence)
    }
