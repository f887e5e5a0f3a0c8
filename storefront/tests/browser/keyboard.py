"""A shopper without a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_PRESSES = 150


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, and see that this shows.

    Raises:
        AssertionError: if Tab does not lead there, or nobody could see where the focus is.
    """
    for _ in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert _shows_focus(target), "the focus cannot be seen"
            return
    raise AssertionError(f"{MOST_PRESSES} presses of Tab do not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Follow a link or push a button."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    """Write into a field."""
    tab_to(page, target)
    page.keyboard.type(text)


def _shows_focus(target: Locator) -> bool:
    """Return whether the element, what it lies on or a shadow of it shows the focus."""
    return bool(
        target.evaluate(
            """element => [element, element.parentElement, element.closest("article, label, form, li")]
            .filter(Boolean)
            .flatMap(shown => [getComputedStyle(shown), getComputedStyle(shown, "::after")])
            .some(style => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
                           || style.boxShadow !== "none")"""
        )
    )
