"""The encoder, written for training on CPUs: texts lie end to end, without padding.

All linear layers see one long row of tokens; attention goes text by text, small enough for the
cache. On two cores this is about three times as fast as padded batches. `tests` hold it against
transformers' BertModel.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

_NORMS = {"attended": "attention.output.LayerNorm", "normed": "output.LayerNorm"}
_LINEARS = {
    "out": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
_QKV = tuple(f"attention.self.{part}" for part in ("query", "key", "value"))


class Layer(nn.Module):
    """One layer of BERT (Devlin et al., 2019)."""

    def __init__(self, hidden: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.wide = nn.Linear(hidden, inner)
        self.narrow = nn.Linear(inner, hidden)
        self.attended = nn.LayerNorm(hidden, epsilon)
        self.normed = nn.LayerNorm(hidden, epsilon)

    def forward(self, states: Tensor, runs: Sequence[tuple[int, int]]) -> Tensor:
        """States of all tokens, (tokens, hidden), to the next layer's.

        `runs` are numbers of texts in a row and the length of each of them.
        """
        parts = self.qkv(states).split([texts * tokens for texts, tokens in runs])
        mixed = [self._attend(part, *run) for part, run in zip(parts, runs, strict=True)]
        states = self.attended(states + self.out(torch.cat(mixed)))
        inner = functional.gelu(self.wide(states))
        after: Tensor = self.normed(states + self.narrow(inner))
        return after

    def _attend(self, qkv: Tensor, texts: int, tokens: int) -> Tensor:
        """Attention within each of several texts: (texts x tokens, 3 x hidden) -> (…, hidden)."""
        width = qkv.shape[1] // 3
        each = width // self.heads
        parts = qkv.view(texts, tokens, 3, self.heads, each).permute(2, 0, 3, 1, 4)
        q, k, v = parts.reshape(3, texts * self.heads, tokens, each)
        scores = torch.bmm(q * each**-0.5, k.transpose(1, 2))
        mixed = torch.bmm(scores.softmax(-1), v).view(texts, self.heads, tokens, each)
        return mixed.transpose(1, 2).reshape(texts * tokens, width)


class Trunk(nn.Module):
    """Embeddings, which stay as they are, and layers, all of one type of float."""

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        super().__init__()
        config = json.loads((folder / "config.json").read_text("utf-8"))
        state = load_file(folder / "model.safetensors")
        hidden, epsilon = config["hidden_size"], config["layer_norm_eps"]
        places = state["embeddings.position_embeddings.weight"]
        self.words = _table(state["embeddings.word_embeddings.weight"])
        # Token types are all zero, so that the type's row joins the position table.
        self.places = _table(places + state["embeddings.token_type_embeddings.weight"][0])
        self.norm = nn.LayerNorm(hidden, epsilon)
        self.layers = nn.ModuleList(
            Layer(hidden, config["intermediate_size"], config["num_attention_heads"], epsilon)
            for _ in range(config["num_hidden_layers"])
        )
        self._take(state)
        self.norm.requires_grad_(False)
        self.to(dtype)

    def forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Token ids of texts -> states of all their tokens, end to end: (tokens, hidden)."""
        lengths = [len(ids) for ids in texts]
        ids = torch.tensor([i for one in texts for i in one])
        places = torch.cat([torch.arange(n) for n in lengths])
        states = self.norm(self.words(ids) + self.places(places))
        # Texts of one length that stand in a row attend side by side.
        runs = [(len(list(run)), length) for length, run in groupby(lengths)]
        for layer in self.layers:
            states = layer(states, runs)
        return states  # type: ignore[no-any-return]

    def _take(self, state: dict[str, Tensor]) -> None:
        own = {f"norm.{k}": state[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias")}
        for number in range(len(self.layers)):
            for kind in ("weight", "bias"):
                theirs = {n: state[f"{n}.{kind}"] for n in _names(number)}
                qkv = [theirs[f"encoder.layer.{number}.{part}"] for part in _QKV]
                own[f"layers.{number}.qkv.{kind}"] = torch.cat(qkv)
                for name, long in (_NORMS | _LINEARS).items():
                    own[f"layers.{number}.{name}.{kind}"] = theirs[f"encoder.layer.{number}.{long}"]
        missing, unexpected = self.load_state_dict(own, strict=False)
        if unexpected or set(missing) != {"words.weight", "places.weight"}:
            raise SystemExit(f"The weights do not fit the trunk: {missing} {unexpected}")


def _table(rows: Tensor) -> nn.Embedding:
    table: nn.Embedding = nn.Embedding.from_pretrained(rows)  # type: ignore[no-untyped-call]
    return table


def fastest_dtype() -> torch.dtype:
    """bfloat16 where this processor multiplies it faster than float32, measured."""
    return min((torch.float32, torch.bfloat16), key=_seconds)


def _seconds(dtype: torch.dtype) -> float:
    states, weight = torch.ones(1024, 384, dtype=dtype), torch.ones(1536, 384, dtype=dtype)
    times = []
    for _ in range(4):
        started = time.perf_counter()
        functional.linear(states, weight)
        times.append(time.perf_counter() - started)
    return min(times)


def transformers_names(values: dict[str, Tensor]) -> dict[str, Tensor]:
    """The layers' tensors under transformers' names; `values` has this module's names."""
    found: dict[str, Tensor] = {}
    for name, value in values.items():
        _, number, part, kind = name.split(".")
        if part == "qkv":
            for long, third in zip(_QKV, value.chunk(3), strict=True):
                found[f"encoder.layer.{number}.{long}.{kind}"] = third.contiguous()
        else:
            found[f"encoder.layer.{number}.{(_NORMS | _LINEARS)[part]}.{kind}"] = value
    return found


def _names(number: int) -> list[str]:
    parts = (*_QKV, *_LINEARS.values(), *_NORMS.values())
    return [f"encoder.layer.{number}.{part}" for part in parts]
