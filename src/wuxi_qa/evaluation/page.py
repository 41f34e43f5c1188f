"""Page: a run as one HTML file that needs nothing else, neither network nor scripts to be read.

Made by jinja2 from `report.html.j2`, with the figures of `plots`; both packages are imported by
`render` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from wuxi_qa.documents import Document
from wuxi_qa.errors import EvaluationError
from wuxi_qa.evaluation.measures import COVERAGES, CUTOFFS, LOWER_IS_BETTER
from wuxi_qa.evaluation.outcomes import DEPTH, Outcome, Span
from wuxi_qa.evaluation.plots import latency_svg, rank_svg, reliability_svg, risk_coverage_svg
from wuxi_qa.evaluation.records import About
from wuxi_qa.evaluation.summaries import Measured, Report
from wuxi_qa.text import contains_han

REPAIR = "pip install 'wuxi-qa[report]'"
FAILURES_SHOWN = 50
"""How many failures of a kind are listed."""
EXCERPTS_SHOWN = 3
"""From how many paragraphs a failure's evidence, or its citation, is shown."""
CONTEXT = 100
"""Characters kept before and after a mark."""

_CARDS = {
    "retrieval.recall@1": "Recall@1",
    "answers.containment": "Containment",
    "abstention.auroc": "AUROC",
    "abstention.answered": "Answered",
    "abstention.recall": "Refused",
    "abstention.ece": "ECE",
}
_COLUMNS = {
    "retrieval.recall@1": "R@1",
    "retrieval.recall@3": "R@3",
    f"retrieval.mrr@{DEPTH}": "MRR",
    "answers.containment": "Containment",
    "answers.citation_overlap": "Citation",
    "abstention.answered": "Answered",
    "abstention.recall": "Refused",
}
_GROUPS = {
    "retrieval": "Retrieval",
    "answers": "Answers",
    "reading_gold": "Words found in the gold passage",
    "reading_open": "Words found in the best passage",
    "abstention": "Confidence and abstention",
}
_SCORES = {
    "f1": "F1 of the longest run shared with a gold answer, as CMRC 2018 scores it",
    "em": "equal to a gold answer, as CMRC 2018 scores it",
    "squad_f1": "F1 of the characters shared with a gold answer, as SQuAD scores it",
    "squad_em": "equal to a gold answer, as SQuAD scores it",
}
_MEANINGS = {
    **{f"retrieval.recall@{k}": f"gold passage among the first {k}" for k in CUTOFFS},
    "retrieval.recall@1": "gold passage first",
    f"retrieval.mrr@{DEPTH}": "reciprocal rank of the first gold passage",
    f"retrieval.ndcg@{DEPTH}": "discounted gain of the gold passages, against the best order",
    "answers.containment": "the answer holds a gold answer",
    "answers.citation_overlap": "the citation meets the sentence of a gold answer",
    "answers.citations_verified": "every quote equals the text at its offsets",
    "answers.f1": "F1 of the answer as quoted",
    **{f"reading_gold.{name}": meaning for name, meaning in _SCORES.items()},
    **{f"reading_open.{name}": meaning for name, meaning in _SCORES.items()},
    "abstention.answered": "answered, of those that the text answers",
    "abstention.recall": "abstained, of those that the text does not answer",
    "abstention.auroc": "answerable questions more confident than others",
    "abstention.precision": "unanswerable, of those abstained from",
    "abstention.aurc": "mean risk over all coverages",
    **{f"abstention.risk@{c}": f"wrong, with the surest {c} % answered" for c in COVERAGES},
    "abstention.ece": "gap between confidence and the share answerable",
}

_SHARES = {
    f"retrieval.recall@{k}": f"share of the gold passages that the first {k} hold" for k in CUTOFFS
}
"""What recall says where all gold passages count."""


class Row(NamedTuple):
    """A measure as it stands in the table of all measures."""

    name: str
    meaning: str
    lower_is_better: bool
    measured: Measured


class Piece(NamedTuple):
    """Running text, or a marked part of it."""

    text: str
    marked: bool


