"""Turns text into sentence vectors: onnxruntime and tokenizers only, loaded when first asked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
CHOICE_FILE = "chosen"
"""Beside the encoders: the digest of the one that search uses, where one was fine-tuned."""


def serving(root: Path) -> Path | None:
    """Return the folder of the encoder that search uses: the chosen one, or else the newest; nothing before the first."""
    folders = {path.parent.name: path.parent for path in root.glob(f"[!.]*/{MODEL_FILE}")}
    choice = root / CHOICE_FILE
    if choice.is_file():
        chosen = folders.get(choice.read_text(encoding="utf-8").strip())
        if chosen is not None:
            return chosen
    return max(folders.values(), key=lambda path: path.stat().st_mtime, default=None)


def choose(root: Path, digest: str) -> None:
    """Let search use an encoder from now on; every process follows within a minute."""
    writing = root / f".{CHOICE_FILE}"
    writing.write_text(digest, encoding="utf-8")
    writing.replace(root / CHOICE_FILE)


@dataclass(frozen=True, slots=True)
class Encoder:
    """One sentence encoder; ``digest`` names it, vectors of different encoders must never be compared."""

    digest: str
    session: Any
    tokenizer: Tokenizer
    n_threads: int

    @classmethod
    def load(cls, folder: Path, *, n_threads: int = 1) -> Self:
        """Load the model and the tokenizer of a folder that is named by the encoder's digest."""
        import onnxruntime  # noqa: PLC0415 - 50 MiB that most manage.py commands never need
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.enable_truncation(max_length=MAX_TOKENS)
        tokenizer.no_padding()
        return cls(digest=folder.name, session=session, tokenizer=tokenizer, n_threads=n_threads)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of unit length per text, ``(len(texts), 384) float32``, in the order given.

        Texts run one by one: the int8 scales of a batch depend on its longest and loudest text, which
        moved vectors by up to 0.03 of cosine, and without padding one by one is as fast.
        """
        token_ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        if not token_ids:
            return np.empty((0, DIMENSIONS), np.float32)
        if self.n_threads == 1:
            return np.stack(list(map(self._vector, token_ids)))
        with ThreadPoolExecutor(self.n_threads) as threads:
            return np.stack(list(threads.map(self._vector, token_ids)))

    def _vector(self, token_ids: list[int]) -> NDArray[np.float32]:
        """Run one text; onnxruntime lets go of Python's lock meanwhile."""
        ids = np.array([token_ids], np.int64)
        (vectors,) = self.session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.asarray(vectors[0], np.float32)
