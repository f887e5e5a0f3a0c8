"""What shoppers do with a mouse or a finger, in the order they do it; works with and without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

EMAIL = "grete@example.com"
PASSWORD = "a long way to the sea"
ADDRESS = {
    "Full name": "Grete Buyer",
    "Street and number": "Lindenweg 7",
    "Postcode": "10115",
    "Town or city": "Berlin",
}
FIRST_CARD = "#cards .product-card:not(.product-card--sold-out) .product-card__link"


def find_a_product(page: Page) -> str:
    """Go from the home page over a department to its first product; return its title."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Explore ")).click()
    card = page.locator(FIRST_CARD).first
    title = card.inner_text()
    card.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return title


def put_in(page: Page) -> Locator:
    """Return the button of the page itself; on a phone a bar repeats it."""
    return page.locator("#buy").get_by_role("button", name="Add to cart")


def add_to_cart(page: Page) -> None:
    """Put the product of this page into the cart and look at the cart: by way of the drawer, if there is script."""
    put_in(page).click()
    shown = page.locator("#cart-drawer[open]").or_(page.locator("#cart"))
    expect(shown.first).to_be_visible()
    if page.locator("#cart-drawer[open]").count():
        page.get_by_role("dialog").get_by_role("link", name="See the cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")


def fill_a_cart(page: Page) -> str:
    """Have one product in the cart; return its title."""
    title = find_a_product(page)
    add_to_cart(page)
    expect(page.get_by_role("article", name=title)).to_be_visible()
    return title


def say_who(page: Page) -> None:
    """Go to checkout and leave an e-mail address."""
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="On to delivery").click()


def say_where(page: Page) -> None:
    """Fill in an address, kept ones or not, and take the first way of delivery."""
    other = page.get_by_role("radio", name="Another address")
    if other.count():
        other.check()
    for label, value in ADDRESS.items():
        page.get_by_label(label).fill(value)
    page.locator("input[name=method]").first.check()
    page.get_by_role("button", name="On to payment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look it over and pay")


def pay(page: Page) -> None:
    """Agree to the total and let the bank of the test gateway say yes."""
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.get_by_role("button", name="Pay", exact=True).click()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in on the shop's own page."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def sign_up(page: Page, email: str) -> None:
    """Make an account and be signed in."""
    page.goto("/account/signup/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def sign_in_as_staff(page: Page, email: str, password: str) -> None:
    """Sign in where the staff area asks for it."""
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/admin/$"))
