"""Manuals and data sheets: PDFs by their bytes, shown with size and type on the page and in the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.admin import document_form
from catalog.admin.document_form import DocumentForm
from catalog.models import Document
from catalog.tests.admin.test_products import form as product_form
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def form(data: bytes, name: str = "Manual.PDF") -> DocumentForm:
    return DocumentForm(
        {"title": "Manual", "position": 0}, {"file": SimpleUploadedFile(name, data)}
    )


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ a program",
        PDF[: len(PDF) // 2],
        b"%%EOF %PDF-" + b"x" * 9_000,
    ],
)
def test_only_whole_pdfs_are_taken(data: bytes) -> None:
    assert form(data).errors["file"] == ["This is no PDF, or a damaged one: export it as PDF."]


def test_names_are_made_harmless_and_end_as_what_they_are() -> None:
    said = form(PDF, "../Größe & Maß.html")

    assert said.is_valid(), said.errors
    assert said.cleaned_data["file"].name == "groe-ma.pdf"


def test_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_form, "LARGEST_BYTES", 10)

    assert form(PDF).errors["file"] == ["The document is larger than 25 MB."]


def test_shoppers_and_programs_find_what_staff_upload(client: Client) -> None:
    client.force_login(
        get_user_model().objects.create_superuser("owner@example.com", "a good password")
    )
    lamp = make_product("Lamp", sku="LAMP")
    row = {
        "id": lamp.variants.get().pk,
        "sku": "LAMP",
        "price": "10",
        "compare_at": "",
        "on_hand": 1,
    }
    documents: dict[str, Any] = {
        "documents-TOTAL_FORMS": 1,
        "documents-INITIAL_FORMS": 0,
        "documents-0-product": lamp.pk,
        "documents-0-title": "Assembly",
        "documents-0-position": 0,
        "documents-0-file": SimpleUploadedFile("lamp.pdf", PDF),
    }

    answer = client.post(
        f"/admin/catalog/product/{lamp.pk}/change/", product_form(lamp, [row], **documents)
    )

    assert answer.status_code == 302, answer.context["errors"]
    document = Document.objects.get()
    assert (document.title, document.n_bytes) == ("Assembly", len(PDF))
    page = client.get(lamp.get_absolute_url()).text
    assert f'<a href="{document.file.url}" type="application/pdf">Assembly</a>' in page
    assert f"(PDF, {len(PDF)}" in page
    assert client.get(f"/api/v1/products/{lamp.pk}/").json()["documents"] == [
        {
            "title": "Assembly",
            "url": document.file.url,
            "media_type": "application/pdf",
            "bytes": len(PDF),
        }
    ]
