"""What a stranger looks at changes what the next page shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from storefront.tests.browser.conftest import Visiting
from storefront.tests.browser.shopper import find_a_product

pytestmark = pytest.mark.browser


def test_a_look_at_a_product_changes_the_next_home_page(visit: Visiting) -> None:
    page = visit()
    page.goto("/")
    expect(page.get_by_role("region", name="Popular right now")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("^Because you viewed"))).to_have_count(0)

    title = find_a_product(page)
    page.goto("/")

    row = page.get_by_role("region", name=f"Because you viewed {title}")
    expect(row.get_by_role("listitem").first).to_be_visible()


def test_a_row_moves_by_its_arrows(visit: Visiting) -> None:
    page = visit()
    page.goto("/")
    row = page.get_by_role("region", name="Popular right now")
    expect(row.get_by_role("button", name="Back")).to_be_disabled()

    row.get_by_role("button", name="Next").click()

    expect(row.get_by_role("button", name="Back")).to_be_enabled()
