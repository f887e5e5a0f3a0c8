"""A picture of the gallery as staff upload it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _

from catalog import renditions, tasks
from catalog.models import Picture, Variant


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Takes pictures only, and none that could do harm when opened; a new one without a place comes after the others."""

    class Meta:
        model = Picture
        fields = ("file", "alt", "variant", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next_position = 0
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].initial = None

    def clean_position(self) -> int:
        """Return the place that was dragged to, or the next free one."""
        said: int | None = self.cleaned_data.get("position")
        if said is not None:
            return said
        return self.instance.position if self.instance.pk else self.next_position

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


class GalleryFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # generic only in the stubs
    """All pictures of a product."""

    def add_fields(self, form: Any, index: int | None) -> None:  # noqa: ANN401 - as its parent says
        """Tell a form the next free place, and offer the articles of this product only."""
        super().add_fields(form, index)
        taken = [picture.position for picture in self.get_queryset()]
        added = max(0, (index or 0) - self.initial_form_count())
        form.next_position = max(taken, default=-1) + 1 + added
        if "variant" in form.fields:
            articles = Variant.objects.filter(product_id=self.instance.pk).order_by(
                "position", "id"
            )
            form.fields["variant"].queryset = articles
