"""Tables: figures as text, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import Figures
from bench.subjects import OWN

NOTHING = "–"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def measured(found: Figures | None) -> str:
    """A measure with its interval: `0.905 (0.86–0.95)`."""
    if not found or found["value"] is None:
        return NOTHING
    text = f"{found['value']:.3f}"
    if found["interval"] is None:
        return text
    low, high = found["interval"]
    return f"{text} ({low:.2f}–{high:.2f})"


def p_value(p: float | None) -> str:
    """A p-value with three places."""
    if p is None:
        return NOTHING
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def ratio(found: Figures | None) -> str:
    """A paired ratio with its quartiles: `2.10× (1.90–2.40)`."""
    if not found:
        return NOTHING
    low, high = found["spread"]
    return f"{_short(found['median'])}× ({_short(low)}–{_short(high)})"


def number(value: float | None, places: int = 0) -> str:
    """A number with a thousands separator."""
    return NOTHING if value is None else f"{value:,.{places}f}"


def share(value: float | None) -> str:
    """A share in per cent."""
    return NOTHING if value is None else f"{100 * value:.0f} %"


def _short(value: float) -> str:
    if value < 0.1:
        return f"{value:.2g}"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def ratios(section: Figures) -> str:
    """The ratios to wuxi-qa as plain lines, for a terminal."""
    lines = [f"Ratios to {OWN}, median (quartiles); above 1 the other takes more:"]
    for name, cost in section["costs"].items():
        if name != OWN:
            parts = (
                f"cold start {ratio(cost['cold_start_s'].get('ratio'))}",
                f"question {ratio(cost['latency_ms'].get('ratio'))}",
                f"build {ratio(cost['build'].get('ratio'))}",
            )
            lines.append(f"  {name}: {', '.join(parts)}")
    failed = {s["name"]: s["error"] for s in section["subjects"] if s.get("error")}
    for found in section["sets"].values():
        failed |= {n: f["error"] for n, f in found["subjects"].items() if "error" in f}
    lines += [f"  {name} failed: {error}" for name, error in failed.items()]
    return "\n".join(lines)
