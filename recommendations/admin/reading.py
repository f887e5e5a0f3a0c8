"""Pages of what the recommender wrote down, to be read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from orders.admin.reading import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """Shows a record without buttons that would save nothing; what can be done with it stands beside it."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the record."""
        unsaved = {"show_save": False, "show_save_and_continue": False, **(extra_context or {})}
        page: HttpResponse = super().changeform_view(request, object_id, form_url, unsaved)
        return page
