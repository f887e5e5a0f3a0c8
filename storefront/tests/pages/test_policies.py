"""The shop's written promises: what it does by itself, what staff say instead, and nothing dangerous."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders.models import DeliveryMethod, Market
from orders.returns import RETURN_PERIOD
from storefront.models import Policy, PolicyKind
from storefront.tests.pages.reading import page

pytestmark = pytest.mark.django_db


def text_of(client: Client, kind: str, **headers: str) -> str:
    """Return what a page says, without markup."""
    return page(client.get(reverse("policy", args=[kind]), **headers)).all("article")[0].text


@pytest.mark.parametrize("kind", PolicyKind.values)
def test_every_page_says_something_before_staff_wrote_anything(client: Client, kind: str) -> None:
    answer = client.get(reverse("policy", args=[kind]))

    assert answer.status_code == 200
    assert len(page(answer).all("article")[0].text) > 40


def test_shipping_names_each_way_with_its_price(client: Client) -> None:
    Market.objects.update(is_default=False)
    Market.objects.create(
        code="here", name="Here", currency="EUR", home_country="DE", is_default=True
    )
    DeliveryMethod.objects.create(
        code="cart", name="By cart", currency="EUR", price_minor=490, free_from_minor=5000
    )
    DeliveryMethod.objects.create(
        code="boat", name="By boat", currency="EUR", price_minor=990, is_active=False
    )

    said = text_of(client, "shipping")

    assert "By cart" in said
    assert "€4.90" in said
    assert "free from €50.00" in said
    assert "By boat" not in said


def test_returns_name_the_time_the_shop_keeps(client: Client) -> None:
    assert f"within {RETURN_PERIOD.days} days" in text_of(client, "returns")


def test_the_words_of_staff_take_the_place_of_the_shops(client: Client) -> None:
    Policy.objects.create(kind="imprint", language="en", text="## Who\n\nGood Things Ltd")
    Policy.objects.create(kind="imprint", language="de", text="Gute Dinge GmbH")

    assert text_of(client, "imprint") == "Legal notice Who Good Things Ltd"
    assert "Gute Dinge GmbH" in text_of(client, "imprint", HTTP_ACCEPT_LANGUAGE="de")
    assert "Good Things Ltd" in text_of(client, "imprint", HTTP_ACCEPT_LANGUAGE="fr")


def test_markup_that_was_typed_stays_text_and_scripts_are_no_links(client: Client) -> None:
    Policy.objects.create(
        kind="privacy", language="en", text="<script>x</script> [here](javascript:x)"
    )

    html = client.get(reverse("policy", args=["privacy"])).content.decode()

    assert "<script>x" not in html
    assert 'href="javascript' not in html


def test_another_kind_is_not_there(client: Client) -> None:
    assert client.get("/pages/secrets/").status_code == 404


def test_staff_write_a_page_in_a_language_of_the_shop(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner@example.com", "a good password"))
    address = reverse("admin:storefront_policy_add")

    refused = client.post(address, {"kind": "imprint", "language": "xx", "text": "Words"})
    assert refused.status_code == 200
    assert not Policy.objects.exists()

    client.post(address, {"kind": "imprint", "language": "fr", "text": "Des mots"})
    assert Policy.objects.get().language == "fr"


def test_the_footer_and_the_map_name_every_page(client: Client) -> None:
    footer = {link["href"] for link in page(client.get("/cart/")).all("a")}
    listed = client.get("/sitemap-policies.xml").content.decode()

    for kind in PolicyKind.values:
        assert reverse("policy", args=[kind]) in footer
        assert f"/pages/{kind}/</loc>" in listed
