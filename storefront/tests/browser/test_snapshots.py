"""The components look as they did: each part of the style page beside its stored picture, in both schemes.

They are drawn in the font that the shop brings for its invoices, so that no machine's own fonts matter.
`make snapshots` draws the pictures anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Route

from storefront.demo.writing.people import OWNER
from storefront.tests.browser import pictures, shopper

pytestmark = pytest.mark.browser

STORED = Path(__file__).parent / "snapshots"
FONT = settings.BASE_DIR / "orders" / "invoices" / "fonts" / "DejaVuSans.ttf"
WIDTH = 720
MOST_BYTES = 1_500_000
PARTS = ("colours", "type", "buttons", "prices", "cards", "forms", "ways", "notices", "empty")
LETTERS = """
@font-face { font-family: Snapshot; src: url("/snapshot.ttf"); }
:root { --font-text: Snapshot; --font-title: Snapshot; }
* { caret-color: transparent !important; transition: none !important; }
"""


@pytest.fixture(scope="module")
def style_page(browser: Browser, address: str) -> Iterator[Page]:
    """The style page as the owner sees it, in the shop's own font."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": 900},
        device_scale_factor=1,
        reduced_motion="reduce",
        locale="en-GB",
        bypass_csp=True,  # the shop's policy forbids the style that brings the font
    )
    page = context.new_page()
    page.route("**/snapshot.ttf", _give_font)
    shopper.sign_in_as_staff(page, OWNER.email, OWNER.password)
    page.goto("/style/")
    page.add_style_tag(content=LETTERS)
    page.evaluate("() => document.fonts.load('16px Snapshot').then(() => document.fonts.ready)")
    yield page
    context.close()


def _give_font(route: Route) -> None:
    route.fulfill(path=FONT, content_type="font/ttf")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", PARTS)
def test_a_component_looks_as_it_did(style_page: Page, part: str, scheme: str) -> None:
    style_page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    shown = style_page.locator(f"section[aria-labelledby=style-{part}]")
    now = pictures.read(shown.screenshot(animations="disabled"))
    path = STORED / f"{part}-{scheme}.png"
    if os.environ.get("SNAPSHOTS") == "renew":
        pictures.write(now, path)
    before = pictures.read(path.read_bytes())

    problem = ""
    if before.size != now.size:
        problem = f"was {before.size} and is {now.size}"
    elif (found := pictures.compare(before, now)).is_seen:
        problem = f"{found.share:.2%} of its pixels differ, {found.spots} of them in solid spots"
    if problem:
        sheet = Path(settings.VAR_DIR) / "snapshots" / path.name
        pictures.explain(before, now, sheet)
        pytest.fail(f"{part}, {scheme}: {problem}; see {sheet}, or `make snapshots` if it is meant")


def test_every_part_of_the_style_page_has_a_snapshot(style_page: Page) -> None:
    shown = style_page.locator("main > section").evaluate_all(
        "all => all.map(each => each.getAttribute('aria-labelledby').replace('style-', ''))"
    )

    assert shown == list(PARTS)


def test_the_snapshots_are_small() -> None:
    assert sum(path.stat().st_size for path in STORED.glob("*.png")) <= MOST_BYTES


def test_a_changed_colour_a_moved_word_and_nothing_else_is_seen() -> None:
    before = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(before).rectangle((20, 20, 60, 40), fill="#1f5b46")
    smoothed, moved, coloured = before.copy(), before.copy(), before.copy()
    ImageDraw.Draw(smoothed).rectangle((20, 20, 60, 40), outline="#3a7a62", fill="#1f5b46")
    ImageDraw.Draw(moved).rectangle((60, 20, 64, 40), fill="#1f5b46")
    ImageDraw.Draw(coloured).rectangle((20, 20, 60, 40), fill="#93cfb6")

    assert not pictures.compare(before, before).is_seen
    assert not pictures.compare(before, smoothed).is_seen
    assert pictures.compare(before, moved).is_seen
    assert pictures.compare(before, coloured).is_seen
