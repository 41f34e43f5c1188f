from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from wuxi_qa import Encoder, ModelError
from wuxi_qa.encoder import (
    OnnxEncoder,
    SentenceTransformerEncoder,
    load_encoder,
    unit_rows,
)
from wuxi_qa.model import file_sha256, is_model_folder

TEXTS = [
    "统一组建摩托化专职巡防处置“铁鹰”战队。",
    "群众安全感达99.47%、位居全省第一",
    "無錫公安打造現代防控大格局",
    "The Wuxi police weekly",
    "(锡公新)",
    "，",
    "长" * 3000,
]


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "src/wuxi_qa/models/e5-reader-zh"


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(folder, tmp_path / "模型", ignore=shutil.ignore_patterns("__pycache__"))


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.identity.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS)
    for i, text in enumerate(TEXTS):
        np.testing.assert_array_equal(encoder.encode_passages([text])[0], together[i])


def test_questions_and_passages_are_told_apart(encoder: Encoder) -> None:
    query, passage = encoder.encode_queries(TEXTS[:1]), encoder.encode_passages(TEXTS[:1])
    assert not np.allclose(query, passage)


def test_meaning_is_near(encoder: Encoder) -> None:
    query = encoder.encode_queries(["老百姓觉得安全吗？"])[0]
    near, far = encoder.encode_passages(["群众安全感达99.47%", "番茄炒蛋的做法很简单"]) @ query
    assert near > far + 0.02


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.identity.dimension)


def test_progress_counts_texts(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode_passages(["字"] * 70, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(64, 70), (70, 70)]


def test_sentence_transformers_gives_the_same_vectors(encoder: Encoder) -> None:
    other = SentenceTransformerEncoder()
    assert other.identity == encoder.identity
    pairs = [
        (encoder.encode_queries(TEXTS), other.encode_queries(TEXTS)),
        (encoder.encode_passages(TEXTS), other.encode_passages(TEXTS)),
    ]
    for mine, theirs in pairs:
        assert (mine * theirs).sum(axis=1).min() >= 0.999


def test_the_folder_is_a_sentence_transformer(folder: Path, encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", trust_remote_code=True)
    theirs = unit_rows([model.encode_query(TEXTS[0]), model.encode_document(TEXTS[1])])
    mine = [encoder.encode_queries(TEXTS[:1])[0], encoder.encode_passages(TEXTS[1:2])[0]]
    assert (np.asarray(mine) * theirs).sum(axis=1).min() >= 0.999


@pytest.mark.filterwarnings("ignore:Loading custom module:FutureWarning")
def test_version_5_loads_the_folder_by_its_name_alone(folder: Path) -> None:
    import sentence_transformers

    load = sentence_transformers.SentenceTransformer
    if int(sentence_transformers.__version__.split(".")[0]) < 6:
        assert load(str(folder), device="cpu").encode_query(TEXTS[0]).shape == (384,)
    else:
        with pytest.raises(ValueError, match="trust_remote_code"):
            load(str(folder), device="cpu")


def test_both_encoders_keep_the_protocol(encoder: Encoder) -> None:
    assert isinstance(encoder, Encoder)
    assert isinstance(SentenceTransformerEncoder(), Encoder)


def test_a_copied_folder_is_the_same_model(copied: Path, encoder: Encoder) -> None:
    assert is_model_folder(copied)
    loaded = load_encoder(copied)
    assert isinstance(loaded, OnnxEncoder)
    assert loaded.identity == encoder.identity
    np.testing.assert_array_equal(
        loaded.encode_queries(TEXTS[:2]), encoder.encode_queries(TEXTS[:2])
    )


@pytest.mark.parametrize("name", ["model.json", "model.onnx", "tokenizer.json"])
def test_a_missing_file_is_a_model_error(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=name) as caught:
        OnnxEncoder(copied)
    assert str(copied) in str(caught.value)
    assert "put the model's own files into the folder" in str(caught.value.repair)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_an_altered_file_is_a_model_error(copied: Path, name: str) -> None:
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match="altered"):
        OnnxEncoder(copied)


def test_a_malformed_card_is_a_model_error(copied: Path) -> None:
    (copied / "model.json").write_text(json.dumps({"name": "x"}), "utf-8")
    with pytest.raises(ModelError, match="Unreadable model card") as caught:
        OnnxEncoder(copied)
    assert str(caught.value.found).startswith("dimension: Field required; max_tokens:")
    assert "pip" not in str(caught.value)


def rewrite(copied: Path, **changes: object) -> None:
    path = copied / "model.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def test_a_card_without_a_prompt_is_a_model_error(copied: Path) -> None:
    rewrite(copied, prompts={"query": "query: "})
    with pytest.raises(ModelError, match=r"prompts: .*without document"):
        OnnxEncoder(copied)


def test_a_card_with_another_dimension_is_a_model_error(copied: Path) -> None:
    rewrite(copied, dimension=300)
    with pytest.raises(ModelError, match=r"expected: dimension 384\n  found: dimension 300"):
        OnnxEncoder(copied).encode_queries(["太湖"])


def test_a_tokenizer_that_is_none_is_a_model_error(copied: Path) -> None:
    (copied / "tokenizer.json").write_text("{}", "utf-8")
    sums = json.loads((copied / "model.json").read_text("utf-8"))["sha256"]
    rewrite(copied, sha256={**sums, "tokenizer.json": file_sha256(copied / "tokenizer.json")})
    with pytest.raises(ModelError, match="tokenizer cannot be loaded"):
        OnnxEncoder(copied)


def test_the_shipped_model_is_mended_by_installing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wuxi_qa.model.file_sha256", lambda path: f"none of {path.name}")
    with pytest.raises(ModelError, match="altered") as caught:
        OnnxEncoder()
    assert caught.value.repair == "pip install --force-reinstall wuxi-qa"


def test_a_folder_that_moved_away_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load the model\n  path") as caught:
        load_encoder(tmp_path / "gone")
    assert caught.value.path == tmp_path / "gone"
    assert str(caught.value.repair).endswith("wuxi-qa build PATHS… --model FOLDER -o INDEX")


def test_unit_rows_by_hand() -> None:
    expected = np.asarray([[0.6, 0.8], [0.0, 0.0]])
    np.testing.assert_allclose(unit_rows([[3, 4], [0, 0]]), expected, rtol=1e-6)
