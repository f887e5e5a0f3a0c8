"""What a stranger looks at is on the very next page: a hundred strangers, none let down."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from storefront.tests.browser.conftest import Visiting
from storefront.tests.browser.shopper import FIRST_CARD

STRANGERS = 100

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("stranger", range(STRANGERS))
def test_every_look_is_on_the_next_page(visit: Visiting, stranger: int) -> None:
    page = visit()
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Explore ")).click()
    cards = page.locator(FIRST_CARD)
    cards.first.wait_for()
    card = cards.nth(stranger % cards.count())
    title = card.inner_text()
    card.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.goto("/")

    row = page.get_by_role("region", name=f"Because you viewed {title}")
    expect(row.get_by_role("listitem").first).to_be_visible()
