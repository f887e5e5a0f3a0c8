"""What staff do in a day, found by the words on the buttons."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from storefront.demo.writing.people import OWNER
from storefront.tests.browser.conftest import DESKTOP, Visiting
from storefront.tests.browser.shopper import put_in, sign_in_as_staff
from storefront.tests.browser.watch import is_too_wide

pytestmark = pytest.mark.browser


@pytest.fixture
def staff(visit: Visiting) -> Page:
    """The owner, on the first page of the staff area."""
    page = visit(DESKTOP)
    sign_in_as_staff(page, OWNER.email, OWNER.password)
    return page


def menu(page: Page, name: str) -> None:
    """Follow an entry of the menu."""
    page.locator("#nav-sidebar").get_by_role("link", name=name).first.click()


def photograph() -> bytes:
    """Return a small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "JPEG")
    return file.getvalue()


def test_the_dashboard_says_how_the_shop_is_doing(staff: Page) -> None:
    expect(staff.locator("[data-figure=revenue]")).to_have_text(re.compile("^€[1-9]"))
    expect(staff.get_by_role("heading", name="Running out")).to_be_visible()
    expect(staff.locator("canvas.chart")).to_have_count(2)
    # No worker reads the log here, so no card has been seen.
    expect(staff.get_by_text("Nobody has seen a carousel yet")).to_be_visible()
    assert not is_too_wide(staff)


def test_a_product_with_a_picture_is_added_and_stands_in_the_shop(staff: Page) -> None:
    staff.goto("/admin/catalog/product/add/")
    staff.get_by_label("Title").first.fill("Walnut tray")
    staff.locator("#id_status").select_option("published")
    staff.get_by_role("link", name="Variants").click()
    staff.locator("#id_variants-0-sku").fill("TRAY-1")
    staff.locator("#id_variants-0-price").fill("39.90")
    staff.locator("#id_variants-0-on_hand").fill("5")
    staff.get_by_role("link", name="Pictures").click()
    staff.get_by_role("link", name=re.compile("Add another")).locator("visible=true").first.click()
    staff.locator("#id_pictures-0-file").set_input_files(
        {"name": "tray.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    staff.get_by_role("button", name="Save", exact=True).click()

    expect(staff).to_have_url(re.compile("/admin/catalog/product/(#.*)?$"))
    staff.goto("/p/walnut-tray/")
    expect(staff.get_by_role("heading", level=1)).to_have_text("Walnut tray")
    expect(staff.locator(".gallery__picture")).to_have_count(1)
    expect(put_in(staff)).to_be_visible()


def test_several_pictures_are_chosen_at_once(staff: Page) -> None:
    staff.goto("/admin/catalog/product/")
    staff.locator("#result_list tbody a").first.click()
    staff.get_by_role("link", name="Pictures").click()
    shown = staff.locator("#pictures-group img")
    before = shown.count()

    staff.locator("[data-drop-pictures] input").set_input_files(
        [
            {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
            for name in ("left", "right")
        ]
    )
    staff.get_by_role("button", name="Save and continue editing").click()

    expect(staff.get_by_text("was changed successfully")).to_be_visible()
    expect(shown).to_have_count(before + 2)


def test_a_promotion_is_written_and_tried(staff: Page) -> None:
    staff.goto("/admin/orders/promotion/add/")
    staff.get_by_label("Name").first.fill("Autumn tenth")
    staff.locator("#id_kind").select_option("tiered")
    expect(staff.get_by_label("Tiers")).to_be_visible()
    expect(staff.get_by_label("Percent")).to_be_hidden()
    staff.locator("#id_kind").select_option("percent")
    expect(staff.get_by_label("Tiers")).to_be_hidden()
    staff.get_by_label("Percent").fill("10")
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff).to_have_url(re.compile("/admin/orders/promotion/(#.*)?$"))
    staff.goto("/admin/catalog/stock/")
    sku = staff.locator("#result_list tbody .field-shown_sku").last.inner_text()

    staff.goto("/admin/orders/promotion/")
    staff.get_by_role("link", name="Dry run").first.click()
    staff.locator("#id_articles").fill(f"{sku} 2")
    staff.get_by_role("button", name="Try it").click()

    row = staff.get_by_role("row", name=re.compile("Autumn tenth"))
    expect(row).to_contain_text("It applies.")
    staff.goto("/admin/orders/promotion/?q=Autumn+tenth")
    staff.locator("#id_form-0-is_active").uncheck()
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.locator("#id_form-0-is_active")).not_to_be_checked()


def test_the_model_before_serves_again(staff: Page) -> None:
    staff.goto("/admin/recommendations/modelversion/")
    before = staff.get_by_role("row", name=re.compile("previous")).locator("a").first.inner_text()

    staff.get_by_role("link", name="Roll back").click()
    staff.get_by_role("button", name="Roll back").click()

    expect(staff.get_by_text(f"{before} serves again.")).to_be_visible()
    expect(staff.get_by_role("row", name=re.compile(before))).to_contain_text("live")
    staff.goto("/")
    expect(staff.get_by_role("region", name="Popular right now")).to_be_visible()
