"""Every page type in light and dark, on a phone and on a desk: readable by everybody, quiet, and within its width."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from storefront.demo.writing.people import OWNER, SHOPPER
from storefront.tests.browser import shopper
from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting
from storefront.tests.browser.watch import LOST, barriers, is_too_wide

pytestmark = pytest.mark.browser


def _go(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


def _first_of(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)
        page.goto(page.locator("#result_list tbody a").first.get_attribute("href") or "")
        expect(page.locator("#content form").first).to_be_attached()

    return go


def _department(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Explore ")).click()


def _department_menu(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Departments", exact=True).click()
    expect(page.get_by_role("navigation", name="Departments")).to_be_visible()


def _drawer(page: Page) -> None:
    shopper.find_a_product(page)
    shopper.put_in(page).click()
    expect(page.get_by_role("dialog", name="Your cart")).to_be_visible()


def _in_german(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator(".hero__link").first.click()
    expect(page.locator("#buy").get_by_role("button", name="In den Warenkorb")).to_be_visible()


def _from_right_to_left(page: Page) -> None:
    shopper.fill_a_cart(page)
    page.evaluate("document.documentElement.dir = 'rtl'")


def _contact(page: Page) -> None:
    shopper.fill_a_cart(page)
    page.get_by_role("link", name="Go to checkout").click()


def _contact_refused(page: Page) -> None:
    _contact(page)
    page.get_by_role("button", name="On to delivery").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _delivery(page: Page) -> None:
    shopper.fill_a_cart(page)
    shopper.say_who(page)


def _payment(page: Page) -> None:
    _delivery(page)
    shopper.say_where(page)


def _invoice_address(page: Page) -> None:
    _payment(page)
    page.get_by_role("link", name="Change invoice address").click()
    page.get_by_role("radio", name="Another address").check()
    expect(page.get_by_label("Full name")).to_be_visible()


def _an_address(page: Page) -> None:
    page.goto("/addresses/add/")
    for label, value in shopper.ADDRESS.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Save address").click()
    expect(page.get_by_text("Delivery by default")).to_be_visible()


def _thank_you(page: Page) -> None:
    _payment(page)
    shopper.pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def _order_of_a_guest(page: Page) -> None:
    _thank_you(page)
    page.get_by_role("link", name="See your order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Order "))


def _sign_in_refused(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main")).to_contain_text("do not belong together")


def _order(page: Page) -> None:
    page.goto("/orders/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Order ")).first.click()


GUESTS: dict[str, Callable[[Page], object]] = {
    "home": _go("/"),
    "menu-open": _department_menu,
    "department": _department,
    "product": shopper.find_a_product,
    "drawer-open": _drawer,
    "in-german": _in_german,
    "right-to-left": _from_right_to_left,
    "wish-lists": _go("/wish-lists/"),
    "search": _go("/search/?q=lamp"),
    "search-without-hits": _go("/search/?q=qqqqxxxx"),
    "cart-empty": _go("/cart/"),
    "cart-full": shopper.fill_a_cart,
    "contact": _contact,
    "contact-refused": _contact_refused,
    "delivery": _delivery,
    "payment": _payment,
    "invoice-address": _invoice_address,
    "thank-you": _thank_you,
    "sign-in": _go("/account/login/"),
    "sign-up": _go("/account/signup/"),
    "sign-in-refused": _sign_in_refused,
    "privacy": _go("/account/privacy/"),
    "shipping": _go("/pages/shipping/"),
    "imprint": _go("/pages/imprint/"),
    "order-of-a-guest": _order_of_a_guest,
    "not-found": _go(LOST),
}
MEMBERS: dict[str, Callable[[Page], object]] = {
    "account": _go("/account/"),
    "recommendations": _go("/recommendations/"),
    "orders": _go("/orders/"),
    "addresses": _an_address,
    "a-new-address": _go("/addresses/add/"),
    "delete-account": _go("/account/delete/"),
    "order": _order,
}


STAFF: dict[str, Callable[[Page], object]] = {
    "dashboard": _go("/admin/"),
    "order-desk": _go("/admin/orders/order/"),
    "an-order": _first_of("/admin/orders/order/"),
    "products": _go("/admin/catalog/product/"),
    "a-product": _first_of("/admin/catalog/product/"),
    "a-new-rule": _go("/admin/recommendations/rule/add/"),
    "promotions": _go("/admin/orders/promotion/"),
    "a-new-promotion": _go("/admin/orders/promotion/add/"),
    "dry-run": _go("/admin/orders/promotion/dry-run/"),
    "stock": _go("/admin/catalog/stock/"),
    "searches": _go("/admin/catalog/searchquery/"),
    "models": _go("/admin/recommendations/modelversion/"),
    "a-model": _first_of("/admin/recommendations/modelversion/"),
    "a-new-sale": _go("/admin/orders/sale/add/"),
    "somebody": _first_of("/admin/accounts/user/"),
    "a-role": _first_of("/admin/auth/group/"),
    "a-review": _first_of("/admin/catalog/review/"),
    "rules-as-a-shopper": _go("/admin/recommendations/rule/preview/"),
    "why-not": _go("/admin/recommendations/loggedslate/why-not/"),
}


@pytest.fixture(scope="module")
def owner(browser: Browser, address: str) -> StorageState:
    """The cookies of the demo's owner, signed in once."""
    context = browser.new_context(base_url=address)
    shopper.sign_in_as_staff(context.new_page(), OWNER.email, OWNER.password)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="module")
