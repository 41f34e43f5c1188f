from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.evaluation.made import outcome, query
from wuxi_qa.evaluation import plots
from wuxi_qa.evaluation.outcomes import Outcome
from wuxi_qa.evaluation.plots import latency_svg, rank_svg, reliability_svg, risk_coverage_svg

Element = ElementTree.Element
Draw = Callable[[Sequence[Outcome]], str]
DRAWN: tuple[Draw, ...] = (risk_coverage_svg, reliability_svg, rank_svg, latency_svg)
SVG = "{http://www.w3.org/2000/svg}"

OUTCOMES = [
    outcome("q1", confidence=0.95, rank=1, seconds=0.020),
    outcome("q2", confidence=0.95, rank=1, seconds=0.025),
    outcome("q3", confidence=0.55, rank=1, contained=0.0, seconds=0.030),
    outcome("q4", confidence=0.55, rank=2, seconds=0.031),
    outcome("q5", confidence=0.15, rank=None, contained=0.0, abstained=True, seconds=0.090),
    outcome("q6", confidence=0.15, answerable=False, rank=None, abstained=True, seconds=0.300),
    outcome("q7", confidence=0.55, answerable=False, rank=None, seconds=0.040),
    outcome("q8", confidence=0.95, rank=10, seconds=0.050),
]


def parts(svg: str, name: str) -> list[Element]:
    """Groups whose id begins so, in order."""
    return [e for e in ElementTree.fromstring(svg).iter(f"{SVG}g") if named(e).startswith(name)]


def named(element: Element) -> str:
    return element.get("id", "").partition("-")[2]


def texts(element: Element) -> list[str]:
    return [t.text or "" for t in element.iter(f"{SVG}text")]


def axis(axes: Element, letter: str) -> tuple[float, float]:
    """What a unit of an axis with linear ticks measures, and where 0 lies."""
    places = [
        (float(texts(tick)[0]), float(used.get(letter, "nan")))
        for tick in axes.iter(f"{SVG}g")
        if named(tick).startswith(f"{letter}tick") and texts(tick)
        for used in list(tick.iter(f"{SVG}use"))[-1:]
    ]
    (first, at), (last, to) = places[0], places[-1]
    scale = (to - at) / (last - first)
    return scale, at - first * scale


def points(axes: Element, *, below: Element | None = None) -> list[tuple[float, float]]:
    """Data at the markers drawn in axes; those above others have their x-ticks' numbers there."""
    (x, x0), (y, y0) = axis(axes if below is None else below, "x"), axis(axes, "y")
    places = [
        (float(used.get("x", "nan")), float(used.get("y", "nan")))
        for line in axes
        if named(line).startswith("line2d")
        for used in line.iter(f"{SVG}use")
    ]
    return [(round((right - x0) / x, 3), round((down - y0) / y, 3)) for right, down in places]


def heights(axes: Element) -> list[float]:
    """Heights of the bars, in units of the y-axis; the axes' own background left out."""
    scale, _ = axis(axes, "y")
    found = []
    for patch in axes:
        if named(patch).startswith("patch"):
            path = patch[0]
            ys = [float(y) for y in re.findall(r"[ML] [-\d.]+ ([-\d.]+)", path.get("d", ""))]
            if "fill: none" not in path.get("style", "") and len(ys) >= 4:
                found.append(round((max(ys) - min(ys)) / abs(scale), 2))
    return found


def test_rank_bars_have_the_height_that_they_say() -> None:
    (axes,) = parts(rank_svg(OUTCOMES), "axes")
    assert heights(axes) == [3, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    labels = [texts(e)[0] for e in axes if named(e).startswith("text")]
    assert labels == ["3", "1", "1", "1"]  # bars without a question say nothing
    names = [texts(e)[0] for e in parts(rank_svg(OUTCOMES), "xtick")]
    assert names == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "> 10"]


def test_rank_is_of_answerable_questions_only() -> None:
    said = ElementTree.fromstring(rank_svg(OUTCOMES)).findtext(f"{SVG}desc")
    assert said is not None
    assert "1: 3; 2: 1; 3: 0;" in said
    assert said.endswith("> 10: 1.")


def test_risk_at_the_threshold_is_marked() -> None:
    svg = risk_coverage_svg(OUTCOMES)
    (axes,) = parts(svg, "axes")
    assert points(axes) == [(0.75, 0.333)]  # six of eight answered, of them q3 and q7 wrongly
    assert "at the threshold: 0.333" in texts(ElementTree.fromstring(svg))
    assert "Risk 0.500 at full coverage" in svg


