"""The inspectors themselves: each sees what it is there to see."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from storefront.tests.browser.conftest import PHONE, Visiting
from storefront.tests.browser.watch import LOST, Watch, barriers, is_too_wide

pytestmark = pytest.mark.browser


def test_a_picture_without_words_is_a_barrier(visit: Visiting) -> None:
    page = visit(PHONE)
    page.goto("/cart/")
    assert barriers(page) == []

    page.evaluate("document.querySelector('main').append(new Image(20, 20))")

    assert [found.split()[0] for found in barriers(page)] == ["image-alt"]


def test_a_wide_element_makes_the_page_scroll_sideways(visit: Visiting) -> None:
    page = visit(PHONE)
    page.goto("/cart/")
    assert not is_too_wide(page)

    page.evaluate("document.querySelector('h1').style.minInlineSize = '900px'")

    assert is_too_wide(page)


def test_errors_strangers_and_refused_code_are_noticed(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    watch = Watch.over(page, address)
    page.goto(LOST)
    assert watch.problems == []

    page.goto("/no-other-page/")
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p onclick=\"0\">')")
    page.goto("about:blank")  # the shop's own policy would not even let the page ask
    page.evaluate("fetch('http://stranger.invalid/').catch(() => null)")
    page.close()

    found = " | ".join(watch.problems)
    for problem in (
        "404: ",
        "script failed: broken",
        "third party: http://stranger",
        "inline event handler",
    ):
        assert problem in found
