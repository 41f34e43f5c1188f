"""The page: every figure on it is one of the results, and what is not there is said."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import __main__, page, results
from bench.behind import not_ahead, undecided
from bench.subjects import OWN, OWN_RETRIEVER
from bench.table import measured, p_value, ratio, ratios, table


def measure(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "interval": [low, high]}


def figures(recall: float, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = {"n": 148}
    for key in ("recall@1", "recall@3", "recall@5", "mrr@10"):
        found[key] = measure(recall, recall - 0.05, recall + 0.04)
    return {**found, "auroc": None, **more}


def cost(cold: float, p50: float, ratio_to: float | None) -> dict[str, Any]:
    paired = None if ratio_to is None else {"median": ratio_to, "spread": [1.5, 12.25], "n": 5}
    return {
        "cold_start_s": {"median": cold, "n": 5, "ratio": paired, "ratio_no_reader": paired},
        "latency_ms": {
            "p50": p50,
            "p95": 3 * p50,
            "n": 987,
            "ratio": paired,
            "ratio_no_reader": None,
        },
        "build": {"seconds": 1234.56, "passages_per_s": 0.71, "ratio": paired},
        "peak_mb": {"first answer": 222.2, "all questions": 333.3, "build": 444.4},
    }


def installed(packages: int, size: float, torch: float, versions: dict[str, str]) -> dict[str, Any]:
    return {"packages": packages, "size_mb": size, "torch_mb": torch, "versions": versions}


@pytest.fixture
def found() -> dict[str, Any]:
    """Results in which `Better` finds more and `Broken` fails."""
    better = {"losses": 2, "wins": 9, "p": 0.0654, "p_holm": 0.1309}
    behind = {"losses": 30, "wins": 3, "p": 0.0000003, "p_holm": 0.0000006}
    confident = {"all": {"n": [148, 56], **measure(0.901, 0.85, 0.94)}}
    subjects = [
        {"name": OWN, "environment": "wuxi-qa", "setup": "reads"},
        {"name": OWN_RETRIEVER, "environment": "wuxi-qa", "setup": "retrieves"},
        {"name": "Better", "environment": "bm25", "setup": "finds | more"},
        {"name": "Broken", "environment": "txtai", "setup": "fails", "error": "no matching wheel"},
    ]
    one = {
        "title": "DRCD dev",
        "note": "The reader was trained on it.",
        "passages": 1000,
        "questions": 204,
        "subjects": {
            OWN: figures(0.905, auroc=confident),
            OWN_RETRIEVER: figures(0.812, against=behind),
            "Better": figures(0.953, against=better),
            "Failing": {"error": "RuntimeError: out of paper"},
        },
    }
    split = {
        "wuxi-qa": {
            "pieces": 22,
            "not_found": 0,
            "median_characters": 101,
            "edges": 42,
            "in_word": 0.0,
            "in_sentence": 0.0476,
            "recall@1": {OWN: measure(0.905, 0.85, 0.95)},
        },
        "txtai": {
            "pieces": 3,
            "not_found": 1,
            "median_characters": 987,
            "edges": 4,
            "in_word": 0.25,
            "in_sentence": 0.0,
            "recall@1": {"Better": measure(0.99, 0.97, 1.0)},
        },
        "bm25": {"pieces": None, "recall@1": {}},
    }
    peers = {
        "settings": {"date": "2026-01-02", "rounds": 5, "threads": 2, "seed": 0},
        "subjects": subjects,
        "environments": {
            "wuxi-qa": installed(61, 1400.0, 900.0, {"wuxi-qa": "9.8.7"}),
            "bm25": installed(5, 150.0, 0.0, {"bm25s": "0.3.16", "jieba": "0.42.1"}),
            "txtai": {"error": "no matching wheel"},
        },
        "sets": {"drcd": one},
        "cost_set": "drcd",
        "costs": {
            OWN: cost(0.81, 82.3, None),
            OWN_RETRIEVER: cost(0.70, 9.1, 0.11),
            "Better": cost(5.55, 4.2, 6.789),
        },
        "splitting": split,
    }  # fmt: skip
    machine = {**results.machine(), "processor": "Abacus 3000"}
    return {"peers": {**peers, "machine": machine, "model": "reader-x 0123abcd"}}


@pytest.fixture
def text(found: dict[str, Any], tmp_path: Path) -> str:
    return page.write(found, tmp_path).read_text("utf-8")


def rows(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"| {start} |")]


def test_figures_stand_in_their_rows(text: str) -> None:
    interval = "0.953 (0.90–0.99)"
    assert f"| Better | {' | '.join([interval] * 4)} | 9 / 2 | 0.065 | 0.131 |" in text
    assert rows(text, OWN_RETRIEVER)[1].endswith("| 3 / 30 | < 0.001 | < 0.001 |")
    assert "| Better | 5.55 | 4.2 | 12.6 | 1,234.6 | 0.7 | 222 | 333 | 444 |" in text
    assert "| Better | 6.79× (1.50–12) | 6.79× (1.50–12) | – | 6.79× (1.50–12) |" in text
    assert "| wuxi-qa | 61 | 1,400 | 500 |" in text
    assert f"| {OWN} | 0.901 (0.85–0.94) |" in text
    assert "| txtai | 3 | 1 | 987 | 25 % | 0 % | Better 0.990 (0.97–1.00) |" in text


def test_what_was_measured_is_said(text: str) -> None:
    assert "Measured on: Abacus 3000," in text
    assert text.count(" Model: reader-x 0123abcd.\n") == 1
    assert "Measured on 2026-01-02 in one run, 2 threads for each." in text
    assert "DRCD dev: 204 questions over 1,000 passages" in text
    assert "148 answerable questions, 1,000 passages" in text
    assert "p50 and p95 over 987 questions" in text
    assert "**The reader was trained on it.**" in text
    assert "| wuxi-qa | reads | wuxi-qa 9.8.7 |" in text
    assert "| Better | finds \\| more | bm25s 0.3.16, jieba 0.42.1 |" in text


def test_failures_are_named_not_dropped(text: str) -> None:
    assert "- Broken: `not installed: no matching wheel`" in text
    assert "- Failing, DRCD dev: `RuntimeError: out of paper`" in text
    assert "| txtai | failed to install | – | – |" in text
    assert "| bm25 | – | – | – | – | – | has no splitter |" in text


def test_where_wuxi_qa_is_not_ahead_follows_the_figures(found: dict[str, Any]) -> None:
    lines = not_ahead(found["peers"])
    assert "DRCD dev, Recall@1: Better 0.953; wuxi-qa 0.905." in lines
    assert "Cold start, seconds: wuxi-qa, no reader 0.70; wuxi-qa 0.81." in lines
    assert "Packages installed: bm25 5; wuxi-qa 61." in lines
    assert "Own splitting, share of edges inside sentences: txtai 0.000; wuxi-qa 0.048." in lines
    assert "Own splitting, Recall@1 of the evidence: Better 0.990; wuxi-qa 0.905." in lines
    assert not any("inside words" in line for line in lines)  # 0.25 against 0
    assert not any("AUROC" in line for line in lines)  # no other score

    changed = copy.deepcopy(found["peers"])
    changed["sets"]["drcd"]["subjects"]["Better"]["recall@1"]["value"] = 0.904
    assert not any("Recall@1: Better 0.9" in line for line in not_ahead(changed)[:4])
    assert undecided(changed) == ["DRCD dev: Better (p = 0.131)."]
    assert undecided(found["peers"]) == []


def test_missing_sections_are_said_to_be_missing(tmp_path: Path) -> None:
    text = page.write({}, tmp_path).read_text("utf-8")
    assert text.count("was not measured.") == 4
    assert not (tmp_path / "benchmarks").exists()


def test_other_sections_are_shown_with_plots(tmp_path: Path) -> None:
    points = [
        {"passages": n, "build_s": n / 4, "encoded_share": 0.9, "search_ms_p50": 3 + n / 1000,
         "search_ms_p95": 6 + n / 1000, "rss_mb": 300}
        for n in (2000, 1000)
    ]  # fmt: skip
    text = page.write(
        {
            "scaling": {
                "points": points,
                "exponents": {"build": 1.014, "search": 0.257},
                "note": "Half was encoded.",
                "machine": results.machine(),
            },
            "haystack": {
                "points": [
                    {
                        "distractors": 10000,
                        "n": 500,
                        "recall@1": 0.874,
                        "interval": [0.84, 0.9],
                        "recall@3": 0.931,
                        "interval@3": [0.91, 0.95],
                        "by_type": {"list": [0.75, 8]},
                    },
                    {
                        "distractors": 0,
                        "n": 500,
                        "recall@1": 0.99,
                        "interval": [0.98, 1.0],
                        "recall@3": 1.0,
                        "interval@3": [1.0, 1.0],
                        "by_type": {"list": [1.0, 8]},
                    },
                ],
                "machine": results.machine(),
            },
            "self": {
                "version": "9.8.7",
                "machine": {**results.machine(), "processor": "Abacus 4000", "cores": 2},
                "measures": {"ask": {"value": 81.5, "unit": "ms", "ratio": 0.1234}},
                "reference_s": 0.661,
            },
        },
        tmp_path,
    ).read_text("utf-8")
    assert "grows with exponent 1.01, a question with 0.26" in text
    assert "Measured on: Abacus 4000, 2 cores, " in text
    assert text.index("| 1,000 | 250.0 | 90 % | 4.0 | 7.0 | 300 |") < text.index(
        "| 2,000 | 500.0 |"
    )
    assert "| 10,000 | 500 | 0.874 (0.84–0.90) | 0.931 (0.91–0.95) |" in text
    assert "| list | 8 | 1.00 | 0.75 |" in text
    assert "| ask | 81.5 ms | 0.123 |" in text
    assert "took 0.661 s here" in text
    check_pictures(text, tmp_path, 3)


def check_pictures(text: str, folder: Path, count: int) -> None:
    named = [line.split("](")[1].rstrip(")") for line in text.splitlines() if line.startswith("![")]
    assert len(named) == count
    for name in named:
        root = ElementTree.parse(folder / name).getroot()
        assert root.tag.endswith("svg"), name
        assert "#ffffff" not in (folder / name).read_text("utf-8"), name


def test_plots_are_there_transparent_and_the_same_each_time(
    found: dict[str, Any], text: str, tmp_path: Path
) -> None:
    check_pictures(text, tmp_path, 3)
    first = {p.name: p.read_bytes() for p in (tmp_path / "benchmarks").iterdir()}
    assert page.write(found, tmp_path).read_text("utf-8") == text
    assert {p.name: p.read_bytes() for p in (tmp_path / "benchmarks").iterdir()} == first


def test_the_command_makes_the_page_of_a_results_file(
    found: dict[str, Any], text: str, tmp_path: Path
) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    command = ["--page-only", "--results", str(path), "--docs", str(tmp_path / "docs")]
    assert __main__.main(command) == 0
    assert (tmp_path / "docs" / "benchmarks.md").read_text("utf-8") == text


def test_the_terminal_gets_ratios_and_failures(found: dict[str, Any]) -> None:
    lines = ratios(found["peers"]).splitlines()
    assert lines[2] == (
        "  Better: cold start 6.79× (1.50–12), question 6.79× (1.50–12), build 6.79× (1.50–12)"
    )
    assert "  Broken failed: no matching wheel" in lines
    assert "  Failing failed: RuntimeError: out of paper" in lines


def test_cells() -> None:
    assert measured(None) == "–"
    assert measured({"value": 0.5, "interval": None}) == "0.500"
    assert p_value(0.00099) == "< 0.001"
    assert p_value(None) == ratio(None) == "–"
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"
