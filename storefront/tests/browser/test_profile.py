"""A shopper corrects what the shop believes: one taste goes, then everything personal does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from storefront.tests.browser import shopper
from storefront.tests.browser.conftest import PHONE, Visiting

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_account", [False, True], ids=["guest", "member"])
def test_a_taste_is_forgotten_and_personalisation_ends(visit: Visiting, has_account: bool) -> None:
    page = visit(PHONE)
    if has_account:
        shopper.sign_up(page, "private@example.com")
    title = shopper.find_a_product(page)
    page.goto("/")
    because = page.get_by_role("region", name=f"Because you viewed {title}")
    expect(because).to_have_count(1)

    page.goto("/recommendations/")
    page.get_by_role("button", name=f"Forget {title}").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is known yet.")
    page.goto("/")
    expect(because).to_have_count(0)

    shopper.find_a_product(page)
    page.goto("/")
    expect(because).to_have_count(1)
    page.goto("/recommendations/")
    page.get_by_role("button", name="Switch off").click()
    page.goto("/")
    expect(
        page.get_by_role("region", name=re.compile("^Because you viewed|^Picked"))
    ).to_have_count(0)
    expect(page.get_by_role("region", name="Popular right now")).to_be_visible()
    page.goto("/recommendations/")
    expect(page.get_by_role("main")).to_contain_text("you see what everybody sees")


def test_an_address_is_added_and_the_first_stays(visit: Visiting) -> None:
    page = visit()
    shopper.sign_up(page, "first@example.com")
    page.get_by_role("link", name="E-mail addresses").click()

    page.get_by_label("E-mail address", exact=True).last.fill("second@example.com")
    page.get_by_role("button", name=re.compile("^Add|^Change")).click()

    expect(page.get_by_role("main")).to_contain_text("second@example.com")
    expect(page.get_by_role("main")).to_contain_text("first@example.com")
