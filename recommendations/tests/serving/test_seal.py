from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recommendations.events import ids
from recommendations.serving import seal
from recommendations.vocabulary import Candidate, ItemId, Placement, Reason, Slate

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def slate(*item_ids: int) -> Slate:
    sources = ("content", "substitutes")
    return Slate(
        slate_id=ids.new_event_id(NOON),
        placement=Placement.SIMILAR_PRODUCTS,
        chosen=tuple(
            Candidate(
                ItemId(item_id),
                0.5,
                Reason(sources[item_id % 2], "similar_to", ItemId(9) if item_id % 2 == 0 else None),
            )
            for item_id in item_ids
        ),
        model_version="one",
        variant="b",
        rung="fresh",
    )


def test_what_was_sealed_is_what_is_opened() -> None:
    made = slate(2, 3, 4)

    shown = seal.opened(seal.seal(made), now=NOON)

    assert shown == seal.ShownSlate(
        slate_id=made.slate_id,
        placement=Placement.SIMILAR_PRODUCTS,
        model_version="one",
        variant="b",
        item_ids=(ItemId(2), ItemId(3), ItemId(4)),
        reasons=(
            Reason("content", "similar_to", cause=ItemId(9)),
            Reason("substitutes", "similar_to"),
            Reason("content", "similar_to", cause=ItemId(9)),
        ),
    )
    assert shown.sources == ("content", "substitutes", "content")


def test_twelve_items_are_short() -> None:
    assert len(seal.seal(slate(*range(123_456, 123_468)))) < 420


@pytest.mark.parametrize("text", ["", "a", "ä", "AAAA", "=" * 8, "x" * 300])
def test_what_nobody_sealed_is_refused(text: str) -> None:
    with pytest.raises(seal.BrokenSeal):
        seal.opened(text, now=NOON)


def test_changed_slate_is_refused() -> None:
    text = seal.seal(slate(2, 3))
    raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[-3] ^= 1

    with pytest.raises(seal.BrokenSeal, match="changed"):
        seal.opened(base64.urlsafe_b64encode(bytes(raw)).decode(), now=NOON)


def test_slate_of_another_shop_is_refused(settings: Any) -> None:
    text = seal.seal(slate(2))
    settings.SECRET_KEY = "another"

    with pytest.raises(seal.BrokenSeal, match="changed"):
        seal.opened(text, now=NOON)


@pytest.mark.parametrize("age", [timedelta(days=2, seconds=1), timedelta(seconds=-1)])
def test_slate_from_too_long_ago_or_from_the_future_is_refused(age: timedelta) -> None:
    text = seal.seal(slate(2))

    with pytest.raises(seal.BrokenSeal, match="too old"):
        seal.opened(text, now=NOON + age)
