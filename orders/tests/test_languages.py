"""Letters and invoices speak the language the shopper ordered in, whatever the worker speaks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone, translation

from orders import fulfilment, links, outbox, states
from orders.invoices.content import content
from orders.messages import HANDLERS
from orders.models import Invoice, Order, Payment
from orders.tests.shop import Shopfloor
from orders.tests.test_api import DETAILS
from orders.tests.test_checkout_pages import answer, fill, pay

FIXED = "\N{NO-BREAK SPACE}"


def ordered_in(language: str, guest: Client, shop: Shopfloor) -> Order:
    """Buy a lamp for 49 euros with a browser that asks for a language."""
    guest.cookies["django_language"] = language
    fill(guest, shop.article("Oak desk lamp", price=4900))
    answer(guest)
    pay(guest)
    return Order.objects.get()


def letters(now: datetime) -> list[EmailMultiAlternatives]:
    """Let an English worker deliver everything; return the letters in their order."""
    mail.outbox.clear()
    with translation.override("en"):
        for minutes in range(3):
            outbox.deliver(HANDLERS, now=now + timedelta(minutes=minutes))
    assert all(isinstance(letter, EmailMultiAlternatives) for letter in mail.outbox)
    return list(mail.outbox)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            {
                "confirmation": "Ihre Bestellung {number} bei Shelfwise",
                "thanks": "Vielen Dank für Ihre Bestellung.",
                "amount": f"49,00{FIXED}€",
                "country": "Deutschland",
                "invoice": "Rechnung {invoice} zu Ihrer Bestellung {number}",
                "title": "Rechnung {invoice}",
                "note": "Bezahlt. Vielen Dank.",
            },
        ),
        (
            "fr",
            {
                "confirmation": "Votre commande {number} chez Shelfwise",
                "thanks": "Merci pour votre commande.",
                "amount": f"49,00{FIXED}€",
                "country": "Allemagne",
                "invoice": "Facture {invoice} pour votre commande {number}",
                "title": "Facture {invoice}",
                "note": "Payé. Merci.",
            },
        ),
    ],
)
def test_confirmation_and_invoice_speak_the_language_of_the_order(
    guest: Client, shop: Shopfloor, language: str, said: dict[str, str]
) -> None:
    order = ordered_in(language, guest, shop)

    sent = letters(timezone.now())

    assert order.language == language
    invoice = Invoice.objects.get(order=order)
    names = {"number": order.number, "invoice": invoice.number}
    written = {part: text.format(**names) for part, text in said.items()}
    assert [letter.subject for letter in sent] == [written["confirmation"], written["invoice"]]
    confirmation = sent[0]
    html = str(confirmation.alternatives[0][0])
    for part in ("thanks", "amount", "country"):
        assert written[part] in confirmation.body, part
        assert written[part] in html, part
    assert f'<html lang="{language}">' in html
    key = f"?key={links.key_of(order.public_id)}"
    page = Client().get(f"/orders/{order.public_id}/invoice/{key}").content.decode()
    assert f'<html lang="{language}"' in page
    assert written["title"] in page
    assert written["note"] in page
    assert translation.get_language() == "en"
    with translation.override(language):
        assert content(invoice).title == written["title"]


@pytest.mark.parametrize(("language", "word"), [("de", "storniert"), ("fr", "annulée")])
def test_a_later_letter_speaks_the_language_of_the_order(
    guest: Client, shop: Shopfloor, language: str, word: str
) -> None:
    order = ordered_in(language, guest, shop)
    now = timezone.now()
    letters(now)

    fulfilment.cancel(order.pk, reason="", actor=states.CUSTOMER, now=now + timedelta(minutes=5))
    sent = letters(now + timedelta(minutes=5))

    assert [word in letter.subject for letter in sent] == [True]


def test_an_order_of_a_program_speaks_the_language_it_asked_for(
    guest: Client, shop: Shopfloor
) -> None:
    def call(method: str, path: str, body: object) -> dict[str, str]:
        answer = getattr(guest, method)(
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": path, "Accept-Language": "fr"},
        )
        assert answer.status_code in {200, 201}, answer.content
        found: dict[str, str] = answer.json()
        return found

    call("post", "/cart/lines/", {"variant": shop.article("Lamp", price=4900).pk})
    offer = call("put", "/checkout/", DETAILS)
    call("post", "/orders/", {"expected": offer["expected"]})

    assert Payment.objects.get().quote["language"] == "fr"
