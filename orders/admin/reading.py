"""Pages that staff only read: what happened is changed through verbs, never by hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from unfold.admin import ModelAdmin, TabularInline


class ReadOnlyAdmin(ModelAdmin):
    """Shows everything, changes nothing."""

    can_be_saved = False
    """Whether a page has a field that can be typed in after all."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes history."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes it."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Everything stored is read-only, and what the page adds to it."""
        stored = [field.name for field in self.model._meta.fields]
        return [*stored, *self.readonly_fields]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """Offer no button to save where nothing can be typed, and take no form that was made up."""
        if request.method == "POST" and not self.can_be_saved:
            raise PermissionDenied
        reading = {
            "show_save": self.can_be_saved,
            "show_save_and_continue": self.can_be_saved,
            **(extra_context or {}),
        }
        answer: HttpResponseBase = super().changeform_view(request, object_id, form_url, reading)
        return answer


class ReadOnlyInline(TabularInline):
    """Rows that belong to the object, to be read."""

    extra = 0
    can_delete = False
    show_change_link = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes rows by hand."""
        return False
