"""The sentence encoder: built once, never half built, and equal to the reference where that is installed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from recommendations.features.encoder import Encoder
from recommendations.training import encoder

TEXTS = (
    "Arc floor lamp in brushed brass with a linen shade, dims to candle light",
    "Dimmable standing light, brass finish",
    "Waterproof hiking boots for wide feet, vibram sole, made for wet autumn trails",
    "Organic earl grey tea, 50 bags",
    "",
    "Ein Regal aus Eiche für das Wohnzimmer",
)


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    pytest.importorskip("onnx")
    try:
        return encoder.ready(tmp_path_factory.mktemp("encoder"), n_threads=2)
    except encoder.NoWeights as error:
        pytest.skip(str(error))


def test_vectors_have_unit_length_and_the_order_of_the_texts(minilm: Encoder) -> None:
    vectors = minilm.encode(TEXTS)

    assert vectors.shape == (6, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(6), abs=1e-4)


def test_a_vector_depends_on_its_text_alone(minilm: Encoder) -> None:
    together = minilm.encode(TEXTS)

    assert together.tolist() == [minilm.encode([text])[0].tolist() for text in TEXTS]
    assert minilm.encode([]).shape == (0, 384)


def test_meaning_decides_not_words(minilm: Encoder) -> None:
    lamp, light, boots, *_ = minilm.encode(TEXTS)

    assert lamp @ light > 0.6
    assert lamp @ boots < 0.3


def test_a_built_encoder_is_found_again(minilm: Encoder, tmp_path: Path) -> None:
    weights = encoder.weights_folder()
    root = tmp_path / "encoders"
    root.mkdir()
    ready = root / encoder._digest(weights)
    ready.mkdir()

    assert encoder.build(weights, root) == ready
    assert list(root.iterdir()) == [ready]
    assert ready.name == minilm.digest


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "config.json").write_text(json.dumps({"hidden_size": 384}))
    (weights / "tokenizer.json").write_text("{}")
    (weights / "model.safetensors").write_bytes(b"broken")

    with pytest.raises(Exception, match=r".+"):
        encoder.build(weights, tmp_path / "encoders")

    assert list((tmp_path / "encoders").iterdir()) == []


def test_missing_weights_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(encoder, "WEIGHTS_PACKAGE", "no_such_weights")

    with pytest.raises(encoder.NoWeights, match=r"requirements/model.txt"):
        encoder.ready(tmp_path, n_threads=1)


@pytest.mark.encoder
def test_equals_the_reference_implementation(minilm: Encoder) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    reference = sentence_transformers.SentenceTransformer(str(encoder.weights_folder()))
    reference.max_seq_length = 128
    texts = [text for text in TEXTS if text]

    expected = reference.encode(texts, normalize_embeddings=True)

    assert (minilm.encode(texts) * expected).sum(axis=1).min() >= 0.985
