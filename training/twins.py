"""Twins: a passage that tells the same of two, of which a question asks for one.

A near miss whose new name the passage lacks can be told by that name alone. People ask for the
other hospital of a passage on two, and what matters there is which of them a sentence is about. So
the sentence that answers is told again of another, with another answer; and a passage tells
something else of the one asked for, and of another what the question wants to know.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from training.corpus import Example
from training.words import NAMED, Pools, Word, words_of
from wuxi_qa.text import sentence_spans

LONGEST_TOLD, LONGEST_BESIDE = 160, 120
JOINED = "与和、"
_ENDS = "。！？!?"


class Told(NamedTuple):
    """A passage's text with a heading, the question asked of it, and the answer's place, if any."""

    question: str
    heading: str
    text: str
    span: tuple[int, int] | None


@dataclass(frozen=True)
class Twins:
    """Makes twins; `None` where an example names nothing that another could stand for.

    Attributes:
        pools: what another name is drawn from.
        share: of the groups that are drawn for one, where one can be made.
    """

    pools: Pools
    share: float = 0.5

    def drawn(
        self,
        example: Example,
        heading: str,
        text: str,
        span: tuple[int, int],
        rng: random.Random,
    ) -> list[Told]:
        """The same as `group` for a share of the examples; often none."""
        if rng.random() >= self.share:
            return []
        return self.group(example, heading, text, span, rng) or []

    def group(
        self,
        example: Example,
        heading: str,
        text: str,
        span: tuple[int, int],
        rng: random.Random,
    ) -> list[Told] | None:
        """Two passages, the first with an answer.

        Args:
            example: the question; of its paragraph other sentences are taken.
            heading: the passage's.
            text: of the passage, which holds the answer.
            span: start and end of the answer in it.
            rng: what is drawn with.
        """
        words = words_of(example.question)
        names = self._names(example, words, text, span)
        if not names:
            return None
        name = rng.choice(names)
        whole = heading + example.context
        kind = next((word.kind for word in words if word.text == name and word.kind), "title")
        other = self.pools.another(name, kind, whole + example.question, rng)
        if not other:
            return None
        asked = example.question
        asked_of_other = asked.replace(name, other)
        missed = self._missed(example, heading, text, (name, other), rng)
        if rng.random() < 0.5:
            missed = missed._replace(question=asked_of_other)
        else:
            missed = _renamed(missed._replace(question=asked), name, other)
        both = self._both(text, span, (name, other), rng)
        if both is None:
            return [Told(asked, heading, text, span), missed]
        told, first, second = both
        if rng.random() < 0.5:
            return [Told(asked, heading, told, first), missed]
        return [Told(asked_of_other, heading, told, second), missed]

    def _names(
        self, example: Example, words: Sequence[Word], text: str, span: tuple[int, int]
    ) -> list[str]:
        """What the question names and the sentence that answers is about."""
        found = [word.text for word in words if _names_one(word)]
        if len(example.title) > 1:
            found.append(example.title)
        names = [
            name
            for name in dict.fromkeys(found)
            if name in example.question
            and name not in example.answer
            and not any(_is_part(name, whole) for whole in (example.question, text))
            and _told_place(text, span, name)
        ]
        return [n for n in names if not any(n != longer and n in longer for longer in found)]

    def _both(
        self, text: str, span: tuple[int, int], names: tuple[str, str], rng: random.Random
    ) -> tuple[str, tuple[int, int], tuple[int, int]] | None:
        """The text and its twin in either order, and both answers' places."""
        place = _told_place(text, span, names[0])
        other = self._other_answer(text[slice(*span)], text, rng)
        if place is None or other is None:
            return None
        before = text[place[0] : span[0]].replace(*names)
        after = text[span[1] : place[1]].replace(*names)
        twin, at = before + other + after, len(before)
        own, ending = _ended(text), _ended(twin)
        if rng.random() < 0.5:
            second = (len(own) + at, len(own) + at + len(other))
            return own + ending, span, second
        first = (len(ending) + span[0], len(ending) + span[1])
        return ending + own, first, (at, at + len(other))

    def _other_answer(self, answer: str, text: str, rng: random.Random) -> str | None:
        """An answer of the same form with one word changed."""
        cut = words_of(answer)
        places = [i for i, word in enumerate(cut) if word.kind]
        if not places:
            return None
        at = rng.choice(places)
        other = self.pools.another(cut[at].text, cut[at].kind, text, rng)
        return other and "".join(other if i == at else word.text for i, word in enumerate(cut))

    def _missed(
        self,
        example: Example,
        heading: str,
        text: str,
        names: tuple[str, str],
        rng: random.Random,
    ) -> Told:
        """The text of the one, in which the other is named: in a sentence beside, or above."""
        name, other = names
        beside = [
            example.context[start:end]
            for start, end in sentence_spans(example.context)
            if end - start <= LONGEST_BESIDE
        ]
        beside = [s for s in beside if name in s and s not in text and example.answer not in s]
        if beside and rng.random() < 0.7:
            said = _ended(rng.choice(beside).replace(name, other))
            joined = [said, _ended(text)] if rng.random() < 0.5 else [_ended(text), said]
            return Told("", heading if rng.random() < 0.5 else "", "".join(joined), None)
        pair = [name, other] if rng.random() < 0.5 else [other, name]
        return Told("", rng.choice(JOINED).join(pair), text, None)


def _names_one(word: Word) -> bool:
    if word.kind in {"time", "number"}:
        return len(word.text) > 1 and any(character.isdigit() for character in word.text)
    return word.kind in NAMED and len(word.text) > 1


def _is_part(name: str, text: str) -> bool:
    """Whether a foreign name stands in a text of which this is a part only."""
    return f"·{name}" in text or f"{name}·" in text


def _renamed(told: Told, name: str, other: str) -> Told:
    """The one as the other and the other as the one."""
    return told._replace(
        heading=_exchanged(told.heading, name, other), text=_exchanged(told.text, name, other)
    )


def _exchanged(text: str, name: str, other: str) -> str:
    return other.join(part.replace(other, name) for part in text.split(name))


def _told_place(text: str, span: tuple[int, int], name: str) -> tuple[int, int] | None:
    """The sentences from the last that names it, before the answer ends, to its end."""
    sentences = sentence_spans(text)
    last = next((i for i, s in enumerate(sentences) if s[1] >= span[1]), len(sentences) - 1)
    for first in range(last, -1, -1):
        start, end = sentences[first][0], sentences[last][1]
        if end - start > LONGEST_TOLD:
            return None
        if start <= span[0] and name in text[start:end]:
            return start, max(end, span[1])
    return None


def _ended(text: str) -> str:
    return text if text.endswith(tuple(_ENDS)) else text + "。"
