"""Teaching the encoder of search the words of a shop: pairs, batches, the gate, and a run with the real weights."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from numpy.typing import NDArray

from catalog.search import vectors
from catalog.tests.factories import make_product
from recommendations.events import ids, log
from recommendations.events.event import Event
from recommendations.events.searches import Answer
from recommendations.features import encoder as encoders
from recommendations.serving import sentences
from recommendations.training import click_pairs, encoder, fine_tune
from recommendations.training.click_pairs import Pair
from recommendations.training.fine_tune import FineTuneConfig
from recommendations.vocabulary import EventKind

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CONFIG = FineTuneConfig()


def pairs_of(n_queries: int, n_items: int) -> list[Pair]:
    return [
        Pair(f"question {query}", item, f"product {item}")
        for query in range(n_queries)
        for item in range(n_items)
    ]


@pytest.mark.django_db
def test_pairs_are_what_was_opened_of_visible_products_each_once() -> None:
    lamp = make_product("Desk lamp", description="Brass.", product_type="Lamp")
    gone = make_product("Old lamp", status="archived")
    shown = (lamp.pk, gone.pk)
    answers = [
        Answer("lamp", 1.0, shown, frozenset(shown)),
        Answer("lamp", 2.0, shown, frozenset({lamp.pk})),
        Answer("brass", 3.0, shown, frozenset()),
    ]

    assert click_pairs.of_answers(answers) == [Pair("lamp", lamp.pk, "Desk lamp. Lamp. Brass.")]


@pytest.mark.django_db
def test_pairs_say_of_a_product_what_search_encodes() -> None:
    class Listening:
        digest = "listening"
        heard: tuple[str, ...] = ()

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.heard += tuple(texts)
            return np.zeros((len(texts), 384), np.float32)

    lamp = make_product("Desk lamp", description="x" * 500)
    known = Listening()
    vectors.refresh(known, now=NOW)

    assert vectors.texts_of([lamp.pk]) == {lamp.pk: known.heard[0]}
    assert vectors.sample_of_texts(limit=5) == {lamp.pk: known.heard[0]}


def test_no_question_is_learned_and_held_back() -> None:
    learned, held = click_pairs.split(pairs_of(400, 2), held_back=0.2)

    assert {pair.query for pair in learned}.isdisjoint({pair.query for pair in held})
    assert len(learned) + len(held) == 800
    assert 100 < len(held) < 220
    assert click_pairs.split(pairs_of(400, 2), held_back=0.2) == (learned, held)


def test_no_wrong_answer_of_a_batch_is_a_right_one() -> None:
    pairs = pairs_of(6, 5)

    found = list(click_pairs.batches(pairs, size=4, rng=np.random.default_rng(2)))

    for batch in found:
        assert len({pair.query for pair in batch}) == len(batch) <= 4
        assert len({pair.item_id for pair in batch}) == len(batch) > 1
    taken = [pair for batch in found for pair in batch]
    assert len(set(taken)) == len(taken) >= len(pairs) - 2
    assert set(taken) <= set(pairs)


def test_one_question_has_no_wrong_answers() -> None:
    with pytest.raises(fine_tune.CannotFineTune, match="one question or of one product"):
        fine_tune._steps(pairs_of(1, 9), CONFIG)


class Wordwise:
    """An encoder whose first sign decides the direction; ``turned`` mistakes one for the next."""

    digest = "wordwise"

    def __init__(self, *, turned: int = 0) -> None:
        self.turned = turned

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.zeros((len(texts), 384), np.float32)
        for row, text in enumerate(texts):
            is_question = text[1:] == "?"
            found[row, ord(text[0]) + self.turned * is_question] = 1.0
        return found


def test_found_is_the_share_of_opened_products_among_the_first_ten() -> None:
    held = [Pair("a?", 1, "a one"), Pair("a?", 2, "a two"), Pair("b?", 3, "b")]
    pool = dict.fromkeys(range(10, 30), "zzz")

    right = fine_tune.found(Wordwise(), held, pool)
    wrong = fine_tune.found(Wordwise(turned=25), held, pool)

    assert right.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert wrong.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_only_a_sure_gain_is_used() -> None:
    rng = np.random.default_rng(3)
    before = rng.random((200, 2)) * 0.5
    unsure = before + rng.normal(0, 0.2, (200, 1))

    assert fine_tune.compared(before, before + 0.1, parity=0.99, config=CONFIG)[0] == ()
    (finding,) = fine_tune.compared(before, unsure, parity=0.99, config=CONFIG)[0]
    assert finding.startswith("nDCG@10")
    (finding,) = fine_tune.compared(before, before + 0.1, parity=0.9, config=CONFIG)[0]
    assert finding == "the export has a cosine of 0.900 with the original only"


def test_the_chosen_encoder_serves_and_a_lost_one_gives_way_to_the_newest(tmp_path: Path) -> None:
    assert encoders.serving(tmp_path) is None
    for name in ("older", "newer", ".candidates"):
        (tmp_path / name).mkdir()
        (tmp_path / name / encoders.MODEL_FILE).touch()
    os.utime(tmp_path / "older", (1, 1))

    assert encoders.serving(tmp_path) == tmp_path / "newer"
    encoders.choose(tmp_path, "older")
    assert encoders.serving(tmp_path) == tmp_path / "older"
    encoders.choose(tmp_path, "deleted")
    assert encoders.serving(tmp_path) == tmp_path / "newer"


def test_what_passes_is_put_to_use_and_only_the_one_before_stays(tmp_path: Path) -> None:
    def settled(digest: str, *, serves: bool) -> None:
        folder = tmp_path / fine_tune.CANDIDATES / digest
        folder.mkdir(parents=True)
        (folder / encoders.MODEL_FILE).touch()
        outcome = fine_tune.Outcome(digest, serves, (), {"ndcg": 0.5})
        fine_tune._settle(folder, tmp_path, outcome, now=NOW, config=CONFIG)
        assert list((tmp_path / fine_tune.CANDIDATES).iterdir()) == []

    (tmp_path / "shipped").mkdir()
    (tmp_path / "shipped" / encoders.MODEL_FILE).touch()

    settled("refused", serves=False)
    assert encoders.serving(tmp_path) == tmp_path / "shipped"

    for digest in ("one", "two", "three"):
        settled(digest, serves=True)
        assert encoders.serving(tmp_path) == tmp_path / digest
    there = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert there == {"shipped", "two", "three", encoders.CHOICE_FILE}


@pytest.mark.django_db
def test_a_shop_without_clicks_is_told_what_it_takes(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path

    with pytest.raises(CommandError, match=r"0 pairs .* it takes 500"):
        call_command("fine_tune_encoder")

    assert list(tmp_path.iterdir()) == []


COLOURS = ("red", "blue", "green", "white", "black", "brown", "grey", "pink", "gold", "teal")
THINGS = {
    "florp": "lamp",
    "quib": "teapot",
    "snarn": "backpack",
    "drell": "blanket",
    "vosk": "knife",
}
"""What shoppers of this town call things."""


def write_clicks() -> None:
    """Let shoppers ask in their own words and open what they mean."""
    events = []
    for colour in COLOURS:
        for word, thing in THINGS.items():
            product = make_product(f"{colour.title()} {thing}")
            at, who = NOW - timedelta(days=3, minutes=len(events)), uuid4()
            asked = Event(
                event_id=ids.new_event_id(at), happened_at=at, kind=EventKind.SEARCH, visitor_id=who,
                query=f"{colour} {word}", shown=str(product.pk),
            )  # fmt: skip
            later = at + timedelta(seconds=9)
            opened = Event(
                event_id=ids.new_event_id(later), happened_at=later, kind=EventKind.CLICK, visitor_id=who,
                query=f"{colour} {word}", item_id=product.pk, placement="search",
            )  # fmt: skip
            events += [asked, opened]
    log.copy(events)


def run(root: Path, config: FineTuneConfig) -> fine_tune.Outcome:
    pytest.importorskip("sentence_transformers")
    pytest.importorskip("onnx")
    try:
        return fine_tune.fine_tune(root, now=NOW, progress=lambda *report: None, config=config)
    except encoder.NoWeights as error:
        pytest.skip(str(error))


@pytest.mark.encoder
@pytest.mark.django_db
def test_a_few_steps_are_exported_true_to_the_original_and_not_used_without_gain(
    tmp_path: Path,
) -> None:
    write_clicks()
    few = replace(CONFIG, least_pairs=40, most_steps=2, batch=8, learning_rate=0.0, pool=50)

    outcome = run(tmp_path, few)

    assert outcome.figures["parity"] >= 0.985
    assert outcome.figures["pairs"] == 50
    assert not outcome.serves
    assert outcome.findings[0].startswith("nDCG@10 +0.000")
    (shipped,) = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert encoders.serving(tmp_path) == shipped
    assert list((tmp_path / fine_tune.CANDIDATES).iterdir()) == []


@pytest.mark.slow
@pytest.mark.encoder
@pytest.mark.django_db
def test_the_words_of_a_town_are_learned_and_used(tmp_path: Path, settings: Any) -> None:
    write_clicks()
    root = tmp_path / "encoder"
    root.mkdir()
    config = replace(
        CONFIG, least_pairs=40, most_steps=60, batch=16, learning_rate=1e-4, pool=50, held_back=0.3
    )

    outcome = run(root, config)

    assert outcome.findings == ()
    assert outcome.figures["ndcg"] > outcome.figures["ndcg_before"] + 0.1
    assert encoders.serving(root) == root / outcome.digest
    settings.VAR_DIR, settings.SEARCH_BY_MEANING = tmp_path, True
    served = sentences.live()
    assert served is not None
    assert served.digest == outcome.digest
    florp, lamp, knife = served.encode(["red florp", "Red lamp", "Red knife"])
    assert florp @ lamp > florp @ knife
    assert vectors.refresh(encoder.ready(root, n_threads=2), now=timezone.now()) == 50
    assert vectors.refresh(served, now=timezone.now()) == 50
    assert vectors.refresh(served, now=timezone.now()) == 0

    call_command("fine_tune_encoder", "--shipped")

    assert encoders.serving(root) == root / encoder.ready(root, n_threads=1).digest
