"""Staff at work, each step as the role whose it is: what they may do works, what they may not is refused and changes nothing."""

from __future__ import annotations

from django.urls import reverse

from catalog.models import Stock
from orders.models import (
    Coupon,
    DeliveryMethod,
    Order,
    Promotion,
    Refund,
    StockMovement,
    TaxRate,
)
from orders.tests.shop import Shopfloor, Staff, on_hand

AGREED = {"_form_submitted": "true"}
OTHERS = {
    "Owner": (),
    "Merchandiser": ("Support", "Analyst"),
    "Support": ("Merchandiser", "Analyst"),
}
"""Who must be refused what a role may do."""


def paid_order(shop: Shopfloor) -> Order:
    order = shop.buy({shop.article("Lamp", price=4900, stock=5): 2}).order
    assert order is not None
    return order


class TestSupport:
    def test_finds_an_order_by_number_e_mail_and_state(self, staff: Staff, shop: Shopfloor) -> None:
        order = paid_order(shop)
        support, desk = staff("Support"), reverse("admin:orders_order_changelist")

        for found in (f"?q={order.number}", "?q=ada@example.org", "?status__exact=paid"):
            assert order.number in support.get(desk + found).content.decode(), found
        for missed in ("?q=nobody@example.org", "?status__exact=cancelled"):
            assert order.number not in support.get(desk + missed).content.decode(), missed

    def test_ships_and_the_others_may_not(self, staff: Staff, shop: Shopfloor) -> None:
        order = paid_order(shop)
        path = reverse("admin:orders_order_ship_order", args=[order.pk])
        said = {**AGREED, "carrier": "DHL", "number": "0034", "url": ""}

        for role in OTHERS["Support"]:
            assert staff(role).post(path, said).status_code == 403
        order.refresh_from_db()
        assert order.status == "paid"
        assert staff("Support").post(path, said).status_code == 204

        order.refresh_from_db()
        assert order.status == "shipped"
        event = order.events.get(to_status="shipped")
        assert (event.actor_label, str(event.actor)) == ("staff", "Support@example.org")

    def test_cancels_and_the_money_goes_back(self, staff: Staff, shop: Shopfloor) -> None:
        order = paid_order(shop)

        path = reverse("admin:orders_order_cancel_order", args=[order.pk])
        assert staff("Support").post(path, {**AGREED, "reason": "called"}).status_code == 204

        order.refresh_from_db()
        assert order.status == "cancelled"
        assert Refund.objects.get().amount_minor == order.total_minor

    def test_may_not_touch_counts_or_promotions(self, staff: Staff, shop: Shopfloor) -> None:
        lamp = shop.article("Lamp", stock=5)
        promotion = Promotion.objects.create(name="Fair", kind="percent", percent=10)
        support = staff("Support")

        count = reverse("admin:catalog_stock_count_again", args=[lamp.pk])
        codes = reverse("admin:orders_promotion_print_codes", args=[promotion.pk])
        assert support.post(count, {**AGREED, "difference": 9, "reason": "delivery"}).status_code == 403  # fmt: skip
        assert support.post(codes, {**AGREED, "count": 3}).status_code == 403

        assert on_hand(lamp) == 5
        assert Coupon.objects.count() == 0


