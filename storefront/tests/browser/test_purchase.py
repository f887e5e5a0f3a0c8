"""A guest buys something: on a phone, without JavaScript, without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from storefront.tests.browser import keyboard, shopper
from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting
from storefront.tests.browser.watch import is_too_wide

pytestmark = pytest.mark.browser


def assert_bought(page: Page, title: str) -> None:
    """The thank-you page names the order, the address mail goes to, and what was bought."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page).to_have_url(re.compile(r"/orders/[0-9a-f-]{36}/thank-you/$"))
    expect(page.get_by_role("main")).to_contain_text(shopper.EMAIL)
    expect(page.get_by_role("main")).to_contain_text(title)


@pytest.mark.parametrize(
    ("viewport", "has_script"),
    [
        pytest.param(PHONE, True, id="phone"),
        pytest.param(PHONE, False, id="phone-no-script"),
        pytest.param(DESKTOP, False, id="no-script"),
    ],
)
def test_a_guest_buys(visit: Visiting, viewport: dict[str, int], has_script: bool) -> None:
    page = visit(viewport, java_script_enabled=has_script)

    title = shopper.fill_a_cart(page)
    shopper.say_who(page)
    shopper.say_where(page)
    shopper.pay(page)

    assert_bought(page, title)
    page.goto("/cart/")
    expect(page.get_by_role("main")).to_contain_text("There is nothing in it yet.")


def test_a_guest_buys_by_keyboard_alone(visit: Visiting) -> None:
    page = visit(DESKTOP)
    page.goto("/")

    keyboard.press(page, page.get_by_role("link", name=re.compile("^Explore ")))
    card = page.locator(shopper.FIRST_CARD).first
    title = card.inner_text()
    keyboard.press(page, card)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    keyboard.press(page, shopper.put_in(page))
    keyboard.press(page, page.get_by_role("link", name="Go to checkout"))
    keyboard.write(page, page.get_by_label("E-mail address"), shopper.EMAIL)
    page.keyboard.press("Enter")
    for label, value in shopper.ADDRESS.items():
        keyboard.write(page, page.get_by_label(label), value)
    ways = page.get_by_role("radio")
    keyboard.tab_to(page, ways.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(ways.nth(1)).to_be_checked()
    keyboard.press(page, page.get_by_role("button", name="On to payment"))
    keyboard.press(page, page.get_by_role("button", name=re.compile("^Pay ")))
    keyboard.press(page, page.get_by_role("button", name="Pay", exact=True))

    assert_bought(page, title)


def test_a_refused_form_says_what_to_mend_and_keeps_what_was_typed(visit: Visiting) -> None:
    page = visit(PHONE)
    shopper.fill_a_cart(page)
    shopper.say_who(page)
    page.get_by_label("Full name").fill("Grete Buyer")

    page.get_by_role("button", name="On to payment").click()

    page.get_by_role("alert").get_by_role("link", name=re.compile("^Town or city")).click()
    expect(page.get_by_label("Town or city")).to_be_focused()
    expect(page.get_by_label("Full name")).to_have_value("Grete Buyer")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_on_a_phone_the_order_is_folded_above_the_step_with_its_total(
    visit: Visiting, has_script: bool
) -> None:
    page = visit(PHONE, java_script_enabled=has_script)
    title = shopper.fill_a_cart(page)
    page.get_by_role("link", name="Go to checkout").click()

    fold = page.locator(".checkout__fold")
    summary = fold.locator("summary")
    expect(summary).to_contain_text(re.compile(r"Your order \(1 thing\).*€", re.DOTALL))
    expect(fold.get_by_text(title)).to_be_hidden()
    expect(page.get_by_role("complementary", name="Your order")).to_be_hidden()
    heading = page.get_by_role("heading", level=1).bounding_box()
    folded = fold.bounding_box()
    assert heading is not None
    assert folded is not None
    assert folded["y"] + folded["height"] <= heading["y"]

    summary.focus()
    page.keyboard.press("Enter")
    expect(fold.get_by_text(title)).to_be_visible()


def test_a_long_address_breaks_at_its_seams_only(visit: Visiting) -> None:
    parts = [
        "grete.",
        "von.",
        "der.",
        "heide-",
        "mustermann@",
        "versicherungsgesellschaft.",
        "example.",
        "com",
    ]
    page = visit(PHONE)
    shopper.fill_a_cart(page)
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_label("E-mail address").fill("".join(parts))
    page.get_by_role("button", name="On to delivery").click()
    shopper.say_where(page)

    shown = page.get_by_role("definition").filter(has_text="mustermann@")
    assert not is_too_wide(page)
    pieces = shown.evaluate(
        """element => [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return [node.textContent, range.getClientRects().length];
        })"""
    )
    assert pieces == [[part, 1] for part in parts]
