"""Uploaded pictures become upright WebP files of several widths; anything else is refused."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw, ImageFilter

from catalog import renditions, tasks
from catalog.admin.picture_form import PictureForm
from catalog.models import Picture, Product
from catalog.templatetags.media import avif_source, srcset
from catalog.tests.factories import make_product


def photograph(width: int, height: int, *, kind: str = "JPEG", turned: bool = False) -> bytes:
    """Return a picture whose left half is red, with a camera's name; turned, it was taken on the side."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    if turned:
        exif[0x0112] = 6
    packed = io.BytesIO()
    image.save(packed, kind, exif=exif)
    return packed.getvalue()


def uploaded(data: bytes, name: str = "products/lamp.jpg") -> Picture:
    stored = default_storage.save(name, ContentFile(data))
    return Picture.objects.create(product=make_product("Lamp"), file=stored, alt="A lamp")


@pytest.mark.django_db
def test_a_photograph_is_rendered_upright_at_every_width_without_metadata() -> None:
    picture = uploaded(photograph(2_000, 1_000, turned=True))
    original = str(picture.file)

    assert renditions.render(picture.pk)

    picture.refresh_from_db()
    assert (picture.width, picture.height) == (1_000, 2_000)
    files = renditions.sources(str(picture.file))
    assert [width for _, width in files] == [160, 320, 640, 1_000]
    twins = renditions.avif_sources(str(picture.file))
    assert [width for _, width in twins] == [160, 320, 640, 1_000]
    for name, width in (*files, *twins):
        with default_storage.open(name) as stored, Image.open(stored) as image:
            kind = name.rpartition(".")[2].upper()
            assert (image.format, image.size) == (kind, (width, width * 2))
            assert not image.getexif()
            red, _, blue = image.convert("RGB").getpixel((width // 2, 10))  # type: ignore[misc]
            assert red > 200 > blue
    assert not default_storage.exists(original)
    assert Product.objects.get().picture == str(picture.file)


@pytest.mark.django_db
def test_a_second_time_nothing_is_done() -> None:
    picture = uploaded(photograph(100, 80), "twice/lamp.jpg")
    renditions.render(picture.pk)
    before = sorted(default_storage.listdir("twice")[1])

    assert not renditions.render(picture.pk)
    assert not renditions.render(picture.pk + 1)
    assert sorted(default_storage.listdir("twice")[1]) == before
    assert [name.rpartition(".")[2] for name in before] == ["avif", "webp"]


@pytest.mark.django_db
def test_pictures_from_before_avif_get_their_twins_at_night(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = uploaded(photograph(400, 200), "older/lamp.jpg")
    with monkeypatch.context() as without:
        without.setattr(renditions.features, "check", lambda _: False)
        renditions.render(picture.pk)
    picture.refresh_from_db()
    old = renditions.sources(str(picture.file))
    never = uploaded(photograph(100, 80), "older/never.jpg")
    broken = uploaded(b"no picture", "older/broken.png")

    assert renditions.overdue(after_id=0, limit=9) == [picture.pk, never.pk, broken.pk]
    assert tasks.render_overdue.apply().get() == 3

    picture.refresh_from_db()
    never.refresh_from_db()
    new = renditions.sources(str(picture.file))
    assert [width for _, width in renditions.avif_sources(str(picture.file))] == [160, 320, 400]
    for (before, _), (after, _) in zip(old, new, strict=True):
        with default_storage.open(before) as one, default_storage.open(after) as other:
            assert one.read() == other.read()
    assert len(renditions.avif_sources(str(never.file))) == 1
    assert renditions.overdue(after_id=0, limit=9) == [broken.pk]
    assert Product.objects.get(pk=picture.product_id).picture == str(picture.file)


@pytest.mark.django_db
def test_without_avif_there_is_webp_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions.features, "check", lambda feature: feature != "avif")
    picture = uploaded(photograph(400, 200), "alone/lamp.jpg")

    renditions.render(picture.pk)

    picture.refresh_from_db()
    assert renditions.avif_sources(str(picture.file)) == ()
    assert [width for _, width in renditions.sources(str(picture.file))] == [160, 320, 400]
    assert all(name.endswith(".webp") for name in default_storage.listdir("alone")[1])


@pytest.mark.django_db
def test_what_a_card_and_a_page_load_stays_within_its_budget() -> None:
    picture = uploaded(_still_life(), "budget/lamp.jpg")

    renditions.render(picture.pk)

    picture.refresh_from_db()
    name = str(picture.file)
    webp = {width: default_storage.size(file) for file, width in renditions.sources(name)}
    avif = {width: default_storage.size(file) for file, width in renditions.avif_sources(name)}
    assert all(avif[width] < webp[width] * 0.8 for width in (320, 640, 1_280))
    assert avif[320] < 9_000
    assert avif[1_280] < 30_000


def test_pages_offer_the_widths_there_are() -> None:
    name = "products/lamp-ab.1000x500.webp"

    assert srcset(name, "50vw") == (
        ' srcset="/media/products/lamp-ab.1000x500.160w.webp 160w, '
        "/media/products/lamp-ab.1000x500.320w.webp 320w, "
        "/media/products/lamp-ab.1000x500.640w.webp 640w, "
        '/media/products/lamp-ab.1000x500.webp 1000w" sizes="50vw"'
    )
    assert avif_source(name, "50vw") == ""
    assert avif_source("products/lamp-ab.320x160a.webp", "50vw") == (
        '<source type="image/avif" srcset="/media/products/lamp-ab.320x160a.160w.avif 160w, '
        '/media/products/lamp-ab.320x160a.avif 320w" sizes="50vw">'
    )
    assert srcset("products/drawn.svg", "50vw") == ""
    assert srcset("products/tiny.90x90.webp", "50vw") == ""


def form(data: bytes) -> PictureForm:
    return PictureForm({"position": 0, "alt": ""}, {"file": SimpleUploadedFile("x.jpg", data)})


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_pictures_of_every_usual_kind_are_taken(kind: str) -> None:
    data = photograph(64, 64, kind=kind) if kind != "GIF" else _gif()

    assert "file" not in form(data).errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"MZ\x90\x00 a program",
        b"\xff\xd8\xff\xe0 no picture",
        b"x",
    ],
)
def test_other_files_are_refused_with_what_to_do(data: bytes) -> None:
    assert form(data).errors["file"] == [
        "This is no picture we can show: use JPEG, PNG, WebP, AVIF or GIF."
    ]


