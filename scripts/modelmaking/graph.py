"""The encoder as an ONNX graph, written node by node.

Written directly instead of traced: the graph then has ONNX Runtime's fused operators from the
start, needs no optimisation pass, is small to read and comes out with the same bytes each time.
`check.py` holds it against transformers' BertModel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from scripts.modelmaking.source import Floats, Sizes

OPSET = 17
IR_VERSION = 8  # what ONNX Runtime 1.20 and older read
FUSED = "com.microsoft"
HIGHEST_7_BIT = 63
HIGHEST_8_BIT = 127
SWITCH = "reads"
HEADS = 3
"""Start, end and relevance."""


class Heads(NamedTuple):
    """A linear layer: float32 (3, hidden) and (3,)."""

    weight: Floats
    bias: Floats


@dataclass
class _Graph:
    """Nodes and constants collected so far.

    Attributes:
        highest: largest magnitude of an int8 weight of a linear layer; 0 keeps them fp32.
        divisors: layer name -> what its input is divided by, per channel.
    """

    sizes: Sizes
    tensors: dict[str, Floats]
    highest: int
    divisors: dict[str, Floats]
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def tensor(self, name: str) -> str:
        return self.constant(name, self.tensors[name])

    def node(
        self,
        kind: str,
        inputs: list[str],
        out: str,
        domain: str = "",
        **more: Any,  # noqa: ANN401 - attributes of any ONNX type
    ) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [out], out, domain=domain, **more))
        return out


def encoder_graph(
    sizes: Sizes,
    tensors: dict[str, Floats],
    highest: int,
    divisors: dict[str, Floats] | None = None,
    heads: Heads | None = None,
) -> Any:  # noqa: ANN401 - onnx is untyped
    """Build the model: int64 (batch, tokens) twice -> float32 (batch, tokens, hidden).

    With heads there is a second output, `reading`: float32 (batch, tokens, 3).

    Args:
        sizes: sizes of the encoder; `vocabulary` must fit `tensors["emb.word"]`.
        tensors: float32 tensors by the source's short names.
        highest: 63 (7 bits) or 127 (8 bits) for int8 weights, 0 for a graph in fp32.
        divisors: layer name -> float32 (in,) by which its input is divided, see `balance.py`.
        heads: what reads start, end and relevance from each token's state.
    """
    graph = _Graph(sizes, tensors, highest, divisors or {})
    states = _embeddings(graph)
    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    for layer in range(sizes.layers):
        last = layer == sizes.layers - 1
        states = _layer(graph, f"l{layer}", states, mask, "last_hidden_state" if last else None)
    if heads is not None:
        product = graph.node("MatMul", [states, graph.constant("heads.w", heads.weight.T)], "heads")
        graph.node("Add", [product, graph.constant("heads.b", heads.bias)], "reading")
    return _model(graph, reads=heads is not None)


def joined(encoder: Any, reader: Any) -> Any:  # noqa: ANN401 - onnx is untyped
    """One model that encodes as the first and reads as the second; what both share is held once.

    A third input, `reads`, bool (1,), False unless given, says which of the two is computed; the
    other's output is empty. Only so does ONNX Runtime compute one alone: it runs all of a graph,
    whatever is asked of it.

    Args:
        encoder: a model of `encoder_graph` without heads.
        reader: one of the same sizes with heads, whose lowest layers are equal.
    """
    equal = {node.SerializeToString() for node in reader.graph.node}
    held = {one.name: one.SerializeToString() for one in reader.graph.initializer}
    own = {o.name for o in encoder.graph.initializer if held.get(o.name) != o.SerializeToString()}
    shared: list[Any] = []
    for node in encoder.graph.node:
        if node.SerializeToString() in equal and own.isdisjoint(node.input):
            shared.append(node)
        else:
            own |= {*node.output}
    done = {node.SerializeToString() for node in shared}
    constants = [one for one in encoder.graph.initializer if one.name not in own]
    switch = numpy_helper.from_array(np.asarray([False]), SWITCH)
    hidden = encoder.graph.output[0].type.tensor_type.shape.dim[-1].dim_value
    nodes = [
        *shared,
        _either("last_hidden_state", branch(encoder, done, constants), hidden, when=False),
        _either("reading", branch(reader, done, constants), HEADS, when=True),
    ]
    inputs = [
        *encoder.graph.input,
        helper.make_tensor_value_info(SWITCH, TensorProto.BOOL, [1]),
    ]
    outputs = [encoder.graph.output[0], reader.graph.output[-1]]
    body = helper.make_graph(nodes, "e5-reader-zh", inputs, outputs, [*constants, switch])
    model = helper.make_model(body, opset_imports=encoder.opset_import, producer_name="wuxi-qa")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def branch(model: Any, done: set[bytes], constants: list[Any]) -> Any:  # noqa: ANN401
    """What a model computes beyond the shared nodes, as the graph of one branch of an `If`.

    Args:
        model: a model of `encoder_graph`; its last output is the branch's.
        done: the shared nodes, serialized.
        constants: those that the shared part of the graph holds.
    """
    output = model.graph.output[-1]
    known = {one.name for one in constants}
    nodes = [node for node in model.graph.node if node.SerializeToString() not in done]
    own = [one for one in model.graph.initializer if one.name not in known]
    # Names must be unique over all branches.
    names = {n: f"{output.name}.{n}" for node in nodes for n in node.output}
    names |= {one.name: f"{output.name}.{one.name}" for one in own}
    return helper.make_graph(
        [_renamed(node, names) for node in nodes],
        f"{output.name} branch",
        [],
        [_renamed(output, names)],
        [_renamed(one, names) for one in own],
    )


def _renamed(item: Any, names: dict[str, str]) -> Any:  # noqa: ANN401
    """A copy of a node, constant or output under other names."""
    copy = type(item)()
    copy.CopyFrom(item)
    copy.name = names.get(item.name, item.name)
    if isinstance(item, onnx.NodeProto):
        copy.name = names[item.output[0]]
        copy.input[:] = [names.get(name, name) for name in item.input]
        copy.output[:] = [names[name] for name in item.output]
    return copy


def _either(name: str, branch: Any, width: int, *, when: bool) -> Any:  # noqa: ANN401
    """A node that gives a branch's result if the switch is `when`, else nothing: (0, 0, width)."""
    nothing = numpy_helper.from_array(np.zeros((0, 0, width), np.float32))
    made = helper.make_node("Constant", [], [f"no {name}"], value=nothing)
    shape = helper.make_tensor_value_info(f"no {name}", TensorProto.FLOAT, [0, 0, width])
    empty = helper.make_graph([made], f"no {name}", [], [shape])
    branches = (branch, empty) if when else (empty, branch)
    return helper.make_node(
        "If", [SWITCH], [name], name, then_branch=branches[0], else_branch=branches[1]
    )