def member(browser: Browser, address: str) -> StorageState:
    """The cookies of the demo's shopper, signed in once."""
    context = browser.new_context(base_url=address)
    shopper.sign_in(context.new_page(), SHOPPER.email, SHOPPER.password)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("name", GUESTS)
def test_a_page_for_everybody(visit: Visiting, name: str) -> None:
    page = visit(DESKTOP)
    GUESTS[name](page)
    look_at(page)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_page_of_a_member(visit: Visiting, member: StorageState, name: str) -> None:
    page = visit(DESKTOP, storage_state=member)
    MEMBERS[name](page)
    look_at(page)


@pytest.mark.parametrize("name", STAFF)
def test_a_page_of_staff(visit: Visiting, owner: StorageState, name: str) -> None:
    page = visit(DESKTOP, storage_state=owner)
    for viewport, scheme in itertools.product((DESKTOP, PHONE), ("light", "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        STAFF[name](page)
        page.wait_for_load_state("networkidle")  # the framework draws its fields when all has come
        expect(page.locator("#main")).to_have_attribute("role", "main")
        where = f"{page.url}, {viewport['width']} px, {scheme}"
        assert not is_too_wide(page), f"scrolls sideways: {where}"
        assert barriers(page) == [], where


def test_the_orders_of_a_member_read_in_lines_at_every_width(
    visit: Visiting, member: StorageState
) -> None:
    page = visit(DESKTOP, storage_state=member)
    page.goto("/orders/")
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        rows = page.locator(".order-list__order").all()
        assert rows
        for row in rows:
            number, total = row.locator(".order-list__link"), row.locator(".order-list__total")
            badge = row.locator(".badge").bounding_box()
            assert number.evaluate("each => each.getClientRects().length") == 1
            assert total.evaluate("each => each.getClientRects().length") == 1
            assert badge is not None
            assert badge["x"] >= 0
            assert badge["x"] + badge["width"] <= viewport["width"]


def test_the_filters_of_a_phone(visit: Visiting) -> None:
    page = visit(PHONE)
    _department(page)
    page.get_by_role("button", name=re.compile("^Filter")).click()
    expect(page.get_by_role("form", name="Filter")).to_be_visible()
    assert barriers(page) == []
    assert not is_too_wide(page)


def look_at(page: Page) -> None:
    """Look at one page in every light and at every width, and see nobody shut out."""
    for viewport, scheme in itertools.product((DESKTOP, PHONE), ("light", "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        where = f"{page.url}, {viewport['width']} px, {scheme}"
        assert not is_too_wide(page), f"scrolls sideways: {where}"
        assert barriers(page) == [], where
