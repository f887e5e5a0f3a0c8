"""The history of a product: who changed what when, whoever did it, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client

from catalog import revisions, summaries
from catalog.bulk import carrying_out
from catalog.imports.products.write import import_products
from catalog.models import Picture, Product, Revision, Variant
from catalog.tests.admin.test_products import form
from catalog.tests.factories import make_brand, make_product, make_variant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(product: Product) -> list[tuple[str, str, str]]:
    """Return every change of the story, newest chapter first."""
    return [
        (change.what, change.before, change.after)
        for chapter in revisions.story(product)
        for change in chapter.changes
    ]


def brought_back(product: Product, revision: Revision) -> list[tuple[str, str, str, str]]:
    edit = revisions.BringBack(revision.pk)
    plan = edit.plan([product.pk], now=NOW)
    carrying_out.carry_out(edit, [product.pk], fingerprint=plan.fingerprint, now=NOW)
    product.refresh_from_db()
    return [(line.title, line.before, line.after, line.refusal) for line in plan.lines]


@pytest.fixture
def owner(client: Client) -> Client:
    """The browser of the owner."""
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    return client


def test_every_changed_column_is_told_in_words() -> None:
    mug = make_product("Mug", price_minor=1_000, sku="MUG", status="draft")

    Product.objects.update(title="Big mug", status="published", brand=make_brand("Mori"))
    Variant.objects.update(price_minor=850, compare_at_minor=1_000, options={"Colour": "Red"})

    assert sorted(told(mug)) == [
        ("brand", "–", "Mori"),
        ("options (MUG)", "–", "Colour: Red"),
        ("price (MUG)", "€10.00", "€8.50"),
        ("price before (MUG)", "–", "€10.00"),
        ("status", "draft", "published"),
        ("title", "Mug", "Big mug"),
    ]


def test_summaries_and_saves_without_a_change_are_no_part_of_it() -> None:
    mug = make_product("Mug")

    mug.save()
    Product.objects.update(popularity=3.0)
    make_variant(mug, price_minor=1)
    summaries.refresh([mug.pk])

    assert not Revision.objects.exists()


def test_nobody_rewrites_it() -> None:
    make_product("Mug")
    Product.objects.update(title="Cup")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Revision.objects.update(by_id=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Revision.objects.all().delete()

    assert Revision.objects.count() == 1


def test_saving_in_the_staff_area_names_the_person(owner: Client) -> None:
    mug = make_product("Mug", sku="MUG", price_minor=1_000)
    row = {
        "id": mug.variants.get().pk,
        "sku": "MUG",
        "price": "8.50",
        "compare_at": "",
        "on_hand": 10,
    }
    new = {"sku": "MUG-L", "price": "9", "compare_at": "", "on_hand": 1, "position": 1}

    owner.post(f"/admin/catalog/product/{mug.pk}/change/", form(mug, [row, new], title="Cup"))

    (chapter,) = revisions.story(mug)
    assert chapter.who == "owner@example.com"
    assert {(each.what, each.before, each.after) for each in chapter.changes} == {
        ("title", "Mug", "Cup"),
        ("price (MUG)", "€10.00", "€8.50"),
        ("article", "", "MUG-L: added"),
    }
    page = owner.get(f"/admin/catalog/product/{mug.pk}/history/").text
    assert "owner@example.com" in page
    assert "Bring back what was before" in page


def test_imports_bulk_actions_and_sales_say_so(owner: Client, tmp_path: Path) -> None:
    file = tmp_path / "mugs.csv"
    for price in ("10", "12"):
        file.write_text(f"id,sku,title,price\n1,MUG,Mug,{price}\n")
        account = import_products(file, mapping={}, source="erp", currency="EUR", assumed_units=1)
    mug = Product.objects.get()
    owner.post("/admin/catalog/product/", {"action": "archive", "_selected_action": [mug.pk]})

    occasions = [(each.occasion, each.who) for each in revisions.story(mug)]

    # One transaction here, so the two stand in one chapter, which begins with the import.
    assert occasions == [(f"import {account.run_id}", "")]
    assert list(Revision.objects.order_by("pk").values_list("occasion", flat=True)) == [
        f"import {account.run_id}",
        "staff",
    ]


def test_an_earlier_state_comes_back_as_one_change() -> None:
    mug = make_product("Mug", price_minor=1_000, sku="MUG", tags=["blue"])
    Product.objects.update(title="Cup", tags=[])
    first = Revision.objects.get()
    Product.objects.update(title="Bowl", status="draft")
    Variant.objects.update(price_minor=700)

    lines = brought_back(mug, first)

    assert lines == [
        ("status", "draft", "published", ""),
        ("tags", "–", "blue", ""),
        ("title", "Bowl", "Mug", ""),
        ("price", "€7.00", "€10.00", ""),
    ]
    assert (mug.title, mug.tags, mug.status, mug.price_minor) == (
        "Mug",
        ["blue"],
        "published",
        1_000,
    )
    assert brought_back(mug, first) == []


def test_dates_come_back_to_the_second() -> None:
    mug = make_product("Mug", hidden_at=NOW)
    Product.objects.update(hidden_at=None, published_at=NOW)

    brought_back(mug, Revision.objects.get())

    assert (mug.hidden_at, f"{mug.published_at:%Y}") == (NOW, "2020")


def test_what_cannot_come_back_says_why() -> None:
    mug = make_product("Mug", brand="Mori", slug="mug", sku="MUG")
    Product.objects.update(slug="cup", brand=None, title="Cup")
    first = Revision.objects.get()
    mug.brand.delete()
    make_product("Other", slug="mug")

    lines = brought_back(mug, first)

    assert [(title, refusal) for title, _before, _after, refusal in lines] == [
        ("brand", "does not exist any more"),
        ("address", "is in use elsewhere by now"),
        ("title", ""),
    ]
    assert (mug.title, mug.slug, mug.brand) == ("Mug", "cup", None)


def test_bringing_back_in_the_staff_area_is_looked_at_first(owner: Client) -> None:
    mug = make_product("Mug")
    Product.objects.update(title="Cup")
    page = f"/admin/catalog/product/{mug.pk}/history/?back={Revision.objects.get().pk}"

    looked = owner.get(page)
    fingerprint = looked.context["plan"].fingerprint
    Product.objects.update(title="Bowl")
    too_late = owner.post(page, {"fingerprint": fingerprint})
    unchanged = Product.objects.get().title
    done = owner.post(page, {"fingerprint": too_late.context["plan"].fingerprint})

    assert "Bring it back" in looked.text
    assert "The product has changed since you looked" in too_late.text
    assert (unchanged, Product.objects.get().title) == ("Bowl", "Mug")
    assert done.status_code == 302
    newest = Revision.objects.order_by("-pk")[0]
    assert newest.occasion.startswith("back ")


def test_who_may_only_look_reads_and_brings_nothing_back(client: Client) -> None:
    mug = make_product("Mug")
    Product.objects.update(title="Cup")
    page = f"/admin/catalog/product/{mug.pk}/history/"
    viewer = get_user_model().objects.create_user("v@example.com", "a good password", is_staff=True)
    client.force_login(viewer)
    assert client.get(page).status_code == 403
    viewer.groups.add(Group.objects.get(name="Analyst"))
    viewer.user_permissions.add(Permission.objects.get(codename="view_product"))

    story = client.get(page)
    back = f"{page}?back={Revision.objects.get().pk}"

    assert (story.status_code, "Bring back" in story.text) == (200, False)
    assert (client.get(back).status_code, client.post(back).status_code) == (403, 403)
    assert client.get(f"{page}?back=9" + "9" * 30).status_code == 404
    assert Product.objects.get().title == "Cup"


def test_details_and_pictures_that_staff_change_are_told_and_stay(owner: Client) -> None:
    mug = make_product("Mug", sku="MUG", attributes={"Glaze": "matt", "Volume": 0.3})
    glaze, volume = mug.attribute_values.order_by("pk")
    made = {"picture": Picture.objects.create(product=mug, file="products/mug.svg")}
    page = f"/admin/catalog/product/{mug.pk}/change/"
    row = {
        "id": mug.variants.get().pk,
        "sku": "MUG",
        "price": "10",
        "compare_at": "",
        "on_hand": 10,
    }
    changed = {
        "attribute_values-TOTAL_FORMS": 2, "attribute_values-INITIAL_FORMS": 2,
        "attribute_values-0-id": glaze.pk, "attribute_values-0-product": mug.pk,
        "attribute_values-0-attribute": glaze.attribute_id, "attribute_values-0-text": "glossy",
        "attribute_values-1-id": volume.pk, "attribute_values-1-product": mug.pk,
        "attribute_values-1-attribute": volume.attribute_id, "attribute_values-1-number": "0.3",
        "attribute_values-1-DELETE": "on",
        "pictures-TOTAL_FORMS": 1, "pictures-INITIAL_FORMS": 1, "pictures-0-id": made["picture"].pk,
        "pictures-0-product": mug.pk, "pictures-0-position": 0, "pictures-0-DELETE": "on",
    }  # fmt: skip

    answer = owner.post(page, form(mug, [row], title="Cup", **changed))

    assert answer.status_code == 302, answer.context["errors"]
    assert set(told(mug)) == {
        ("title", "Mug", "Cup"),
        ("Glaze", "matt", "glossy"),
        ("Volume", "0.3", "–"),
        ("picture", "products/mug.svg", "–"),
    }
    lines = brought_back(mug, Revision.objects.order_by("pk")[0])
    assert mug.title == "Mug"
    assert {title: refusal for title, _before, _after, refusal in lines} == {
        "title": "",
        "Glaze": "details and pictures are changed back by hand",
        "Volume": "details and pictures are changed back by hand",
        "picture": "details and pictures are changed back by hand",
    }
