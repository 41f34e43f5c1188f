"""The house rules: imports point one way, importing is cheap, the public names are complete."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import wuxi_qa

PACKAGE = Path(wuxi_qa.__file__).parent

# From the top of the journey to its end; a module may import only what stands above it.
ORDER = [
    "errors",
    "staging",
    "text",
    "checks",
    "words",
    "names",
    "decoding",
    "documents",
    "paragraphs",
    "blocks",
    "fields",
    "leads",
    "interviews",
    "numbered",
    "heads",
    "layout",
    "passages",
    "model",
    "encoder",
    "background",
    "lexical",
    "vectors",
    "index",
    "retriever",
    "asking",
    "asking.places",
    "asking.variants",
    "asking.limits",
    "asking.mentions",
    "asking.spelling",
    "asking.expects",
    "asking.persons",
    "asking.offices",
    "asking.times",
    "asking.subjects",
    "asking.lines",
    "asking.choices",
    "asking.wants",
    "asking.restated",
    "asking.parts",
    "windows",
    "reader",
    "quoting",
    "quoting.marks",
    "quoting.choice",
    "quoting.runs",
    "quoting.ends",
    "quoting.reversals",
    "quoting.speakers",
    "quoting.quotes",
    "answer",
    "shipped",
    "qa",
    "evaluation",
    "evaluation.questions",
    "evaluation.beir",
    "evaluation.metrics",
    "evaluation.intervals",
    "evaluation.risk",
    "evaluation.comparison",
    "evaluation.outcomes",
    "evaluation.measures",
    "evaluation.summaries",
    "evaluation.records",
    "evaluation.deltas",
    "evaluation.gate",
    "evaluation.plots",
    "evaluation.page",
    "labels",
    "terminal",
    "view",
    "tables",
    "repl",
    "cli_eval",
    "cli",
]
ENTRANCES = {"__init__", "__main__"}


def modules() -> dict[str, Path]:
    files = [p for p in PACKAGE.rglob("*.py") if "models" not in p.parts]
    names = {
        ".".join(p.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): p
        for p in files
    }
    return {name: path for name, path in names.items() if name not in ENTRANCES}


def imported(path: Path) -> set[str]:
    """Names of the package's modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wuxi_qa."):
            found.add(str(node.module).removeprefix("wuxi_qa."))
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("wuxi_qa.")
                for alias in node.names
                if alias.name.startswith("wuxi_qa.")
            }
    return found


def top_level_imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_every_module_has_its_place() -> None:
    assert sorted(modules()) == sorted(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_imports_point_up_the_journey(name: str) -> None:
    allowed = set(ORDER[: ORDER.index(name)])
    assert imported(modules()[name]) <= allowed


def test_only_one_module_imports_faiss() -> None:
    assert [n for n, p in modules().items() if "faiss" in top_level_imports(p)] == ["vectors"]


def test_no_module_pickles_or_grows_large() -> None:
    for name, path in modules().items():
        assert not top_level_imports(path) & {"pickle", "joblib", "shelve", "dill"}, name
        assert len(path.read_text("utf-8").splitlines()) <= 400, name


def loaded_by(code: str) -> set[str]:
    """Top-level packages in `sys.modules` after running code in a fresh interpreter."""
    probe = f"{code}\nimport sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


HEAVY = {"torch", "transformers", "sentence_transformers", "langchain_text_splitters"}
NEEDED_TO_ASK = {"faiss", "onnxruntime", "tokenizers", "numpy", "pydantic"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded_by("import wuxi_qa") & (HEAVY | NEEDED_TO_ASK)


def test_help_loads_nothing_heavy() -> None:
    code = "from wuxi_qa.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert not loaded_by(code) & (HEAVY | NEEDED_TO_ASK)


def test_asking_loads_no_torch() -> None:
    loaded = loaded_by("from wuxi_qa import QA; QA.open().ask('铁鹰战队是什么？')")
    assert not loaded & (HEAVY | {"bm25s", "scipy"})
    assert loaded >= NEEDED_TO_ASK  # the probe does see what is loaded


def test_public_names_are_complete() -> None:
    for name in wuxi_qa.__all__:
        value = getattr(wuxi_qa, name)
        assert value.__name__ == name
        assert value.__doc__
    assert len(set(wuxi_qa.__all__)) == len(wuxi_qa.__all__)
    errors = {e.__name__ for e in wuxi_qa.WuxiQAError.__subclasses__()}
    assert errors | {"WuxiQAError"} <= set(wuxi_qa.__all__)
    assert set(wuxi_qa.__all__) <= set(dir(wuxi_qa))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Chunk"):
        _ = wuxi_qa.Chunk
