"""A logged slate is made again exactly, or it is said plainly what is missing."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from catalog.models import Product
from catalog.tests.factories import make_product
from recommendations.events import slate_log, stream
from recommendations.events.slate_log import LoggedSlate
from recommendations.registry.artefacts import Part
from recommendations.registry.models import ModelVersion
from recommendations.rules.models import Rule, RulesVersion
from recommendations.serving import records
from recommendations.serving.bundle import bundles
from recommendations.serving.recommend import recommend
from recommendations.serving.replay import NoLongerThere, replay
from recommendations.serving.shop_sources import newest_now
from recommendations.tests.serving.test_admin import signed_in
from recommendations.tests.serving.tiny_shop import TinyShop
from recommendations.tests.worlds import interactions
from recommendations.training import encoder, nearline, session
from recommendations.vocabulary import EventKind, Placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(shop: TinyShop, settings: Any) -> list[LoggedSlate]:
    """The slates of a walk through the shop, with a rule at work."""
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    shop.train()
    rule = Rule.objects.create(
        name="Mug 2 second", kind="pin", place=2, placements=["similar_products"]
    )
    rule.products.set([shop.mugs[2]])
    from recommendations.rules import book

    book._kept.forget()
    book.keep_version()
    shop.look_around()
    return list(LoggedSlate.objects.all())


def without_encoder(*_: object, **__: object) -> encoder.TextEncoder:
    raise encoder.NoWeights("none here")


def visits(shop: TinyShop) -> Part:
    """The session source of a shop in which every visit looked at two lamps that stand side by side."""
    pairs = zip(shop.lamps, shop.lamps[1:], strict=False)
    return session.train(
        interactions(
            [
                (f"p{number}", lamp.pk, EventKind.VIEW, 5.0 - step / 1_000, number)
                for number, pair in enumerate(pairs)
                for step, lamp in enumerate(pair)
            ]
        )
    )


def test_every_slate_of_a_walk_is_made_again_exactly(
    shop: TinyShop, logged: list[LoggedSlate]
) -> None:
    # The world goes on: another version serves, stock and prices change, the rule is gone.
    Rule.objects.filter(code="").delete()
    shop.train("two")
    shop.sell_out(shop.lamps[2])
    Product.objects.filter(pk=shop.lamps[3].pk).update(price_minor=1)

    made = [replay(slate.slate_id) for slate in logged if slate.model_version]

    assert len(made) >= 5
    placements = {each.logged.placement for each in made}
    assert {"for_you", "similar_products"} <= placements
    assert [each.logged.placement for each in made if not each.is_exact] == []
    assert {each.is_proposed_again for each in made} == {True}


def test_a_slate_of_the_shops_own_lists_is_made_again_although_they_went_on(
    shop: TinyShop, settings: Any
) -> None:
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    shop.train()
    recommend(shop.context(), placement=Placement.NEW_ARRIVALS, now=timezone.now(), is_shown=True)
    slate_log.queue.write()
    make_product("Lamp 10", department=shop.lamp_shelf)
    newest_now.forget()

    made = replay(LoggedSlate.objects.get().slate_id)

    assert (made.is_exact, made.is_proposed_again) == (True, None)
    assert "lists of best sellers and new arrivals are not kept" in made.remarks[0]


def test_a_slate_is_made_again_after_renewals_and_without_the_one_that_made_it(
    shop: TinyShop, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    monkeypatch.setattr(encoder, "ready", without_encoder)
    shop.train(parts=[*shop.parts(), visits(shop)])
    now = timezone.now()
    for minutes in (0, 5):
        shop.look_around()
        stream.drain(now=now)
        nearline.refresh(now=now + timedelta(minutes=minutes))
        bundles.refresh()
    shop.look_around()

    made = {each.slate_id: replay(each.slate_id) for each in LoggedSlate.objects.all()}

    of_update = defaultdict(list)
    for each in made.values():
        of_update[each.logged.record["made"]["update"]].append(each)
    assert len(of_update) == 3
    assert [each.logged.placement for each in made.values() if not each.is_exact] == []
    for several in of_update.values():
        trained = [each for each in several if "newest" not in each.logged.record["sources"]]
        assert {each.is_proposed_again for each in trained} == {True}
        assert any("popularity" in each.logged.record["sources"] for each in several)
    [_first, second, _third] = sorted(of_update)
    for minutes in (10, 15):
        nearline.refresh(now=now + timedelta(minutes=minutes))
    logged = next(each.logged for each in of_update[second] if "popularity" in each.logged.record["sources"])  # fmt: skip

    later = replay(logged.slate_id)

    assert (later.is_exact, later.is_proposed_again) == (True, None)
    assert f"renewal {second} of model version one is no longer there" in later.remarks[0]


def test_places_and_chance_are_those_of_then(shop: TinyShop, settings: Any) -> None:
    settings.RECOMMENDATION_LOGGED_PERCENT = 100
    settings.RECOMMENDATION_EXPLORED_PERCENT = 100
    shop.train()
    Client().get("/api/v1/popular-items/?limit=5")
    shop.look_around()
    settings.RECOMMENDATION_EXPLORED_PERCENT = 0

    made = [replay(each.slate_id) for each in LoggedSlate.objects.all()]

    assert [each.logged.placement for each in made if not each.is_exact] == []
    assert min(len(each.pairs) for each in made if each.logged.placement == "popular") == 5
    chances = [row[2] for each in made for row in each.logged.record["shown"]]
    assert 0 < min(chances) < 0.5


def test_a_slate_logged_before_renewals_were_is_made_again_and_says_so(
    shop: TinyShop, logged: list[LoggedSlate]
) -> None:
    slate = next(each for each in logged if each.placement == "similar_products")
    del slate.record["made"]
    slate.save()

    made = replay(slate.slate_id)

    assert (made.is_exact, made.is_proposed_again) == (True, None)
    assert made.remarks == ("Which renewal of the models answered was not logged: the candidates are those of the log.",)  # fmt: skip


def test_models_that_answer_otherwise_are_told_apart_from_the_choice(
    shop: TinyShop, logged: list[LoggedSlate]
) -> None:
    slate = next(each for each in logged if each.placement == "similar_products")
    slate.record["candidates"][-1][1] += 0.01
    slate.save()

    made = replay(slate.slate_id)

    assert made.is_proposed_again is False
    assert "propose other candidates or scores" in made.remarks[0]


def test_missing_pieces_are_named(shop: TinyShop, logged: list[LoggedSlate]) -> None:
    slate = next(each for each in logged if each.placement == "similar_products")

    with pytest.raises(NoLongerThere, match="No slate of that number"):
        replay(uuid4())
    model = ModelVersion.objects.get(version=slate.model_version)
    from recommendations.registry import promotion

    shutil.rmtree(Path(promotion.folder(model)))
    without_files = replay(slate.slate_id)
    model.delete()
    without_model = replay(slate.slate_id)
    for made, missing in ((without_files, "no longer there"), (without_model, "no longer in the registry")):  # fmt: skip
        assert (made.is_exact, made.is_proposed_again) == (True, None)
        assert missing in made.remarks[0]
        assert "The candidates are those of the log." in made.remarks[0]
    RulesVersion.objects.filter(pk=slate.rules_version).delete()
    with pytest.raises(NoLongerThere, match="The rules it was made with"):
        replay(slate.slate_id)


def test_a_slate_too_long_to_keep_whole_says_so(shop: TinyShop, logged: list[LoggedSlate]) -> None:
    slate = next(each for each in logged if each.model_version)
    slate.record = records._shortened(slate.record)
    slate.save()
    owner = signed_in("owner@example.com", is_staff=True, is_superuser=True)

    with pytest.raises(NoLongerThere, match="Only what was shown is kept"):
        replay(slate.slate_id)
    page = owner.get(f"/admin/recommendations/loggedslate/{slate.slate_id}/replay/")

    assert page.status_code == 200
    assert "Only what was shown is kept of this slate" in page.content.decode()


def test_terminal_and_admin_lay_both_side_by_side(
    shop: TinyShop, logged: list[LoggedSlate]
) -> None:
    slate = next(each for each in logged if each.placement == "similar_products")
    out = StringIO()
    owner = signed_in("owner@example.com", is_staff=True, is_superuser=True)

    call_command("replay", str(slate.slate_id), stdout=out)
    page = owner.get(f"/admin/recommendations/loggedslate/{slate.slate_id}/replay/")

    assert "the same" in out.getvalue().splitlines()
    assert "The same products with the same scores." in page.content.decode()
    assert re.search(r"substitutes 0\.\d\d", page.content.decode())
    with pytest.raises(CommandError, match="No slate of that number"):
        call_command("replay", str(uuid4()))
