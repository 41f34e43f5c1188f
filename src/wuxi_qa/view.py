"""How answers look on a terminal: from results to rich renderables. Prints nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from wuxi_qa.answer import Answer, Citation
from wuxi_qa.documents import Document
from wuxi_qa.labels import Labels
from wuxi_qa.passages import Passage
from wuxi_qa.qa import QA
from wuxi_qa.retriever import Hit
from wuxi_qa.text import overlaps, sentence_spans

MARK = "bold black on yellow"
SENTENCE = "yellow"
_SHORT = 46
# One for one, so that spans still fit: pictures of control characters, which rich would drop or a
# terminal obey (ECMA-48), and a space for those of Latin-1.
_SHOWN = {code: chr(0x2400 + code) for code in range(32) if code not in b"\t\n"}
_SHOWN |= {0x7F: "␡"} | dict.fromkeys(range(0x80, 0xA0), " ")


def _text(text: str, style: str = "") -> Text:
    """What a document, a name or a question holds, with control characters made visible."""
    return Text(text.translate(_SHOWN), style)


def answer_view(answer: Answer, labels: Labels) -> RenderableType:
    """An answer: its words, each cited paragraph with them marked, other candidates in short."""
    # “The text does not say, confidence 0.04” would be read the other way round.
    likely = labels.chance if answer.abstained else labels.confidence
    confidence = likely.format(value=answer.confidence)
    head = (labels.not_said, "bold red") if answer.abstained else (labels.answer, "bold green")
    parts: list[RenderableType] = [Text(), Text.assemble(head, (f"  {confidence}", "dim"))]
    if answer.read_as:
        parts.append(read_as_view(answer.read_as, labels))
    if not answer.abstained or answer.missing:
        parts.append(Padding(_text(answer.text, "bold"), (0, 0, 0, 2)))
    if answer.unanswered:
        not_said = labels.unanswered.format(parts=" / ".join(answer.unanswered))
        parts.append(_text(not_said, "bold red"))
    if not answer.abstained:
        parts += [_citation_panel(cited, labels) for cited in _by_passage(answer.citations)]
    if answer.related:
        parts.append(Text(labels.related if answer.abstained else labels.others, "dim"))
        parts.append(_short_table(answer, labels))
    return Group(*parts)


def read_as_view(question: str, labels: Labels) -> Text:
    """How a question with typing errors was read."""
    return _text(labels.read_as.format(question=question), "dim")


def hits_view(hits: Sequence[Hit], labels: Labels) -> RenderableType:
    """Retrieved passages in full, best first."""
    if not hits:
        return Text(labels.no_hits, "bold red")
    panels = [
        _panel(
            hit.passage,
            _text(hit.passage.text),
            title=f"{hit.rank} · {labels.paragraph.format(n=hit.passage.paragraph)}",
            place=f"{labels.score} {hit.score:.3f} · {_place(hit.passage, labels)}",
            border="cyan" if hit.rank == 1 else "dim",
        )
        for hit in hits
    ]
    return Group(*panels)


def explain_view(hits: Sequence[Hit], labels: Labels) -> RenderableType:
    """What retriever and reader made of each passage, a row each."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, title_justify="left")
    table.title = Text(labels.explaining, "dim")
    table.add_column("#", justify="right", no_wrap=True)
    for name in labels.explain.split():
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for hit in hits:
        found = hit.signals
        scores = (found.lexical, found.dense, found.fused, found.reader)
        shown = ["–" if score is None else f"{score:.3f}" for score in scores]
        text = _text(_shortened(hit.passage.text, _SHORT // 3), "dim")
        table.add_row(str(hit.rank), str(hit.passage.paragraph), *shown, text)
    return table


def source_view(document: Document, cited: Sequence[Citation]) -> Text:
    """A whole document, the cited paragraphs highlighted and the answering words marked."""
    text = _text(document.text)
    for citation in cited:
        text.stylize("reverse", citation.passage.start, citation.passage.end)
        text.stylize(MARK, citation.start, citation.end)
    return text


def info_view(facts: dict[str, str]) -> Table:
    """Name and value of each fact about an index."""
    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        table.add_row(Text(name, "bold"), _text(value))
    return table


def info_facts(qa: QA, path: str, labels: Labels) -> dict[str, str]:
    """What `info` shows, in the language of the labels."""
    manifest = qa.manifest
    encoder = manifest.encoder
    return {
        labels.index: path,
        labels.format: str(manifest.format_version),
        labels.documents: ", ".join(document.id for document in qa.documents[:20])
        + (f" … ({manifest.documents})" if manifest.documents > 20 else ""),
        labels.passages: str(manifest.passages),
        labels.vectors: f"{manifest.rows} × {encoder.dimension}",
        labels.encoder: f"{encoder.name} (SHA-256 {encoder.checksum[:12]})",
        labels.splitter: str(manifest.splitter.max_characters),
    }


def _by_passage(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Citations that lie in one passage together, the passages in order of their first."""
    found: dict[str, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.passage.id, []).append(citation)
    return list(found.values())


def _citation_panel(cited: Sequence[Citation], labels: Labels) -> Panel:
    """One passage, with the sentences and words that are cited of it."""
    passage = cited[0].passage
    text = _text(passage.text)
    for start, end in sentence_spans(passage.text):
        sentence = (passage.start + start, passage.start + end)
        if any(overlaps(sentence, (c.start, c.end)) for c in cited):
            text.stylize(SENTENCE, start, end)
    for citation in cited:
        text.stylize(MARK, citation.start - passage.start, citation.end - passage.start)
    spans = [labels.characters.format(start=c.start, end=c.end) for c in cited]
    return _panel(
        passage,
        text,
        title=labels.paragraph.format(n=passage.paragraph),
        place=f"{passage.document_id} · {' · '.join(spans)}",
        border="green",
    )


def _panel(passage: Passage, text: Text, *, title: str, place: str, border: str) -> Panel:
    """A paragraph under its heading path, in a frame that names its place."""
    path = _text(" › ".join(passage.heading), "dim italic")
    return Panel(
        Group(path, text) if passage.heading else text,
        title=Text(title, "bold cyan"),
        title_align="left",
        subtitle=_text(place, "dim"),
        subtitle_align="right",
        border_style=border,
    )


def _place(passage: Passage, labels: Labels) -> str:
    span = labels.characters.format(start=passage.start, end=passage.end)
    return f"{passage.document_id} · {span}"


def _shortened(text: str, length: int) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"


def _short_table(answer: Answer, labels: Labels) -> RenderableType:
    """A line each, without scores: they rank, and beside an abstention read like probabilities."""
    shown = (*(hit.passage for hit in answer.related), *(c.passage for c in answer.citations))
    table = Table.grid(padding=(0, 2))
    several = len({passage.document_id for passage in shown}) > 1
    for hit in answer.related:
        place = labels.paragraph.format(n=hit.passage.paragraph)
        place = f"{hit.passage.document_id} · {place}" if several else place
        short = _shortened(hit.passage.text, _SHORT)
        table.add_row(_text(place, "cyan"), _text(short, "dim"))
    return Padding(table, (0, 0, 0, 2))
