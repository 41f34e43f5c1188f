"""The reader: from a question and its hits to the words that answer.

`Reader` is the seam: whatever reads passages returns `Reading`s. `PassageReader` runs the shipped
model over question and passage together (Karpukhin et al., 2020, "Dense Passage Retrieval for
Open-Domain Question Answering", section 6.1): for each token how likely the answer starts and ends
there, for the whole whether the passage answers at all. The first token is the place of "no
answer" (Devlin et al., 2019, section 4.3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from wuxi_qa.asking.expects import mismatched
from wuxi_qa.asking.offices import lacks_office
from wuxi_qa.asking.persons import turned
from wuxi_qa.asking.restated import answering
from wuxi_qa.asking.subjects import begins_with_subject
from wuxi_qa.asking.times import told_of_another
from wuxi_qa.asking.wants import Wanted, wanted
from wuxi_qa.errors import ModelError
from wuxi_qa.model import Calibration, Model
from wuxi_qa.passages import Passage
from wuxi_qa.retriever import Hit
from wuxi_qa.text import calm, simplify_each
from wuxi_qa.windows import Window, windows_of

if TYPE_CHECKING:
    from tokenizers import Encoding

AT_ONCE = 2
"""Passages read side by side, before it is seen which of the others could still win."""

LONGEST_ANSWER = 100
"""In tokens."""

DOUBT = 0.2
"""How much of the probability may lie before the quote's start, and behind its end."""

BREVITY = 0.5
"""What words of n tokens lose, times ln n: where the network wavers, it errs to the longer."""

SURE = 0.95
"""Probability of a line of the page that a question asks for."""

MOST_LACKING = 2
"""Names that a passage lacks, beyond which more tell nothing."""

LONG = 400
"""In characters; longer passages count as this long."""

WHOLE = 300
"""In characters, from which on a passage counts as a whole text on what it begins with."""

_LEAST_SCORE = 1e-9

LONGEST_QUESTION = 160
"""In characters; of a longer one the end is read, where people put what they want to know."""


@dataclass(frozen=True)
class Reading:
    """What a reader found in one passage.

    Attributes:
        passage: the passage read.
        start: first code point of the answering words in the document's text.
        end: one past the last.
        score: in [0, 1], what ranks the readings; comparable within one question only.
        probability: in [0, 1], that the passage answers the question.
        wide: start and end of what is better quoted; it holds the words, with what they repeat of
            the question and as far as the reader wavers. None for a line of the page.
        line: whether it is a line of the page, found by the layout.
    """

    passage: Passage
    start: int
    end: int
    score: float
    probability: float
    wide: tuple[int, int] | None = None
    line: bool = False


def whole_line(line: Passage, *, place: int, length: int | None = None) -> Reading:
    """A line of the page as what a question asks for.

    No network reads it: the question names the line, the layout has found it. Its probability is
    set by hand, since the layout can mistake a line.

    Args:
        line: the line.
        place: from 0 for the best of several.
        length: in code points, of its beginning that is meant; default all.
    """
    length = len(line.text) if length is None else length
    enclosed = line.text[0] + line.text[length - 1] in {"()", "（）"}
    inner = 1 if enclosed and line.text[1 : length - 1].strip() else 0
    return Reading(
        passage=line,
        start=line.start + inner,
        end=line.start + length - inner,
        score=SURE / (1 + 0.01 * place),
        probability=SURE,
        line=True,
    )


class Reader(Protocol):
    """Reads hits and says which words answer, and how likely they do."""

    @property
    def threshold(self) -> float:
        """Below this probability `ask` abstains unless it is told another."""
        ...

    def read(self, question: str, hits: Sequence[Hit], *, unmet: int, every: bool) -> list[Reading]:
        """Read hits; the reading with the highest score first.

        Args:
            question: the question.
            hits: retrieved passages, best first.
            unmet: how many places and numbers of the question the collection lacks.
            every: read all hits; otherwise those may be left out that could not win.
        """
        ...


class Found(NamedTuple):
    """The best answer in one passage, as the network has it.

    Attributes:
        start: first code point of the answering words in the passage's text.
        end: one past the last.
        wide_start: first code point of what is quoted where the network wavers.
        wide_end: one past the last.
        relevance: logit of "this passage answers".
        margin: logits of this span less those of "no answer".
    """

    start: int
    end: int
    wide_start: int
    wide_end: int
    relevance: float
    margin: float