def quantised_rows(matrix: Floats, highest: int) -> tuple[NDArray[np.int8], Floats]:
    """Symmetric int8 per row: (rows, columns) -> int8 of the same shape, float32 (rows,)."""
    scales = np.abs(matrix).max(axis=1) / highest
    scales[scales == 0] = 1
    rows = np.rint(matrix / scales[:, None])
    return rows.astype(np.int8), scales.astype(np.float32)


def _embeddings(graph: _Graph) -> str:
    words = _word_rows(graph)
    # Token types are all zero, so that the type's row joins the position table.
    table = graph.tensors["emb.pos"] + graph.tensors["emb.type"][0]
    graph.constant("positions", table)
    graph.constant("zero", np.asarray([0], np.int64))
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    places = graph.node("Slice", ["positions", "zero", length, "zero"], "places")
    total = graph.node("Add", [words, places], "embedded")
    return graph.node(
        "LayerNormalization",
        [total, graph.tensor("emb.ln.w"), graph.tensor("emb.ln.b")],
        "embeddings",
        epsilon=graph.sizes.epsilon,
        axis=-1,
    )


def _word_rows(graph: _Graph) -> str:
    if not graph.highest:
        return graph.node("Gather", [graph.tensor("emb.word"), "input_ids"], "words")
    # No sums over int8 products here, hence all 8 bits.
    rows, scales = quantised_rows(graph.tensors["emb.word"], HIGHEST_8_BIT)
    graph.constant("emb.word.rows", rows)
    graph.constant("emb.word.scales", scales[:, None])
    small = graph.node("Gather", ["emb.word.rows", "input_ids"], "word_rows")
    scale = graph.node("Gather", ["emb.word.scales", "input_ids"], "word_scales")
    wide = graph.node("Cast", [small], "wide_rows", to=TensorProto.FLOAT)
    return graph.node("Mul", [wide, scale], "words")


