"""Pictures of the shop for the docs: the main pages in light, in the dark and on a phone.

``make screenshots ARGS="http://127.0.0.1:8000"`` runs this against a running demo shop, signed in with the
demo's own logins. It places an order for each of the three looks.
"""

from __future__ import annotations

import argparse
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from benchmarks import chromium
from storefront.demo.writing.people import OWNER, SHOPPER
from storefront.tests.browser import shopper

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
QUALITY = 86
SHEET_PICTURES = 60
SHEET_COLUMNS = 10
PATIENCE_MS = 60_000
"""For one step; the machine may do other things beside."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at; ``suffix`` ends the names of its pictures."""

    suffix: str
    width: int
    height: int
    scheme: str = "light"
    scale: int = 1


LOOKS = (
    Look("", 1280, 800),
    Look("-dark", 1280, 800, scheme="dark"),
    Look("-phone", 360, 720, scale=2),
)


def main() -> None:
    """Take every picture and say how large they are together."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    with chromium.opened() as browser:
        for look in LOOKS:
            with _visitor(browser, options.address, look) as page:
                for name in _shopper_pages(page):
                    _take(page, options.folder / f"{name}{look.suffix}.webp")
            with _visitor(browser, options.address, look) as page:
                for name in _staff_pages(page):
                    _take(page, options.folder / f"{name}{look.suffix}.webp")
        with _visitor(browser, options.address, LOOKS[0]) as page:
            _lay_out_pictures(page)
            _take(page, options.folder / "pictures.webp")
    taken = list(options.folder.glob("*.webp"))
    print(f"{len(taken)} pictures, {sum(path.stat().st_size for path in taken) / 1e6:.2f} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "address", nargs="?", default="http://127.0.0.1:8000", help="of a running demo shop"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER)
    return parser.parse_args()


@contextmanager
def _visitor(browser: Browser, address: str, look: Look) -> Iterator[Page]:
    """Open a tab of a new profile that looks at the shop in one way."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.scheme == "dark" else "light",
        device_scale_factor=look.scale,
        reduced_motion="reduce",
    )
    try:
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield context.new_page()
    finally:
        context.close()


def _shopper_pages(page: Page) -> Iterator[str]:
    """Walk the demo's shopper from the home page to an order, and name each page on the way."""
    shopper.sign_in(page, SHOPPER.email, SHOPPER.password)
    page.goto("/")
    yield "home"
    page.get_by_role("link", name=re.compile("^Explore ")).click()
    yield "department"
    page.goto("/search/?q=oak+lamp")
    yield "search"
    shopper.find_a_product(page)
    yield "product"
    shopper.put_in(page).click()
    expect(page.get_by_role("dialog", name="Your cart")).to_be_visible()
    yield "drawer"
    page.goto("/cart/")
    yield "cart"
    shopper.say_who(page)
    yield "checkout"
    shopper.say_where(page)
    yield "payment"
    shopper.pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    yield "thank-you"
    page.get_by_role("link", name="See your order").click()
    yield "order"
    page.goto("/account/")
    yield "account"
    page.goto("/pages/shipping/")
    yield "shipping"


def _staff_pages(page: Page) -> Iterator[str]:
    """Walk the owner through the staff area."""
    shopper.sign_in_as_staff(page, OWNER.email, OWNER.password)
    yield "staff-dashboard"
    page.goto("/admin/catalog/product/")
    yield "staff-products"
    page.goto("/admin/recommendations/modelversion/")
    page.goto(page.locator("#result_list tbody a").first.get_attribute("href") or "")
    yield "staff-model"


def _lay_out_pictures(page: Page) -> None:
    """Fill the tab with product pictures, taken in turn from every department."""
    page.goto("/")
    shelves = page.locator(".department-menu__top").evaluate_all("links => links.map(l => l.href)")
    found = []
    for shelf in shelves:
        page.goto(shelf)
        found.append(
            page.locator(".product-card__picture").evaluate_all("all => all.map(i => i.src)")
        )
    in_turn = [
        sources[at] for at in range(max(map(len, found))) for sources in found if at < len(sources)
    ]
    shown = list(dict.fromkeys(in_turn))[:SHEET_PICTURES]
    side = LOOKS[0].width // SHEET_COLUMNS
    page.set_viewport_size(
        {"width": LOOKS[0].width, "height": side * SHEET_PICTURES // SHEET_COLUMNS}
    )
    pictures = "".join(f'<img src="{source}" width="{side}" height="{side}">' for source in shown)
    page.set_content(pictures)
    page.evaluate(  # the shop's policy forbids style attributes, not this
        "body => Object.assign(body.style, {margin: 0, display: 'flex', flexWrap: 'wrap'})",
        page.query_selector("body"),
    )


def _take(page: Page, path: Path) -> None:
    """Write what can be seen as WebP, once every picture in sight has come."""
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    shot = page.screenshot()
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
