"""People with an account: a new one, the demo's shopper, and staff."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from storefront.demo.writing.people import OWNER, SHOPPER
from storefront.tests.browser.conftest import Visiting
from storefront.tests.browser.shopper import sign_in, sign_in_as_staff, sign_up

pytestmark = pytest.mark.browser


def test_a_new_account_has_no_orders_yet(visit: Visiting) -> None:
    page = visit()
    sign_up(page, "new@example.com")

    page.get_by_role("link", name="Orders", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text("You have not ordered anything yet.")


def test_a_shopper_signs_in_and_opens_an_old_order(visit: Visiting) -> None:
    page = visit()
    sign_in(page, SHOPPER.email, SHOPPER.password)
    page.get_by_role("link", name="Orders", exact=True).click()
    first = page.get_by_role("main").get_by_role("link", name=re.compile("^Order ")).first
    number = first.inner_text()

    first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(number)


@pytest.fixture
def staff(visit: Visiting) -> Page:
    """The owner, on the first page of the staff area."""
    page = visit()
    sign_in_as_staff(page, OWNER.email, OWNER.password)
    return page


@pytest.mark.parametrize(
    ("menu", "path"),
    [
        ("Products", "/admin/catalog/product/"),
        ("Orders", "/admin/orders/order/"),
        ("Model versions", "/admin/recommendations/modelversion/"),
    ],
)
def test_staff_open_a_list_from_the_menu_and_its_first_entry(
    staff: Page, menu: str, path: str
) -> None:
    staff.get_by_role("link", name=menu, exact=False).first.click()
    expect(staff).to_have_url(re.compile(f"{path}$"))

    staff.locator("#result_list tbody tr th a, #result_list tbody tr td a").first.click()

    expect(staff).to_have_url(re.compile(rf"{path}[^/]+/change/"))
    expect(staff.locator("#content")).to_be_visible()
