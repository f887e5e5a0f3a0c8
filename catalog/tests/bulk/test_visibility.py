"""Publishing, planning and withdrawing many products; what has ended is archived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from catalog import tasks
from catalog.bulk import carrying_out
from catalog.bulk.visibility import Aim, VisibilityEdit, withdraw_ended
from catalog.models import Product
from catalog.tests.factories import LONG_AGO, make_product

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


def carried_out(edit: VisibilityEdit, *products: Product) -> list[tuple[str, str, str]]:
    ids = [product.pk for product in products]
    plan = edit.plan(ids, now=NOW)
    carrying_out.carry_out(edit, ids, fingerprint=plan.fingerprint, now=NOW)
    return [(line.title, line.after, line.refusal) for line in plan.lines]


def columns(product: Product) -> tuple[str, datetime | None, datetime | None]:
    product.refresh_from_db()
    return product.status, product.published_at, product.hidden_at


def test_drafts_are_published_from_now_on_and_shown_ones_keep_their_beginning() -> None:
    draft = make_product("Draft", status="draft", published_at=None)
    shown = make_product("Shown", hidden_at=LATER)

    lines = carried_out(VisibilityEdit(Aim.PUBLISH), draft, shown)

    assert lines == [
        ("Draft", "visible from now on", ""),
        ("Shown", "visible from 01/01/2020 midnight", ""),
    ]
    assert columns(draft) == ("published", NOW, None)
    assert columns(shown) == ("published", LONG_AGO, None)


def test_a_period_is_planned_and_what_has_no_price_stays() -> None:
    draft = make_product("Draft", status="draft", published_at=None)
    empty = make_product("Empty", status="draft", published_at=None)
    empty.variants.update(is_active=False)
    Product.objects.filter(pk=empty.pk).update(price_minor=None)

    lines = carried_out(VisibilityEdit(Aim.PUBLISH, NOW, LATER), draft, empty)

    assert [line[2] for line in lines] == ["has no article for sale", ""]
    assert columns(draft) == ("published", NOW, LATER)
    assert columns(empty) == ("draft", None, None)


def test_withdrawing_keeps_the_dates() -> None:
    mug, gone = make_product("Mug"), make_product("Gone", status="archived")

    lines = carried_out(VisibilityEdit(Aim.WITHDRAW), mug, gone)

    assert lines == [("Gone", "", "is so already"), ("Mug", "archived", "")]
    assert columns(mug) == ("archived", LONG_AGO, None)


def test_what_has_ended_is_archived_once() -> None:
    ended = make_product("Ended", hidden_at=NOW)
    running = make_product("Running", hidden_at=LATER)

    assert withdraw_ended(now=NOW) == 1
    assert withdraw_ended(now=NOW) == 0

    assert columns(ended)[0] == "archived"
    assert columns(running)[0] == "published"
    assert tasks.withdraw_ended() == (1 if timezone.now() >= LATER else 0)
