"""Turns text into sentence vectors: onnxruntime and tokenizers only, loaded when first asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DIMENSIONS = 384
MAX_TOKENS = 128
"""Title, shelf, tags and the first sentences; what a shopper reads before deciding stands there."""
BATCH_SIZE = 32
"""Beats larger batches: less padding once texts are sorted by length."""
MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Encoder:
    """One sentence encoder; ``digest`` names it, vectors of different encoders must never be compared."""

    digest: str
    session: Any
    tokenizer: Tokenizer

    @classmethod
    def load(cls, folder: Path, *, n_threads: int = 1) -> Self:
        """Load the model and the tokenizer of a folder that is named by the encoder's digest."""
        import onnxruntime  # noqa: PLC0415 - 50 MiB that most manage.py commands never need
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = n_threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.enable_truncation(max_length=MAX_TOKENS)
        tokenizer.no_padding()
        return cls(digest=folder.name, session=session, tokenizer=tokenizer)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of unit length per text, ``(len(texts), 384) float32``, in the order given."""
        token_ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        by_length = sorted(range(len(texts)), key=lambda place: len(token_ids[place]))
        for start in range(0, len(by_length), BATCH_SIZE):
            places = by_length[start : start + BATCH_SIZE]
            vectors[places] = self._encode_batch([token_ids[place] for place in places])
        return vectors

    def _encode_batch(self, token_ids: list[list[int]]) -> NDArray[np.float32]:
        """Pad one batch to its longest text and run it."""
        longest = max(map(len, token_ids))
        padded = np.zeros((len(token_ids), longest), np.int64)
        mask = np.zeros((len(token_ids), longest), np.int64)
        for row, ids in enumerate(token_ids):
            padded[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        (vectors,) = self.session.run(None, {"input_ids": padded, "attention_mask": mask})
        return np.asarray(vectors, np.float32)
