"""A zip of pictures named by SKU: each finds its product, none leaves the archive, a second time changes nothing."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from catalog import renditions
from catalog.imports.files import UnreadableFile
from catalog.imports.pictures import archive
from catalog.imports.pictures.archive import import_pictures
from catalog.models import ImportIssue, ImportUpload, Picture
from catalog.tests.factories import make_product, make_variant
from catalog.tests.imports.pictures.test_asked import png

pytestmark = pytest.mark.django_db


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def reasons() -> dict[str, str]:
    return dict(ImportIssue.objects.values_list("value", "reason"))


def test_pictures_find_their_products_in_order(tmp_path: Path) -> None:
    mug = make_product("Red mug", sku="MUG-1")
    shirt = make_product("Shirt", sku="SHIRT")
    large = make_variant(shirt, sku="SHIRT-L")
    path = packed(
        tmp_path / "p.zip",
        {
            "all/mug-1-2.png": png("red"),
            "all/MUG-1.png": png("blue"),
            "SHIRT-L.jpg": png("green"),
            "__MACOSX/._MUG-1.png": b"x",
            ".DS_Store": b"x",
        },
    )

    account = import_pictures(path)

    assert (account.rows_read, account.rows_accepted, account.created) == (3, 3, 3)
    assert [each.alt for each in mug.pictures.all()] == ["Red mug", "Red mug"]
    first, second = mug.pictures.order_by("position")
    assert (first.digest, second.digest) != (second.digest, first.digest)
    assert renditions.inspect(first.file, n_bytes=1) == "png"
    assert shirt.pictures.get().variant_id == large.pk
    mug.refresh_from_db()
    assert mug.picture == str(first.file)


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    make_product("Mug", sku="MUG")
    path = packed(tmp_path / "p.zip", {"MUG.png": png("red"), "MUG-2.png": png("red")})

    first, again = import_pictures(path), import_pictures(path)

    assert (first.created, first.unchanged) == (1, 1)
    assert (again.created, again.unchanged, again.rows_rejected) == (0, 2, 0)
    assert Picture.objects.count() == 1


def test_what_does_not_fit_says_why(tmp_path: Path) -> None:
    make_product("Mug", sku="MUG")
    path = packed(
        tmp_path / "p.zip",
        {
            "../MUG.png": png("red"),
            "/etc/MUG.png": png("red"),
            "c:\\MUG.png": png("red"),
            "NOBODY.png": png("red"),
            "MUG-3.png": b"no picture",
            "MUG-4.png": b"\0" * 3_000_000,
            "MUG.png": png("blue"),
        },
    )

    account = import_pictures(path)

    assert (account.rows_read, account.rows_accepted, account.rows_rejected) == (7, 1, 6)
    found = reasons()
    outside = "has a path that leads out of the archive"
    assert found.pop("../MUG.png") == found.pop("/etc/MUG.png") == outside
    assert sorted(found.values()) == [
        outside,
        "is no picture: use JPEG, PNG, WebP, AVIF or GIF",
        "names no SKU of the shop: call it SKU.jpg or SKU-2.jpg",
        "unpacks to far more than a picture does",
    ]
    assert Picture.objects.count() == 1


def test_a_header_that_lies_about_its_size_does_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_product("Mug", sku="MUG")
    monkeypatch.setattr(renditions, "LARGEST_BYTES", 50_000)
    path = packed(tmp_path / "p.zip", {"MUG.png": b"\0" * 200_000})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 200_000), struct.pack("<L", 400)))

    account = import_pictures(path)

    assert (account.rows_accepted, account.rows_rejected) == (0, 1)
    assert not Picture.objects.exists()


def test_archives_beyond_measure_are_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "p.zip", {"A.png": b"x" * 100, "B.png": b"x"})

    monkeypatch.setattr(archive, "MOST_FILES", 1)
    with pytest.raises(UnreadableFile, match="more than 1 files"):
        import_pictures(path)
    monkeypatch.setattr(archive, "MOST_FILES", 10)
    monkeypatch.setattr(archive, "MOST_UNPACKED_BYTES", 50)
    with pytest.raises(UnreadableFile, match="4 GiB"):
        import_pictures(path)
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 rubbish")
    with pytest.raises(UnreadableFile, match="no zip archive"):
        import_pictures(tmp_path / "no.zip")


def test_a_dry_run_keeps_neither_rows_nor_files(tmp_path: Path) -> None:
    make_product("Mug", sku="DRY")
    path = packed(tmp_path / "p.zip", {"DRY.png": png("red")})

    account = import_pictures(path, is_dry_run=True)

    assert account.created == 1
    assert not Picture.objects.exists()
    assert not [name for name in _stored() if name.startswith("dry-mug")]


def _stored() -> list[str]:
    from django.core.files.storage import default_storage

    return default_storage.listdir("products")[1] if default_storage.exists("products") else []


def test_the_command_reports(tmp_path: Path) -> None:
    make_product("Mug", sku="MUG")
    path = packed(tmp_path / "p.zip", {"MUG.png": png("red")})
    told = io.StringIO()

    call_command("import_pictures", path, "--json", stdout=told)

    assert '"created": 1' in told.getvalue()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_staff_hand_it_in_look_and_confirm(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    mug = make_product("Mug", sku="MUG")
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    path = packed(tmp_path / "p.zip", {"MUG.png": png("red"), "X.png": png("red")})
    said = {"kind": "pictures", "currency": "EUR", "source": "", "assumed_units": "0"}
    file = SimpleUploadedFile("p.zip", path.read_bytes())

    page = client.post("/admin/catalog/importupload/add/", {**said, "file": file}).headers[
        "Location"
    ]
    looked = client.get(page).text
    before = Picture.objects.count()
    client.post(page, {"confirm": "on"})

    assert "names no SKU of the shop" in looked
    assert before == 0
    assert ImportUpload.objects.get().status == "done"
    picture = mug.pictures.get()
    assert (picture.width, picture.alt) == (300, "Mug")
