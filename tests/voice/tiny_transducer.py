"""A transducer small enough to be written down here, in the form that NVIDIA NeMo exports and sherpa-onnx loads.

Its encoder averages the mel bands of eight frames; its joiner says "ja" for the loud stretches and nothing for the
rest. It understands no speech, but it goes through every step that a real model goes through.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SUBSAMPLING = 8
TOKENS = ("▁ja", "▁nej", "<blk>")
_HIDDEN = 4


def write(folder: Path) -> None:
    """Write encoder, decoder, joiner and tokens into a folder whose name holds "nemo"."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokens.txt").write_text("".join(f"{token} {n}\n" for n, token in enumerate(TOKENS)), encoding="utf-8")
    metadata = {
        "vocab_size": len(TOKENS) - 1,
        "subsampling_factor": SUBSAMPLING,
        "normalize_type": "",
        "pred_rnn_layers": 1,
        "pred_hidden": _HIDDEN,
        "model_type": "EncDecRNNTBPEModel",
        "feat_dim": 80,
    }
    _save(_encoder(), folder / "encoder.onnx", metadata)
    _save(_decoder(), folder / "decoder.onnx", {})
    _save(_joiner(), folder / "joiner.onnx", {})


def _encoder() -> onnx.GraphProto:
    """[1, 80, T] log-mel → [1, 1, T/8]: the mean over bands and eight frames."""
    nodes = [
        helper.make_node("ReduceMean", ["audio_signal"], ["loudness"], axes=[1], keepdims=1),
        helper.make_node("AveragePool", ["loudness"], ["outputs"], kernel_shape=[SUBSAMPLING], strides=[SUBSAMPLING]),
        helper.make_node("Div", ["length", "eight"], ["encoded_lengths"]),
    ]
    return helper.make_graph(
        nodes, "encoder",
        [_float("audio_signal", [1, 80, "T"]), _whole("length", [1])],
        [_float("outputs", [1, 1, "S"]), _whole("encoded_lengths", [1])],
        [numpy_helper.from_array(np.array([SUBSAMPLING], dtype=np.int64), "eight")],
    )  # fmt: skip


def _decoder() -> onnx.GraphProto:
    """Gives 1 after "ja" (so that it is said once) and 0 after the blank that begins every utterance."""
    nodes = [
        helper.make_node("Equal", ["targets", "ja"], ["is_ja"]),
        helper.make_node("Cast", ["is_ja"], ["said"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["said", "last"], ["outputs"]),
        helper.make_node("Identity", ["target_length"], ["prednet_lengths"]),
        helper.make_node("Identity", ["states.1"], ["states"]),
        helper.make_node("Identity", ["onnx::LSTM_3"], ["states_out"]),
    ]
    state = [1, 1, _HIDDEN]
    return helper.make_graph(
        nodes, "decoder",
        [_small("targets", [1, 1]), _small("target_length", [1]), _float("states.1", state),
         _float("onnx::LSTM_3", state)],
        [_float("outputs", [1, 1, 1]), _small("prednet_lengths", [1]), _float("states", state),
         _float("states_out", state)],
        [numpy_helper.from_array(np.array([[0]], dtype=np.int32), "ja"),
         numpy_helper.from_array(np.array([1], dtype=np.int64), "last")],
    )  # fmt: skip


def _joiner() -> onnx.GraphProto:
    """[1, 1, 1] loudness and [1, 1, 1] said → logits of ja, nej and blank."""
    nodes = [
        helper.make_node("Mul", ["encoder_outputs", "one"], ["loud"]),
        helper.make_node("Mul", ["decoder_outputs", "much"], ["said"]),
        helper.make_node("Sub", ["loud", "said"], ["ja"]),
        helper.make_node("Add", ["ja", "threshold"], ["above"]),
        helper.make_node("Mul", ["above", "weights"], ["spread"]),
        helper.make_node("Add", ["spread", "bias"], ["flat"]),
        helper.make_node("Unsqueeze", ["flat", "axis"], ["outputs"]),
    ]

    def constant(name: str, value: float | list[float]) -> onnx.TensorProto:
        return numpy_helper.from_array(np.array(value, dtype=np.float32), name)

    return helper.make_graph(
        nodes, "joiner",
        [_float("encoder_outputs", [1, 1, 1]), _float("decoder_outputs", [1, 1, 1])],
        [_float("outputs", [1, 1, 1, len(TOKENS)])],
        [constant("one", 1.0), constant("much", 100.0), constant("threshold", 10.0),
         constant("weights", [1.0, 0.0, 0.0]), constant("bias", [0.0, -50.0, 0.0]),
         numpy_helper.from_array(np.array([1], dtype=np.int64), "axis")],
    )  # fmt: skip


def _float(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _whole(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


def _small(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT32, shape)


def _save(graph: onnx.GraphProto, path: Path, metadata: dict[str, object]) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
    onnx.save(model, str(path))
