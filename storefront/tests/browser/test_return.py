"""A customer with an account buys something and sends it back; staff ship it, take it in again and refund it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from storefront.demo.writing.people import OWNER
from storefront.tests.browser import shopper
from storefront.tests.browser.conftest import DESKTOP, PHONE, Visiting

pytestmark = pytest.mark.browser

CUSTOMER = "returning@example.com"


def say_yes(staff: Page, action: str, answer: str) -> None:
    """Start an action of the page, agree in its dialog, and see that it was done."""
    staff.get_by_role("link", name=action, exact=True).click()
    staff.get_by_role("button", name=answer, exact=True).click()
    expect(staff.get_by_text("Done.")).to_be_visible()


def test_bought_sent_back_and_refunded(visit: Visiting) -> None:
    customer, staff = visit(PHONE), visit(DESKTOP)
    shopper.sign_up(customer, CUSTOMER)
    title = shopper.fill_a_cart(customer)
    customer.get_by_role("link", name="Go to checkout").click()
    expect(customer.get_by_label("E-mail address")).to_have_value(CUSTOMER)
    customer.get_by_role("button", name="On to delivery").click()
    shopper.say_where(customer)
    shopper.pay(customer)
    customer.get_by_role("link", name="See your order").click()
    order = customer.get_by_role("heading", level=1)
    expect(order).to_have_text(re.compile("^Order "))
    number = order.inner_text().removeprefix("Order ")

    shopper.sign_in_as_staff(staff, OWNER.email, OWNER.password)
    staff.goto(f"/admin/orders/order/?q={number}")
    staff.get_by_role("link", name=number).first.click()
    say_yes(staff, "Ship", "Ship")
    say_yes(staff, "Note as delivered", "It arrived")

    customer.goto("/orders/")
    customer.get_by_role("main").get_by_role("link", name=f"Order {number}").click()
    customer.get_by_text("Return something").click()
    customer.get_by_label(re.compile(re.escape(title))).fill("1")
    customer.get_by_role("button", name="Announce the return").click()
    returns = customer.get_by_role("region", name="Returns")
    expect(returns).to_contain_text("Announced")

    staff.goto(f"/admin/orders/return/?q={number}")
    staff.locator("#result_list tbody a").first.click()
    say_yes(staff, "It arrived", "Take it in")

    customer.reload()
    expect(returns).to_contain_text("Received")
    staff.goto(f"/admin/orders/payment/?q={number}")
    staff.locator("#result_list tbody a").first.click()
    refunds = staff.locator("#refunds-group")
    expect(refunds.get_by_role("row", name=re.compile("€.* done return"))).to_be_visible()
