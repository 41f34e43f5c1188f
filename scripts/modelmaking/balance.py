"""Finds the few channels whose activations would spoil int8, and how much to shrink them.

In three feed-forward layers one neuron reaches ten times the values of all others. Activations
get one scale per product, hence that neuron would take the other neurons' precision. It is
divided by a power of two, and its weights are multiplied by the same: exact in fp32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from scripts.modelmaking.graph import encoder_graph
from scripts.modelmaking.sentences import CHINESE, ENGLISH
from scripts.modelmaking.source import Floats, Sizes

# A channel is left alone up to this multiple of the median channel's largest value.
_TOLERATED = 4.0


def activation_divisors(
    sizes: Sizes, tensors: dict[str, Floats], tokenizer: Tokenizer
) -> dict[str, Floats]:
    """Powers of two by which to divide the input of each `fo` layer, float32 (inner,)."""
    largest: dict[str, Floats] = {}
    outputs = [f"l{layer}.gelu" for layer in range(sizes.layers)]
    session = _observed(encoder_graph(sizes, tensors, 0), outputs)
    for text in (*CHINESE, *ENGLISH):
        ids = np.asarray([tokenizer.encode("passage: " + text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        for name, values in zip(outputs, session.run(outputs, inputs), strict=True):
            top = np.abs(values[0]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, top), top)
    return {name.replace("gelu", "fo"): _divisors(top) for name, top in largest.items()}


def _divisors(largest: Floats) -> Floats:
    excess = np.maximum(1, largest / (_TOLERATED * np.median(largest)))
    # Powers of two: the division is exact, and small differences between CPUs leave no trace.
    return np.asarray(2.0 ** np.round(np.log2(excess)), dtype=np.float32)


def _observed(model: Any, names: list[str]) -> onnxruntime.InferenceSession:  # noqa: ANN401
    for name in names:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
