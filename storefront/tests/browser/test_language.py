"""The shop in another language, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_the_footer_changes_the_language_and_stays_on_the_page(
    visit: Visiting, has_script: bool
) -> None:
    page = visit(PHONE, java_script_enabled=has_script)
    page.goto("/cart/")

    page.get_by_role("button", name="Français").click()

    expect(page).to_have_url(re.compile("/cart/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre panier")


def test_prices_are_written_as_people_there_write_them(visit: Visiting) -> None:
    page = visit(DESKTOP, locale="de-DE")
    page.goto("/d/lighting/")

    expect(page.locator(".product-card__facts .price__now").first).to_have_text(
        re.compile(r"^[\d.]+,\d\d\s€$")
    )
