"""Staff choose products, look at every line before and after, and say so once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from catalog.models import BulkEdit, ListPrice, PriceList, Product, Variant
from catalog.tests.factories import make_department, make_product

pytestmark = pytest.mark.django_db
PRODUCTS = "/admin/catalog/product/"


def signed_in(client: Client, role: str) -> Client:
    person = get_user_model().objects.create_user(
        f"{role.lower()}@example.com", "a good password", is_staff=True
    )
    person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    return client


@pytest.fixture
def merchandiser(client: Client) -> Client:
    """The browser of somebody who may change products."""
    return signed_in(client, "Merchandiser")


def chosen(client: Client, action: str, *products: Product) -> str:
    """Choose products in the list; return the address of their page."""
    ids = [product.pk for product in products]
    answer = client.post(PRODUCTS, {"action": action, "_selected_action": ids})
    assert answer.status_code == 302
    return answer.headers["Location"]


def confirmed(client: Client, page: str, said: dict[str, Any]) -> Any:
    """Look at the preview and confirm it."""
    looked = client.get(page, {**said, "preview": "1"})
    plan = looked.context["plan"]
    return client.post(page, {**said, "preview": "1", "fingerprint": plan.fingerprint})


DEARER = {
    "way": "percent",
    "by": "10",
    "currency": "EUR",
    "ending": "99",
    "keeps_cost": "on",
}


def test_prices_of_a_market_are_changed_without_the_others(merchandiser: Client) -> None:
    mug = make_product("Mug", price_minor=2_000)
    pounds = PriceList.objects.create(code="uk", name="Britain", currency="GBP")
    listed = ListPrice.objects.create(
        price_list=pounds, variant=mug.variants.get(), price_minor=1_700
    )
    page = chosen(merchandiser, "change_prices", mug)
    said = {**DEARER, "way": "amount", "by": "-1", "price_list": str(pounds.pk)}

    assert "£15.99" in merchandiser.get(page, {**said, "preview": "1"}).text
    assert confirmed(merchandiser, page, said).status_code == 302

    listed.refresh_from_db()
    assert (listed.price_minor, mug.variants.get().price_minor) == (1_599, 2_000)
    assert BulkEdit.objects.get().words == "Britain: −1 GBP, ending in .99"


def test_prices_are_looked_at_and_then_changed(merchandiser: Client) -> None:
    mug, bowl = (make_product(title, price_minor=2_000) for title in ("Mug", "Bowl"))
    other = make_product("Other", price_minor=2_000)
    page = chosen(merchandiser, "change_prices", mug, bowl)

    assert "2 products are chosen" in merchandiser.get(page).text
    preview = merchandiser.get(page, {**DEARER, "preview": "1"}).text
    assert "€20.00" in preview
    assert "€21.99" in preview
    assert "Change 2 lines" in preview
    assert set(Variant.objects.values_list("price_minor", flat=True)) == {2_000}

    answer = confirmed(merchandiser, page, DEARER)

    assert answer.status_code == 302
    assert list(Product.objects.order_by("pk").values_list("price_minor", flat=True)) == [
        2_199,
        2_199,
        2_000,
    ]
    assert other.variants.get().price_minor == 2_000
    edit = BulkEdit.objects.get()
    assert (edit.words, edit.changed_count, edit.refused_count) == ("+10 %, ending in .99", 2, 0)
    done = merchandiser.get(page).text
    assert "+10 %, ending in .99" in done
    assert "Show what would change" not in done


def test_a_second_confirmation_changes_nothing(merchandiser: Client) -> None:
    mug = make_product("Mug", price_minor=2_000)
    page = chosen(merchandiser, "change_prices", mug)
    fingerprint = merchandiser.get(page, {**DEARER, "preview": "1"}).context["plan"].fingerprint
    said = {**DEARER, "preview": "1", "fingerprint": fingerprint}

    merchandiser.post(page, said)
    merchandiser.post(page, said)

    assert mug.variants.get().price_minor == 2_199


def test_a_product_that_changed_in_between_stops_it(merchandiser: Client) -> None:
    mug, bowl = (make_product(title, price_minor=2_000) for title in ("Mug", "Bowl"))
    page = chosen(merchandiser, "change_prices", mug, bowl)
    seen = merchandiser.get(page, {**DEARER, "preview": "1"}).context["plan"].fingerprint
    bowl.variants.update(price_minor=3_000)

    answer = merchandiser.post(page, {**DEARER, "preview": "1", "fingerprint": seen})

    assert "The products have changed since you looked" in answer.text
    assert "€32.99" in answer.text
    assert mug.variants.get().price_minor == 2_000
    assert BulkEdit.objects.get().carried_out_at is None


def test_refused_lines_stay_and_say_why(merchandiser: Client) -> None:
    mug = make_product("Mug", price_minor=2_000)
    free = make_product("Gift", price_minor=0)
    page = chosen(merchandiser, "change_prices", mug, free)

    preview = merchandiser.get(page, {**DEARER, "preview": "1"}).text
    answer = confirmed(merchandiser, page, DEARER)

    assert "stays: has no price yet" in preview
    assert answer.status_code == 302
    assert (mug.variants.get().price_minor, free.variants.get().price_minor) == (2_199, 0)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"by": "0"}, "0 changes nothing"),
        ({"by": "-100"}, "Between -99 and 1000 percent."),
        ({"by": "a lot"}, "Enter a number."),
        ({"by": "NaN"}, "Enter a number."),
        ({"currency": "E1R"}, "A currency is three letters"),
        ({"ending": "42"}, "Select a valid choice."),
    ],
)
def test_nonsense_is_said_beside_its_field(
    merchandiser: Client, said: dict[str, str], message: str
) -> None:
    page = chosen(merchandiser, "change_prices", make_product("Mug"))

    answer = merchandiser.get(page, {**DEARER, **said, "preview": "1"})

    assert message in answer.text
    assert answer.context["plan"] is None


def test_products_move_to_a_department(merchandiser: Client) -> None:
    home = make_department("Home")
    light = make_department("Light", parent=home)
    lamp = make_product("Lamp", department=home)
    page = chosen(merchandiser, "move", lamp, make_product("There", department=light))

    preview = merchandiser.get(page, {"department": light.pk, "preview": "1"}).text
    confirmed(merchandiser, page, {"department": light.pk})

    assert "Home › Light" in preview
    assert "stands there already" in preview
    lamp.refresh_from_db()
    assert lamp.department_id == light.pk


def test_tags_come_and_go(merchandiser: Client) -> None:
    mug = make_product("Mug", tags=["old", "blue"])
    page = chosen(merchandiser, "change_tags", mug)

    refused = merchandiser.get(page, {"added": "x", "removed": "x", "preview": "1"}).text
    confirmed(merchandiser, page, {"added": "gift,  summer ", "removed": "old"})

    assert "Both added and taken off: x" in refused
    mug.refresh_from_db()
    assert mug.tags == ["blue", "gift", "summer"]


def test_products_are_planned_for_a_period(merchandiser: Client) -> None:
    draft = make_product("Mug", status="draft", published_at=None)
    page = chosen(merchandiser, "change_visibility", draft)
    said = {
        "aim": "published",
        "since_0": "2027-01-01", "since_1": "08:00:00", "until_0": "2027-02-01", "until_1": "08:00:00",
    }  # fmt: skip

    wrong = merchandiser.get(page, {**said, "until_0": "2026-02-01", "preview": "1"}).text
    confirmed(merchandiser, page, said)

    assert "A product is hidden after it becomes visible." in wrong
    draft.refresh_from_db()
    assert draft.status == "published"
    assert (f"{draft.published_at:%Y-%m-%d %H}", f"{draft.hidden_at:%Y-%m-%d %H}") == (
        "2027-01-01 08",
        "2027-02-01 08",
    )


@pytest.mark.parametrize("role", ["Support", "Analyst"])
def test_who_may_not_change_a_product_may_not_change_many(client: Client, role: str) -> None:
    mug = make_product("Mug", price_minor=2_000)
    edit = BulkEdit.objects.create(kind="prices", product_ids=[mug.pk])
    staff = signed_in(client, role)
    page = f"/admin/catalog/bulkedit/{edit.pk}/change/"

    staff.post(PRODUCTS, {"action": "change_prices", "_selected_action": [mug.pk]})

    assert BulkEdit.objects.count() == 1
    assert staff.get(page, {**DEARER, "preview": "1"}).status_code in {302, 403, 404}
    assert staff.post(page, {**DEARER, "preview": "1", "fingerprint": "x"}).status_code in {
        302,
        403,
        404,
    }
    assert mug.variants.get().price_minor == 2_000


def test_the_open_choice_of_one_person_is_nobody_elses(
    merchandiser: Client, client: Client
) -> None:
    other = get_user_model().objects.create_superuser("owner@example.com", "a good password")
    edit = BulkEdit.objects.create(
        kind="prices", product_ids=[make_product("Mug").pk], created_by=other
    )

    answer = merchandiser.get(f"/admin/catalog/bulkedit/{edit.pk}/change/")

    assert answer.status_code == 404


def test_a_preview_costs_the_same_for_any_number_of_products(
    merchandiser: Client, django_assert_max_num_queries: Any
) -> None:
    page = chosen(
        merchandiser, "change_prices", *(make_product(f"Mug {number}") for number in range(30))
    )

    with django_assert_max_num_queries(14):
        merchandiser.get(page, {**DEARER, "preview": "1"})
