"""Exponents, filled vectors, and a real point of each curve at a tiny size."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest

from bench import scaling
from bench.news import news, passage_texts
from bench.scalepoint import FilledEncoder, build, search
from bench.scaling import FITTED, Point, exponent, row, section
from bench.vectorcache import Encoded, encoded_news
from wuxi_qa.encoder import Encoder

ARTICLES = [
    "大桥将于明年五月通车,过江只要五分钟。\r\n市民说,等这一天等了十年。\r门票免费。",
    "球队输了比赛,主帅辞职。\n新主帅下周上任。\n主场票价不变。",
]
SIZES = [1000, 4000, 16000, 64000]


def write_news(path: Path, texts: list[str]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": f"news-{number}", "text": text}) + "\n")


@pytest.fixture
def news_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_news(folder / "zh-news-0.jsonl.gz", ARTICLES)
    monkeypatch.setenv("WUXI_QA_DATA", str(folder))
    return folder


@pytest.mark.parametrize("power", [-0.5, 0.0, 0.5, 1.0, 1.7])
def test_a_power_law_has_its_exponent(power: float) -> None:
    assert exponent(SIZES, [0.03 * n**power for n in SIZES]) == pytest.approx(power, abs=1e-12)


def test_the_fit_is_least_squares_in_logarithms() -> None:
    sizes, costs = [1.0, 2.0, 5.0, 9.0], [2.0, 3.0, 11.0, 12.0]
    slope = np.polyfit(np.log(sizes), np.log(costs), 1)[0]
    assert exponent(sizes, costs) == pytest.approx(float(slope))


@pytest.mark.parametrize(
    ("sizes", "costs"),
    [([10], [1]), ([10, 10], [1, 2]), ([10, 20], [1]), ([10, 20], [1, 0]), ([0, 20], [1, 1])],
)
def test_what_cannot_be_fitted_is_refused(sizes: list[float], costs: list[float]) -> None:
    with pytest.raises(ValueError, match="An exponent needs"):
        exponent(sizes, costs)


def point(passages: int, share: float) -> Point:
    fields = {field: 2.0 * passages for field in FITTED.values()}
    more = {"rows": 24.0, "search_ms_p95": 3.0, "ask_ms_p50": 80.0}
    return {"passages": passages, "encoded_share": share, **fields, **more}


def test_the_section_says_what_was_sampled() -> None:
    found = section([point(1000, 1.0), point(16000, 0.125)])
    assert found["exponents"] == {name: pytest.approx(1.0) for name in FITTED}
    assert {"build", "search"} <= set(found["exponents"])
    assert "16,000: 12.5%" in found["note"]
    assert "1,000" not in found["note"]
    assert "jittered" in found["note"]
    assert [p["encoded_share"] for p in found["points"]] == [1.0, 0.125]


def test_nothing_sampled_is_said_as_well() -> None:
    assert section([point(10, 1.0), point(20, 1.0)])["note"] == "All passages were encoded."


def test_a_row_shows_the_size_and_the_share() -> None:
    assert row(point(16000, 0.125)).split()[:3] == ["16,000", "24", "12.5%"]


def test_filled_vectors_are_the_known_and_others_near_them(encoder: Encoder) -> None:
    known = Encoded(["一", "二"], encoder.encode_passages(["大桥通车了。", "门票免费。"]), 1.0)
    rows = FilledEncoder(encoder, known).encode_passages(["三", "二", "一", *"四五六七八九十"])
    assert rows.shape == (10, encoder.identity.dimension)
    np.testing.assert_array_equal(rows[[2, 1]], known.vectors)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    nearest = (rows[[0, *range(3, 10)]] @ known.vectors.T).max(axis=1)
    assert nearest == pytest.approx(1 / math.hypot(1, 0.3), abs=0.03)
    assert len(np.unique(rows, axis=0)) == 10


def test_a_point_is_built_and_asked(news_folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    built = build(
        tmp_path / "index", 4, 2, load_encoder=lambda: encoder, folder=tmp_path / "vectors"
    )
    texts = [passage_texts(passage) for passage in news(4).passages]
    assert built["passages"] == 4
    assert built["rows"] == sum(map(len, texts)) > 4
    assert built["encoded_share"] == 0.5
    assert built["exact"] == 1.0
    kept = encoded_news(news(2).passages, encoder, folder=tmp_path / "vectors")
    distinct = len({text for some in texts for text in some})
    assert built["encode_s"] == pytest.approx(kept.seconds / len(kept.texts) * distinct)
    parts = ("split_s", "encode_s", "lexical_s", "vectors_s", "write_s")
    assert min(built[part] for part in parts) > 0
    assert built["build_s"] == pytest.approx(sum(built[part] for part in parts))
    on_disk = sum(file.stat().st_size for file in (tmp_path / "index").iterdir())
    assert built["index_mb"] == on_disk / 1e6

    asked = search(tmp_path / "index", ["大桥什么时候通车？", "门票多少钱？"])
    assert asked["search_ms_p95"] >= asked["search_ms_p50"] > 0
    assert asked["ask_ms_p50"] > asked["search_ms_p50"]
    assert asked["rss_mb"] >= asked["open_rss_mb"] > 50
    assert asked["open_s"] > 0


def test_a_failing_point_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Exit code 1"):
        scaling._run(["search", str(tmp_path / "absent")], "[]")


def test_news_is_cut_at_the_passage(news_folder: Path) -> None:
    found = news(4)
    assert [d.id for d in found.documents] == ["news-0", "news-1"]
    assert len(found.passages) == 4
    assert [p.document_id for p in found.passages] == ["news-0", "news-0", "news-0", "news-1"]
    assert news(0) == ([], [])


def test_news_that_is_missing_or_short_is_said(
    news_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match=r"zh-news-1\.jsonl\.gz"):
        news(7)
    for number in (1, 2, 3):
        write_news(news_folder / f"zh-news-{number}.jsonl.gz", [])
    with pytest.raises(ValueError, match="holds 6 passages, not 7"):
        news(7)
