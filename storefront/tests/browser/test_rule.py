"""Staff hide a product with a rule: they see it first, shoppers on the next page, and it can be taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from storefront.demo.writing.people import OWNER
from storefront.tests.browser.conftest import Visiting
from storefront.tests.browser.shopper import sign_in_as_staff

pytestmark = pytest.mark.browser


def row(page: Page) -> list[str]:
    """Return the titles of what a stranger sees first."""
    page.goto("/")
    cards = page.get_by_role("region", name="Popular right now").locator(".product-card__link")
    expect(cards.first).to_be_visible()
    return cards.all_inner_texts()


def pick(page: Page, field: str, name: str) -> None:
    """Search one of many in a field with suggestions."""
    page.locator(f"#id_{field} + .select2").click()
    page.keyboard.type(name)
    page.locator(".select2-results__option", has_text=name).first.click()


def test_a_rule_is_previewed_seen_and_taken_back(visit: Visiting) -> None:
    stranger, staff = visit(), visit()
    hidden = row(stranger)[0]
    sign_in_as_staff(staff, OWNER.email, OWNER.password)

    staff.goto("/admin/recommendations/rule/add/")
    staff.get_by_label("Name").first.fill("Not this one")
    staff.locator("#id_kind").select_option("boost")
    expect(staff.get_by_label("How strongly")).to_be_visible()
    staff.locator("#id_kind").select_option("filter")
    expect(staff.get_by_label("How strongly")).to_be_hidden()
    pick(staff, "products", hidden)
    staff.get_by_role("button", name="Save and continue editing").click()
    staff.get_by_role("link", name="Preview this rule").click()
    staff.locator("#id_placement").select_option("popular")
    staff.get_by_role("button", name="Look").click()

    left = staff.locator("h2", has_text="No longer in the row").locator("+ ul")
    expect(left).to_contain_text(hidden)
    assert hidden not in row(visit())

    staff.goto("/admin/recommendations/rule/?q=Not+this+one")
    staff.locator("#id_form-0-is_active").uncheck()
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.locator("#id_form-0-is_active")).not_to_be_checked()
    assert hidden in row(visit())
