"""Staff hand in a file, see what it would change, confirm, and get the account."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.imports import uploads
from catalog.models import ImportRun, ImportUpload, Product, Stock
from catalog.tests.factories import make_product

ADD = "/admin/catalog/importupload/add/"
TEXT = "id,sku,title,price,stock\n1,MUG,Mug,4.50,3\n2,CUP,=Cup,cheap,2\n"


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    return client


def hand_in(client: Client, text: str = TEXT, **fields: Any) -> Any:
    data = {"kind": "products", "currency": "EUR", "source": "", "assumed_units": 5, **fields}
    return client.post(ADD, {**data, "file": SimpleUploadedFile("spring.csv", text.encode())})


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_file_is_looked_at_before_anything_changes(staff: Client) -> None:
    answer = hand_in(staff)

    upload = ImportUpload.objects.get()
    shown = staff.get(answer.headers["Location"])
    assert (upload.status, upload.file_name) == ("ready", "spring.csv")
    assert upload.preview["report"]["rows"] == {"read": 2, "accepted": 1, "rejected": 1}
    assert upload.preview["report"]["outcome"]["created"] == 1
    assert upload.preview["rows"][0] == ["1", "MUG", "Mug", "4.50", "3"]
    for words in ("is not a number", "=Cup", "import the file"):
        assert words in shown.text
    assert not Product.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_confirmed_file_is_imported_once(staff: Client) -> None:
    page = hand_in(staff).headers["Location"]

    staff.post(page, {"confirm": "on"})
    upload = ImportUpload.objects.get()
    again = staff.post(page, {"confirm": "on"})

    assert (upload.status, upload.created_by.email) == ("done", "owner@example.com")
    assert upload.run is not None
    assert (upload.run.rows_accepted, upload.run.rows_rejected) == (1, 1)
    assert Product.objects.get().title == "Mug"
    assert again.status_code == 302
    assert ImportRun.objects.count() == 1
    shown = staff.get(page).text
    assert f"/admin/catalog/importrun/{upload.run.pk}/rejects" in shown
    assert "import the file" not in shown
    with pytest.raises(uploads.AlreadyDecided):
        uploads.confirm(upload.pk)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rejected_rows_are_offered_once_there_are_some(staff: Client) -> None:
    page = hand_in(staff).headers["Location"]
    rows = reverse(
        "admin:catalog_importupload_download_rejected_rows", args=[ImportUpload.objects.get().pk]
    )
    early, before = staff.get(page).text, staff.get(rows).status_code
    staff.post(page, {"confirm": "on"})

    sent = staff.get(rows)

    assert ("Rejected rows, to be corrected" in early, before) == (False, 403)
    assert "Rejected rows, to be corrected" in staff.get(page).text
    assert sent["Content-Disposition"] == 'attachment; filename="rejected-springcsv.csv"'
    assert b"2,CUP,'=Cup,cheap,2,price: is not a number" in sent.getvalue()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_preview_names_every_column_and_what_it_is_read_as(staff: Client) -> None:
    text = "ProductName,Item Id,Weight,Retail,Our note,Link\nMug,1,2.5,4.50,,x\n"

    page = hand_in(staff, text).headers["Location"]

    report = ImportUpload.objects.get().preview["report"]
    assert report["columns"] == {
        "ProductName": "title",
        "Item Id": "external_id",
        "Weight": "attribute: Weight (number)",
        "Retail": "attribute: Retail (number)",
        "Our note": "attribute: Our note (text)",
        "Link": "",
    }
    shown = staff.get(page).text
    assert "attribute: Weight (number)" in shown
    assert "not read: no column of ours is called so" in shown


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_feeds_name_the_columns_they_leave_aside(staff: Client) -> None:
    make_product("Mug", sku="MUG")

    hand_in(staff, "sku,stock,shelf\nMUG,8,A4\n", kind="stock")

    report = ImportUpload.objects.get().preview["report"]
    assert report["columns"] == {"sku": "sku", "stock": "stock", "shelf": ""}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_columns_and_a_department_can_be_named_beside_the_file(staff: Client) -> None:
    text = "Bestellnr,Was,Kostet\n1,Becher,4.50\n"

    page = hand_in(
        staff, text, mapping="Was=title\r\n\r\n Kostet = price ", department="Kitchen"
    ).headers["Location"]
    columns = ImportUpload.objects.get().preview["report"]["columns"]
    staff.post(page, {"confirm": "on"})

    assert (columns["Was"], columns["Kostet"]) == ("title", "price")
    product = Product.objects.get()
    assert (product.title, product.price_minor) == ("Becher", 450)
    assert product.department is not None
    assert product.department.name == "Kitchen"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_feeds_take_named_columns_too(staff: Client) -> None:
    make_product("Mug", sku="MUG", on_hand=1)

    page = hand_in(staff, "was,viel\nMUG,8\n", kind="stock", mapping="was=sku\nviel=stock").headers[
        "Location"
    ]
    staff.post(page, {"confirm": "on"})

    assert Stock.objects.get().on_hand == 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("", "Say which column it is with the mapping Theirs=title."),
        ("Was=nothing", "The mapping Was=nothing: ours are "),
        ("Wass=title", "The mapping Wass=title: the file has Was, Kostet."),
    ],
)
def test_what_helps_is_said_in_words_of_the_form(staff: Client, mapping: str, words: str) -> None:
    hand_in(staff, "Was,Kostet\nBecher,4.50\n", mapping=mapping)

    upload = ImportUpload.objects.get()
    assert upload.status == "refused"
    assert words in upload.error
    assert "--map" not in upload.error


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_line_that_names_no_two_columns_is_refused_at_once(staff: Client) -> None:
    answer = hand_in(staff, mapping="Was=title\nKostet")

    assert "Write one pair a line, theirs first" in answer.text
    assert not ImportUpload.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_orders_take_a_right_beyond_that_of_handing_in_files(staff: Client, client: Client) -> None:
    text = "order,sku,title,quantity,date,price\n1,MUG,Mug,1,2024-05-01,4.50\n"
    page = hand_in(staff, text, kind="orders").headers["Location"]
    clerk = get_user_model().objects.create_user(
        "clerk@example.com", "a good password", is_staff=True
    )
    clerk.groups.add(Group.objects.get(name="Merchandiser"))
    client.force_login(clerk)

    refused = hand_in(client, text, kind="orders")
    confirmed = client.post(page, {"confirm": "on"})

    assert "You may not hand in files of this kind." in refused.text
    assert confirmed.status_code == 403
    assert ImportUpload.objects.get().status == "ready"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_word_nothing_happens(staff: Client) -> None:
    page = hand_in(staff).headers["Location"]

    answer = staff.post(page, {})

    assert answer.status_code == 200
    assert ImportUpload.objects.get().status == "ready"
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_feeds_come_the_same_way(staff: Client) -> None:
    make_product("Mug", sku="MUG", on_hand=1)

    page = hand_in(staff, "sku,stock\nMUG,8\n", kind="stock").headers["Location"]
    before = Stock.objects.get().on_hand
    staff.post(page, {"confirm": "on"})

    assert (before, Stock.objects.get().on_hand) == (1, 8)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_file_that_cannot_be_read_says_why(staff: Client) -> None:
    page = hand_in(staff, "PK\x03\x04 rubbish").headers["Location"]

    upload = ImportUpload.objects.get()
    assert upload.status == "refused"
    assert upload.error.startswith("spring.csv is packed but damaged")
    assert "packed but damaged" in staff.get(page).text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_that_died_may_start_again(staff: Client) -> None:
    hand_in(staff)
    upload = ImportUpload.objects.get()
    ImportUpload.objects.update(status="importing")

    uploads.carry_out(upload.pk)
    uploads.carry_out(upload.pk)

    upload.refresh_from_db()
    assert upload.status == "done"
    assert ImportRun.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_wrong_currencies_and_strangers_are_refused(staff: Client, client: Client) -> None:
    for currency in ("E1", "PCS"):
        assert "three letters" in hand_in(staff, currency=currency).text
    client.force_login(
        get_user_model().objects.create_user("clerk@example.com", "a good password", is_staff=True)
    )
    assert hand_in(client).status_code == 403
    assert not ImportUpload.objects.exists()
