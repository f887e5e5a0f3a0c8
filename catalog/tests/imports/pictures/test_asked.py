"""Addresses of a product file become pictures; each failure stands in the account; a second import changes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from catalog.imports.account import Account
from catalog.imports.pictures import asked
from catalog.imports.products.write import import_products
from catalog.models import ImportIssue, Picture, PictureRequest, Product
from catalog.tests.imports.pictures.conftest import Web


def png(colour: str) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(packed, "PNG")
    return packed.getvalue()


def imported(tmp_path: Path, urls: str, *, is_dry_run: bool = False) -> Account:
    file = tmp_path / "mugs.csv"
    file.write_text(f'id,sku,title,price,image_urls\n1,MUG,Red mug,10,"{urls}"\n')
    return import_products(
        file, mapping={}, source="", currency="EUR", assumed_units=1, is_dry_run=is_dry_run
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pictures_are_fetched_rendered_and_described(web: Web, tmp_path: Path) -> None:
    front, back = web.says("/a.png", png("red")), web.says("/b,c.png", png("blue"))

    account = imported(tmp_path, f"{front}, {back}")

    assert account.totals["pictures to be fetched"] == 2
    pictures = list(Picture.objects.order_by("position"))
    assert [(each.alt, each.width, each.source_url) for each in pictures] == [
        ("Red mug", 300, front),
        ("Red mug", 300, back),
    ]
    assert Product.objects.get().picture == str(pictures[0].file)
    assert set(PictureRequest.objects.values_list("status", "tries")) == {("done", 1)}
    assert not ImportIssue.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_second_import_asks_for_nothing(web: Web, tmp_path: Path) -> None:
    urls = f"{web.says('/a.png', png('red'))} {web.says('/same.png', png('red'))}"
    imported(tmp_path, urls)
    before = list(Picture.objects.values())

    again = imported(tmp_path, urls)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    assert "pictures to be fetched" not in again.totals
    assert list(Picture.objects.values()) == before
    assert len(before) == 1
    assert sorted(web.asked) == ["/a.png", "/same.png"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_every_failure_is_a_row_of_the_account(web: Web, tmp_path: Path) -> None:
    gone, text = f"{web.origin}/gone.png", web.says("/text.png", b"<svg onload=alert(1)>")
    inside, busy = "http://10.0.0.1/x.png", web.says("/busy.png", status=503)
    fine = web.says("/fine.png", png("red"))

    account = imported(tmp_path, f"{gone}|{text}|{inside}|{busy}|{fine}")

    issues = ImportIssue.objects.filter(run_id=account.run_id)
    assert {(each.row_number, each.column, each.value, each.reason) for each in issues} == {
        (2, "image_urls", gone, "answered 404"),
        (2, "image_urls", text, "is no picture: use JPEG, PNG, WebP, AVIF or GIF"),
        (2, "image_urls", inside, "lies in a private network"),
        (2, "image_urls", busy, "answered 503"),
    }
    assert web.asked.count("/busy.png") == asked.MOST_TRIES
    assert web.asked.count("/gone.png") == 1
    assert (account.rows_accepted, account.rows_rejected) == (1, 0)
    assert Picture.objects.get().source_url == fine


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_failed_is_tried_again_by_the_next_import(web: Web, tmp_path: Path) -> None:
    url = web.says("/late.png", status=404)
    imported(tmp_path, url)
    web.says("/late.png", png("red"))

    imported(tmp_path, url)

    assert Picture.objects.get().source_url == url


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_asks_nobody(web: Web, tmp_path: Path) -> None:
    account = imported(tmp_path, web.says("/a.png", png("red")), is_dry_run=True)

    assert account.totals["pictures to be fetched"] == 1
    assert web.asked == []
    assert not PictureRequest.objects.exists()
