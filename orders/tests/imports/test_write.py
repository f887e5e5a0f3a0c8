"""A judged history in the tables: orders, lines, products for codes nobody knew."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.contrib.auth import get_user_model

from catalog.imports.account import Account
from catalog.imports.runs import importing
from catalog.models import ImportRun, Product, ProductStatus, Stock, Variant
from catalog.tests.factories import make_product
from orders.imports.history import read_history
from orders.imports.write import Written, write_history
from orders.models import Order, OrderLine
from orders.tests.imports.files import HEADER, Row, filler, line, written

pytestmark = pytest.mark.django_db

RED, BLUE = "85123A", "71053"


def stored(path: Path, *, source: str = "orders", dry: bool = False) -> tuple[Account, Written]:
    with importing(kind="orders", path=path, source=source, is_dry_run=dry) as run:
        history = read_history(path)
        run.account.rows_read = history.rows_read
        run.account.rows_accepted = history.rows_accepted
        run.account.decisions = history.decisions
        run.reject(history.rejections())
        result = write_history(history, run=run, source=source, currency="GBP", assumed_units=25)
    return run.account, result


def shop_rows() -> list[Row]:
    return [
        line(order="1", quantity=6, price=2.55),
        line(order="1", code=BLUE, title="BLUE MUG", quantity=1, price=3.39),
        line(order="2", quantity=2, price=2.55, customer="", country="EIRE"),
        line(order="C3", quantity=-6, at="2010-12-02 08:00"),
        line(order="4", code="POST", title="POSTAGE"),
        *filler(20),
    ]


def test_orders_are_stored_with_lines_totals_and_returns(tmp_path: Path) -> None:
    account, _ = stored(written(tmp_path, shop_rows()))

    first = Order.objects.get(origin="import", number="1")
    assert (first.currency, first.items_minor, first.total_minor) == ("GBP", 1869, 1869)
    assert (first.status, first.customer_reference) == ("delivered", "17850")
    assert first.external_reference == "orders:1"
    assert first.placed_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert first.visitor_id == uuid5(NAMESPACE_URL, "shelfwise:orders:customer:17850")
    assert first.delivery_address["country"] == "GB"
    lines = list(
        first.lines.order_by("id").values_list("sku", "title", "quantity", "quantity_returned")
    )
    assert lines == [(RED, "WHITE HANGING HEART", 6, 6), (BLUE, "BLUE MUG", 1, 0)]
    guest = Order.objects.get(number="2")
    assert (guest.customer_reference, guest.delivery_address["country"]) == ("", "IE")
    assert guest.visitor_id == uuid5(NAMESPACE_URL, "shelfwise:orders:guest:2")
    assert not Order.objects.filter(number__in=["C3", "4"]).exists()
    assert (account.created, account.changed, account.unchanged) == (22, 0, 0)
    assert account.rows_read == account.rows_accepted + account.rows_rejected == 25


def test_an_order_that_came_back_whole_is_cancelled(tmp_path: Path) -> None:
    rows = [line(order="1"), line(order="C2", quantity=-6, at="2010-12-02 08:00"), *filler()]

    stored(written(tmp_path, rows))

    assert Order.objects.get(number="1").status == "cancelled"


def test_unknown_codes_become_products_in_stock(tmp_path: Path) -> None:
    rows = [
        line(order="1", price=2.55),
        line(order="2", price=2.55),
        line(order="3", price=1.99, quantity=500),
    ]

    stored(written(tmp_path, rows))

    product = Product.objects.get(source="orders", external_id=RED)
    assert (product.title, product.slug) == ("WHITE HANGING HEART", "white-hanging-heart")
    assert product.status == ProductStatus.PUBLISHED
    assert product.published_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert (product.price_minor, product.currency, product.is_in_stock) == (255, "GBP", True)
    assert product.search_text
    variant = product.variants.get()
    assert (variant.sku, variant.price_minor, variant.stock.on_hand) == (RED, 255, 25)
    assert set(OrderLine.objects.values_list("product_id", "variant_id")) == {
        (product.pk, variant.pk)
    }


def test_known_articles_are_found_whatever_the_case_and_left_alone(tmp_path: Path) -> None:
    product = make_product("Red lamp", sku="85123a", price_minor=999)

    account, _ = stored(written(tmp_path, [line()]))

    product.refresh_from_db()
    assert (product.title, product.price_minor, product.source) == ("Red lamp", 999, "")
    assert account.totals["products created"] == 0
    assert OrderLine.objects.get().product_id == product.pk


def test_known_articles_are_found_by_the_id_of_their_import(tmp_path: Path) -> None:
    lamp = make_product("Lamp", sku="LAMP-1", source="table", external_id=RED)
    rows = [line(order="1"), line(order="2")]

    account, _ = stored(written(tmp_path, rows))

    assert account.totals["products created"] == 0
    assert set(OrderLine.objects.values_list("product_id", "variant__sku")) == {(lamp.pk, "LAMP-1")}


def test_an_id_that_meets_by_chance_is_no_match(tmp_path: Path) -> None:
    draft = make_product("Item 85123A", source="clicks", external_id=RED)

    stored(written(tmp_path, [line(order="1"), *filler()]))

    assert Product.objects.get(source="orders", external_id=RED).pk != draft.pk
    assert not OrderLine.objects.filter(product_id=draft.pk).exists()


def test_products_of_one_title_get_addresses_of_their_own(tmp_path: Path) -> None:
    stored(written(tmp_path, [line(), line(code=BLUE), line(code="71054")]))

    slugs = set(Product.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert "white-hanging-heart" in slugs


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, shop_rows())
    stored(path)
    before = _everything()

    account, result = stored(path)

    assert (account.created, account.changed, account.unchanged) == (0, 0, 22)
    assert not result.is_fresh.any()
    assert _everything() == before


def test_an_order_the_file_tells_otherwise_is_written_anew(tmp_path: Path) -> None:
    stored(written(tmp_path, shop_rows()))
    rows = [*shop_rows(), line(order="C9", code=BLUE, quantity=-1, at="2010-12-03 08:00")]

    account, result = stored(written(tmp_path, rows))

    assert (account.created, account.changed, account.unchanged) == (0, 1, 21)
    assert result.changed_orders == {"1"}
    order = Order.objects.get(number="1")
    assert order.status == "cancelled"
    assert list(order.lines.order_by("id").values_list("sku", "quantity_returned")) == [
        (RED, 6),
        (BLUE, 1),
    ]


def test_the_file_s_later_titles_and_prices_reach_its_own_products(tmp_path: Path) -> None:
    stored(written(tmp_path, [line()]))

    account, _ = stored(written(tmp_path, [line(title="HEART OF GLASS", price=3.5)]))

    product = Product.objects.get()
    assert (product.title, product.price_minor) == ("HEART OF GLASS", 350)
    assert Variant.objects.get().price_minor == 350
    assert account.totals["products changed"] == 1


def test_two_sources_with_the_same_numbers_stay_apart(tmp_path: Path) -> None:
    path = written(tmp_path, [line(order="1")])

    stored(path)
    stored(path, source="branch")

    assert set(Order.objects.values_list("number", "external_reference")) == {
        ("1", "orders:1"),
        ("branch-1", "branch:1"),
    }
    assert Product.objects.count() == 1


def test_customers_named_by_mail_meet_their_account(tmp_path: Path) -> None:
    person = get_user_model().objects.create_user("Ann@example.org")

    stored(written(tmp_path, [line(customer="ann@EXAMPLE.org")]))

    order = Order.objects.get()
    assert (order.user, order.email) == (person, "ann@EXAMPLE.org")


def test_the_first_currency_of_an_order_counts(tmp_path: Path) -> None:
    rows = [(*line(order="1"), ""), (*line(order="1", code=BLUE), "EUR"), (*line(order="2"), "")]

    account, _ = stored(written(tmp_path, rows, (*HEADER, "Currency")))

    assert dict(Order.objects.values_list("number", "currency")) == {"1": "EUR", "2": "GBP"}
    assert account.decisions.count("order with more than one currency: the first counts") == 1


def test_a_dry_run_reports_and_keeps_nothing(tmp_path: Path) -> None:
    account, _ = stored(written(tmp_path, shop_rows()), dry=True)

    assert (account.created, account.rows_rejected) == (22, 1)
    assert [each.row_number for each in account.first_rejections] == [6]
    assert not Order.objects.exists()
    assert not Product.objects.exists()
    assert not ImportRun.objects.exists()


def _everything() -> list[object]:
    return [
        list(table.objects.order_by("pk").values_list())
        for table in (Order, OrderLine, Product, Variant, Stock)
    ]
