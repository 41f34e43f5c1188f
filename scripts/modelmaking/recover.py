"""Reads weights back from a shipped model, so that a training can go on from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from scripts.modelmaking import graph
from scripts.modelmaking.graph import Heads
from scripts.modelmaking.source import Floats


def recovered(path: Path, like: dict[str, Floats]) -> tuple[dict[str, Floats], Heads]:
    """Weights of the reader in an int8 graph that `graph.joined` made, in float32.

    What quantising rounded off stays lost. Tensors that the graph does not hold under their own
    name (embeddings, which no training changes) are taken from `like`.

    Raises:
        SystemExit: the graph has no heads.
    """
    whole = onnx.load(str(path)).graph
    constants = {c.name: numpy_helper.to_array(c) for c in whole.initializer}
    if (branch := _reading(whole)) is not None:
        own = {c.name.removeprefix("reading."): c for c in branch.initializer}
        constants |= {name: numpy_helper.to_array(c) for name, c in own.items()}
    if "heads.w" not in constants:
        raise SystemExit(f"{path} does not read: it has no heads")
    found = dict(like)
    for name in like:
        if name in constants and not name.startswith("emb."):
            found[name] = np.asarray(constants[name], np.float32)
    for name, scales in constants.items():
        if name.endswith(".s"):
            found |= _linear(name.removesuffix(".s"), scales, constants)
    heads = Heads(constants["heads.w"].T, constants["heads.b"])
    return {name: _own(value) for name, value in found.items()}, Heads(*map(_own, heads))


def with_reader(path: Path, reader: Any) -> Any:  # noqa: ANN401 - onnx is untyped
    """A shipped model whose encoder stays to the last bit and which reads as another does.

    Args:
        path: an int8 graph that `graph.joined` made.
        reader: one of the same sizes with heads, as `graph.encoder_graph` makes it.

    Raises:
        SystemExit: the two differ in the embeddings, which they share.
    """
    model = onnx.load(str(path))
    branch = _reading(model.graph)
    if branch is None:
        raise SystemExit(f"{path} does not read: it has no heads")
    given = {c.name: c for c in reader.graph.initializer}
    own = {c.name for c in model.graph.initializer if given.get(c.name) != c}
    common = {name for node in model.graph.node for name in node.input}
    if unlike := sorted(common & own & given.keys()):
        raise SystemExit(f"{path} and the new reader differ in {', '.join(unlike[:5])}")
    done = {node.SerializeToString() for node in model.graph.node}
    shared = [c for c in model.graph.initializer if c.name not in own]
    branch.CopyFrom(graph.branch(reader, done, shared))
    onnx.checker.check_model(model)
    return model


def _reading(whole: Any) -> Any | None:  # noqa: ANN401
    """The branch of a joined graph that reads; None if there is none."""
    nodes = (node for node in whole.node if node.name == "reading")
    return next((a.g for n in nodes for a in n.attribute if a.name == "then_branch"), None)


def _own(value: NDArray[np.generic]) -> Floats:
    """A copy in C order: safetensors writes memory as it lies."""
    return np.array(value, np.float32, order="C")


def _linear(
    key: str, scales: Floats, constants: dict[str, NDArray[np.generic]]
) -> dict[str, Floats]:
    """The matrices and biases of the layers that share one product."""
    matrix = constants[f"{key}.w"].T.astype(np.float32) * scales[:, None]
    if f"{key}.factor" in constants:
        matrix = matrix * np.asarray(constants[f"{key}.factor"], np.float32)
    names = key.split("+")
    matrices = np.split(matrix, len(names))
    biases = np.split(np.asarray(constants[f"{key}.b"], np.float32), len(names))
    return {
        **{f"{name}.w": value for name, value in zip(names, matrices, strict=True)},
        **{f"{name}.b": value for name, value in zip(names, biases, strict=True)},
    }
