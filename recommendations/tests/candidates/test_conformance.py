"""What every source must do, whatever it knows; a new source joins by standing in SOURCES."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from recommendations.candidates import SOURCES, Source
from recommendations.features.item import Items
from recommendations.registry import artefacts
from recommendations.registry.artefacts import Part
from recommendations.tests import worlds
from recommendations.training import fit
from recommendations.vocabulary import Context, ItemId, PersonKey, Purchase

SHOPPER = PersonKey("vtester")
SUBJECT = Context(person=SHOPPER, subject=(ItemId(20),))
BROWSING = Context(person=SHOPPER, recent=(ItemId(24), ItemId(20)))
WITH_CART = Context(person=SHOPPER, in_cart=(ItemId(20), ItemId(24)), recent=(ItemId(20),))
BUYER = Context(
    person=SHOPPER,
    purchased=(ItemId(21), ItemId(23)),
    bought=(
        Purchase(ItemId(21), 12.0),
        Purchase(ItemId(23), 40.0),
        Purchase(ItemId(21), 41.0),
        Purchase(ItemId(999), 50.0),
    ),
)
STRANGER = Context(person=SHOPPER)
LOST = Context(person=SHOPPER, subject=(ItemId(999),), recent=(ItemId(998),))
CONTEXTS = {
    "subject": SUBJECT,
    "browsing": BROWSING,
    "cart": WITH_CART,
    "buyer": BUYER,
    "stranger": STRANGER,
    "unknown items": LOST,
}


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return list(
        fit.parts(
            worlds.checkerboard(),
            worlds.checkerboard_items(),
            now=worlds.NOW,
            encoder=worlds.WordEncoder(),
        )
    )


@pytest.fixture(scope="module")
def sources(parts: list[Part]) -> Mapping[str, Source]:
    return fit.opened(parts)


@pytest.fixture(scope="module")
def sources_of_an_empty_log() -> Mapping[str, Source]:
    return fit.opened(
        fit.parts(
            worlds.interactions([]),
            worlds.checkerboard_items(),
            now=worlds.NOW,
            encoder=worlds.WordEncoder(),
        )
    )


each_source = pytest.mark.parametrize("name", [source.name for source in SOURCES])
each_context = pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS.keys())


def test_every_source_is_trained(sources: Mapping[str, Source]) -> None:
    assert set(sources) == {source.name for source in SOURCES}


@each_source
@each_context
def test_answers_are_three_equal_columns_best_first(
    sources: Mapping[str, Source], name: str, context: Context
) -> None:
    answer = sources[name].retrieve(context, limit=50)

    assert (answer.item_ids.dtype, answer.scores.dtype, answer.causes.dtype) == (
        np.dtype(np.int64),
        np.dtype(np.float32),
        np.dtype(np.int64),
    )
    assert len(answer.item_ids) == len(answer.scores) == len(answer.causes) == len(answer)
    assert np.isfinite(answer.scores).all()
    assert (np.diff(answer.scores) <= 0).all()


@each_source
@each_context
def test_proposes_known_items_once(
    sources: Mapping[str, Source], name: str, context: Context
) -> None:
    proposed = sources[name].retrieve(context, limit=50).item_ids

    assert len(set(proposed.tolist())) == len(proposed)
    assert set(proposed.tolist()) <= set(worlds.checkerboard_items().item_ids.tolist())


@each_source
@each_context
def test_never_proposes_the_subject_or_the_cart(
    sources: Mapping[str, Source], name: str, context: Context
) -> None:
    proposed = sources[name].retrieve(context, limit=50).item_ids

    assert not set(proposed.tolist()) & {*context.subject, *context.in_cart}


@each_source
@each_context
def test_a_cause_is_an_item_of_the_context(
    sources: Mapping[str, Source], name: str, context: Context
) -> None:
    causes = sources[name].retrieve(context, limit=50).causes

    told = {*context.subject, *context.in_cart, *context.recent, *context.purchased}
    assert set(causes.tolist()) <= {-1, *told}


@each_source
@each_context
def test_keeps_to_the_limit_with_the_same_best(
    sources: Mapping[str, Source], name: str, context: Context
) -> None:
    everything = sources[name].retrieve(context, limit=50)

    two = sources[name].retrieve(context, limit=2)

    assert two.item_ids.tolist() == everything.item_ids[:2].tolist()


@each_source
@each_context
def test_answers_from_disk_as_from_memory(
    parts: list[Part],
    sources: Mapping[str, Source],
    name: str,
    context: Context,
    tmp_path: Path,
) -> None:
    written = artefacts.write(
        tmp_path, version="one", parts=parts, built_at=datetime(2025, 6, 15, tzinfo=UTC)
    )
    on_disk = fit.opened(artefacts.open_version(written.path).values())

    fresh, stored = (
        source.retrieve(context, limit=50) for source in (sources[name], on_disk[name])
    )

    assert stored.item_ids.tolist() == fresh.item_ids.tolist()
    assert stored.scores.tolist() == fresh.scores.tolist()
    assert stored.causes.tolist() == fresh.causes.tolist()


@each_source
@each_context
def test_knows_nothing_of_an_empty_log_but_does_not_fail(
    sources_of_an_empty_log: Mapping[str, Source], name: str, context: Context
) -> None:
    answer = sources_of_an_empty_log[name].retrieve(context, limit=50)

    # What reads alike and what one bought oneself is known without anyone's log.
    if name not in {"content", "repeat"}:
        assert len(answer) == 0


@each_source
def test_opens_an_artefact_of_no_items(name: str) -> None:
    nothing = fit.opened(fit.parts(worlds.interactions([]), Items.bare([]), now=worlds.NOW))
    if name in nothing:
        assert len(nothing[name].retrieve(SUBJECT, limit=5)) == 0
    else:
        assert name == "content"


@pytest.mark.parametrize(
    "name", ["als", "ease", "user_knn", "item_item", "session", "content", "substitutes"]
)
def test_browsing_one_taste_brings_that_taste_first(
    sources: Mapping[str, Source], name: str
) -> None:
    for recent, own in (((24, 20), worlds.EVEN), ((25, 21), worlds.ODD)):
        context = Context(person=SHOPPER, recent=tuple(map(ItemId, recent)))

        best = sources[name].retrieve(context, limit=3).item_ids.tolist()

        assert len(best) == 3
        assert {item % 2 for item in best} == {own[0] % 2}


def test_removing_the_named_cause_demotes_what_it_caused(sources: Mapping[str, Source]) -> None:
    recent = (ItemId(24), ItemId(20), ItemId(25))
    for name in ("als", "ease", "item_item", "session", "content", "substitutes"):
        answer = sources[name].retrieve(Context(person=SHOPPER, recent=recent), limit=50)
        named = np.flatnonzero(answer.causes >= 0)
        assert len(named)
        for place in named[:3]:
            without = tuple(item for item in recent if item != answer.causes[place])

            again = sources[name].retrieve(Context(person=SHOPPER, recent=without), limit=50)

            found = again.scores[again.item_ids == answer.item_ids[place]]
            assert not found.size or found[0] < answer.scores[place], name
