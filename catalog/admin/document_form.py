"""A document as staff upload it: a PDF by its bytes, whatever it is called."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import Document

LARGEST_BYTES = 25_000_000
_HEAD_BYTES, _TAIL_BYTES = 1_024, 2_048
"""Readers look for the header in the first and for the end mark in the last kilobytes."""


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Takes PDF files only, under a name that ends so."""

    class Meta:
        model = Document
        fields = ("title", "file", "position")

    def clean_file(self) -> Any:  # noqa: ANN401 - an uploaded file, or the stored one
        """Look at a new file before it is kept."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            if (file.size or 0) > LARGEST_BYTES:
                raise forms.ValidationError(_("The document is larger than 25 MB."))
            if not _is_pdf(file):
                raise forms.ValidationError(
                    _("This is no PDF, or a damaged one: export it as PDF.")
                )
            file.name = f"{slugify(PurePath(file.name or '').stem)[:100] or 'document'}.pdf"
        return file

    def save(self, commit: bool = True) -> Document:
        """Remember the size, so that pages ask no storage."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            self.instance.n_bytes = file.size or 0
        saved: Document = super().save(commit)
        return saved


def _is_pdf(file: UploadedFile[bytes]) -> bool:
    """Whether the bytes begin and end as a PDF does."""
    head = file.read(_HEAD_BYTES)
    file.seek(max(0, (file.size or 0) - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    file.seek(0)
    return b"%PDF-" in head and b"%%EOF" in tail
