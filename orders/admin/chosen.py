"""Things that staff find by name in a form and that are stored as their numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.utils.text import capfirst


class Chosen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """Several things found by name; ``of`` and ``column`` name a relation that leads to their model."""

    def __init__(self, of: type, column: str, label: Any) -> None:  # noqa: ANN401 - a lazy text
        field = of._meta.get_field(column)  # type: ignore[attr-defined]  # leads to the searched model
        super().__init__(
            queryset=field.related_model._default_manager.all(),
            label=capfirst(label),
            required=False,
            widget=AutocompleteSelectMultiple(field, admin.site),
        )

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]  # noqa: ANN401 - numbers are stored
        """Return the numbers."""
        return sorted(each.pk for each in super().clean(value))
