"""BERT as an ONNX graph, written node by node from a dictionary of weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
"""The first with Gelu; LayerNormalization came with 17."""
IR_VERSION = 9


def bert_graph(weights: Mapping[str, NDArray[Any]], config: Mapping[str, Any]) -> onnx.ModelProto:
    """Return the encoder: ``input_ids``, ``attention_mask`` ``(b, t) int64`` to ``embedding`` ``(b, h)`` of unit length."""
    builder = _Builder(weights, config)
    hidden = builder.embeddings()
    attention_bias = builder.attention_bias()
    for layer in range(config["num_hidden_layers"]):
        hidden = builder.layer(f"encoder.layer.{layer}", hidden, attention_bias)
    builder.pooled(hidden)
    return builder.model(config["hidden_size"])


class _Builder:
    """Collects nodes and constants; each method adds one piece and returns the name of its output."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], config: Mapping[str, Any]) -> None:
        self.weights = weights
        self.heads = int(config["num_attention_heads"])
        self.head_size = int(config["hidden_size"]) // self.heads
        self.epsilon = float(config["layer_norm_eps"])
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def embeddings(self) -> str:
        """Add word, position and segment embeddings, normalised: ``(b, t, h)``."""
        words = self._add("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        # Every text is one segment, so the segment's row joins the position table.
        table = (
            self.weights["embeddings.position_embeddings.weight"]
            + self.weights["embeddings.token_type_embeddings.weight"][0]
        )
        length = self._add("Shape", "input_ids", start=1, end=2)
        positions = self._add(
            "Slice",
            self._constant("positions", table),
            self._constant("zero", np.array([0], np.int64)),
            length,
            self._constant("axis_0", np.array([0], np.int64)),
        )
        return self._norm("embeddings.LayerNorm", self._add("Add", words, positions))

    def attention_bias(self) -> str:
        """Add what hides padding from attention: ``(b, 1, 1, t)``, 0 to look at, -10,000 to ignore."""
        mask = self._add("Cast", "attention_mask", to=TensorProto.FLOAT)
        axes = self._constant("axes_1_2", np.array([1, 2], np.int64))
        wide = self._add("Unsqueeze", mask, axes)
        hidden = self._add("Sub", self._constant("one", np.float32(1)), wide)
        return self._add("Mul", hidden, self._constant("far_below", np.float32(-10_000)))

    def layer(self, prefix: str, hidden: str, attention_bias: str) -> str:
        """Add one transformer layer."""
        attended = self._linear(
            f"{prefix}.attention.output.dense", self._attention(prefix, hidden, attention_bias)
        )
        hidden = self._norm(
            f"{prefix}.attention.output.LayerNorm", self._add("Add", attended, hidden)
        )
        inner = self._add("Gelu", self._linear(f"{prefix}.intermediate.dense", hidden))
        outer = self._linear(f"{prefix}.output.dense", inner)
        return self._norm(f"{prefix}.output.LayerNorm", self._add("Add", outer, hidden))

    def pooled(self, hidden: str) -> None:
        """Add the mean over the real tokens, at unit length, as the output ``embedding``."""
        mask = self._add("Cast", "attention_mask", to=TensorProto.FLOAT)
        column = self._add("Unsqueeze", mask, self._constant("axis_2", np.array([2], np.int64)))
        over_tokens = self._constant("axis_1", np.array([1], np.int64))
        total = self._add("ReduceSum", self._add("Mul", hidden, column), over_tokens, keepdims=0)
        count = self._add("ReduceSum", mask, over_tokens, keepdims=1)
        mean = self._add("Div", total, count)
        self.nodes.append(helper.make_node("LpNormalization", [mean], ["embedding"], axis=1, p=2))

    def model(self, hidden_size: int) -> onnx.ModelProto:
        """Return the checked model."""
        tokens = ["batch", "tokens"]
        graph = helper.make_graph(
            self.nodes,
            "sentence_encoder",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, tokens),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, tokens),
            ],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", hidden_size])],
            list(self.constants.values()),
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
        )
        onnx.checker.check_model(model)
        return model

    def _attention(self, prefix: str, hidden: str, attention_bias: str) -> str:
        """Add scaled dot-product attention over all heads: ``(b, t, h)``."""
        query, key, value = (
            self._split_heads(self._linear(f"{prefix}.attention.self.{part}", hidden), order)
            for part, order in (
                ("query", [0, 2, 1, 3]),
                ("key", [0, 2, 3, 1]),
                ("value", [0, 2, 1, 3]),
            )
        )
        scale = self._constant("head_scale", np.float32(self.head_size**-0.5))
        scores = self._add("Mul", self._add("MatMul", query, key), scale)
        weights = self._add("Softmax", self._add("Add", scores, attention_bias), axis=-1)
        context = self._add("Transpose", self._add("MatMul", weights, value), perm=[0, 2, 1, 3])
        joined = self._constant("joined", np.array([0, 0, self.heads * self.head_size], np.int64))
        return self._add("Reshape", context, joined)

    def _split_heads(self, hidden: str, order: list[int]) -> str:
        """Add the split of ``(b, t, h)`` into heads, transposed to ``order`` of (b, t, head, size)."""
        split = self._constant("split", np.array([0, 0, self.heads, self.head_size], np.int64))
        return self._add("Transpose", self._add("Reshape", hidden, split), perm=order)

    def _linear(self, prefix: str, hidden: str) -> str:
        """Add ``x Wᵀ + b``."""
        matrix = self._constant(f"{prefix}.weight", self.weights[f"{prefix}.weight"].T)
        product = self._add("MatMul", hidden, matrix)
        return self._add("Add", product, self._weight(f"{prefix}.bias"))

    def _norm(self, prefix: str, hidden: str) -> str:
        """Add layer normalisation over the last axis."""
        return self._add(
            "LayerNormalization",
            hidden,
            self._weight(f"{prefix}.weight"),
            self._weight(f"{prefix}.bias"),
            axis=-1,
            epsilon=self.epsilon,
        )

    def _weight(self, name: str) -> str:
        """Add a weight as it is."""
        return self._constant(name, self.weights[name])

    def _constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """Add a constant once and return its name."""
        if name not in self.constants:
            array = np.ascontiguousarray(value).reshape(np.shape(value))
            self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def _add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add one node with one output and return the output's name."""
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output