@pytest.mark.django_db
def test_bombs_are_refused_unopened() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")

    assert form(bomb.getvalue()).errors["file"] == [
        "The picture is too large: at most 20 MB and 50 million pixels."
    ]


def _still_life() -> bytes:
    """Return a picture with soft edges and a little grain, as photographs have."""
    rng = random.Random(7)
    image = Image.new("RGB", (1_600, 1_200), "#d8d0c0")
    brush = ImageDraw.Draw(image)
    for _ in range(400):
        x, y, r = rng.randrange(1_600), rng.randrange(1_200), rng.randrange(8, 160)
        colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
        brush.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    soft = image.filter(ImageFilter.GaussianBlur(2))
    packed = io.BytesIO()
    Image.blend(soft, Image.effect_noise(soft.size, 20).convert("RGB"), 0.06).save(
        packed, "JPEG", quality=92
    )
    return packed.getvalue()


def _gif() -> bytes:
    packed = io.BytesIO()
    Image.new("P", (8, 8)).save(packed, "GIF")
    return packed.getvalue()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_picture_uploaded_with_its_product_is_rendered(client: Client) -> None:
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    lamp = make_product("Lamp")
    variant = lamp.variants.get()
    data: dict[str, Any] = {
        "title": "Lamp", "slug": lamp.slug, "description": "", "product_type": "", "tags": "", "brand": "",
        "department": "", "status": "published", "published_at_0": "2020-01-01", "published_at_1": "00:00:00",
        "attribute_values-TOTAL_FORMS": 0, "attribute_values-INITIAL_FORMS": 0,
        "documents-TOTAL_FORMS": 0, "documents-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": 1, "variants-INITIAL_FORMS": 1, "variants-0-id": variant.pk,
        "variants-0-product": lamp.pk, "variants-0-sku": variant.sku, "variants-0-price_0": "10.00",
        "variants-0-price_1": "EUR", "variants-0-price": "10.00", "variants-0-currency": "EUR",
        "variants-0-on_hand": "10", "variants-0-position": "0", "variants-0-is_active": "on",
        "pictures-TOTAL_FORMS": 1, "pictures-INITIAL_FORMS": 0, "pictures-0-product": lamp.pk,
        "pictures-0-alt": "A lamp", "pictures-0-position": "0",
        "pictures-0-file": SimpleUploadedFile("lamp.jpg", photograph(400, 200)),
    }  # fmt: skip

    answer = client.post(f"/admin/catalog/product/{lamp.pk}/change/", data)

    assert answer.status_code == 302, answer.context["errors"]
    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (400, 200)
    page = client.get(lamp.get_absolute_url()).text
    assert '<source type="image/avif" srcset="' in page
    assert " srcset=" in page.partition("<img")[2]
