"""Every staff address that names something: made-up ids are answered, none of them with a fault."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils.regex_helper import normalize

from accounts.models import User
from orders.models import TaxRate

MADE_UP = ("0", "-1", "999999", "9" * 20, "x", "1.5", str(UUID(int=0)), "%C3%A9", "_00")
"""Numbers that nothing has or no column holds, words, and what the admin writes for a NUL."""
NOT_THERE = {302, 403, 404}
"""Not there; or not here, which leads back to the list with a message; or nobody's business."""


def _addresses(
    patterns: list[URLPattern | URLResolver], front: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Name each address of the staff area as a template, with what has to be filled in."""
    for pattern in patterns:
        for template, names in normalize(pattern.pattern.regex.pattern):
            if isinstance(pattern, URLResolver):
                yield from _addresses(pattern.url_patterns, front + template)
            else:
                yield front + template, names


NAMING = {
    template: names
    for template, names in _addresses(admin.site.get_urls())
    if names and not template.startswith("%")  # the last resort of the admin takes anything
}


@pytest.fixture
def owner(db: None) -> Client:
    """A browser of somebody who may do everything, and that passes on no exception."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("owner@example.com", "owner password"))
    return client


@pytest.mark.parametrize("made_up", MADE_UP)
def test_no_page_of_a_made_up_id_is_a_fault(owner: Client, made_up: str) -> None:
    addresses = ["/admin/" + each % dict.fromkeys(names, made_up) for each, names in NAMING.items()]

    found = {address: owner.get(address).status_code for address in addresses}

    assert {each: status for each, status in found.items() if status not in NOT_THERE} == {}


def test_nothing_is_done_to_a_made_up_id(owner: Client) -> None:
    """Filled in as its dialogs ask, so that none stops at an empty field."""
    filled = {
        "_form_submitted": "True",
        "reason": "adjustment",
        "difference": "1",
        "count": "1",
        "usage_limit": "1",
        "extra": "1",
    }
    addresses = [
        "/admin/" + each % dict.fromkeys(names, "999999") for each, names in NAMING.items()
    ]

    found = {address: owner.post(address, filled).status_code for address in addresses}

    assert {each: status for each, status in found.items() if status not in NOT_THERE} == {}


def test_the_story_of_something_deleted_is_still_told(owner: Client) -> None:
    rate = TaxRate.objects.create(country="ZZ", tax_class="standard", percent=Decimal(23))
    number, version = rate.pk, rate.history.get().pk
    rate.delete()

    assert owner.get(f"/admin/orders/taxrate/{number}/history/").status_code == 200
    assert owner.get(f"/admin/orders/taxrate/{number}/history/{version}/").status_code == 200
    assert owner.get(f"/admin/orders/taxrate/{number}/history/x/").status_code == 404


@pytest.mark.django_db
def test_who_may_not_see_an_object_is_not_told_whether_it_exists(client: Client) -> None:
    packer = User.objects.create_user("packer@example.com", "a good password", is_staff=True)
    client.force_login(packer)

    assert client.get("/admin/orders/order/999999/ship_order/").status_code == 403
