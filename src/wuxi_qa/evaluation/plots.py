"""Plots: the figures of a report, each as one inline SVG that follows the page's colours.

Colours are custom properties of the page (`--ink`, `--muted`, `--grid`, `--main`, `--second`), text
stays text, and ids begin with the figure's name, so that several can stand in one page. `<desc>`
says in words what is drawn. matplotlib is imported by drawing only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from wuxi_qa.evaluation.measures import error
from wuxi_qa.evaluation.outcomes import DEPTH, Outcome
from wuxi_qa.evaluation.risk import Bin, reliability, risk_coverage
from wuxi_qa.evaluation.summaries import PERCENTILES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# matplotlib knows no custom properties: it draws in colours that are replaced afterwards.
_INK, _MUTED, _GRID, _MAIN, _SECOND = "#010a01", "#020a02", "#030a03", "#040a04", "#050a05"
_PROPERTIES = {
    _INK: "var(--ink)",
    _MUTED: "var(--muted)",
    _GRID: "var(--grid)",
    _MAIN: "var(--main)",
    _SECOND: "var(--second)",
}
_STYLE: dict[Any, object] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": _GRID,
    "grid.linewidth": 0.7,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
}
_SIZE = (5.0, 3.4)
_LATENCY_BINS = 24


def risk_coverage_svg(outcomes: Sequence[Outcome]) -> str:
    """The risk-coverage curve, beside the best one possible with the same answers.

    A point marks the threshold: what was answered, and how much of it was wrong. Returns "" if no
    outcome can be judged right or wrong.
    """
    judged = [o for o in outcomes if not math.isnan(error(o))]
    if not judged:
        return ""
    errors = np.asarray([error(o) for o in judged])
    coverages, risks = risk_coverage([o.confidence for o in judged], errors)
    _, best = risk_coverage(-errors, errors)
    given = np.asarray([not o.abstained for o in judged])

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot(coverages, risks, color=_MAIN, label="by confidence")
        axes.plot(coverages, best, color=_MUTED, linestyle="--", linewidth=1.2, label="at best")
        if given.any():
            point = float(given.mean()), float(errors[given].mean())
            label = f"at the threshold: {point[1]:.3f}"
            axes.plot(*point, "o", color=_SECOND, markersize=7, label=label, clip_on=False)
        axes.set(xlabel="coverage: share answered", ylabel="risk: share of those wrong")
        axes.set(xlim=(0, 1), ylim=(0, min(1.0, max(0.05, 1.1 * float(risks.max())))))
        _legend(figure)

    said = f"Risk {risks[-1]:.3f} at full coverage; area under the curve {risks.mean():.3f}."
    return _svg("risk", "Risk-coverage curve", said, draw)


def reliability_svg(outcomes: Sequence[Outcome]) -> str:
    """The reliability diagram: confidence against how often the text answers; "" if empty.

    Each bin has a 95 % interval (Wilson, 1927); below stands how many questions are in it.
    """
    if not outcomes:
        return ""
    bins = reliability(
        [o.confidence for o in outcomes], [float(o.answerable) for o in outcomes], bins=10
    )

    def draw(figure: Figure) -> None:
        shares, counts = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        shares.plot((0, 1), (0, 1), color=_MUTED, linestyle="--", linewidth=1.2, label="calibrated")
        _points(shares, bins)
        shares.set(xlim=(0, 1), ylim=(0, 1.02), ylabel="share answerable")
        _legend(figure)
        middles = [(b.low + b.high) / 2 for b in bins]
        _bars(counts, middles, [b.n for b in bins], width=0.092)
        counts.set(xlabel="confidence", ylabel="questions")
        counts.set_xticks([i / 5 for i in range(6)])

    found = "; ".join(f"{b.low:.1f}–{b.high:.1f}: {b.share:.2f} of {b.n}" for b in bins)
    said = f"Share answerable by confidence. {found}."
    return _svg("reliability", "Reliability diagram", said, draw)


def rank_svg(outcomes: Sequence[Outcome]) -> str:
    """How many answerable questions have their first gold passage at which rank; "" if none."""
    ranks = [o.rank for o in outcomes if o.answerable]
    if not ranks:
        return ""
    counts = [ranks.count(rank) for rank in (*range(1, DEPTH + 1), None)]
    names = [*map(str, range(1, DEPTH + 1)), f"> {DEPTH}"]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        colors = [_MAIN] * DEPTH + [_SECOND]
        _bars(axes, range(DEPTH + 1), counts, width=0.8, colors=colors)
        axes.set_xticks(range(DEPTH + 1), names)
        axes.set(xlabel="rank of the first gold passage", ylabel="answerable questions")

    said = "; ".join(f"{name}: {n}" for name, n in zip(names, counts, strict=True))
    return _svg("rank", "Rank of the first gold passage", f"Questions by rank. {said}.", draw)


def latency_svg(outcomes: Sequence[Outcome]) -> str:
    """Histogram of the times from question to answer, on a log scale; "" if empty."""
    if not outcomes:
        return ""
    # Below a clock's resolution a logarithm has no place.
    times = np.maximum(1e-3, np.asarray([o.seconds for o in outcomes]) * 1000)
    ticks = _enclosing(float(times.min()), float(times.max()))
    edges = np.geomspace(times.min(), max(times.max(), times.min() * 1.05), _LATENCY_BINS + 1)
    # Rounding must not leave the slowest question outside.
    counts, _ = np.histogram(np.clip(times, edges[0], edges[-1]), edges)
    marks = [float(v) for v in np.percentile(times, PERCENTILES)]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.set_xscale("log")
        axes.bar(edges[:-1], counts, np.diff(edges) * 0.94, align="edge", color=_MAIN, alpha=0.55)
        _percentiles(axes, marks)
        _legend(figure)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        axes.set(xlim=(ticks[0], ticks[-1]), xlabel="milliseconds", ylabel="questions")
        _whole(axes)

    named = zip(PERCENTILES, marks, strict=True)
    said = ", ".join(f"{p} % within {ms:.1f} ms" for p, ms in named)
    return _svg("latency", "Time to answer", f"{len(times)} questions: {said}.", draw)


def _points(axes: Axes, bins: Sequence[Bin]) -> None:
    """Each bin at its mean confidence, with its interval."""
    shares = [b.share for b in bins]
    bounds = np.asarray([_wilson(b.share, b.n) for b in bins])
    axes.errorbar(
        [b.confidence for b in bins],
        shares,
        yerr=np.abs(bounds.T - np.asarray(shares)),
        fmt="o",
        color=_MAIN,
        markersize=6,
        elinewidth=1.3,
        capsize=2.5,
        clip_on=False,
        label="this run, with 95 % intervals",
    )


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Bounds of the 95 % score interval of a share of n."""
    z = 1.959964
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * reach) / (1 + z * z / n) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def _bars(
    axes: Axes,
    places: Sequence[float],
    counts: Sequence[int],
    *,
    width: float,
    colors: Sequence[str] = (_MAIN,),
) -> None:
    """Bars with their counts above them."""
    bars = axes.bar(places, counts, width, color=colors)
    axes.bar_label(bars, [str(n) if n else "" for n in counts], padding=1.5, fontsize=9)
    axes.grid(visible=False, axis="x")
    axes.set_ylim(0, 1.15 * max(1, *counts))
    _whole(axes)