class TestMerchandiser:
    def test_counts_again_with_a_reason_that_history_keeps(
        self, staff: Staff, shop: Shopfloor
    ) -> None:
        lamp = shop.article("Lamp", stock=5)
        path = reverse("admin:catalog_stock_count_again", args=[lamp.pk])
        said = {**AGREED, "difference": "7", "reason": "delivery", "note": "pallet 12"}

        for role in OTHERS["Merchandiser"]:
            assert staff(role).post(path, said).status_code == 403
        assert on_hand(lamp) == 5
        merchandiser = staff("Merchandiser")
        assert merchandiser.post(path, {**said, "reason": ""}).status_code == 200  # asks for one
        assert on_hand(lamp) == 5
        assert merchandiser.post(path, said).status_code == 204

        assert on_hand(lamp) == 12
        moved = StockMovement.objects.latest("pk")
        assert (moved.difference, moved.reason) == (7, "delivery")
        remembered = Stock.history.latest()
        assert (remembered.on_hand, str(remembered.history_user)) == (
            12,
            "Merchandiser@example.org",
        )
        page = merchandiser.get(reverse("admin:catalog_stock_history", args=[lamp.pk]))
        assert "pallet 12" in page.content.decode()

    def test_sees_what_runs_low_and_sets_the_level(self, staff: Staff, shop: Shopfloor) -> None:
        scarce, gone = shop.article("Scarce", stock=2), shop.article("Gone", stock=0)
        shop.article("Plenty", stock=50)
        merchandiser, shelf = staff("Merchandiser"), reverse("admin:catalog_stock_changelist")

        low = merchandiser.get(shelf + "?level=low").content.decode()
        out = merchandiser.get(shelf + "?level=out").content.decode()
        level = reverse("admin:catalog_stock_change", args=[scarce.pk])
        assert merchandiser.post(level, {"low_at": 1, "on_hand": 999}).status_code == 302

        assert ("Scarce" in low, "Gone" in low, "Plenty" in low) == (True, True, False)
        assert ("Scarce" in out, "Gone" in out) == (False, True)
        row = Stock.objects.get(pk=scarce.pk)
        assert (row.low_at, row.on_hand) == (1, 2)
        assert str(Stock.history.latest().history_user) == "Merchandiser@example.org"
        assert on_hand(gone) == 0

    def test_tries_a_promotion_before_it_runs(self, staff: Staff, shop: Shopfloor) -> None:
        lamp = shop.article("Lamp", price=6000)
        Promotion.objects.create(name="Ten", kind="percent", percent=10, min_value_minor=9000, currency="EUR")  # fmt: skip
        said = {"articles": f"{lamp.sku} 1", "codes": "", "email": "", "moment_0": "", "moment_1": ""}  # fmt: skip
        merchandiser, dry_run = staff("Merchandiser"), "/admin/orders/promotion/dry-run/"

        refused = merchandiser.post(dry_run, said).content.decode()
        applied = merchandiser.post(dry_run, {**said, "articles": f"{lamp.sku} 2"}).content.decode()

        assert "€60.00" in refused
        assert "−€12.00" in applied
        assert Order.objects.count() == 0

    def test_prints_a_batch_of_codes_and_finds_it_again(self, staff: Staff) -> None:
        promotion = Promotion.objects.create(name="Fair", kind="percent", percent=10, needs_coupon=True)  # fmt: skip
        path = reverse("admin:orders_promotion_print_codes", args=[promotion.pk])
        said = {**AGREED, "count": 500, "prefix": "FAIR", "batch": "fair", "usage_limit": 1}

        for role in OTHERS["Merchandiser"]:
            assert staff(role).post(path, said).status_code == 403
        merchandiser = staff("Merchandiser")
        assert merchandiser.post(path, said).status_code == 204

        codes = set(Coupon.objects.filter(batch="fair").values_list("code", flat=True))
        assert len(codes) == 500
        listed = merchandiser.get(reverse("admin:orders_coupon_changelist") + "?batch=fair")
        assert sum(code in listed.content.decode() for code in codes) > 0

    def test_switching_a_promotion_off_is_remembered(self, staff: Staff) -> None:
        promotion = Promotion.objects.create(name="Fair", kind="percent", percent=10)
        merchandiser = staff("Merchandiser")

        merchandiser.post(
            reverse("admin:orders_promotion_changelist"),
            {
                "form-TOTAL_FORMS": 1,
                "form-INITIAL_FORMS": 1,
                "form-0-id": promotion.pk,
                "form-0-priority": 3,
                "_save": "Save",
            },
        )

        promotion.refresh_from_db()
        assert (promotion.is_active, promotion.priority) == (False, 3)
        history = [(each.history_type, each.is_active) for each in promotion.history.all()]
        assert history == [("~", False), ("+", True)]
        page = merchandiser.get(reverse("admin:orders_promotion_history", args=[promotion.pk]))
        assert "Merchandiser@example.org" in page.content.decode()


class TestOwnerAndAnalyst:
    def test_the_owner_sets_delivery_and_tax_and_history_says_so(self, staff: Staff) -> None:
        rate = TaxRate.objects.get(country="DE", tax_class="standard")
        path = reverse("admin:orders_taxrate_change", args=[rate.pk])
        said = {"country": "DE", "tax_class": "standard", "percent": "20", "name": rate.name}

        for role in ("Merchandiser", "Support", "Analyst"):
            assert staff(role).post(path, said).status_code == 403
        owner = staff("Owner")
        assert owner.post(path, said).status_code == 302

        rate.refresh_from_db()
        assert rate.percent == 20
        assert str(rate.history.latest().history_user) == "Owner@example.org"
        method = DeliveryMethod.objects.first()
        assert method is not None
        for page in (rate, method):
            name = f"admin:orders_{page._meta.model_name}_history"
            assert owner.get(reverse(name, args=[page.pk])).status_code == 200

    def test_the_analyst_reads_everything_and_changes_nothing(
        self, staff: Staff, shop: Shopfloor
    ) -> None:
        order, analyst = paid_order(shop), staff("Analyst")
        lamp = order.lines.get().variant
        assert lamp is not None

        for name, pk in (
            ("orders_order_change", order.pk),
            ("catalog_stock_change", lamp.pk),
            ("catalog_stock_history", lamp.pk),
        ):
            assert analyst.get(reverse(f"admin:{name}", args=[pk])).status_code == 200, name
        for name, pk in (
            ("orders_order_ship_order", order.pk),
            ("orders_order_cancel_order", order.pk),
            ("catalog_stock_count_again", lamp.pk),
        ):
            path = reverse(f"admin:{name}", args=[pk])
            said = {**AGREED, "reason": "delivery", "difference": "1"}
            assert analyst.post(path, said).status_code == 403, name

        order.refresh_from_db()
        assert (order.status, on_hand(lamp)) == ("paid", 3)
