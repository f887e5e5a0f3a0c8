"""A shopper asks why, refuses a product, and takes it back: with a mouse, with a keyboard, without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from storefront.tests.browser.conftest import Visiting
from storefront.tests.browser.keyboard import press
from storefront.tests.browser.shopper import find_a_product

pytestmark = pytest.mark.browser


def first_title(page: Page) -> str:
    """The first product of the first personal row."""
    find_a_product(page)
    page.goto("/")
    card = page.get_by_role("region", name=re.compile("^Because you viewed|^Picked")).first
    return card.locator(".product-card__link").first.inner_text()


def titles(page: Page) -> list[str]:
    return page.locator(".carousel .product-card__link").all_inner_texts()


def test_refused_in_the_sheet_gone_on_the_next_page_and_back_after_undo(visit: Visiting) -> None:
    page = visit()
    title = first_title(page)

    page.get_by_role("button", name=f"Why {title}? Not interested?").first.click()
    sheet = page.get_by_role("dialog", name="Why this?")
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Not interested").click()
    expect(sheet.get_by_text(f"{title} is not recommended to you any more.")).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).not_to_be_visible()
    page.goto("/")
    assert title not in titles(page)

    page.goto("/recommendations/")
    page.get_by_role("button", name=f"Show {title} again").click()
    page.goto("/")
    assert title in titles(page)


def test_by_keyboard_alone(visit: Visiting) -> None:
    page = visit()
    title = first_title(page)

    press(page, page.get_by_role("button", name=f"Why {title}? Not interested?").first)
    sheet = page.get_by_role("dialog", name="Why this?")
    press(page, sheet.get_by_role("button", name="Not interested"))
    expect(sheet.get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()


def test_without_a_script(visit: Visiting) -> None:
    page = visit(java_script_enabled=False)
    title = first_title(page)

    page.get_by_role("button", name=f"Why {title}? Not interested?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why this?")
    page.get_by_role("button", name="Not interested").click()
    expect(page.get_by_text(f"{title} is not recommended to you any more.")).to_be_visible()
    page.get_by_role("link", name="Back to where you were").click()

    assert title not in titles(page)
