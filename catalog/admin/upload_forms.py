"""What staff say of a file they hand in, and the word that it may be imported."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldBooleanSwitchWidget

from catalog.imports import kinds, uploads
from catalog.imports.files import UnreadableFile
from catalog.models import ImportUpload
from catalog.money import is_currency


class UploadForm(ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A file and what it may leave open."""

    class Meta:
        model = ImportUpload
        fields = ("kind", "file", "currency", "source", "mapping", "department", "assumed_units")

    hander: kinds.Person
    """Who hands the file in."""

    def clean_kind(self) -> str:
        """Refuse kinds that take a right beyond that of handing in files."""
        kind: str = self.cleaned_data["kind"]
        if not kinds.may_hand_in(self.hander, kind):
            raise forms.ValidationError(_("You may not hand in files of this kind."))
        return kind

    def clean_mapping(self) -> str:
        """Refuse lines that name no two columns."""
        mapping: str = self.cleaned_data["mapping"]
        try:
            uploads.columns_named(mapping)
        except UnreadableFile as error:
            raise forms.ValidationError(
                _("Write one pair a line, theirs first, such as Bezeichnung=title.")
            ) from error
        return mapping

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what no import could be."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > uploads.LARGEST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 1 GiB: use the command import_products.")
            )
        return file

    def clean_currency(self) -> str:
        """Take a code of three letters."""
        code: str = self.cleaned_data["currency"].upper()
        if not is_currency(code):
            raise forms.ValidationError(_("A currency is three letters, such as EUR."))
        return code


class ConfirmForm(ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """One question: shall it be imported?"""

    confirm = forms.BooleanField(
        label=gettext_lazy("I have looked at the preview: import the file"),
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = ImportUpload
        fields: tuple[str, ...] = ()
