"""The texts of the policy pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from storefront.models import Policy


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    """What shoppers read about shipping, returns, privacy and the shop itself; a text for each language."""

    list_display = ("kind", "language", "updated_at")
    list_filter = ("kind", "language")
    search_fields = ("text",)
    ordering = ("kind", "language")
    fields = (("kind", "language"), "text")
    view_on_site = True
    warn_unsaved_form = True

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Offer the languages of the shop; a new one needs no migration."""
        if db_field.name == "language":
            return forms.ChoiceField(
                label=db_field.verbose_name,
                choices=settings.LANGUAGES,
                widget=UnfoldAdminSelectWidget,
            )
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field
