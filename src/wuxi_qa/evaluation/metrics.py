"""Metrics: pure functions from ranks, scores and texts to numbers in [0, 1]."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wuxi_qa.text import normalize

Values = Sequence[float] | NDArray[np.float64]


def first_rank(ranked: Sequence[str], relevant: Collection[str]) -> int | None:
    """Rank, from 1, of the first relevant id; None if there is none."""
    return next((rank for rank, item in enumerate(ranked, start=1) if item in relevant), None)


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Share of questions with a relevant passage among the first `k` (Success@k of ir_measures).

    A question whose relevant passage was not retrieved (None) counts as zero.
    """
    return _mean([1.0 if rank is not None and rank <= k else 0.0 for rank in ranks])


def mrr_at(ranks: Sequence[int | None], k: int) -> float:
    """Mean reciprocal rank of the first relevant passage, 0 beyond `k` (RR@k of ir_measures)."""
    return _mean([1 / rank if rank is not None and rank <= k else 0.0 for rank in ranks])


def recall_of(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of one question's relevant documents among the first `k` (R@k of ir_measures)."""
    return len(set(ranked[:k]).intersection(relevant)) / len(relevant) if relevant else 0.0


def ndcg_at(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain of one question (nDCG@k of ir_measures).

    Gain is the grade, discount log2 of rank + 1 (Järvelin and Kekäläinen, 2002).
    """
    best = _gain(sorted(grades.values(), reverse=True)[:k])
    return _gain([grades.get(item, 0) for item in ranked[:k]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def auroc(positives: Values, negatives: Values) -> float | None:
    """Area under the ROC curve: how often a positive scores above a negative, ties half.

    None if either side is empty. (Mann and Whitney, 1947; Fawcett, 2006.)
    """
    if not len(positives) or not len(negatives):
        return None
    ordered = np.sort(np.asarray(negatives, dtype=np.float64))
    # Twice the number of negatives below each positive, of equal ones once.
    below = np.searchsorted(ordered, positives, "left") + np.searchsorted(
        ordered, positives, "right"
    )
    return float(below.mean() / 2 / len(ordered))


def precision_recall(
    predicted: Sequence[bool], actual: Sequence[bool]
) -> tuple[float | None, float | None]:
    """Precision and recall of a yes/no prediction; None where the denominator is empty."""
    hits = sum(p and a for p, a in zip(predicted, actual, strict=True))
    precision = hits / sum(predicted) if any(predicted) else None
    recall = hits / sum(actual) if any(actual) else None
    return precision, recall


def calibration_error(
    confidences: Values, outcomes: Sequence[bool] | NDArray[np.bool_], *, bins: int = 10
) -> float | None:
    """Expected calibration error over bins of equal width; None without any confidence.

    The mean distance of a bin's mean confidence from its share of positive outcomes, weighted by
    the bin's size (Guo et al., 2017, "On Calibration of Modern Neural Networks").
    """
    if not len(confidences):
        return None
    sure = np.asarray(confidences, dtype=np.float64)
    places = np.minimum((sure * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(places, weights=sure - np.asarray(outcomes, dtype=np.float64))
    return float(np.abs(gaps).sum() / len(sure))


def cmrc_f1(text: str, answers: Sequence[str]) -> float:
    """F1 as CMRC 2018 scores it, the best over the gold answers (Cui et al., 2019).

    Precision and recall of the longest run of units that both texts share; units are Han
    characters and the words between them, as NLTK cuts these, once its scorer's punctuation is left
    out: 12.5 and 22:42 are one unit each.
    """
    return max((_run_f1(_units(text), _units(answer)) for answer in answers), default=0.0)


def cmrc_em(text: str, answers: Sequence[str]) -> float:
    """Exact match as CMRC 2018 scores it: 1 if some gold answer is equal, punctuation aside."""
    given = _without_marks(text)
    return float(any(_without_marks(answer) == given for answer in answers))


# The characters that CMRC 2018's scorer takes for punctuation. It lists …… too, as a pair, which no
# character equals.
_MARKS = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
_HAN = re.compile(r"([\u4e00-\u9fa5])")
# How NLTK's word_tokenize cuts what stands between: marks by themselves, but for the period within
# a word and the comma before a digit.
_ALONE = r";@#$%&?!*\[\](){}<>\"«»„‘—–"
_LAST_PERIOD = r"\.(?=[\])}>\"'» ]*$)"
_WORD = re.compile(
    rf"[{_ALONE}]|\.{{2,}}|[:,](?!\d)|{_LAST_PERIOD}"
    rf"|(?:[^\s.,:{_ALONE}]|[:,](?=\d)|(?!{_LAST_PERIOD})\.(?!\.))+"
)


def _without_marks(text: str) -> str:
    return "".join(c for c in text.lower().strip() if c not in _MARKS)


def _units(text: str) -> list[str]:
    # Every other part is a Han character.
    parts = enumerate(_HAN.split(_without_marks(text)))
    return [
        unit for place, part in parts for unit in ([part] if place % 2 else _WORD.findall(part))
    ]


def _run_f1(given: Sequence[str], gold: Sequence[str]) -> float:
    shared = _longest_run(given, gold)
    if not shared:
        return 0.0
    precision, recall = shared / len(given), shared / len(gold)
    return 2 * precision * recall / (precision + recall)


def _longest_run(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest run of equal units."""
    longest = 0
    before = [0] * (len(second) + 1)
    for one in first:
        row = [0] * (len(second) + 1)
        for j, other in enumerate(second, start=1):
            if one == other:
                row[j] = before[j - 1] + 1
                longest = max(longest, row[j])
        before = row
    return longest


def squad_f1(text: str, answers: Sequence[str]) -> float:
    """F1 as SQuAD scores it, the best over the gold answers (Rajpurkar et al., 2016).

    Over Han characters and the words between them, in any order, as MLQA does for Chinese (Lewis
    et al., 2020); case and punctuation aside.
    """
    return max((_bag_f1(_tokens(text), _tokens(answer)) for answer in answers), default=0.0)


def squad_em(text: str, answers: Sequence[str]) -> float:
    """Exact match as SQuAD scores it: 1 if some gold answer has the same units in order."""
    given = _tokens(text)
    return float(any(_tokens(answer) == given for answer in answers))


_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\s\u3400-\u9fff]+")


def _tokens(text: str) -> list[str]:
    plain = "".join(c for c in text.lower() if not unicodedata.category(c).startswith("P"))
    return _TOKEN.findall(plain)


def _bag_f1(given: Sequence[str], gold: Sequence[str]) -> float:
    shared = (Counter(given) & Counter(gold)).total()
    if not shared:
        return 0.0
    precision, recall = shared / len(given), shared / len(gold)
    return 2 * precision * recall / (precision + recall)


def containment(text: str, answers: Sequence[str], *, every: bool = False) -> float:
    """Whether a text holds a gold answer, script, case, white space and punctuation aside.

    A number is held as a whole: 5 is not in 15, nor in 1.5.

    Args:
        text: the answer given.
        answers: gold answers: alternatives, or the items of a list.
        every: True for lists: the share of the items that the text holds.
    """
    given = bare(text)
    held = [_holds(given, bare(answer)) for answer in answers]
    if not held:
        return 0.0
    return sum(held) / len(held) if every else float(any(held))


def _holds(given: str, answer: str) -> bool:
    """Whether a text holds an answer that does not begin or end within a number of it."""
    before = r"(?<!\d)(?<!\d\.)" if answer[:1].isdecimal() else ""
    after = r"(?!\.?\d)" if answer[-1:].isdecimal() else ""
    return bool(answer) and re.search(before + re.escape(answer) + after, given) is not None


def bare(text: str) -> str:
    """Fold a text for comparing: normalised, without white space and punctuation.

    Between digits a decimal point stays, and what else parts two numbers becomes a bar; the commas
    of 1,200 go.
    """
    return _BETWEEN.sub(_between, normalize(text))


_BETWEEN = re.compile(r"[\W_]+")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def _between(found: re.Match[str]) -> str:
    text, (start, end) = found.string, found.span()
    if not (text[start - 1 : start].isdecimal() and text[end : end + 1].isdecimal()):
        return ""
    if _THOUSANDS.match(text, start) and end - start == 1:
        return ""
    return found[0] if found[0] == "." else "|"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