def _layer(graph: _Graph, name: str, states: str, mask: str, out: str | None) -> str:
    attended = _attention(graph, name, states, mask)
    middle = _add_norm(graph, states, attended, f"{name}.aln", f"{name}.middle")
    inner = _linear(graph, [f"{name}.fi"], middle)
    active = graph.node("Gelu", [inner], f"{name}.gelu", FUSED)
    outer = _linear(graph, [f"{name}.fo"], active)
    return _add_norm(graph, middle, outer, f"{name}.oln", out or f"{name}.out")


def _attention(graph: _Graph, name: str, states: str, mask: str) -> str:
    joined = _linear(graph, [f"{name}.{part}" for part in "qkv"], states)
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joined], parts, f"{name}.split", axis=-1))
    mixed = graph.node(
        "MultiHeadAttention",
        [*parts, "", mask],
        f"{name}.attention",
        FUSED,
        num_heads=graph.sizes.heads,
    )
    return _linear(graph, [f"{name}.ao"], mixed)


def _add_norm(graph: _Graph, first: str, second: str, norm: str, out: str) -> str:
    weights = [graph.tensor(f"{norm}.w"), graph.tensor(f"{norm}.b")]
    return graph.node(
        "SkipLayerNormalization",
        [first, second, *weights],
        out,
        FUSED,
        epsilon=graph.sizes.epsilon,
    )


def _linear(graph: _Graph, names: list[str], states: str) -> str:
    """One product for all named layers of the same input: (…, in) -> (…, sum of outs)."""
    matrix = np.concatenate([graph.tensors[f"{name}.w"] for name in names])
    bias = np.concatenate([graph.tensors[f"{name}.b"] for name in names])
    key = "+".join(names)
    bias_name = graph.constant(f"{key}.b", bias)
    if not graph.highest:
        product = graph.node("MatMul", [states, graph.constant(f"{key}.w", matrix.T)], f"{key}.x")
        return graph.node("Add", [product, bias_name], f"{key}.y")
    if key in graph.divisors:
        matrix = matrix * graph.divisors[key]
        factor = graph.constant(f"{key}.factor", 1 / graph.divisors[key])
        states = graph.node("Mul", [states, factor], f"{key}.balanced")
    rows, scales = quantised_rows(matrix, graph.highest)
    weight = graph.constant(f"{key}.w", rows.T)
    scale = graph.constant(f"{key}.s", scales)
    return graph.node(
        "DynamicQuantizeMatMul", [states, weight, scale, "", bias_name], f"{key}.y", FUSED
    )


def _model(graph: _Graph, *, reads: bool) -> Any:  # noqa: ANN401 - onnx is untyped
    shape = ["batch", "tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    widths = {"last_hidden_state": graph.sizes.hidden} | ({"reading": HEADS} if reads else {})
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape, width])
        for name, width in widths.items()
    ]
    body = helper.make_graph(graph.nodes, "e5-reader-zh", inputs, outputs, graph.constants)
    imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    model = helper.make_model(body, opset_imports=imports, producer_name="wuxi-qa")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model
