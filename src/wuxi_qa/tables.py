"""How measures look on a terminal: from reports and comparisons to rich tables."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from wuxi_qa.evaluation.deltas import SIGNIFICANT, Comparison
from wuxi_qa.evaluation.measures import LOWER_IS_BETTER
from wuxi_qa.evaluation.summaries import Measured, Report, Summary
from wuxi_qa.labels import Labels

_BY_TYPE = {
    "R@1": "retrieval.recall@1",
    "cont.": "answers.containment",
    "ans.": "abstention.answered",
    "ref.": "abstention.recall",
}
CHANGES_SHOWN = 20


def report_view(report: Report, labels: Labels) -> RenderableType:
    """All measures of a run with their intervals, the main ones by type, and the latency."""
    overall = _table(labels.measure, "n", "", labels.interval)
    group = ""
    for name, measured in report.measures.items():
        if measured.value is None:
            continue
        if group and group != name.partition(".")[0]:
            overall.add_section()
        group = name.partition(".")[0]
        overall.add_row(name, str(measured.n), _number(measured.value), _between(measured))
    parts: list[RenderableType] = [overall]
    if len(report.by_type) > 1:
        parts.append(_by_type(report, labels))
    if report.latency is not None:
        parts.append(Text(labels.latency.format(**report.latency.model_dump()), "dim"))
    return Group(*parts)


def _by_type(report: Report, labels: Labels) -> Table:
    shown = {
        head: name for head, name in _BY_TYPE.items() if report.measures[name].value is not None
    }
    heads = [part for head in shown for part in (head, labels.interval)]
    table = _table(labels.type, "n", *heads)
    for kind, summary in report.by_type.items():
        table.add_row(Text(kind), *_cells(summary, shown))
    table.add_section()
    table.add_row(labels.all_types, *_cells(report, shown), style="bold")
    return table


def _cells(summary: Summary, shown: dict[str, str]) -> list[str]:
    cells = [str(summary.n)]
    for name in shown.values():
        measured = summary.measures[name]
        cells += [_number(measured.value), _between(measured)]
    return cells


def comparison_view(comparison: Comparison, labels: Labels) -> RenderableType:
    """Each measure of two runs with its difference, test and p-values; the questions that moved."""
    table = _table(
        labels.measure, "n", labels.old, labels.new, labels.difference, labels.interval, "p", "Holm"
    )
    for delta in comparison.deltas:
        style = ""
        if delta.adjusted < SIGNIFICANT:
            fell = delta.difference < 0
            style = "bold red" if fell != (delta.name in LOWER_IS_BETTER) else "bold green"
        table.add_row(
            delta.name,
            str(delta.n),
            _number(delta.old),
            _number(delta.new),
            f"{delta.difference:+.3f}",
            "" if delta.interval is None else "{:+.2f} {:+.2f}".format(*delta.interval),
            _number(delta.p),
            _number(delta.adjusted),
            style=style,
        )
    return Group(table, *_changes(comparison, labels))


def _changes(comparison: Comparison, labels: Labels) -> list[RenderableType]:
    changes = comparison.changes
    if not changes:
        return [Text(labels.unchanged)]
    lines = [Text(labels.changed.format(n=len(changes)))]
    for change in changes[:CHANGES_SHOWN]:
        lines.append(Text.assemble(f"  {change.id}  ", change.question, style=""))
        lines.append(Text("      " + "; ".join(change.what), "dim"))
    if len(changes) > CHANGES_SHOWN:
        lines.append(Text(labels.more.format(n=len(changes) - CHANGES_SHOWN), "dim"))
    return list(lines)


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _number(value: float | None) -> str:
    # Without the leading zero all columns fit into 80 characters.
    return "–" if value is None else f"{value:.3f}".removeprefix("0")[:4]


def _between(measured: Measured) -> str:
    if measured.interval is None:
        return ""
    low, high = (f"{bound:.2f}".removeprefix("0")[:3] for bound in measured.interval)
    return f"{low}–{high}"
