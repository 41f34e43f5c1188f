"""What ships must be fresh: the index of the article, the questions, the model's card."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from wuxi_qa import QA, SplitterSettings
from wuxi_qa.documents import load_documents
from wuxi_qa.encoder import Encoder
from wuxi_qa.index import assemble, read_index
from wuxi_qa.passages import split

ARTICLE = "000_07b73bbf6723b067.txt"
ARTICLE_SHA256 = "b1cc352a7d4f3cb307f86547438027147157ba9f4ab35b236fc81c8d94147b28"
ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    page.relative_to(ROOT).as_posix()
    for folder in (".", "docs", "docs/decisions", "training", "bench")
    for page in sorted((ROOT / folder).glob("*.md"))
]
REBUILD = "the shipped index is stale; run: make index"


def test_the_article_is_unchanged(root: Path) -> None:
    data = (root / "seeds" / ARTICLE).read_bytes()
    assert hashlib.sha256(data).hexdigest() == ARTICLE_SHA256


def test_the_shipped_index_is_fresh(root: Path, encoder: Encoder) -> None:
    documents = load_documents([root / "seeds" / ARTICLE]).documents
    settings = SplitterSettings()
    passages = [p for d in documents for p in split(d, settings=settings)]
    fresh = assemble(documents, passages, encoder=encoder, settings=settings)
    shipped = read_index(root / "index")
    assert shipped.documents == fresh.documents, REBUILD
    assert shipped.passages == fresh.passages, REBUILD
    assert np.array_equal(shipped.rows, fresh.rows), REBUILD
    sums: dict[str, object] = {"sha256": {}}
    assert shipped.manifest.model_copy(update=sums) == fresh.manifest, REBUILD
    for question in ("铁鹰", "无锡 2021年 安全感", "作者"):
        mine, theirs = (i.lexical.scores(question) for i in (shipped, fresh))
        np.testing.assert_allclose(mine.bm25, theirs.bm25, rtol=1e-5, err_msg=REBUILD)
    for row in range(len(fresh.rows)):
        pair = [i.vectors._index.reconstruct(row) for i in (shipped, fresh)]
        assert float(pair[0] @ pair[1]) > 0.99, REBUILD


def test_the_model_card_lists_its_files(root: Path) -> None:
    folder = root / "src/wuxi_qa/models/e5-reader-zh"
    card = json.loads((folder / "model.json").read_text("utf-8"))
    for name, expected in card["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert (folder / "model.onnx").stat().st_size <= 80_000_000


def test_the_index_holds_no_machine_path(root: Path, qa: QA) -> None:
    assert [d.id for d in qa.documents] == [ARTICLE]
    assert str(root) not in (root / "index" / "manifest.json").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_finished_and_their_links_lead_somewhere(root: Path, page: str) -> None:
    text = (root / page).read_text("utf-8")
    assert re.findall(r"\{[A-Z]+\}", text) == []
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [link for link in links if not ((root / page).parent / link).exists()] == []
