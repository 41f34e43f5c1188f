"""Plots as SVG, transparent and in colours that can be read on light and on dark pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#7f8790"  # Contrast of about 3.7 on white and 4.9 on near-black.
OWN_COLOUR = "#d97a1f"
OTHER_COLOUR = "#4f8fdc"
_STYLE: Any = {  # the keys are literals of matplotlib's own type
    "svg.hashsalt": "bench",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.axisbelow": True,
}


class Bar(NamedTuple):
    """A bar: its length, and the interval or spread drawn over it."""

    label: str
    value: float
    interval: tuple[float, float] | None
    own: bool


def bars(path: Path, label: str, rows: Sequence[Bar], *, logarithmic: bool = False) -> None:
    """Horizontal bars, the first on top, with their values behind them."""
    with _figure(path, height=0.6 + 0.27 * len(rows)) as axes:
        places = range(len(rows), 0, -1)
        colours = [OWN_COLOUR if row.own else OTHER_COLOUR for row in rows]
        axes.barh(list(places), [row.value for row in rows], color=colours, height=0.68, alpha=0.6)
        for place, row in zip(places, rows, strict=True):
            end = row.value
            if row.interval is not None:
                axes.plot(row.interval, (place, place), color=INK, linewidth=1.8)
                end = max(end, row.interval[1])
            axes.annotate(
                f"{row.value:.3g}", (end, place), (4, -3), textcoords="offset points", fontsize=8
            )
        axes.set_yticks(list(places), [row.label for row in rows])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(label)
        if logarithmic:
            axes.set_xscale("log")
        axes.margins(x=0.12)


def lines(
    path: Path,
    label: tuple[str, str],
    x: Sequence[float],
    series: dict[str, Sequence[float]],
    *,
    bands: Sequence[tuple[float, float]] | None = None,
    logarithmic: bool = False,
) -> None:
    """Lines over x, `series` by name; `bands` shades an interval around the first."""
    colours = (OWN_COLOUR, OTHER_COLOUR, "#3fa45b")
    with _figure(path, height=2.9) as axes:
        for (name, values), colour in zip(series.items(), colours, strict=False):
            axes.plot(x, values, marker="o", markersize=4, color=colour, label=name)
        if bands is not None:
            lows, highs = zip(*bands, strict=True)
            axes.fill_between(x, lows, highs, color=colours[0], alpha=0.2, linewidth=0)
        axes.set_xlabel(label[0])
        axes.set_ylabel(label[1])
        if logarithmic:
            axes.set_xscale("log")
            axes.set_yscale("log")
        axes.grid(color=INK, alpha=0.25, linewidth=0.6)
        if len(series) > 1:
            axes.legend(frameon=False, labelcolor=INK)


@contextmanager
def _figure(path: Path, *, height: float) -> Iterator[Axes]:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, height), layout="constrained")
        yield figure.subplots()
        path.parent.mkdir(parents=True, exist_ok=True)
        staging = path.with_name(f".{path.name}")
        figure.savefig(staging, format="svg", transparent=True, metadata={"Date": None})
        staging.replace(path)
