"""The sentence encoder as an ONNX graph, with 8-bit weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.nlu.e5_weights import E5Weights

OPSET = 17
POOLED = (11, 8, 5)
"""Layers whose token means make up the vector. The last one is the model's own sentence vector, for similarity; the
middle ones add 1.7 points of accuracy to a linear classifier (MASSIVE development part, a third of the training part)."""


class GraphBuilder:
    """Collects nodes and weights; every method returns the name of its output."""

    def __init__(self, weights: E5Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._initialisers: list[onnx.TensorProto] = []

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: NDArray[np.generic] | np.generic) -> str:
        name = f"w{len(self._initialisers)}"
        self._initialisers.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def dense(self, x: str, layer: str, rows: int, columns: int) -> str:
        weight = self.constant(self._weights.matrix(f"{layer}.w", rows, columns).T)
        bias = self.constant(self._weights.vector(f"{layer}.b"))
        return self.node("Add", self.node("MatMul", x, weight), bias)

    def norm(self, x: str, layer: str) -> str:
        scale, bias = (self.constant(self._weights.vector(f"{layer}.{part}")) for part in "wb")
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=self._weights.epsilon)

    def gelu(self, x: str) -> str:
        error = self.node("Erf", self.node("Mul", x, self.constant(np.float32(0.5**0.5))))
        gate = self.node("Add", error, self.constant(np.float32(1)))
        return self.node("Mul", self.node("Mul", x, gate), self.constant(np.float32(0.5)))

    def heads(self, x: str, order: list[int]) -> str:
        width, heads = self._weights.width, self._weights.heads
        shape = self.constant(np.array([0, 0, heads, width // heads], np.int64))
        return self.node("Transpose", self.node("Reshape", x, shape), perm=order)

    def attention(self, x: str, layer: str, bias: str) -> str:
        width, heads = self._weights.width, self._weights.heads
        query = self.heads(self.dense(x, f"{layer}.q", width, width), [0, 2, 1, 3])
        key = self.heads(self.dense(x, f"{layer}.k", width, width), [0, 2, 3, 1])
        value = self.heads(self.dense(x, f"{layer}.v", width, width), [0, 2, 1, 3])
        scale = self.constant(np.float32((width // heads) ** -0.5))
        scores = self.node("Add", self.node("Mul", self.node("MatMul", query, key), scale), bias)
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        shape = self.constant(np.array([0, 0, width], np.int64))
        joined = self.node("Reshape", self.node("Transpose", mixed, perm=[0, 2, 1, 3]), shape)
        return self.dense(joined, f"{layer}.ao", width, width)

    def layer(self, x: str, number: int, bias: str) -> str:
        width, inner, layer = self._weights.width, self._weights.inner, f"l{number}"
        x = self.norm(self.node("Add", x, self.attention(x, layer, bias)), f"{layer}.aln")
        middle = self.gelu(self.dense(x, f"{layer}.fi", inner, width))
        return self.norm(self.node("Add", x, self.dense(middle, f"{layer}.fo", width, inner)), f"{layer}.oln")

    def pooled(self, x: str) -> str:
        """Mean over the tokens of the mask, L2-normalised."""
        weight = self.node("Unsqueeze", "mask", self.constant(np.array([2], np.int64)))
        total = self.node("ReduceSum", self.node("Mul", x, weight), self.constant(np.array([1], np.int64)), keepdims=0)
        return self.node("Div", total, self.node("ReduceL2", total, axes=[-1], keepdims=1))

    def model(self) -> onnx.ModelProto:
        """Inputs: embeddings [batch, tokens, width] float32 (word + position + type), mask [batch, tokens] float32.
        Output: vectors [batch, len(POOLED) × width], the pooled layers side by side."""
        one = self.constant(np.array([1, 2], np.int64))
        blocked = self.node("Sub", "mask", self.constant(np.float32(1)))
        bias = self.node("Unsqueeze", self.node("Mul", blocked, self.constant(np.float32(1e4))), one)
        x, pooled = self.norm("embeddings", "emb.ln"), {}
        for number in range(self._weights.layers):
            x = self.layer(x, number, bias)
            if number in POOLED:
                pooled[number] = self.pooled(x)
        self._nodes.append(helper.make_node("Concat", [pooled[number] for number in POOLED], ["vectors"], axis=1))
        width, value = self._weights.width, helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            "e5",
            [
                value("embeddings", TensorProto.FLOAT, ["batch", "tokens", width]),
                value("mask", TensorProto.FLOAT, ["batch", "tokens"]),
            ],
            [value("vectors", TensorProto.FLOAT, ["batch", width * len(POOLED)])],
            self._initialisers,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)


def build(weights: E5Weights, path: Path) -> None:
    """Write the quantised graph to `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain, quantised = path.with_suffix(".fp32"), path.with_suffix(".part")
    onnx.save(GraphBuilder(weights).model(), str(plain))
    quantize_dynamic(
        plain,
        quantised,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
    quantised.replace(path)
