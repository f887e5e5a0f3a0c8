"""Rows become rules, versions are kept, and a change holds from the next page on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.models import Product, Variant
from catalog.tests.factories import make_attribute, make_department, make_product
from recommendations.events import connection
from recommendations.rules import book
from recommendations.rules.classes import CLASSES
from recommendations.rules.models import Rule, RulesVersion
from recommendations.serving.recommend import recommend
from recommendations.tests.serving.test_carousel import rows
from recommendations.tests.serving.tiny_shop import NOON, TinyShop, items
from recommendations.vocabulary import Act, Placement, Slate

pytestmark = pytest.mark.django_db


def write(**fields: Any) -> Rule:
    """Put a rule into the book as staff would."""
    linked = {name: fields.pop(name) for name in ("products", "brands", "departments") if name in fields}  # fmt: skip
    rule = Rule(**{"name": "Staff rule", **fields})
    rule.full_clean()
    rule.save()
    for name, values in linked.items():
        getattr(rule, name).set(values)
    book._kept.forget()
    return rule


def similar(shop: TinyShop, **fields: Any) -> Slate:
    shelf = shop.lamp_shelf.pk
    context = shop.context(subject=items([shop.lamps[0]]), department_id=shelf, **fields)
    return recommend(context, placement=Placement.SIMILAR_PRODUCTS, now=NOON)


def shown(slate: Slate) -> list[int]:
    return [chosen.item_id for chosen in slate.chosen]


def test_every_class_has_its_row_and_keeps_what_staff_changed(shop: TinyShop) -> None:
    assert set(Rule.objects.values_list("code", flat=True)) == {each.code for each in CLASSES}
    Rule.objects.filter(code="on_sale").update(factor=2)

    assert book.seed() == 0

    assert Rule.objects.get(code="on_sale").factor == 2


def test_left_out_brand_is_gone_and_the_slate_says_by_which_rule(shop: TinyShop) -> None:
    shop.train()
    write(kind="filter", products=shop.lamps[1:3])

    slate = similar(shop)

    assert shown(slate) == [lamp.pk for lamp in shop.lamps[3:]]
    assert [(move.rule, move.item_id, move.did) for move in slate.trace] == [
        ("Staff rule", shop.lamps[1].pk, "left_out"),
        ("Staff rule", shop.lamps[2].pk, "left_out"),
    ]
    assert slate.rules_version == book.keep_version()


def test_pin_brings_in_what_no_source_proposed_and_says_so(shop: TinyShop) -> None:
    shop.train()
    write(kind="pin", place=2, placements=["similar_products"], products=[shop.mugs[5]])

    slate = similar(shop)

    assert shown(slate)[:3] == [shop.lamps[1].pk, shop.mugs[5].pk, shop.lamps[2].pk]
    assert slate.chosen[1].reason.kind == "picked"
    assert slate.chosen[1].parts == {}


@pytest.mark.parametrize("state", ["sold out", "hidden", "dismissed"])
def test_pin_never_shows_what_cannot_or_must_not_be_shown(shop: TinyShop, state: str) -> None:
    shop.train()
    mug = shop.mugs[5]
    write(kind="pin", place=1, placements=["similar_products"], products=[mug])
    if state == "sold out":
        shop.sell_out(mug)
    if state == "hidden":
        shop.hide(mug)

    slate = similar(shop, dismissed=items([mug]) if state == "dismissed" else ())

    assert mug.pk not in shown(slate)


def test_rules_of_one_priority_act_in_the_same_order_when_read_from_a_version(
    shop: TinyShop,
) -> None:
    write(name="Z", kind="pin", place=1, products=[shop.mugs[1]])
    write(name="A", kind="pin", place=1, products=[shop.mugs[2]])

    kept = book.version(book.keep_version())

    assert kept is not None
    assert [rule.name for rule in kept.rules] == [rule.name for rule in book.rules_now().rules]
    assert kept.version == book.rules_now().version


def test_departments_mean_those_below_too(shop: TinyShop) -> None:
    below = make_department("Desk lamps", parent=shop.lamp_shelf)
    write(kind="bury", departments=[shop.lamp_shelf])

    rule = next(rule for rule in book.rules_now().rules if rule.name == "Staff rule")

    assert rule.aim.departments == tuple(sorted((shop.lamp_shelf.pk, below.pk)))


def test_conditions_that_must_be_looked_up(shop: TinyShop) -> None:
    oak = make_product("Oak", attributes={"Material": "oak"}, tags=["gift"])
    pine = make_product("Pine", attributes={"Material": "pine"}, on_hand=2)
    Variant.objects.filter(product=oak).update(cost_minor=400)
    Variant.objects.filter(product=pine).update(cost_minor=900)
    material = make_attribute("Material")

    def found(**fields: Any) -> list[int]:
        rule = write(kind="bury", **fields)
        aimed = next(each for each in book.rules_now().rules if each.name == rule.name)
        rule.delete()
        assert aimed.looked_up is not None
        return aimed.looked_up.tolist()

    assert found(attribute=material, attribute_values=["oak"]) == [oak.pk]
    assert found(tags=["gift", "other"]) == [oak.pk]
    assert found(stock_to=2) == [pine.pk]
    assert pine.pk not in found(stock_from=3)
    assert found(margin_from=50) == [oak.pk]
    assert found(margin_to=10) == [pine.pk]


def test_sold_out_row_switched_off_lets_sold_out_products_in(shop: TinyShop) -> None:
    shop.train()
    shop.sell_out(shop.lamps[1])
    assert shop.lamps[1].pk not in shown(similar(shop))

    Rule.objects.filter(code="sold_out").update(is_active=False)
    book._kept.forget()

    assert shown(similar(shop))[0] == shop.lamps[1].pk


def test_bought_before_row_switched_off_shows_what_was_bought(shop: TinyShop) -> None:
    shop.train()
    bought = items([shop.lamps[1]])
    assert shop.lamps[1].pk not in shown(similar(shop, purchased=bought))

    Rule.objects.filter(code="bought_before").update(is_active=False)
    book._kept.forget()

    assert shown(similar(shop, purchased=bought))[0] == shop.lamps[1].pk


def test_adults_only_and_countries_follow_tags(shop: TinyShop) -> None:
    shop.train()
    Product.objects.filter(pk=shop.lamps[1].pk).update(tags=["Adults-only"])
    Product.objects.filter(pk=shop.lamps[2].pk).update(tags=["not-in-us"])
    book._kept.forget()

    assert shown(similar(shop, country="US"))[0] == shop.lamps[3].pk
    assert shown(similar(shop, country="DE"))[0] == shop.lamps[2].pk


def test_switched_off_rules_of_staff_leave_what_a_shop_must_never_show(
    shop: TinyShop, settings: Any
) -> None:
    shop.train()
    write(kind="filter", products=[shop.lamps[2]])
    Rule.objects.filter(code__in=("sold_out", "bought_before")).update(is_active=False)
    Product.objects.filter(pk=shop.lamps[4].pk).update(tags=["not-in-us"])
    shop.sell_out(shop.lamps[1])
    settings.ENABLE_BUSINESS_RULES = False
    book._kept.forget()
    book.keep_version()

    slate = similar(shop, purchased=items([shop.lamps[3]]), country="US")

    assert shown(slate)[:2] == [shop.lamps[2].pk, shop.lamps[5].pk]
    assert not {shop.lamps[n].pk for n in (1, 3, 4)} & set(shown(slate))
    kept = book.version(slate.rules_version)
    assert kept is not None
    assert [rule.name for rule in kept.rules] == [rule.name for rule in book.rules_now().rules]


def test_buy_again_keeps_what_was_bought_with_the_rules_of_staff_switched_off(
    shop: TinyShop, settings: Any
) -> None:
    settings.ENABLE_BUSINESS_RULES = False
    book._kept.forget()
    shop.train()
    bought = items(shop.mugs[:4])
    acts = tuple(Act(item_id, NOON.timestamp() - 86_400, is_purchase=True) for item_id in bought)
    context = shop.context(purchased=bought, acts=acts)

    slate = recommend(context, placement=Placement.BUY_AGAIN, now=NOON)

    assert set(shown(slate)) == set(bought)


def test_change_is_on_the_very_next_page_of_another_process(
    shop: TinyShop, django_capture_on_commit_callbacks: Any
) -> None:
    shop.train()
    client = Client()
    address = shop.lamps[0].get_absolute_url()
    assert "Lamp 1" in rows(client.get(address).content.decode())["Similar products"]
    held = book._kept._held

    with django_capture_on_commit_callbacks(execute=True):
        rule = Rule.objects.create(name="No lamp 1", kind="filter")
        rule.products.set([shop.lamps[1]])
    # What another process holds is old; only the bell in Redis tells it so.
    book._kept._held = held

    assert "Lamp 1" not in rows(client.get(address).content.decode())["Similar products"]


def test_rules_cost_no_query_on_a_page(shop: TinyShop, django_assert_num_queries: Any) -> None:
    shop.train()
    write(kind="boost", factor=2, tags=["gift"])
    similar(shop)

    with django_assert_num_queries(1):
        similar(shop)


def test_version_can_be_read_back_and_works_the_same(shop: TinyShop) -> None:
    shop.train()
    write(kind="filter", products=[shop.lamps[1]], countries=["us"], hour_from=8, hour_to=20)
    digest = book.keep_version()
    Rule.objects.filter(code="").delete()

    old = book.version(digest)

    assert old is not None
    assert [each.name for each in old.rules][:1] == ["Sold out"]
    assert "Staff rule" in {each.name for each in old.rules}
    again = book.rule_set_of(list(old.rules))
    assert again.version == digest
    assert book.version("nothing") is None
    assert RulesVersion.objects.filter(pk=digest).count() == 1


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"kind": "boost"}, "__all__", "Say how strongly"),
        ({"kind": "boost", "factor": 1}, "__all__", "Say how strongly"),
        ({"kind": "pin"}, "__all__", "Say to which place"),
        ({"kind": "pin", "place": 13}, "__all__", "Say to which place"),
        ({"kind": "quota"}, "__all__", "Say how many at most"),
        ({"kind": "moonlight"}, "kind", "is not a valid choice"),
        ({"kind": "bury", "attribute_values": ["oak"]}, "attribute", "Choose the attribute"),
        ({"kind": "bury", "countries": ["Germany"]}, "countries", "two letters"),
        ({"kind": "bury", "hour_from": 8}, "__all__", "Give both hours"),
        ({"kind": "bury", "price_from_minor": 2, "price_to_minor": 1}, "__all__", "lower price"),
        ({"kind": "bury", "stock_from": 2, "stock_to": 1}, "__all__", "lower number"),
    ],
)
def test_bad_rule_gets_an_error_that_says_what_to_do(
    db: None, fields: dict[str, Any], field: str, message: str
) -> None:
    count = Rule.objects.count()

    with pytest.raises(ValidationError) as caught:
        write(**fields)

    assert message in " ".join(caught.value.message_dict[field])
    assert Rule.objects.count() == count


def test_database_refuses_what_the_form_would(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(name="No factor", kind="boost")


def test_features_then_twenty_then_rules_then_ten(shop: TinyShop) -> None:
    """The workflow of a production recommender: score, take twenty, rule, show ten."""
    shop.train()
    shop.sell_out(shop.mugs[8])
    write(kind="boost", factor=1.5, priority=55, products=[shop.mugs[0]])
    shopper = shop.context(recent=items([shop.mugs[9]]), purchased=items([shop.mugs[7]]))

    slate = recommend(shopper, placement=Placement.FOR_YOU, now=NOON, size=10)

    assert len(slate.chosen) == 10
    assert shop.mugs[8].pk not in shown(slate)
    assert shop.mugs[7].pk not in shown(slate)
    boosted = {move.item_id for move in slate.trace if move.rule == "Staff rule"}
    assert boosted == {shop.mugs[0].pk}


def test_without_redis_rules_hold_and_are_read_again_after_a_while(
    shop: TinyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.train()
    monkeypatch.setattr(connection.cache, "attempt", lambda ask: None)
    write(kind="filter", products=[shop.lamps[1]])

    assert shop.lamps[1].pk not in shown(similar(shop))
