"""The same weights under transformers' names: for checking, and for training further."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.numpy import load_file, save_file
from transformers import BertConfig, BertModel

from scripts.modelmaking.folder import bert_config
from scripts.modelmaking.graph import Heads
from scripts.modelmaking.source import Floats, Sizes

_WEIGHTS = "model.safetensors"
_HEADS = "heads.safetensors"
_PARTS = {
    "emb.word": "embeddings.word_embeddings",
    "emb.pos": "embeddings.position_embeddings",
    "emb.type": "embeddings.token_type_embeddings",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_TABLES = ("emb.word", "emb.pos", "emb.type")
_TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
    "model_input_names": ["input_ids", "attention_mask"],
}


def long_name(short: str) -> str:
    """The name in transformers' BertModel of one of the source's tensors (`l3.fo.w`)."""
    if short in _TABLES:
        return f"{_PARTS[short]}.weight"
    stem, _, kind = short.rpartition(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    if stem in _PARTS:
        return f"{_PARTS[stem]}.{suffix}"
    layer, _, part = stem.partition(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_PARTS[part]}.{suffix}"


def bert_model(sizes: Sizes, tensors: dict[str, Floats]) -> Any:  # noqa: ANN401 - untyped library
    """A BertModel without pooler, in fp32, ready to run."""
    model = BertModel(BertConfig(**bert_config(sizes)), add_pooling_layer=False)
    state = {long_name(name): torch.from_numpy(value) for name, value in tensors.items()}
    model.load_state_dict(state)
    model.train(False)
    return model


def write_training_folder(
    folder: Path,
    sizes: Sizes,
    tensors: dict[str, Floats],
    tokenizer: str,
    heads: Heads | None = None,
) -> None:
    """Write the trimmed fp32 model as transformers' `from_pretrained` reads it, heads beside it."""
    state = {long_name(name): value for name, value in tensors.items()}
    save_file(state, folder / _WEIGHTS, metadata={"format": "pt"})
    if heads is not None:
        save_file({"weight": heads.weight, "bias": heads.bias}, folder / _HEADS)
    (folder / "tokenizer.json").write_text(tokenizer, "utf-8")
    for name, content in (
        ("config.json", bert_config(sizes)),
        ("tokenizer_config.json", {**_TOKENIZER_CONFIG, "model_max_length": sizes.positions}),
    ):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def read_trained(folder: Path, like: dict[str, Floats]) -> dict[str, Floats]:
    """Read weights back that were trained from such a folder.

    Raises:
        SystemExit: a tensor is missing or has another shape, as with another vocabulary.
    """
    state = load_file(folder / _WEIGHTS)
    trained: dict[str, Floats] = {}
    for name, old in like.items():
        value = state.get(long_name(name))
        if value is None or value.shape != old.shape:
            raise SystemExit(f"{folder.name}: {long_name(name)} must have shape {old.shape}")
        trained[name] = value.astype("float32")
    return trained


def read_heads(folder: Path) -> Heads:
    """Read the reader's heads, which training writes beside the weights.

    Raises:
        SystemExit: there are none.
    """
    path = folder / _HEADS
    if not path.is_file():
        raise SystemExit(f"{path} is missing; train the reader first: make train")
    state = load_file(path)
    return Heads(state["weight"].astype("float32"), state["bias"].astype("float32"))
