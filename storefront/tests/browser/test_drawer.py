"""The cart drawer and the box "bought together": what was added is shown beside the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from storefront.tests.browser import shopper
from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.02


def drawer_of(page: Page) -> Locator:
    """Return the open drawer."""
    return page.get_by_role("dialog", name="Your cart")


def opened(page: Page) -> Locator:
    """Put the product of this page into the cart; return the drawer that shows it."""
    shopper.put_in(page).click()
    drawer = drawer_of(page)
    expect(drawer).to_be_visible()
    return drawer


def test_what_was_added_is_shown_and_counted(visit: Visiting) -> None:
    page = visit(PHONE)
    title = shopper.find_a_product(page)

    drawer = opened(page)

    expect(drawer.get_by_role("status")).to_contain_text(f"{title} is in your cart.")
    expect(page.locator("#cart-count")).to_have_text(re.compile("^\\s*1\\s"))


def test_escape_closes_it_and_the_focus_goes_back(visit: Visiting) -> None:
    page = visit(DESKTOP)
    shopper.find_a_product(page)
    button = shopper.put_in(page)
    button.focus()
    page.keyboard.press("Enter")
    expect(drawer_of(page)).to_be_visible()

    page.keyboard.press("Escape")

    expect(drawer_of(page)).to_be_hidden()
    expect(button).to_be_focused()


def test_the_focus_stays_inside(visit: Visiting) -> None:
    page = visit(DESKTOP)
    shopper.find_a_product(page)
    opened(page)

    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#cart-drawer')"
        )


def test_quantities_change_and_lines_go_inside_it(visit: Visiting) -> None:
    page = visit(DESKTOP)
    title = shopper.find_a_product(page)
    drawer = opened(page)

    drawer.get_by_role("button", name=f"One more: {title}").click()
    expect(drawer.get_by_label("Quantity")).to_have_value("2")
    expect(page.locator("#cart-count")).to_have_text(re.compile("^\\s*2\\s"))
    drawer.get_by_role("button", name=re.compile("^Remove")).click()

    expect(drawer).to_contain_text("There is nothing in it yet.")


def box_of(page: Page) -> Locator:
    """Open a product that has partners; return its box."""
    for shelf in ("/d/coffee-tea/", "/d/tableware/", "/d/kitchen/", "/d/stationery/"):
        page.goto(shelf)
        links = page.locator("#cards .product-card__link").evaluate_all(
            "links => links.map(link => link.href)"
        )
        for link in links:
            page.goto(link)
            if page.locator(".together").count():
                return page.locator(".together")
    raise AssertionError("no product of the shop has partners")


def test_the_sum_follows_the_ticks(visit: Visiting) -> None:
    page = visit(DESKTOP)
    box = box_of(page)
    before = box.locator("[data-together-sum]").inner_text()
    articles = box.get_by_role("checkbox").count()

    box.get_by_role("checkbox").last.uncheck()

    expect(box.locator("[data-together-sum]")).not_to_have_text(before)
    expect(box.get_by_role("button")).to_have_text(f"Add {articles - 1} to cart")
    box.get_by_role("checkbox").last.check()
    expect(box.locator("[data-together-sum]")).to_have_text(before)


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_everything_ticked_comes_into_the_cart(visit: Visiting, has_script: bool) -> None:
    address = box_of(visit(DESKTOP)).page.url
    page = visit(DESKTOP, java_script_enabled=has_script)
    page.goto(address)
    box = page.locator(".together")
    articles = box.get_by_role("checkbox").count()

    box.get_by_role("button").click()

    lines = page.get_by_role("list", name="Articles in your cart").get_by_role("listitem")
    expect(lines).to_have_count(articles)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/d/lighting/", "/search/?q=lamp", "/cart/"])
def test_nothing_moves_while_a_page_comes(
    visit: Visiting, viewport: dict[str, int], path: str
) -> None:
    page = visit(viewport)
    page.goto(path)
    page.wait_for_load_state("networkidle")

    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 300);
        })"""
    )

    assert shift <= MOST_SHIFT
