"""Pages of the staff area say what they mean: names instead of numbers, and a button only where it does something."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import ListPrice, PriceList
from catalog.tests.factories import make_department
from orders.models import Order, Payment, PriceChange, Refund, Sale, StockMovement
from orders.tests.shop import Shopfloor, Staff, stranger

AGREED = {"_form_submitted": "true"}
LATER = timezone.now() + timedelta(days=7)


@pytest.fixture
def order(shop: Shopfloor) -> Order:
    """A paid order of two lamps."""
    placed = shop.buy({shop.article("Lamp", price=4900, stock=5): 2}).order
    assert placed is not None
    return placed


def sale_form(**fields: object) -> dict[str, object]:
    """Fill in a sale of next week."""
    until = LATER + timedelta(days=2)
    return {
        "name": "Weekend",
        "is_active": "on",
        "percent": "15",
        "starts_at_0": LATER.date().isoformat(),
        "starts_at_1": "08:00:00",
        "ends_at_0": until.date().isoformat(),
        "ends_at_1": "20:00:00",
        **fields,
    }


def test_a_sale_names_its_articles(staff: Staff, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=4900, stock=5).product
    lighting = make_department("Lighting")
    merchandiser, path = staff("Merchandiser"), reverse("admin:orders_sale_add")

    offered = merchandiser.get(path).text
    assert 'name="products"' in offered
    assert 'data-model-name="variant"' in offered
    answer = merchandiser.post(path, sale_form(products=[lamp.pk], departments=[lighting.pk]))

    assert answer.status_code == 302, answer.text
    sale = Sale.objects.get()
    assert (sale.products, sale.departments, sale.brands) == ([lamp.pk], [lighting.pk], [])
    change = merchandiser.get(reverse("admin:orders_sale_change", args=[sale.pk])).text
    assert f'<option value="{lamp.pk}" selected>Lamp</option>' in change
    assert "−15 %" in merchandiser.get(reverse("admin:orders_sale_changelist")).text


def test_a_sale_without_articles_is_refused(staff: Staff) -> None:
    answer = staff("Merchandiser").post(reverse("admin:orders_sale_add"), sale_form())

    assert "Name products, departments or brands." in answer.text
    assert not Sale.objects.exists()


def test_an_article_is_found_for_a_price_list_by_its_title(staff: Staff, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=4900, stock=5)
    shop.article("Chair", price=9900, stock=5)
    merchandiser = staff("Merchandiser")
    said = {
        "term": "lam",
        "app_label": "catalog",
        "model_name": "listprice",
        "field_name": "variant",
    }

    found = merchandiser.get(f"{reverse('admin:autocomplete')}?{urlencode(said)}").json()

    assert [each["id"] for each in found["results"]] == [str(lamp.pk)]
    pounds = PriceList.objects.create(code="uk", name="United Kingdom", currency="GBP")
    typed = {"price_list": pounds.pk, "variant": lamp.pk, "price": "42.50", "compare_at": ""}
    assert merchandiser.post(reverse("admin:catalog_listprice_add"), typed).status_code == 302
    assert ListPrice.objects.get().price_minor == 4250
    assert "Lamp" in merchandiser.get(reverse("admin:catalog_listprice_changelist")).text


def test_articles_are_changed_on_the_page_of_their_product_only(
    shop: Shopfloor, client: Client
) -> None:
    lamp = shop.article("Lamp", price=4900, stock=5)
    client.force_login(User.objects.create_superuser("owner@example.org", "a good password"))
    path = reverse("admin:catalog_variant_change", args=[lamp.pk])

    assert client.post(path, {"sku": "OTHER"}).status_code == 403
    assert client.get(reverse("admin:catalog_variant_add")).status_code == 403
    lamp.refresh_from_db()
    assert lamp.sku != "OTHER"


@pytest.mark.parametrize("log", ["pricechange", "stockmovement"])
def test_a_log_is_searched_by_title_and_by_article_number(
    staff: Staff, shop: Shopfloor, log: str
) -> None:
    lamp = shop.article("Lamp", price=4900, stock=5)
    chair = shop.article("Chair", price=9900, stock=5)
    analyst, path = staff("Analyst"), reverse(f"admin:orders_{log}_changelist")

    for words in ("lamp", lamp.sku):
        found = analyst.get(f"{path}?{urlencode({'q': words})}").text
        assert lamp.sku in found, words
        assert chair.sku not in found, words
    model = {"pricechange": PriceChange, "stockmovement": StockMovement}[log]
    row = model.objects.filter(variant_id=lamp.pk).latest("pk")
    assert "Lamp" in analyst.get(reverse(f"admin:orders_{log}_change", args=[row.pk])).text


def test_a_cart_names_what_lies_in_it(staff: Staff, shop: Shopfloor) -> None:
    lamp = shop.article("Lamp", price=4900, stock=5)
    cart = shop.cart_of(stranger(), {lamp: 2})

    page = staff("Support").get(reverse("admin:orders_cart_change", args=[cart.pk])).text

    assert "Lamp" in page
    assert lamp.sku in page
    assert "{}" not in page


def test_what_is_only_read_has_no_button_to_save(staff: Staff, order: Order) -> None:
    support = staff("Support")

    page = support.get(reverse("admin:orders_order_change", args=[order.pk])).text
    assert 'name="_save"' not in page
    assert 'name="_continue"' not in page
    line = order.lines.get()
    stock = staff("Merchandiser").get(reverse("admin:catalog_stock_change", args=[line.variant_id]))
    assert 'name="_save"' in stock.text


class TestRefund:
    """Money goes back from the page of the order."""

    @staticmethod
    def path(order: Order) -> str:
        return reverse("admin:orders_order_refund_order", args=[order.pk])

    def test_units_and_an_amount_on_top_go_back(self, staff: Staff, order: Order) -> None:
        line = order.lines.get()
        support = staff("Support")

        asked = support.get(self.path(order)).text
        assert "Lamp: units to pay back" in asked
        said = {f"units-{line.pk}": 1, "extra": "2.50", "reason": "a scratch"}
        assert support.post(self.path(order), {**AGREED, **said}).status_code == 204

        refund = Refund.objects.get()
        assert (refund.amount_minor, refund.status, refund.reason) == (5150, "done", "a scratch")
        assert str(refund.requested_by) == "Support@example.org"
        order.refresh_from_db()
        assert order.status == "paid"
        page = support.get(reverse("admin:orders_order_change", args=[order.pk])).text
        assert "€51.50 went back." in page

    @pytest.mark.parametrize(
        ("extra", "why"),
        [("", "Name units or an amount."), ("1000", "can still go back")],
    )
    def test_nothing_and_too_much_are_refused(
        self, staff: Staff, order: Order, extra: str, why: str
    ) -> None:
        said = {f"units-{order.lines.get().pk}": 0, "extra": extra, "reason": "no"}

        answer = staff("Support").post(self.path(order), {**AGREED, **said})

        assert answer.status_code == 200
        assert why in answer.text
        assert not Refund.objects.exists()
        assert Payment.objects.get().refunded_minor == 0

    def test_more_units_than_are_left_are_refused(self, staff: Staff, order: Order) -> None:
        support, line = staff("Support"), order.lines.get()
        once = {**AGREED, f"units-{line.pk}": 2, "reason": "lost on the way"}
        assert support.post(self.path(order), once).status_code == 204

        again = support.post(self.path(order), once)

        assert "Name units or an amount." in again.text
        assert Refund.objects.count() == 1

    @pytest.mark.parametrize("role", ["Merchandiser", "Analyst"])
    def test_others_may_not(self, staff: Staff, order: Order, role: str) -> None:
        said = {**AGREED, f"units-{order.lines.get().pk}": 1, "reason": "no"}

        assert staff(role).post(self.path(order), said).status_code == 403
        assert not Refund.objects.exists()


def test_an_order_that_cannot_move_says_how_it_stands(staff: Staff, order: Order) -> None:
    support = staff("Support")
    cancel = reverse("admin:orders_order_cancel_order", args=[order.pk])
    for _ in range(2):
        support.post(cancel, {**AGREED, "reason": "called"})

    page = support.get(reverse("admin:orders_order_change", args=[order.pk])).text

    assert "That is not possible for this order now: it is cancelled." in page


class TestMarketPrices:
    """What a product costs elsewhere is typed beside it."""

    @pytest.fixture
    def pounds(self) -> PriceList:
        return PriceList.objects.create(code="uk", name="United Kingdom", currency="GBP")

    @pytest.fixture
    def yen(self) -> PriceList:
        return PriceList.objects.create(code="jp", name="Japan", currency="JPY")

    def test_prices_are_written_changed_and_taken_away(
        self, staff: Staff, shop: Shopfloor, pounds: PriceList, yen: PriceList
    ) -> None:
        lamp = shop.article("Lamp", price=4900, stock=5)
        merchandiser = staff("Merchandiser")
        path = reverse("admin:catalog_product_market_prices", args=[lamp.product_id])
        change = reverse("admin:catalog_product_change", args=[lamp.product_id])
        assert path in merchandiser.get(change).text
        in_pounds, in_yen = f"price-{pounds.pk}-{lamp.pk}", f"price-{yen.pk}-{lamp.pk}"

        merchandiser.post(path, {in_pounds: "42.50", in_yen: "7800"})
        prices = dict(ListPrice.objects.values_list("price_list__code", "price_minor"))
        assert prices == {"uk": 4250, "jp": 7800}

        ListPrice.objects.filter(price_list=pounds).update(compare_at_minor=4500)
        merchandiser.post(path, {in_pounds: "45.00", in_yen: ""})
        left = ListPrice.objects.get()
        assert (left.price_minor, left.compare_at_minor) == (4500, None)

    @pytest.mark.parametrize("typed", ["-1", "twelve", "1.5"])
    def test_what_is_no_price_is_refused_and_changes_nothing(
        self, staff: Staff, shop: Shopfloor, pounds: PriceList, yen: PriceList, typed: str
    ) -> None:
        lamp = shop.article("Lamp", price=4900, stock=5)
        path = reverse("admin:catalog_product_market_prices", args=[lamp.product_id])
        said = {f"price-{pounds.pk}-{lamp.pk}": "42.50", f"price-{yen.pk}-{lamp.pk}": typed}

        answer = staff("Merchandiser").post(path, said)

        assert answer.status_code == 200
        assert 'class="text-red-600' in answer.text
        assert not ListPrice.objects.exists()

    def test_who_may_only_look_may_not_write(
        self, staff: Staff, shop: Shopfloor, pounds: PriceList
    ) -> None:
        lamp = shop.article("Lamp", price=4900, stock=5)
        path = reverse("admin:catalog_product_market_prices", args=[lamp.product_id])
        analyst = staff("Analyst")

        page = analyst.get(path).text
        assert "Back to the product" in page
        assert "Save</button>" not in "".join(page.split())
        assert analyst.post(path, {f"price-{pounds.pk}-{lamp.pk}": "1"}).status_code == 403
        assert not ListPrice.objects.exists()