def test_risk_without_an_answer_given_has_no_mark() -> None:
    svg = risk_coverage_svg([o.model_copy(update={"abstained": True}) for o in OUTCOMES])
    assert "by confidence" in svg
    assert "at the threshold" not in svg


def test_reliability_points_lie_at_mean_confidence_and_share() -> None:
    shares, counts = parts(reliability_svg(OUTCOMES), "axes")
    assert heights(counts) == [2, 3, 3]
    found = set(points(shares, below=counts))
    assert {(0.15, 0.5), (0.55, 0.667), (0.95, 1.0)} <= found
    low, high = plots._wilson(0.5, 2)
    assert {(0.15, round(low, 3)), (0.15, round(high, 3))} <= found


def test_wilson_interval() -> None:
    """Values as R's `prop.test(correct = FALSE)` gives them."""
    assert plots._wilson(0.8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert plots._wilson(0.0, 10) == pytest.approx((0.0, 0.2775328), abs=1e-6)


@pytest.mark.parametrize("spread", [1.0, 1.0001, 3.0, 500.0])
def test_every_question_is_in_a_bar_of_the_latencies(spread: float) -> None:
    times = np.geomspace(0.0123, 0.0123 * spread, 57)
    made = [outcome(f"q{i}", seconds=float(s)) for i, s in enumerate(times)]
    (axes,) = parts(latency_svg(made), "axes")
    assert sum(heights(axes)) == pytest.approx(57, abs=0.3)


def test_latency_says_its_percentiles() -> None:
    svg = latency_svg([outcome(f"q{i}", seconds=i / 1000) for i in range(1, 102)])
    words = texts(ElementTree.fromstring(svg))
    assert {"p50: 51.0 ms", "p95: 96.0 ms", "p99: 100.0 ms"} <= set(words)
    assert "50 % within 51.0 ms" in svg


def test_latency_scale_holds_all_times() -> None:
    assert plots._enclosing(12.3, 340.0) == pytest.approx([10, 20, 50, 100, 200, 500])
    assert plots._enclosing(20.0, 20.0) == pytest.approx([20, 50])
    assert plots._enclosing(0.001, 0.001) == pytest.approx([0.001, 0.002])


@pytest.mark.parametrize("draw", DRAWN)
def test_one_question_is_enough(draw: Draw) -> None:
    assert "</svg>" in draw([outcome(seconds=0.0)])


@pytest.mark.parametrize("draw", DRAWN)
def test_nothing_to_draw_is_no_drawing(draw: Draw) -> None:
    assert draw([]) == ""


def test_what_cannot_be_judged_is_not_drawn() -> None:
    asked = [query("b", ("x", "y"), {"y": 1})]
    assert risk_coverage_svg(asked) == ""
    assert heights(parts(rank_svg(asked), "axes")[0])[1] == 1


@pytest.mark.parametrize("draw", DRAWN)
def test_a_drawing_is_the_same_each_time_and_needs_nothing(draw: Draw) -> None:
    svg = draw(OUTCOMES)
    assert svg == draw(OUTCOMES)
    assert set(re.findall(r'https?://[^"\s]+', svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert not re.search(r"<style|<metadata|<!DOCTYPE|<\?xml", svg)


@pytest.mark.parametrize("draw", DRAWN)
def test_colours_are_the_pages(draw: Draw) -> None:
    svg = draw(OUTCOMES)
    assert not re.search(r"#[0-9a-f]{6}\b|\brgb|: black|: white", svg)
    assert {"var(--ink)", "var(--main)"} <= set(re.findall(r"var\(--\w+\)", svg))
    # What has no fill or stroke of its own would be black, in the dark too.
    root = ElementTree.fromstring(svg)
    assert all("fill: var(--ink)" in e.get("style", "") for e in root.iter(f"{SVG}text"))


def test_drawings_share_no_ids_and_say_what_they_are() -> None:
    svgs = [draw(OUTCOMES) for draw in DRAWN]
    ids = [name for svg in svgs for name in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    for svg in svgs:
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) <= set(ids)
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby", "").split() == [root[0].get("id"), root[1].get("id")]
        assert root[0].text
        assert root[1].text
