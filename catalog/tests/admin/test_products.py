"""Merchandisers change products; the shop shows the change, and nobody else may."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog.models import Picture, Product, Review, Stock, Variant
from catalog.tests.factories import make_department, make_product, make_review, make_variant

pytestmark = pytest.mark.django_db


def _jpeg() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "JPEG")
    return file.getvalue()


_JPEG = _jpeg()


@pytest.fixture
def staff(client: Client) -> Client:
    """The browser of the owner."""
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    return client


def form(product: Product, variants: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """Fill in the product page of the staff area."""
    data: dict[str, Any] = {
        "title": product.title, "slug": product.slug, "description": "", "product_type": "", "tags": "", "brand": "",
        "department": "", "status": product.status, "published_at_0": "2020-01-01", "published_at_1": "00:00:00",
        "pictures-TOTAL_FORMS": 0, "pictures-INITIAL_FORMS": 0,
        "attribute_values-TOTAL_FORMS": 0, "attribute_values-INITIAL_FORMS": 0,
        "documents-TOTAL_FORMS": 0, "documents-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": len(variants), "variants-INITIAL_FORMS": sum("id" in row for row in variants),
        **fields,
    }  # fmt: skip
    for number, typed in enumerate(variants):
        row = {
            "product": product.pk,
            "ean": "",
            "options": "",
            "position": 0,
            "is_active": "on",
            **typed,
        }
        for name, value in row.items():
            if name.startswith("initial-"):
                data[f"initial-variants-{number}-{name.removeprefix('initial-')}"] = value
            else:
                data[f"variants-{number}-{name}"] = value
    return data


def test_lists_open_for_staff(staff: Client) -> None:
    make_review(make_product("Mug", brand="Mori", department=make_department("Kitchen")), rating=4)

    for model in ("product", "department", "brand", "attribute", "review"):
        assert staff.get(f"/admin/catalog/{model}/").status_code == 200
    assert b"Mug" in staff.get("/admin/catalog/product/?q=mug").content


def test_staff_who_may_see_products_download_them(staff: Client, client: Client) -> None:
    make_product("Mug", sku="MUG")

    answer = staff.get("/admin/catalog/product/download", follow=True)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="products.csv"'
    assert answer.getvalue().decode().splitlines()[1].split(",")[2] == "MUG"
    (line,) = staff.get("/admin/catalog/product/download-json/").getvalue().decode().splitlines()
    assert json.loads(line)["sku"] == "MUG"
    clerk = get_user_model().objects.create_user(
        "clerk@example.com", "a good password", is_staff=True
    )
    client.force_login(clerk)
    assert client.get("/admin/catalog/product/download", follow=True).status_code == 403


def test_shoppers_and_strangers_are_kept_out(client: Client) -> None:
    product = make_product("Mug")
    path = f"/admin/catalog/product/{product.pk}/change/"

    assert client.get(path).status_code == 302
    client.force_login(get_user_model().objects.create_user("ada@example.com", "a good password"))
    assert client.get(path).status_code == 302
    assert client.post(path, form(product, [], title="Hacked")).status_code == 302

    product.refresh_from_db()
    assert product.title == "Mug"


def test_staff_without_the_right_may_look_and_not_change(client: Client) -> None:
    product = make_product("Mug", status="draft", published_at=None)
    viewer = get_user_model().objects.create_user(
        "viewer@example.com", "a good password", is_staff=True
    )
    viewer.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(viewer)

    assert client.get("/admin/catalog/product/").status_code == 200
    client.post("/admin/catalog/product/", {"action": "publish", "_selected_action": [product.pk]})

    product.refresh_from_db()
    assert product.status == "draft"


def test_a_changed_price_and_a_new_variant_reach_the_summary(staff: Client) -> None:
    product = make_product("Mug", price_minor=1000, sku="MUG-1")
    variant = product.variants.get()

    response = staff.post(
        f"/admin/catalog/product/{product.pk}/change/",
        form(product, [
            {"id": variant.pk, "sku": "MUG-1", "price": "8.50", "compare_at": "10", "on_hand": 10, "options": "Colour: Red"},
            {"sku": "MUG-2", "price": "9", "compare_at": "", "on_hand": 4, "options": "Colour: Blue, Size: L"},
        ]),
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    product.refresh_from_db()
    assert (product.price_minor, product.compare_at_minor, product.has_price_range) == (
        850,
        1000,
        True,
    )
    blue = Variant.objects.get(sku="MUG-2")
    assert (blue.price_minor, blue.currency, blue.options) == (
        900,
        "EUR",
        {"Colour": "Blue", "Size": "L"},
    )
    assert blue.stock.on_hand == 4


@pytest.mark.parametrize(("shown", "typed", "left"), [(10, 10, 7), (10, 15, 12), (10, 4, 1)])
def test_units_sold_while_the_form_was_open_stay_sold(
    staff: Client, shown: int, typed: int, left: int
) -> None:
    product = make_product("Mug", sku="MUG-1", on_hand=10)
    variant = product.variants.get()
    path = f"/admin/catalog/product/{product.pk}/change/"
    assert f'name="initial-variants-0-on_hand" value="{shown}"' in staff.get(path).content.decode()
    Stock.objects.filter(variant=variant).update(on_hand=7)

    staff.post(path, form(product, [_row(variant, shown=shown, on_hand=typed)]))

    assert Stock.objects.get(variant=variant).on_hand == left


def test_more_units_than_are_left_cannot_be_taken_away(staff: Client) -> None:
    product = make_product("Mug", sku="MUG-1", on_hand=10)
    variant = product.variants.get()
    Stock.objects.filter(variant=variant).update(on_hand=2)

    response = staff.post(
        f"/admin/catalog/product/{product.pk}/change/",
        form(product, [_row(variant, shown=10, on_hand=5)]),
        follow=True,
    )

    assert "MUG-1: fewer units are left than you took away" in response.content.decode()
    assert Stock.objects.get(variant=variant).on_hand == 2


def _row(variant: Variant, *, shown: int, on_hand: int) -> dict[str, Any]:
    row = {
        "id": variant.pk,
        "sku": variant.sku,
        "price": "10",
        "compare_at": "",
        "on_hand": on_hand,
    }
    return {**row, "initial-on_hand": shown}


def test_a_sold_out_product_that_is_stocked_again_can_be_bought(staff: Client) -> None:
    product = make_product("Mug", sku="MUG-1", on_hand=0)
    variant = product.variants.get()

    staff.post(
        f"/admin/catalog/product/{product.pk}/change/",
        form(
            product,
            [{"id": variant.pk, "sku": "MUG-1", "price": "10", "compare_at": "", "on_hand": 5}],
        ),
    )

    product.refresh_from_db()
    assert (product.is_in_stock, Stock.objects.get(variant=variant).on_hand) == (True, 5)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"price": "10", "compare_at": "9"}, "The price before must be higher than the price now."),
        ({"price": "10", "options": "red"}, "Write name and value"),
        ({"price": "ten"}, "Enter a number."),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    staff: Client, row: dict[str, str], message: str
) -> None:
    product = make_product("Mug", sku="MUG-1", price_minor=1000)
    variant = product.variants.get()
    page = form(
        product,
        [{"id": variant.pk, "sku": "MUG-1", "compare_at": "", "on_hand": 99, **row}],
        title="New title",
    )

    response = staff.post(f"/admin/catalog/product/{product.pk}/change/", page)

    assert response.status_code == 200
    assert message in response.content.decode()
    product.refresh_from_db()
    assert (product.title, product.price_minor, Stock.objects.get(variant=variant).on_hand) == (
        "Mug",
        1000,
        10,
    )


def test_publish_and_archive_act_on_what_was_chosen(staff: Client) -> None:
    draft, other = (
        make_product(name, status="draft", published_at=None) for name in ("Mug", "Bowl")
    )

    staff.post("/admin/catalog/product/", {"action": "publish", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    assert (draft.status, draft.published_at is not None) == ("published", True)

    staff.post("/admin/catalog/product/", {"action": "archive", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    other.refresh_from_db()
    assert (draft.status, other.status) == ("archived", "draft")


def test_the_list_says_what_is_still_to_come_and_what_is_over(staff: Client) -> None:
    now = timezone.now()
    make_product("Later", published_at=now + timedelta(days=1))
    make_product("Done", hidden_at=now - timedelta(days=1))

    page = staff.get("/admin/catalog/product/").text

    assert "scheduled" in page
    assert "over</span>" in "".join(page.split())


def test_moderating_reviews_moves_the_mean(staff: Client) -> None:
    product = make_product("Mug", ratings=(5,))
    bad = make_review(product, rating=1, is_published=False)

    staff.post("/admin/catalog/review/", {"action": "publish", "_selected_action": [bad.pk]})
    product.refresh_from_db()
    assert (product.rating_average, product.rating_count) == (3, 2)

    staff.post("/admin/catalog/review/", {"action": "hide", "_selected_action": [bad.pk]})
    product.refresh_from_db()
    assert (product.rating_average, product.rating_count) == (5, 1)

    staff.post(f"/admin/catalog/review/{Review.objects.get(rating=5).pk}/delete/", {"post": "yes"})
    product.refresh_from_db()
    assert (product.rating_average, product.rating_count) == (None, 0)


def test_staff_answer_a_review_and_leave_its_words_alone(staff: Client) -> None:
    product = make_product("Mug")
    review = make_review(product, rating=2, title="Chipped", text="It came <b>chipped</b>.")
    path = f"/admin/catalog/review/{review.pk}/change/"
    page = f"/p/{product.slug}/"
    assert "The shop answers" not in staff.get(page).text

    answer = staff.post(
        path,
        {
            "answer": "A new one is on its way.\n\n<i>Sorry!</i>",
            "is_published": "on",
            "rating": 5,
            "text": "Perfect.",
        },
    )

    assert answer.status_code == 302, answer.text
    review.refresh_from_db()
    assert (review.rating, review.text) == (2, "It came <b>chipped</b>.")
    shown = staff.get(page).text
    assert "The shop answers" in shown
    assert "<p>A new one is on its way.</p>" in shown
    assert "&lt;i&gt;Sorry!" in shown
    unanswered = staff.get("/admin/catalog/review/?answer__isempty=1").text
    assert "Chipped" not in unanswered
    assert staff.get("/admin/catalog/review/add/").status_code == 403


def test_the_product_list_costs_the_same_for_any_number_of_rows(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make_variant(make_product(f"Mug {number}", brand=f"Brand {number}"))

    with django_assert_max_num_queries(12):
        staff.get("/admin/catalog/product/")


def test_added_pictures_come_after_the_others_and_keep_their_place(staff: Client) -> None:
    product = make_product("Mug", sku="MUG-1")
    first = Picture.objects.create(product=product, file="products/first.jpg", position=0)
    pictures = {
        "pictures-TOTAL_FORMS": 3,
        "pictures-INITIAL_FORMS": 1,
        "pictures-0-id": first.pk,
        "pictures-0-product": product.pk,
        "pictures-0-position": 0,
        "pictures-1-product": product.pk,
        "pictures-1-file": SimpleUploadedFile("left.jpg", _JPEG),
        "pictures-2-product": product.pk,
        "pictures-2-file": SimpleUploadedFile("right.jpg", _JPEG),
    }

    response = staff.post(
        f"/admin/catalog/product/{product.pk}/change/", form(product, [], **pictures)
    )

    assert response.status_code == 302, response.context["errors"]
    placed = product.pictures.order_by("position").values_list("position", "file")
    assert [(place, Path(file).name[:4]) for place, file in placed] == [
        (0, "firs"),
        (1, "left"),
        (2, "righ"),
    ]


def test_a_picture_shows_an_article_of_its_own_product_only(staff: Client) -> None:
    product = make_product("Mug", sku="MUG-1")
    make_product("Lamp", sku="LAMP-1")
    Picture.objects.create(product=product, file="products/first.jpg", position=0)

    page = staff.get(f"/admin/catalog/product/{product.pk}/change/").content.decode()

    choices = page.partition('name="pictures-0-variant"')[2].partition("</select>")[0]
    assert "MUG-1" in choices
    assert "LAMP-1" not in choices


def test_a_refused_form_says_that_its_new_pictures_must_be_chosen_again(staff: Client) -> None:
    product = make_product("Mug")
    row = {"sku": "MUG-9", "price": "5.00", "options": "Oak"}
    pictures = {
        "pictures-TOTAL_FORMS": 1,
        "pictures-0-product": product.pk,
        "pictures-0-file": SimpleUploadedFile("left.jpg", _JPEG),
    }

    answer = staff.post(
        f"/admin/catalog/product/{product.pk}/change/", form(product, [row], **pictures)
    )

    assert "Write name and value" in answer.text
    assert "Not kept: choose it again." in answer.text
    assert "left.jpg" not in answer.text
    assert not Picture.objects.exists()
