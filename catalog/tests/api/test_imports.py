"""Programs hand in files as staff do: a preview first, then a word, then the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.imports import sweeping
from catalog.models import ImportUpload, Product, ProductAttribute

TEXT = "id,sku,title,price\n1,MUG,Mug,4.50\n2,CUP,=Cup,cheap\n"
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def api() -> APIClient:
    client = APIClient()
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    return client


def hand_in(api: APIClient, **fields: Any) -> Any:
    file = SimpleUploadedFile("spring.csv", TEXT.encode())
    return api.post(
        "/api/v1/imports/", {"kind": "products", "file": file, **fields}, format="multipart"
    )


def test_a_file_is_looked_at_confirmed_and_accounted_for(api: APIClient) -> None:
    taken = hand_in(api)
    address = taken.headers["Location"]
    looked_at = api.get(address).json()
    before = Product.objects.count()
    confirmed = api.post(f"{address}confirmation/")
    done = api.get(address).json()
    rejected = api.get(f"{address}rejects/")

    assert (taken.status_code, looked_at["status"], before) == (202, "ready", 0)
    assert looked_at["preview"]["report"]["rows"] == {"read": 2, "accepted": 1, "rejected": 1}
    assert (confirmed.status_code, done["status"]) == (202, "done")
    assert (done["run"]["accepted"], done["run"]["rejected"], done["run"]["created"]) == (1, 1, 1)
    assert rejected.getvalue().decode().splitlines()[1] == "3,price,is not a number,cheap"
    assert Product.objects.get().title == "Mug"


def test_rejected_rows_come_back_to_be_corrected_and_handed_in_again(api: APIClient) -> None:
    address = hand_in(api).headers["Location"]
    early = api.get(f"{address}rejected-rows/").status_code
    api.post(f"{address}confirmation/")

    sent = api.get(f"{address}rejected-rows/")
    text = sent.getvalue().decode()
    file = SimpleUploadedFile("rejected.csv", text.replace("cheap", "2.50").encode())
    again = api.post("/api/v1/imports/", {"kind": "products", "file": file}, format="multipart")
    api.post(f"{again.headers['Location']}confirmation/")

    assert (early, sent.headers["Content-Type"]) == (409, "text/csv; charset=utf-8")
    assert text.splitlines() == [
        "id,sku,title,price,rejected because",
        "2,CUP,'=Cup,cheap,price: is not a number",
    ]
    cup = Product.objects.get(title="=Cup")
    assert cup.price_minor == 250
    assert not ProductAttribute.objects.exists()


def test_rejected_rows_of_json_come_as_json_lines(api: APIClient) -> None:
    lines = b'{"id": 1, "title": "Mug", "price": 2}\nbroken\n{"id": 3, "title": "", "price": 2}\n'
    file = SimpleUploadedFile("spring.jsonl", lines)
    taken = api.post("/api/v1/imports/", {"kind": "products", "file": file}, format="multipart")
    address = taken.headers["Location"]
    api.post(f"{address}confirmation/")

    sent = api.get(f"{address}rejected-rows/")

    assert sent.headers["Content-Type"] == "application/jsonl; charset=utf-8"
    assert sent.getvalue().decode() == (
        '{"id": 3, "title": "", "price": 2, "rejected because": "title: is empty"}\n'
    )


def test_rejected_rows_are_gone_with_the_file(api: APIClient) -> None:
    address = hand_in(api).headers["Location"]
    api.post(f"{address}confirmation/")
    sweeping.sweep(now=timezone.now() + timedelta(days=8))

    assert api.get(f"{address}rejected-rows/").status_code == 409
    assert api.get(f"{address}rejects/").status_code == 200


def test_a_file_is_confirmed_once(api: APIClient) -> None:
    address = hand_in(api).headers["Location"]
    api.post(f"{address}confirmation/")

    again = api.post(f"{address}confirmation/")

    assert (again.status_code, again.headers["Content-Type"]) == (409, "application/problem+json")
    assert again.json()["detail"] == "The file does not wait to be confirmed: see its status."
    assert Product.objects.count() == 1


def test_rejects_of_a_file_that_was_not_imported_are_a_conflict(api: APIClient) -> None:
    address = hand_in(api).headers["Location"]

    assert api.get(f"{address}rejects/").status_code == 409


def test_columns_and_a_department_can_be_named_beside_the_file(api: APIClient) -> None:
    file = SimpleUploadedFile("spring.csv", b"Nr,Was,Kostet\n1,Becher,4.50\n")
    said = {"kind": "products", "mapping": "Was=title\nKostet=price", "department": "Kitchen"}
    taken = api.post("/api/v1/imports/", {**said, "file": file}, format="multipart")

    api.post(f"{taken.headers['Location']}confirmation/")

    product = Product.objects.get()
    assert (product.title, product.price_minor) == ("Becher", 450)
    assert product.department is not None
    assert product.department.name == "Kitchen"


def test_a_mapping_that_names_no_two_columns_is_refused(api: APIClient) -> None:
    wrong = hand_in(api, mapping="Was")

    assert wrong.status_code == 400
    (error,) = wrong.json()["errors"]
    assert error["field"] == "mapping"
    assert error["message"] == "'Was' is not of the form Theirs=Ours."
    assert not ImportUpload.objects.exists()


def test_orders_take_a_right_beyond_that_of_handing_in_files(api: APIClient) -> None:
    address = hand_in(api, kind="orders").headers["Location"]
    clerk = get_user_model().objects.create_user(
        "clerk@example.com", "a good password", is_staff=True
    )
    clerk.groups.add(Group.objects.get(name="Merchandiser"))
    other = APIClient()
    other.force_login(clerk)

    assert hand_in(other).status_code == 202
    assert hand_in(other, kind="orders").status_code == 403
    assert other.post(f"{address}confirmation/").status_code == 403
    assert ImportUpload.objects.filter(kind="orders").count() == 1


@pytest.mark.parametrize("currency", ["E1", "PCS"])
def test_wrong_calls_say_what_is_wrong(api: APIClient, currency: str) -> None:
    wrong = hand_in(api, kind="people", currency=currency)

    assert (wrong.status_code, wrong.headers["Content-Type"]) == (400, "application/problem+json")
    assert {each["field"] for each in wrong.json()["errors"]} == {"kind", "currency"}
    assert api.get("/api/v1/imports/99/").status_code == 404
    assert api.post("/api/v1/imports/99/confirmation/").status_code == 404
    assert api.put("/api/v1/imports/").status_code == 405
    assert not ImportUpload.objects.exists()


def test_only_staff_with_the_right_hand_in(api: APIClient) -> None:
    address = hand_in(api).headers["Location"]
    clerk = get_user_model().objects.create_user(
        "clerk@example.com", "a good password", is_staff=True
    )
    other = APIClient()
    other.force_login(clerk)

    for caller, refusal in ((other, 403), (APIClient(), 401)):
        assert hand_in(caller).status_code == refusal
        assert caller.get(address).status_code == refusal
        assert caller.post(f"{address}confirmation/").status_code == refusal
        assert caller.get(f"{address}rejects/").status_code == refusal
    assert ImportUpload.objects.get().status == "ready"
