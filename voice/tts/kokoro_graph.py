"""Kokoro's int8 graph written back to fp32: dynamic quantisation costs more time than it saves (three times slower)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

INTEGER_OPS = {"MatMulInteger": "MatMul", "ConvInteger": "Conv"}


def write_fp32(source: Path, target: Path) -> None:
    """Write the fp32 graph of `source` to `target`, whole or not at all. Takes seconds and 400 MB."""
    import onnx

    model = onnx.load(str(source))
    _Rewriter(model).run()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    onnx.save(model, str(part))
    os.replace(part, target)


class _Rewriter:
    """DynamicQuantizeLinear → integer op → Cast → Mul(scales) becomes the plain op with dequantised weights."""

    def __init__(self, model: Any) -> None:
        from onnx import helper, numpy_helper

        self._helper, self._numpy = helper, numpy_helper
        self._graph = model.graph
        self._weights = {initializer.name: initializer for initializer in self._graph.initializer}
        self._producer = {output: node for node in self._graph.node for output in node.output}
        self._consumers: dict[str, list[Any]] = {}
        for node in self._graph.node:
            for name in node.input:
                self._consumers.setdefault(name, []).append(node)

    def run(self) -> None:
        kept = self._needed([self._rewritten(node) for node in self._graph.node])
        del self._graph.node[:]
        self._graph.node.extend(kept)
        used = {name for node in kept for name in node.input}
        weights = [weight for weight in self._weights.values() if weight.name in used]
        del self._graph.initializer[:]
        self._graph.initializer.extend(weights)

    def _rewritten(self, node: Any) -> Any:
        if node.op_type in INTEGER_OPS:
            return self._float_op(node)
        return self._lstm(node) if node.op_type == "DynamicQuantizeLSTM" else node

    def _float_op(self, node: Any) -> Any:
        quantised = self._producer[node.input[0]]
        follower = self._consumers[node.output[0]][0]
        bias = [self._bias(follower, node)] if follower.op_type == "Add" else []
        cast = self._consumers[follower.output[0]][0] if bias else follower
        product = self._consumers[cast.output[0]][0]
        scales = next(self._producer[name] for name in product.input if name != cast.output[0])
        scale = next(self._array(name) for name in scales.input if name in self._weights)
        zero = self._array(node.input[3]) if len(node.input) > 3 else np.zeros(1)
        weight = self._keep(f"{node.input[1]}_fp32", _dequantised(self._array(node.input[1]), zero, scale))
        # The plain op takes over the output of the last multiplication, which thereby feeds nobody and falls away.
        name = product.output[0]
        product.output[0] = f"{name}_unused"
        inputs = [quantised.input[0], weight, *bias]
        op = self._helper.make_node(INTEGER_OPS[node.op_type], inputs, [name], name=f"{name}_fp32")
        op.attribute.extend(node.attribute)
        return op

    def _bias(self, addition: Any, node: Any) -> str:
        """The float bias behind Reshape(Cast(Floor(Div(bias, scale))))."""
        name = next(name for name in addition.input if name != node.output[0])
        while name not in self._weights:
            name = self._producer[name].input[0]
        return str(name)

    def _lstm(self, node: Any) -> Any:
        """The quantised LSTM keeps its weights transposed: [directions, input, 4 × hidden]."""
        weights = []
        for weight, scale, zero in ((1, 8, 9), (2, 10, 11)):
            # One zero point and one scale a direction.
            zeros, scales = (self._array(node.input[index]).reshape(-1, 1, 1) for index in (zero, scale))
            array = _dequantised(self._array(node.input[weight]), zeros, scales)
            weights.append(self._keep(f"{node.input[weight]}_fp32", array.transpose(0, 2, 1)))
        inputs = [node.input[0], *weights, *node.input[3:8]]
        op = self._helper.make_node("LSTM", inputs, list(node.output), name=f"{node.name}_fp32")
        op.attribute.extend(node.attribute)
        return op

    def _needed(self, nodes: list[Any]) -> list[Any]:
        """Without what only fed the quantised operations."""
        wanted = {output.name for output in self._graph.output}
        kept = []
        for node in reversed(nodes):
            if wanted & set(node.output):
                kept.append(node)
                wanted |= set(node.input)
        return kept[::-1]

    def _array(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = self._numpy.to_array(self._weights[name])
        return array

    def _keep(self, name: str, array: NDArray[np.float32]) -> str:
        if name not in self._weights:
            self._weights[name] = self._numpy.from_array(np.ascontiguousarray(array, np.float32), name)
        return name


def _dequantised(array: NDArray[Any], zero: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = (array.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)
    return result
