"""A member types an address once, and chooses it ever after: with script, without, and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from storefront.tests.browser import keyboard, shopper
from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting
from storefront.tests.browser.watch import is_too_wide

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_an_address_typed_at_checkout_is_offered_the_next_time(
    visit: Visiting, has_script: bool
) -> None:
    page = visit(PHONE, java_script_enabled=has_script)
    shopper.sign_up(page, f"keeps-addresses-{has_script}@example.com")
    shopper.fill_a_cart(page)
    shopper.say_who(page)
    page.get_by_label("Save this address").check()
    shopper.say_where(page)
    shopper.pay(page)

    shopper.fill_a_cart(page)
    shopper.say_who(page)
    expect(page.get_by_role("radio", name="Grete Buyer Lindenweg 7")).to_be_checked()
    expect(page.get_by_label("Street and number")).to_be_hidden()
    page.get_by_role("radio", name="Another address").check()
    expect(page.get_by_label("Street and number")).to_be_visible()
    assert not is_too_wide(page)
    page.get_by_role("radio", name="Grete Buyer Lindenweg 7").check()
    page.get_by_role("button", name="On to payment").click()

    expect(page.get_by_role("main")).to_contain_text("Grete Buyer, Lindenweg 7")


def test_the_address_book_is_kept_by_keyboard(visit: Visiting) -> None:
    page = visit(DESKTOP)
    shopper.sign_up(page, "keyboard-addresses@example.com")
    page.goto("/addresses/")

    keyboard.press(page, page.get_by_role("link", name="Add an address"))
    for label, value in shopper.ADDRESS.items():
        keyboard.write(page, page.get_by_label(label), value)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The address is saved.")).to_be_visible()
    keyboard.press(page, page.get_by_role("link", name=re.compile("^Edit")))
    city = page.get_by_label("Town or city")
    keyboard.tab_to(page, city)
    page.keyboard.type("Potsdam")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("10115 Potsdam")
    keyboard.press(page, page.get_by_role("button", name=re.compile("^Delete")))

    expect(page.get_by_role("main")).to_contain_text("You have not saved an address yet.")
