"""The search box while somebody types: suggestions for eyes, ears and keyboards alike."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from storefront.tests.browser import keyboard
from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting
from storefront.tests.browser.watch import barriers, is_too_wide

pytestmark = pytest.mark.browser

BEGUN = "mu"


def box_of(page: Page) -> Locator:
    """Return the search box."""
    return page.get_by_role("combobox", name="Search the shop")


def suggested(page: Page) -> Locator:
    """Type the beginning of a word with the keyboard alone; return the lines that appear."""
    page.goto("/")
    keyboard.write(page, box_of(page), BEGUN)
    lines = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(lines.first).to_be_visible()
    return lines


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_open_suggestions_keep_nobody_out(visit: Visiting, screen: dict[str, int]) -> None:
    page = visit(screen)

    lines = suggested(page)

    expect(box_of(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#suggestions-status")).to_have_text(
        re.compile(rf"^{lines.count()} suggestions?$")
    )
    assert barriers(page) == []
    assert not is_too_wide(page)


def test_arrows_choose_and_enter_goes(visit: Visiting) -> None:
    page = visit(DESKTOP)
    lines = suggested(page)
    box = box_of(page)

    page.keyboard.press("ArrowDown")
    expect(lines.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute(
        "aria-activedescendant", lines.first.get_attribute("id") or "none"
    )
    page.keyboard.press("ArrowUp")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    target = lines.first.get_attribute("data-href") or "none"
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{target}")
    assert page.evaluate("document.querySelectorAll('main .product-card').length") > 0


def test_escape_closes_and_enter_then_searches_what_was_typed(visit: Visiting) -> None:
    page = visit(DESKTOP)
    lines = suggested(page)

    page.keyboard.press("Escape")
    expect(lines.first).to_be_hidden()
    expect(box_of(page)).to_be_focused()
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    expect(box_of(page)).to_have_value(BEGUN)

    page.keyboard.press("Enter")
    page.wait_for_url(f"**/search/?q={BEGUN}")
