"""Writes the model folder, which sentence-transformers and plain ONNX Runtime both load."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.modelmaking.source import Sizes
from scripts.modelmaking.vocabulary import PROMPTS
from wuxi_qa.staging import swap

NAME = "e5-reader-zh"
LICENCE = "CC-BY-SA-4.0"
POOLING = "mean"
WEIGHT_BEARING = ("model.onnx", "tokenizer.json")
_HERE = Path(__file__).parent
_MODULE_FILE = "onnx_input.py"
# Written by hand, unlike the rest of the folder: taken over from the one that ships.
_MODULE_SOURCE = _HERE.parents[1] / "src/wuxi_qa/models" / NAME / _MODULE_FILE
_CARD_TEMPLATE = "card.md"


def replace_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a staging folder beside the target and put it in the target's place.

    The old folder is only moved aside once the new one is complete.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.staging-", dir=target.parent))
    try:
        staging.chmod(0o755)
        fill(staging)
        swap(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_runtime(folder: Path, graph: bytes, tokenizer: str, sizes: Sizes) -> None:
    """Write everything that loading and running the model needs, and its card."""
    (folder / "model.onnx").write_bytes(graph)
    (folder / "tokenizer.json").write_text(tokenizer, "utf-8")
    _write_json(folder / "config.json", bert_config(sizes))
    _write_json(folder / "model.json", _machine_card(folder, sizes))
    _write_sentence_transformer(folder, sizes)
    _write_card(folder, sizes)


def bert_config(sizes: Sizes) -> dict[str, Any]:
    """The encoder's settings as transformers names them."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.token_types,
        "layer_norm_eps": float(f"{sizes.epsilon:.6g}"),
        "hidden_act": "gelu",
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
    }


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of the files that hold the model."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in WEIGHT_BEARING
    }


def _machine_card(folder: Path, sizes: Sizes) -> dict[str, Any]:
    return {
        "name": NAME,
        "dimension": sizes.hidden,
        "max_tokens": sizes.positions,
        "prompts": PROMPTS,
        "pooling": POOLING,
        "normalise": True,
        "licence": LICENCE,
        "sha256": checksums(folder),
    }


def _write_sentence_transformer(folder: Path, sizes: Sizes) -> None:
    # Type names and pooling keys in the form that versions 5 and 6 both read.
    types = (
        ("", "onnx_input.OnnxInput"),
        ("1_Pooling", "sentence_transformers.models.Pooling"),
        ("2_Normalize", "sentence_transformers.models.Normalize"),
    )
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": kind}
        for i, (path, kind) in enumerate(types)
    ]
    _write_json(folder / "modules.json", modules)
    settings = {
        "prompts": {**PROMPTS, "passage": PROMPTS["document"]},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    _write_json(folder / "config_sentence_transformers.json", settings)
    pooling = {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True}
    _write_json(folder / "1_Pooling" / "config.json", pooling)
    _write_json(folder / "2_Normalize" / "config.json", {})
    shutil.copyfile(_MODULE_SOURCE, folder / _MODULE_FILE)


def _write_card(folder: Path, sizes: Sizes) -> None:
    text = (_HERE / _CARD_TEMPLATE).read_text("utf-8")
    facts = {f"sha256:{name}": value for name, value in checksums(folder).items()}
    facts |= {f"size:{name}": f"{(folder / name).stat().st_size:,}" for name in WEIGHT_BEARING}
    facts["vocabulary"] = f"{sizes.vocabulary:,}"
    for key, value in facts.items():
        text = text.replace("{{" + key + "}}", value)
    (folder / "README.md").write_text(text, "utf-8")


def _write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - any JSON value
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
