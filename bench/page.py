"""The page `docs/benchmarks.md` and its plots, made of the results and of nothing else."""

from __future__ import annotations

from pathlib import Path

from bench import page_parts, page_peers
from bench.figures import Figures
from bench.results import Section, in_words
from bench.subjects import ROOT

DOCS = ROOT / "docs"
NAME = "benchmarks.md"
PLOTS = "benchmarks"


def write(results: dict[str, Section], docs: Path = DOCS) -> Path:
    """Write the page and its plots; the page's path."""
    text = render(results, docs / PLOTS)
    target = docs / NAME
    docs.mkdir(parents=True, exist_ok=True)
    staging = target.with_name(f".{NAME}")
    staging.write_text(text, encoding="utf-8")
    staging.replace(target)
    return target


def render(results: dict[str, Section], plots: Path) -> str:
    """The page's text; its plots are written into a folder of the name that the page refers to."""
    peers = results.get("peers")
    blocks = [
        "# Benchmarks",
        "Made from `bench/results.json`, which each section's command fills; no figure on this "
        "page was typed. [bench/README.md](../bench/README.md) says how each subject is set up.",
        "## Beside others",
        *(page_peers.blocks(peers, plots) if peers else [_missing("The comparison with others")]),
        *_machine(peers),
        "## How it scales",
        *_part(results, "scaling", page_parts.scaling, plots),
        "## One passage among many",
        *_part(results, "haystack", page_parts.haystack, plots),
        "## Against itself",
        *_part(results, "self", page_parts.itself, plots),
    ]
    return "\n\n".join(blocks) + "\n"


def _part(results: dict[str, Section], name: str, make: page_parts.Maker, plots: Path) -> list[str]:
    section: Figures | None = results.get(name)
    return [*make(section, plots), *_machine(section)] if section else [_missing("This")]


def _missing(what: str) -> str:
    return f"{what} was not measured."


def _machine(section: Section | None) -> list[str]:
    if not section:
        return []
    # Sections written before the model was recorded do not say which it was.
    with_model = f" Model: {section['model']}." if "model" in section else ""
    return [f"Measured on: {in_words(section['machine'])}.{with_model}"]
