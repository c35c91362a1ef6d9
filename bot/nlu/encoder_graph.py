"""The sentence encoder as an ONNX graph, with 8-bit weights."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.nlu.e5_weights import E5Weights

OPSET = 17
Adapted = Mapping[str, NDArray[np.float32]]
"""Weights that replace those of the file, by name; matrices as [in, out]."""


class GraphBuilder:
    """Collects nodes and weights; every method returns the name of its output."""

    def __init__(self, weights: E5Weights, adapted: Adapted | None = None) -> None:
        self._weights, self._adapted = weights, adapted or {}
        self._nodes: list[onnx.NodeProto] = []
        self._initialisers: list[onnx.TensorProto] = []

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: NDArray[Any] | np.generic) -> str:
        name = f"w{len(self._initialisers)}"
        self._initialisers.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def vector(self, name: str) -> str:
        found = self._adapted.get(name)
        return self.constant(self._weights.vector(name) if found is None else found)

    def dense(self, x: str, layer: str, rows: int, columns: int) -> str:
        found = self._adapted.get(f"{layer}.w")
        weight = self._weights.matrix(f"{layer}.w", rows, columns).T if found is None else found
        return self.node("Add", self.node("MatMul", x, self.constant(weight)), self.vector(f"{layer}.b"))

    def norm(self, x: str, layer: str) -> str:
        scale, bias = self.vector(f"{layer}.w"), self.vector(f"{layer}.b")
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=self._weights.epsilon)

    def gelu(self, x: str) -> str:
        error = self.node("Erf", self.node("Mul", x, self.constant(np.float32(0.5**0.5))))
        gate = self.node("Add", error, self.constant(np.float32(1)))
        return self.node("Mul", self.node("Mul", x, gate), self.constant(np.float32(0.5)))

    def heads(self, x: str, order: list[int]) -> str:
        width, heads = self._weights.width, self._weights.heads
        shape = self.constant(np.array([0, 0, heads, width // heads], np.int64))
        return self.node("Transpose", self.node("Reshape", x, shape), perm=order)

    def attention(self, x: str, layer: str, blocked: str) -> str:
        width, heads = self._weights.width, self._weights.heads
        query = self.heads(self.dense(x, f"{layer}.q", width, width), [0, 2, 1, 3])
        key = self.heads(self.dense(x, f"{layer}.k", width, width), [0, 2, 3, 1])
        value = self.heads(self.dense(x, f"{layer}.v", width, width), [0, 2, 1, 3])
        scale = self.constant(np.float32((width // heads) ** -0.5))
        scores = self.node("Add", self.node("Mul", self.node("MatMul", query, key), scale), blocked)
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        shape = self.constant(np.array([0, 0, width], np.int64))
        joined = self.node("Reshape", self.node("Transpose", mixed, perm=[0, 2, 1, 3]), shape)
        return self.dense(joined, f"{layer}.ao", width, width)

    def layer(self, x: str, number: int, blocked: str) -> str:
        width, inner, layer = self._weights.width, self._weights.inner, f"l{number}"
        x = self.norm(self.node("Add", x, self.attention(x, layer, blocked)), f"{layer}.aln")
        middle = self.gelu(self.dense(x, f"{layer}.fi", inner, width))
        return self.norm(self.node("Add", x, self.dense(middle, f"{layer}.fo", width, inner)), f"{layer}.oln")

    def blocked(self) -> str:
        """Large negative where there is no token."""
        blocked = self.node("Sub", "mask", self.constant(np.float32(1)))
        blocked = self.node("Mul", blocked, self.constant(np.float32(1e4)))
        return self.node("Unsqueeze", blocked, self.constant(np.array([1, 2], np.int64)))

    def layers(self, count: int) -> list[str]:
        """The output of each of the first `count` layers."""
        blocked = self.blocked()
        x, outputs = self.norm("embeddings", "emb.ln"), []
        for number in range(count):
            x = self.layer(x, number, blocked)
            outputs.append(x)
        return outputs

    def upper(self, first: int, count: int) -> str:
        """The output of layers `first` to `count` (exclusive) on the input `hidden`."""
        blocked, x = self.blocked(), "hidden"
        for number in range(first, count):
            x = self.layer(x, number, blocked)
        return x

    def present(self) -> str:
        return self.node("Unsqueeze", "mask", self.constant(np.array([2], np.int64)))

    def total(self, x: str) -> str:
        weighted = self.node("Mul", x, self.present())
        return self.node("ReduceSum", weighted, self.constant(np.array([1], np.int64)), keepdims=0)

    def unit_mean(self, x: str) -> str:
        """Mean over the tokens, L2-normalised."""
        total = self.total(x)
        return self.node("Div", total, self.node("ReduceL2", total, axes=[-1], keepdims=1))

    def head(self, x: str) -> str:
        """The classifier of `bot.nlu.adaptation.Head`: scores [batch, classes]."""
        count = self.node("ReduceSum", "mask", self.constant(np.array([1], np.int64)), keepdims=1)
        mean = self.node("Div", self.total(x), count)
        weights = self.constant(self._adapted["head.attention.w"])
        gap = self.node("Sub", self.present(), self.constant(np.float32(1)))
        gap = self.node("Mul", gap, self.constant(np.float32(1e4)))
        attention = self.node("Softmax", self.node("Add", self.node("MatMul", x, weights), gap), axis=1)
        pools = self.node("MatMul", self.node("Transpose", attention, perm=[0, 2, 1]), x)
        flat = self.node("Flatten", pools, axis=1)
        pooled = self.node("Concat", mean, flat, axis=1)
        width = self._weights.width
        hidden = self.node("Tanh", self.dense(pooled, "head.hidden", width, width))
        return self.dense(hidden, "head.out", width, width)

    def model(self, source: str = "embeddings", **outputs: str) -> onnx.ModelProto:
        """The graph with inputs `source` [batch, tokens, width] float32 (`embeddings`: word + position + type) and
        `mask` [batch, tokens] float32, and the named outputs."""
        for name, made in outputs.items():
            self._nodes.append(helper.make_node("Identity", [made], [name]))
        value, kind = helper.make_tensor_value_info, TensorProto.FLOAT
        inputs = [
            value(source, kind, ["batch", "tokens", self._weights.width]),
            value("mask", kind, ["batch", "tokens"]),
        ]
        named = [value(name, kind, None) for name in outputs]
        graph = helper.make_graph(self._nodes, "e5", inputs, named, self._initialisers)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)


def hidden_states(weights: E5Weights, layers: int, adapted: Adapted | None = None) -> onnx.ModelProto:
    """Output `hidden` [batch, tokens, width] after the first `layers` layers."""
    builder = GraphBuilder(weights, adapted)
    return builder.model(hidden=builder.layers(layers)[-1])


def sentences(weights: E5Weights, layers: int) -> onnx.ModelProto:
    """Output `vectors` [batch, width], L2-normalised, of the encoder as it comes."""
    builder = GraphBuilder(weights)
    return builder.model(vectors=builder.unit_mean(builder.layers(layers)[-1]))


def classifier(weights: E5Weights, layers: int, adapted: Adapted) -> onnx.ModelProto:
    """Outputs `scores` [batch, classes] and `vectors` [batch, width], L2-normalised, of the adapted encoder's first
    `layers` layers."""
    builder = GraphBuilder(weights, adapted)
    last = builder.layers(layers)[-1]
    return builder.model(scores=builder.head(last), vectors=builder.unit_mean(last))


def top(weights: E5Weights, frozen: int, layers: int, adapted: Adapted) -> onnx.ModelProto:
    """The classifier's upper part alone, on the output `hidden` of the first `frozen` layers."""
    builder = GraphBuilder(weights, adapted)
    last = builder.upper(frozen, layers)
    return builder.model("hidden", scores=builder.head(last), vectors=builder.unit_mean(last))


def save(model: onnx.ModelProto, path: Path) -> None:
    """Write the graph with 8-bit weights, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain, quantised = path.with_suffix(".fp32"), path.with_suffix(".part")
    onnx.save(model, str(plain))
    logging.getLogger().addFilter(_without_advice)
    quantize_dynamic(
        plain,
        quantised,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )
    logging.getLogger().removeFilter(_without_advice)
    plain.unlink()
    quantised.replace(path)


def _without_advice(record: logging.LogRecord) -> bool:
    """Lets everything through but the quantiser's advice to optimise the graph first: here that gains nothing."""
    return "pre-processing before quantization" not in record.getMessage()