def _whole(axes: Axes) -> None:
    """Ticks at whole numbers of questions."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator("auto", integer=True))


def _percentiles(axes: Axes, marks: Sequence[float]) -> None:
    """Vertical lines, told apart by their dashes."""
    for percentile, ms, dashes in zip(PERCENTILES, marks, ("-", "--", ":"), strict=True):
        label = f"p{percentile}: {ms:.1f} ms"
        axes.axvline(ms, color=_SECOND, linewidth=1.6, linestyle=dashes, label=label)


def _legend(figure: Figure) -> None:
    """A line above the axes, where it covers nothing."""
    figure.legend(loc="outside upper left", ncols=3, columnspacing=1.2, handlelength=1.6)


def _enclosing(low: float, high: float) -> list[float]:
    """The numbers 1, 2, 5, 10 .. from the last not above `low` to the first not below `high`."""
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    steps = [step * 10.0**decade for decade in decades for step in (1, 2, 5)]
    first = max(i for i, step in enumerate(steps) if step <= low)
    last = min(i for i, step in enumerate(steps) if step >= high and i > first)
    return steps[first : last + 1]


def _svg(name: str, title: str, said: str, draw: Callable[[Figure], None]) -> str:
    """Draw a figure and make it fit to stand in a page beside others."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    file = StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        draw(figure)
        figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    return _inlined(file.getvalue(), name, title, said)


def _inlined(svg: str, name: str, title: str, said: str) -> str:
    """An SVG without prologue, global style and fixed size; ids and colours of the page."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    for color, custom in _PROPERTIES.items():
        svg = svg.replace(color, custom)
    head = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    words = f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{said}</desc>'
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)
    return re.sub(r"<svg ([^>]*)>", rf"<svg {head} \1>{words}", svg, count=1)
