"""A picture of the gallery as staff upload it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import renditions, tasks
from catalog.models import Picture


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Takes pictures only, and none that could do harm when opened."""

    class Meta:
        model = Picture
        fields = ("file", "alt", "variant", "position")

    def clean_file(self) -> Any:  # noqa: ANN401 - an uploaded file, or the stored one
        """Look at a new file before it is kept."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                renditions.inspect(file, n_bytes=file.size or 0)
            except renditions.TooLarge as error:
                raise forms.ValidationError(
                    _("The picture is too large: at most 20 MB and 50 million pixels.")
                ) from error
            except renditions.NoPicture as error:
                raise forms.ValidationError(
                    _("This is no picture we can show: use JPEG, PNG, WebP, AVIF or GIF.")
                ) from error
        return file

    def render_later(self) -> None:
        """Let the worker make the renditions of a new file, once it is stored."""
        if self.instance.pk and "file" in self.changed_data and not self.cleaned_data.get("DELETE"):
            transaction.on_commit(
                partial(tasks.render_picture.delay, picture_id=self.instance.pk), robust=True
            )
