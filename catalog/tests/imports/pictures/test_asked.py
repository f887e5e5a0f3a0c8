"""Addresses of a product file become pictures; each failure stands in the account; a second import changes nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from PIL import Image

from catalog import tasks
from catalog.imports.account import Account
from catalog.imports.pictures import asked, fetching
from catalog.imports.products.write import NO_PICTURES, import_products
from catalog.models import ImportIssue, Picture, PictureRequest, Product
from catalog.tests.imports.pictures.conftest import Web


def png(colour: str) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(packed, "PNG")
    return packed.getvalue()


def imported(
    tmp_path: Path, urls: str, *, is_dry_run: bool = False, fetches_pictures: bool = True
) -> Account:
    file = tmp_path / "mugs.csv"
    file.write_text(f'id,sku,title,price,image_urls\n1,MUG,Red mug,10,"{urls}"\n')
    return import_products(
        file,
        mapping={},
        source="",
        currency="EUR",
        assumed_units=1,
        is_dry_run=is_dry_run,
        fetches_pictures=fetches_pictures,
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pictures_are_fetched_rendered_and_described(web: Web, tmp_path: Path) -> None:
    front, back = web.says("/z.png", png("red")), web.says("/b,c.png", png("blue"))

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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_shop", [True, False])
def test_a_shop_or_an_import_that_fetches_none_asks_nobody(
    web: Web, tmp_path: Path, settings: Any, is_shop: bool
) -> None:
    settings.FETCH_PICTURES = not is_shop

    account = imported(tmp_path, web.says("/a.png", png("red")), fetches_pictures=is_shop)

    assert account.decisions.by_reason[NO_PICTURES].examples == [2]
    assert "pictures to be fetched" not in account.totals
    assert (web.asked, PictureRequest.objects.count(), Picture.objects.count()) == ([], 0, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_fault_of_ours_ends_one_picture_and_not_those_after_it(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = web.says("/broken.png", b"?"), web.says("/fine.png", png("red"))
    fetch = fetching.fetch

    def failing(url: str, *, most_bytes: int) -> bytes:
        if url == broken:
            raise ZeroDivisionError
        return fetch(url, most_bytes=most_bytes)

    monkeypatch.setattr(fetching, "fetch", failing)

    account = imported(tmp_path, f"{broken} {fine}")

    assert Picture.objects.get().source_url == fine
    issue = ImportIssue.objects.get(run_id=account.run_id)
    assert (issue.value, issue.reason) == (
        broken,
        "could not be taken in: the worker's log says why",
    )
    assert PictureRequest.objects.get(url=broken).tries == asked.MOST_TRIES


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_picture_that_ends_the_worker_is_given_up_in_the_end(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly, fine = f"{web.origin}/deadly.png", web.says("/fine.png", png("red"))
    fetch, killed = fetching.fetch, 0

    def killing(url: str, *, most_bytes: int) -> bytes:
        nonlocal killed
        if url == deadly:
            killed += 1
            raise SystemExit
        return fetch(url, most_bytes=most_bytes)

    monkeypatch.setattr(fetching, "fetch", killing)
    monkeypatch.setattr(asked, "_hand_over", lambda _: None)
    account = imported(tmp_path, f"{deadly} {fine}")
    assert account.run_id is not None

    for _ in range(asked.MOST_TRIES):
        with pytest.raises(SystemExit):
            asked.work_off(account.run_id)

    assert asked.work_off(account.run_id) == 0
    assert killed == asked.MOST_TRIES
    assert Picture.objects.get().source_url == fine
    assert ImportIssue.objects.get().reason == "ended the worker each time it was tried"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pictures_whose_task_was_lost_are_taken_up_once(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(asked, "_hand_over", handed.append)
    account = imported(tmp_path, web.says("/a.png", png("red")))
    with monkeypatch.context() as lost:
        lost.setattr(tasks.fetch_pictures, "delay", lambda *, run_id: handed.append(run_id))
        assert tasks.resume_pictures() == 1
        assert tasks.resume_pictures() == 0  # somebody is at it
    assert handed == [account.run_id] * 2
    assert not Picture.objects.exists()

    cache.clear()
    assert tasks.resume_pictures() == 1

    assert Picture.objects.count() == 1
    cache.clear()
    assert tasks.resume_pictures() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_do_not_try_one_picture_twice(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = web.says("/a.png", png("red"))
    monkeypatch.setattr(asked, "_hand_over", lambda _: None)
    account = imported(tmp_path, url)
    assert account.run_id is not None
    mine = PictureRequest.objects.get()

    asked.work_off(account.run_id)
    asked._work_off(mine)

    assert web.asked == ["/a.png"]
    assert PictureRequest.objects.get().tries == 1
