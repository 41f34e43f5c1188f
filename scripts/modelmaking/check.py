"""Holds a finished model folder against the models that it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from scripts.modelmaking.sentences import CHINESE, ENGLISH
from scripts.modelmaking.source import Floats

# English is printed only: trimming costs more there.
LOWEST_CHINESE = 0.99
PASSAGE = "passage: "


class Runs(Protocol):
    """Token ids int64 (1, tokens) -> token states float32 (tokens, hidden)."""

    def __call__(self, ids: NDArray[np.int64], /) -> Floats: ...  # noqa: D102


def onnx_states(path: Path | bytes) -> Runs:
    """Token states by ONNX Runtime."""
    session = onnxruntime.InferenceSession(
        path if isinstance(path, bytes) else str(path), providers=["CPUExecutionProvider"]
    )

    def run(ids: NDArray[np.int64], /) -> Floats:
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return np.asarray(session.run(None, inputs)[0][0], dtype=np.float32)

    return run


def torch_states(model: Any) -> Runs:  # noqa: ANN401 - untyped library
    """Token states by transformers' BertModel."""

    def run(ids: NDArray[np.int64], /) -> Floats:
        with torch.inference_mode():
            states = model(input_ids=torch.from_numpy(ids)).last_hidden_state
        return np.asarray(states[0].numpy(), dtype=np.float32)

    return run


def embed(states: Runs, tokenizer: Tokenizer, texts: list[str], prompt: str = PASSAGE) -> Floats:
    """Mean over tokens, length 1: float32 (texts, hidden). Texts run one by one."""
    rows = [
        states(np.asarray([tokenizer.encode(prompt + text).ids], dtype=np.int64)).mean(axis=0)
        for text in texts
    ]
    matrix = np.stack(rows)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def cosines(first: Floats, second: Floats) -> str:
    """Mean, first percentile and minimum of the rows' cosines, as text."""
    values = np.sum(first * second, axis=1)
    return (
        f"mean {values.mean():.4f}, 1st percentile {np.percentile(values, 1):.4f}, "
        f"min {values.min():.4f}, n={len(values)}"
    )


def check_folder(folder: Path, fp32: Runs, tokenizer: Tokenizer) -> None:
    """Print the folder's cosines to a model in fp32 on this script's own sentences.

    Args:
        folder: a model folder.
        fp32: the model that the folder stands for.
        tokenizer: that model's own tokenizer, so that a bad trim shows as well.

    Raises:
        SystemExit: the vectors are too far off to be the same model.
    """
    trimmed = Tokenizer.from_file(str(folder / "tokenizer.json"))
    shipped = onnx_states(folder / "model.onnx")
    for name, texts in (("Chinese", list(CHINESE)), ("English", list(ENGLISH))):
        ours = embed(shipped, trimmed, texts)
        theirs = embed(fp32, tokenizer, texts)
        print(f"{name}: cosine to fp32 BertModel: {cosines(ours, theirs)}")
        if texts == list(CHINESE) and np.sum(ours * theirs, axis=1).min() < LOWEST_CHINESE:
            raise SystemExit("the written model differs from its source")
