"""Fine-tunes the sentence encoder on the shop's own questions and what was opened after them.

Contrastive learning with the other products of a batch as wrong answers (Henderson et al., "Efficient Natural Language
Response Suggestion for Smart Reply" 2017), by sentence-transformers. It always begins at the shipped weights, so runs do
not drift. The result is exported like the shipped encoder and compared with the one that serves, as both would serve,
on questions that the training never saw; only a sure gain is put to use.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search import vectors
from recommendations.evaluation import intervals
from recommendations.evaluation.intervals import Interval, Sums
from recommendations.events import searches
from recommendations.features import encoder as encoders
from recommendations.features.encoder import MAX_TOKENS, Encoder
from recommendations.training import click_pairs, encoder
from recommendations.training.click_pairs import Pair
from recommendations.training.lock import ENCODER_LOCK, only_one

CANDIDATES = ".candidates"
"""Encoders that have not passed yet; nobody looks for one there."""
ACCOUNT = "fine_tuning.json"
TOP = 10
Progress = Callable[[str, int, int], None]


class CannotFineTune(Exception):
    """What is missing; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FineTuneConfig:
    """How long and how strongly to train; the same for every shop."""

    days: int = 180
    most_lines: int = 2_000_000
    least_pairs: int = 500
    held_back: float = 0.2
    batch: int = 32
    most_steps: int = 500
    learning_rate: float = 2e-5
    warm_up: float = 0.1
    pool: int = 5_000
    """Products among which those that were opened must be found."""
    least_parity: float = 0.985
    """Cosine of the export with the original, text by text."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    digest: str
    serves: bool
    findings: tuple[str, ...]
    figures: dict[str, float]


def fine_tune(
    root: Path, *, now: datetime, progress: Progress, config: FineTuneConfig = FineTuneConfig()
) -> Outcome:
    """Train, export, compare, and put to use what surely gains; ``root`` is where encoders live.

    Raises:
        CannotFineTune: too few clicks, or a library is missing.
        NoWeights: the shipped weights are missing.
        AlreadyTraining: another run is under way.
    """
    with only_one(ENCODER_LOCK):
        return _fine_tuned(root, now=now, progress=progress, config=config)


def _fine_tuned(
    root: Path, *, now: datetime, progress: Progress, config: FineTuneConfig
) -> Outcome:
    since = now - timedelta(days=config.days)
    pairs = click_pairs.of_answers(searches.answers(since=since, most=config.most_lines))
    if len(pairs) < config.least_pairs:
        raise CannotFineTune(
            f"{len(pairs)} pairs of question and opened product are too few, it takes "
            f"{config.least_pairs}: wait until shoppers have searched more."
        )
    learned, held = click_pairs.split(pairs, held_back=config.held_back)
    shipped = encoder.ready(root, n_threads=2)
    home = encoders.serving(root)
    serving = Encoder.load(home, n_threads=2) if home else shipped
    weights = Path(tempfile.mkdtemp(prefix=".weights-", dir=root))
    try:
        reference = trained(learned, weights, progress=progress, config=config)
        folder = encoder.build(weights, root / CANDIDATES)
    finally:
        shutil.rmtree(weights, ignore_errors=True)
    candidate = Encoder.load(folder, n_threads=2)
    progress("comparing", 0, 1)
    texts = sorted({pair.query for pair in held} | {pair.text for pair in held})[:200]
    parity = float((candidate.encode(texts) * reference(texts)).sum(axis=1).min())
    pool = vectors.sample_of_texts(limit=config.pool)
    before, after = (found(each, held, pool) for each in (serving, candidate))
    verdict = compared(before, after, parity=parity, config=config)
    outcome = Outcome(
        candidate.digest, not verdict[0], verdict[0], {"pairs": len(pairs), **verdict[1]}
    )
    _settle(folder, root, outcome, now=now, config=config)
    return outcome


def trained(
    pairs: Sequence[Pair], folder: Path, *, progress: Progress, config: FineTuneConfig
) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """Train the shipped weights into ``folder``; return how the result encodes before it is exported.

    Raises: CannotFineTune: sentence-transformers is not installed.
    """
    # Nothing is fetched: the weights are a package.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        import torch  # noqa: PLC0415 - heavy, and only here
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from sentence_transformers.sentence_transformer import losses  # noqa: PLC0415
    except ImportError as error:
        raise CannotFineTune(
            f"{error.name} is missing: pip install -r requirements/encoder.txt"
        ) from error
    torch.manual_seed(config.seed)
    model = SentenceTransformer(str(encoder.weights_folder()), device="cpu")
    model.max_seq_length = MAX_TOKENS
    loss = losses.MultipleNegativesRankingLoss(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, config))
    model.train()
    for step, batch in enumerate(_steps(pairs, config)):
        progress("fine-tuning", step, config.most_steps)
        columns = ([pair.query for pair in batch], [pair.text for pair in batch])
        loss([model.preprocess(column) for column in columns], None).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
    model.eval()
    model.save(str(folder))

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: Any = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    return encode


def _steps(pairs: Sequence[Pair], config: FineTuneConfig) -> list[list[Pair]]:
    """Return the batches of as many passes as there are steps for."""
    rng = np.random.default_rng(config.seed)
    steps: list[list[Pair]] = []
    while len(steps) < config.most_steps:
        found = list(click_pairs.batches(pairs, size=config.batch, rng=rng))
        if not found:
            raise CannotFineTune("All clicks are of one question or of one product.")
        steps += found
    return steps[: config.most_steps]


def _rate(step: int, config: FineTuneConfig) -> float:
    """Return the share of the learning rate: up along the warm-up, then down to nothing."""
    rising = max(config.warm_up * config.most_steps, 1.0)
    falling = max(config.most_steps - rising, 1.0)
    return min((step + 1) / rising, max(0.0, (config.most_steps - step) / falling))


def found(
    known: vectors.Encoder, held: Sequence[Pair], pool: dict[int, str]
) -> NDArray[np.float64]:
    """Return nDCG@10 and recall@10 of each held back question ``(n_questions, 2)``: opened products among the pool."""
    texts = {**pool, **{pair.item_id: pair.text for pair in held}}
    item_ids = np.array(list(texts), np.int64)
    products = known.encode(list(texts.values()))
    opened: dict[str, set[int]] = {}
    for pair in held:
        opened.setdefault(pair.query, set()).add(pair.item_id)
    questions = known.encode(list(opened))
    rows = []
    for question, wanted in zip(questions, opened.values(), strict=True):
        first = item_ids[np.argsort(-(products @ question), kind="stable")[:TOP]]
        is_hit = np.isin(first, list(wanted))
        discount = 1 / np.log2(np.arange(TOP) + 2)
        best = discount[: min(len(wanted), TOP)].sum()
        rows.append(
            ((is_hit * discount[: len(is_hit)]).sum() / best, is_hit.sum() / min(len(wanted), TOP))
        )
    return np.array(rows, np.float64).reshape(-1, 2)


def compared(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    *,
    parity: float,
    config: FineTuneConfig,
) -> tuple[tuple[str, ...], dict[str, float]]:
    """Return why the candidate may not serve, and the figures."""
    gain = _gain(after[:, 0] - before[:, 0], seed=config.seed)
    findings = []
    if not parity >= config.least_parity:
        findings.append(f"the export has a cosine of {parity:.3f} with the original only")
    if not gain.low > 0:
        findings.append(
            f"nDCG@10 {gain.mean:+.3f} against the encoder that serves, "
            f"95 % {gain.low:+.3f} to {gain.high:+.3f}"
        )
    figures = {
        "questions_held_back": float(len(before)),
        "ndcg_before": float(before[:, 0].mean()) if len(before) else 0.0,
        "ndcg": float(after[:, 0].mean()) if len(after) else 0.0,
        "recall_before": float(before[:, 1].mean()) if len(before) else 0.0,
        "recall": float(after[:, 1].mean()) if len(after) else 0.0,
        "gain_low": gain.low,
        "gain_high": gain.high,
        "parity": parity,
    }
    return tuple(findings), figures


def _gain(differences: NDArray[np.float64], *, seed: int) -> Interval:
    sums = Sums.of(differences[:, None], np.arange(len(differences)), len(differences))
    drawn = intervals.drawn(len(differences), rng=np.random.default_rng(seed))
    (gain,) = intervals.intervals(sums.mean(), intervals.resampled(sums, drawn))
    return gain


def _settle(
    folder: Path, root: Path, outcome: Outcome, *, now: datetime, config: FineTuneConfig
) -> None:
    """Put an encoder to use, or delete it."""
    if not outcome.serves:
        shutil.rmtree(folder, ignore_errors=True)
        return
    account = {"trained_at": now.isoformat(), "config": asdict(config), **outcome.figures}
    (folder / ACCOUNT).write_text(json.dumps(account, indent=1), encoding="utf-8")
    home = root / outcome.digest
    if not home.exists():
        folder.rename(home)
    before = encoders.serving(root)
    encoders.choose(root, outcome.digest)
    for account_of_old in root.glob(f"[!.]*/{ACCOUNT}"):
        # The one that served until now stays: processes use it for another minute.
        if account_of_old.parent not in (home, before):
            shutil.rmtree(account_of_old.parent, ignore_errors=True)