class PassageReader:
    """Reads with the shipped model, on ONNX Runtime.

    Args:
        model: a loaded model that has a reader.

    Raises:
        ModelError: the model encodes only.
    """

    def __init__(self, model: Model) -> None:
        if model.card.reader is None:
            raise ModelError(
                "This model has no reader",
                path=model.folder,
                expected="`reader` in model.json",
                found="an encoder only",
                repair="PassageReader(Model()) reads with the shipped model",
            )
        self._model = model
        self.calibration: Calibration = model.card.reader

    @property
    def threshold(self) -> float:
        """Below this probability `ask` abstains unless it is told another."""
        return self.calibration.threshold

    def read(self, question: str, hits: Sequence[Hit], *, unmet: int, every: bool) -> list[Reading]:
        """Read all hits, or those that might still win; the highest score first."""
        readings: list[Reading] = []
        best, waiting = -math.inf, list(hits)
        while waiting:
            chosen = [h for h in waiting if every or self._may_win(question, h, best)][:AT_ONCE]
            if not chosen:
                break
            waiting = waiting[waiting.index(chosen[-1]) + 1 :]
            found = self.find_each(question, [hit.passage for hit in chosen])
            for hit, one in zip(chosen, found, strict=True):
                signals = signals_of(question, hit, one, unmet)
                best = max(best, logit_of(self.calibration.ranking, signals))
                readings.append(self._reading(hit.passage, one, signals))
        return sorted(readings, key=lambda reading: -reading.score)

    def _reading(self, passage: Passage, found: Found, signals: dict[str, float]) -> Reading:
        at = passage.start
        return Reading(
            passage=passage,
            start=at + found.start,
            end=at + found.end,
            score=logistic(logit_of(self.calibration.ranking, signals)),
            probability=logistic(logit_of(self.calibration.confidence, signals)),
            wide=(at + found.wide_start, at + found.wide_end),
        )

    def _may_win(self, question: str, hit: Hit, best: float) -> bool:
        """Whether reading a hit could give it about the log-odds that the best one has.

        Lines of the page are read at once, and what passages reach says little of them.
        """
        whole = len(hit.passage.text)
        if hit.passage.is_line:
            return True
        found = Found(0, whole, 0, whole, self.calibration.ceiling, 0.0)
        signals = signals_of(question, hit, found, 0) | {"mismatch": 0.0}
        return logit_of(self.calibration.ranking, signals) >= best

    def find_each(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """The best answer in each passage, whether or not there is one; read side by side."""
        asked = turned(calm(simplify_each(question.strip()[-LONGEST_QUESTION:])))
        views = [windows_of(passage, asked) for passage in passages]
        flat = [view for several in views for view in several]
        encodings = [self._model.tokenize(asked, view.heading + view.text) for view in flat]
        numbers = self._model.run(encodings, "reading")
        found = map(_found, flat, encodings, numbers)
        wants = wanted(question)
        return [
            _exact(
                max(islice(found, len(several)), key=lambda one: one.relevance + one.margin),
                passage.text,
                wants,
            )
            for several, passage in zip(views, passages, strict=True)
        ]


def _exact(found: Found, text: str, wants: Wanted) -> Found:
    """What was found, less what only repeats the question."""
    start, end = answering(text[found.start : found.end], wants)
    return found._replace(start=found.start + start, end=found.start + end)


def _found(view: Window, encoding: Encoding, numbers: NDArray[np.float32]) -> Found:
    """The best answer in a window, from the network's numbers, (tokens, 3)."""
    places = [
        i
        for i, (part, (_, last)) in enumerate(
            zip(encoding.sequence_ids, encoding.offsets, strict=True)
        )
        if part == 1 and last > len(view.heading)
    ]
    start, relevance = view.start, float(numbers[0, 2])
    if not places:  # a window of white space and unknown characters
        end = start + len(view.text)
        return Found(start, end, start, end, relevance, -math.inf)
    first, last = places[0], places[-1]
    span = choose_span(numbers[first : last + 1, 0], numbers[first : last + 1, 1])
    offsets, shift = encoding.offsets[first:], start - len(view.heading)
    return Found(
        # The first token may begin in the heading's colon.
        start=max(start, shift + offsets[span.first][0]),
        end=shift + offsets[span.last][1],
        wide_start=max(start, shift + offsets[span.wide_first][0]),
        wide_end=shift + offsets[span.wide_last][1],
        relevance=relevance,
        margin=span.score - float(numbers[0, 0] + numbers[0, 1]),
    )


class Span(NamedTuple):
    """Where the answer stands among the tokens of a window; last tokens are inclusive.

    Attributes:
        first: first token of the words that answer.
        last: their last token.
        wide_first: first token of what to quote; it holds the words.
        wide_last: its last token.
        score: sum of the two logits of the span where it is highest.
    """

    first: int
    last: int
    wide_first: int
    wide_last: int
    score: float


def choose_span(
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    *,
    doubt: float = DOUBT,
    longest: int = LONGEST_ANSWER,
    brevity: float = BREVITY,
) -> Span:
    """The words that answer, and a wider span to quote where the network is in doubt.

    All spans are given probabilities (softmax over their sums of logits). The wide span begins
    where the answer begins no earlier with probability 1 - `doubt`, and ends likewise: a network
    that is sure quotes the very words, one that wavers between two places quotes both. The words
    are the span within it that is best once its length is paid for.

    Args:
        starts: float32 array (tokens,), logits of "starts here".
        ends: float32 array (tokens,), logits of "ends here".
        doubt: probability, in [0, 0.5], that may be left outside on each side.
        longest: most tokens of an answer.
        brevity: what a span of n tokens loses, times ln n.
    """
    size = len(starts)
    sums = starts[:, np.newaxis] + ends[np.newaxis, :]
    allowed = np.triu(np.tril(np.ones((size, size), dtype=np.bool_), longest - 1))
    sums = np.where(allowed, sums, -np.inf)
    first, last = divmod(int(sums.argmax()), size)
    shares = np.exp(sums - sums[first, last])
    shares /= shares.sum()
    begins = np.cumsum(shares.sum(axis=1))
    closes = np.cumsum(shares.sum(axis=0)[::-1])
    low = min(first, int(np.argmax(begins > doubt)))
    high = max(last, size - 1 - int(np.argmax(closes > doubt)))
    within = sums[low : high + 1, low : high + 1]
    lengths = np.arange(len(within)) - np.arange(len(within))[:, np.newaxis] + 1
    paid = within - brevity * np.log(np.maximum(lengths, 1))
    exact, end = divmod(int(paid.argmax()), len(paid))
    return Span(low + exact, low + end, low, high, score=float(sums[first, last]))


def agreed(readings: Sequence[Reading], others: Sequence[Reading]) -> list[Reading]:
    """Readings for one question, ranked together with those for another form of it.

    Each score becomes that of the two log-odds added; words and probabilities stay.

    Args:
        readings: of the question.
        others: of its other form; a passage without one counts as undecided there.
    """
    other = {reading.passage.id: _log_odds(reading.score) for reading in others}
    scored = [
        replace(one, score=logistic(_log_odds(one.score) + other.get(one.passage.id, 0.0)))
        for one in readings
    ]
    return sorted(scored, key=lambda reading: -reading.score)


def _log_odds(score: float) -> float:
    kept = min(max(score, _LEAST_SCORE), 1 - _LEAST_SCORE)
    return math.log(kept / (1 - kept))


def signals_of(question: str, hit: Hit, found: Found, unmet: int) -> dict[str, float]:
    """What the calibration weighs."""
    passage = hit.passage
    is_line = passage.is_line
    beside = _is_beside(question, passage, found)
    words = passage.text[found.start : found.end]
    return {
        "bias": 1.0,
        "relevance": found.relevance,
        "margin": max(-30.0, min(30.0, found.margin)),
        "dense": hit.signals.dense,
        "lexical": hit.signals.lexical,
        "similarity": hit.signals.similarity,
        "heading": float(is_line),
        # The first of several short passages on a subject is not the one that answers.
        "subject": float(
            len(passage.text) >= WHOLE and begins_with_subject(question, passage.text)
        ),
        # In a long passage more can be mistaken for an answer.
        "length": min(1.0, len(passage.text) / LONG),
        "unmet": float(unmet > 0 or beside),
        "lacking": float(min(hit.signals.lacking, MOST_LACKING)),
        "mismatch": float(beside or mismatched(question, words)),
    }


def _is_beside(question: str, passage: Passage, found: Found) -> bool:
    """Whether the words are told of another office or time than the question names."""
    if lacks_office(question, " ".join((*passage.heading, passage.text))):
        return True
    return told_of_another(question, passage.text, (found.start, found.end))


def logit_of(weights: dict[str, float], signals: dict[str, float]) -> float:
    """The weighted sum of signals: log-odds."""
    return sum(weight * signals[name] for name, weight in weights.items())


def logistic(logit: float) -> float:
    """The probability, in [0, 1], with these log-odds."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
