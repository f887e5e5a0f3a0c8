"""Invoices: one an order, numbered without gaps, right to the cent, and only for the customer's eyes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from orders import links, outbox
from orders.invoices import drawing, issuing
from orders.invoices.content import content
from orders.messages import HANDLERS
from orders.models import Invoice, Market, Order, Promotion
from orders.tests.shop import Shopfloor

pytestmark = pytest.mark.usefixtures("books_are_right")


def bought(shop: Shopfloor) -> Order:
    order = shop.buy(
        {
            shop.article("Öllampe «Zażółć»", price=4999): 1,
            shop.article("Cookbook", price=2000, tax_class="reduced"): 2,
        }
    ).order
    assert order is not None
    return order


def test_a_paid_order_gets_its_invoice_by_mail(shop: Shopfloor, now: datetime) -> None:
    order = bought(shop)

    outbox.deliver(HANDLERS, now=now)
    outbox.deliver(HANDLERS, now=now + timedelta(minutes=1))

    invoice = Invoice.objects.get(order=order)
    letter = mail.outbox[-1]
    assert invoice.number == "2026-000001"
    assert letter.subject == f"Invoice 2026-000001 for your order {order.number}"
    name, paper, kind = letter.attachments[0]
    assert (name, kind) == ("2026-000001.pdf", "application/pdf")
    assert paper == bytes(invoice.pdf or b"")
    assert paper.startswith(b"%PDF-")


def test_numbers_follow_each_other_within_their_year(shop: Shopfloor, now: datetime) -> None:
    numbers = [issuing.issue(bought(shop).pk, now=now).number for _ in range(3)]
    next_year = issuing.issue(bought(shop).pk, now=now.replace(year=2027)).number

    assert numbers == ["2026-000001", "2026-000002", "2026-000003"]
    assert next_year == "2027-000001"


def test_issuing_again_gives_the_same_paper(shop: Shopfloor, now: datetime) -> None:
    order = bought(shop)

    first, second = (issuing.issue(order.pk, now=now) for _ in range(2))

    assert first.pk == second.pk
    assert bytes(first.pdf or b"") == bytes(second.pdf or b"")
    assert Invoice.objects.count() == 1


def test_a_worker_that_dies_between_number_and_paper_draws_it_later(
    shop: Shopfloor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = bought(shop)

    class Killed(BaseException):
        pass

    def die(invoice: Invoice) -> bytes:
        raise Killed

    monkeypatch.setattr(drawing, "draw", die)
    with pytest.raises(Killed):
        issuing.issue(order.pk, now=now)
    monkeypatch.undo()
    assert Invoice.objects.get().pdf is None

    assert issuing.issue(order.pk, now=now).number == "2026-000001"
    assert Invoice.objects.get().pdf is not None


def test_the_invoice_says_every_rate_and_sum(shop: Shopfloor, now: datetime) -> None:
    Market.objects.update(seller="Shelfwise\nOak Street 1\nDE123456789")
    Promotion.objects.create(name="Ten off", kind="percent", percent=Decimal(10))
    invoice = issuing.issue(bought(shop).pk, now=now)

    said = content(invoice)

    assert said.seller == ("Shelfwise", "Oak Street 1", "DE123456789")
    assert said.customer[0] == "Ada Lovelace"
    assert [(row.quantity, row.unit_price, row.tax, row.total) for row in said.rows] == [
        ("1", "€49.99", "19 %", "€49.99"),
        ("2", "€20.00", "7 %", "€40.00"),
    ]
    assert said.sums == (
        ("Articles", "€89.99"),
        ("Ten off", "−€9.00"),
        ("Delivery: Standard delivery", "€0.00"),
        ("of which 7 % tax on articles", "€2.36"),
        ("of which 19 % tax on articles", "€7.18"),
    )
    assert said.total == ("Total", "€80.99")


def test_it_is_written_in_the_customers_language(shop: Shopfloor, now: datetime) -> None:
    order = bought(shop)
    Order.objects.filter(pk=order.pk).update(language="de")
    invoice = issuing.issue(order.pk, now=now)

    with translation.override("de"):
        assert content(invoice).total[1] == "89,99 €".replace(" ", "\N{NO-BREAK SPACE}")
    assert translation.get_language() == "en"


def test_a_long_order_takes_several_pages(shop: Shopfloor, now: datetime) -> None:
    many = {shop.article(f"Article {number}"): 1 for number in range(70)}
    order = shop.buy(many).order
    assert order is not None

    paper = bytes(issuing.issue(order.pk, now=now).pdf or b"")

    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") >= 2


def test_only_the_customer_reads_it(
    shop: Shopfloor, now: datetime, guest: Client, ada_client: Client
) -> None:
    order = bought(shop)
    key = f"?key={links.key_of(order.public_id)}"
    page, paper = f"/orders/{order.public_id}/invoice/", f"/orders/{order.public_id}/invoice.pdf"
    assert guest.get(f"{page}{key}").status_code == 404
    issuing.issue(order.pk, now=now)

    for path in (page, paper):
        assert guest.get(path).status_code == 404
        assert ada_client.get(path).status_code == 404
        assert guest.get(f"{path}{key}").status_code == 200
    assert "Invoice 2026-000001" in guest.get(f"{page}{key}").content.decode()
    answer = guest.get(f"{paper}{key}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2026-000001.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