class Excerpt(NamedTuple):
    """Marks in their paragraph: `document.text[start:end]`, what is far from a mark left out."""

    document_id: str
    start: int
    end: int
    pieces: list[Piece]


class Side(NamedTuple):
    """Excerpts of one side, and how many more there are."""

    excerpts: list[Excerpt]
    hidden: int


class Failure(NamedTuple):
    """A question that came out wrong, with what it should have found and what it cites."""

    outcome: Outcome
    gold: Side
    cited: Side


class Failures(NamedTuple):
    """The questions that failed in one way."""

    anchor: str
    title: str
    n: int
    judged: int
    shown: list[Failure]


class Figure(NamedTuple):
    """A drawing with one sentence on how to read it."""

    title: str
    svg: str
    caption: str


def render(
    about: About,
    outcomes: Sequence[Outcome],
    report: Report,
    documents: Mapping[str, Document],
) -> str:
    """The report of a run as HTML; the same input gives the same text.

    Args:
        about: what the run was made of.
        outcomes: in the order asked.
        report: their summary.
        documents: what was asked, by id; marks in others are left out.

    Raises:
        EvaluationError: jinja2 or matplotlib is not installed.
    """
    try:
        import jinja2
        import markupsafe
        import matplotlib  # noqa: F401  (drawn with below)
    except ImportError as error:
        raise EvaluationError(
            "The page of a report needs more packages", found=str(error), repair=REPAIR
        ) from error
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"number": _number, "between": _between, "lang": _lang}
    source = files("wuxi_qa.evaluation").joinpath("report.html.j2").read_text("utf-8")
    drawn = [f._replace(svg=markupsafe.Markup(f.svg)) for f in _figures(outcomes)]
    meanings = _MEANINGS | (_SHARES if any(o.all_relevant for o in outcomes) else {})
    return environment.from_string(source).render(
        about=about,
        report=report,
        cards=_cards(report, meanings),
        groups=_rows(report, meanings),
        columns=_columns(report),
        figures=drawn,
        failures=list(_failures(outcomes, documents)),
        details=_details(about),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _between(measured: Measured) -> str:
    return "" if measured.interval is None else "{:.3f}–{:.3f}".format(*measured.interval)


def _lang(text: str) -> str:
    """The tag of a text's language: Chinese, or unknown."""
    return "zh" if contains_han(text) else ""


def _cards(report: Report, meanings: Mapping[str, str]) -> list[Row]:
    names = dict(_CARDS)
    if report.value("answers.containment") is None:
        names[f"retrieval.ndcg@{DEPTH}"] = f"nDCG@{DEPTH}"
    return [
        _row(name, report, meanings)._replace(name=title)
        for name, title in names.items()
        if report.value(name) is not None
    ]


def _row(name: str, report: Report, meanings: Mapping[str, str]) -> Row:
    return Row(
        name=name.partition(".")[2],
        meaning=meanings.get(name, ""),
        lower_is_better=name in LOWER_IS_BETTER,
        measured=report.measures[name],
    )


def _rows(report: Report, meanings: Mapping[str, str]) -> dict[str, list[Row]]:
    """All measures with a value, by the titles of their groups."""
    found: dict[str, list[Row]] = {}
    for name, measured in report.measures.items():
        group = name.partition(".")[0]
        if measured.value is not None:
            found.setdefault(_GROUPS.get(group, group), []).append(_row(name, report, meanings))
    return found


def _columns(report: Report) -> dict[str, str]:
    return {name: title for name, title in _COLUMNS.items() if report.value(name) is not None}


def _figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """The figures for which there is something to draw."""
    drawn = [
        Figure(
            "Risk and coverage",
            risk_coverage_svg(outcomes),
            "Good: the curve stays low far to the right, near the dashed one, which withholds the "
            "wrong answers first.",
        ),
        Figure(
            "Reliability",
            reliability_svg(outcomes),
            "Good: the points lie on the dashed line, where of the questions with confidence 0.8 "
            "the text answers 80 %.",
        ),
        Figure(
            "Rank of the first gold passage",
            rank_svg(outcomes),
            "Good: nearly all questions stand at rank 1, none in the last bar.",
        ),
        Figure(
            "Time to answer",
            latency_svg(outcomes),
            "Good: one narrow hill far to the left, and p99 not far from p50; the scale is "
            "logarithmic.",
        ),
    ]
    return [figure for figure in drawn if figure.svg]


class _Way(NamedTuple):
    """A way to fail: which questions could, and which did."""

    anchor: str
    title: str
    could: Callable[[Outcome], bool]
    did: Callable[[Outcome], bool]


_WAYS = (
    _Way(
        "not-first", "The gold passage is not first", lambda o: o.answerable, lambda o: o.rank != 1
    ),
    _Way(
        "citation",
        "The citation misses the sentence of the gold answer",
        lambda o: o.citation_overlap is not None,
        lambda o: o.citation_overlap != 1,
    ),
    _Way(
        "abstained",
        "Abstained, though the text answers",
        lambda o: o.answerable,
        lambda o: o.abstained,
    ),
    _Way(
        "answered",
        "Answered, though the text does not say",
        lambda o: not o.answerable,
        lambda o: not o.abstained,
    ),
)


def _failures(outcomes: Sequence[Outcome], documents: Mapping[str, Document]) -> Iterator[Failures]:
    """The failures of each kind that there could be."""
    for way in _WAYS:
        judged = [outcome for outcome in outcomes if way.could(outcome)]
        failed = [outcome for outcome in judged if way.did(outcome)]
        shown = [
            Failure(o, _side(o.evidence, documents), _side(o.citations, documents))
            for o in failed[:FAILURES_SHOWN]
        ]
        if judged:
            yield Failures(way.anchor, way.title, len(failed), len(judged), shown)


def _side(spans: Iterable[Span], documents: Mapping[str, Document]) -> Side:
    """The paragraphs around spans, in the order of their first span."""
    paragraphs: dict[tuple[str, int, int], list[tuple[int, int]]] = {}
    for span in spans:
        document = documents.get(span.document_id)
        if document is not None and span.start < span.end <= len(document.text):
            key = (document.id, *_paragraph(document.text, span))
            paragraphs.setdefault(key, []).append((span.start, span.end))
    found = [
        Excerpt(name, start, end, list(_pieces(documents[name].text, start, end, marks)))
        for (name, start, end), marks in paragraphs.items()
    ]
    return Side(found[:EXCERPTS_SHOWN], max(0, len(found) - EXCERPTS_SHOWN))


def _paragraph(text: str, span: Span) -> tuple[int, int]:
    """Start and end of the lines that a span lies on."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return start, len(text) if end < 0 else end


def _pieces(text: str, start: int, end: int, marks: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """A paragraph cut at its marks; those that overlap are one."""
    at = start
    for first, last in _merged(marks):
        before = text[at:first]
        yield Piece(_trimmed(before, head=at > start, tail=True), marked=False)
        yield Piece(text[first:last], marked=True)
        at = last
    yield Piece(_trimmed(text[at:end], head=True, tail=False), marked=False)


def _merged(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(marks):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _trimmed(text: str, *, head: bool, tail: bool) -> str:
    """A text without what is far from the marks at its head, its tail, or both."""
    if len(text) <= CONTEXT * (head + tail):
        return text
    return (text[:CONTEXT] if head else "") + "…" + (text[-CONTEXT:] if tail else "")


def _details(about: About) -> dict[str, dict[str, object]]:
    """What a run was made of, by heading."""
    index = about.index
    return {
        "Questions": {
            "kind": about.kind,
            "source": about.source,
            "SHA-256": about.source_sha256,
            "started": about.started,
            "seconds": about.seconds,
        },
        "Settings": {name: "–" if v is None else v for name, v in about.settings.items()},
        "Index": {
            "encoder": index.encoder.name,
            "encoder SHA-256": index.encoder.checksum,
            "documents": index.documents,
            "passages": index.passages,
            "vectors": index.rows,
            **{f"splitter {k}": v for k, v in index.splitter.model_dump().items()},
        },
        "Versions": {"python": about.python, **about.packages},
        "Machine": {
            "platform": about.platform,
            "processor": about.processor,
            "cores": about.cores,
        },
    }
