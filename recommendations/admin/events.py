"""The event log, to look at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from orders.admin.reading import ReadOnlyAdmin
from recommendations.events import ids
from recommendations.events.models import Event
from recommendations.serving.words import EVENT_LABELS, happened, placed
from recommendations.vocabulary import EventKind

SHOWN_DAYS = 90
"""Older events stay in the table; a list of everything would count them all for its page numbers."""


class KindFilter(admin.SimpleListFilter):
    """One kind of event."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Offer every kind, without asking the table which there are."""
        return [(kind.value, str(EVENT_LABELS[kind])) for kind in EventKind]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """Keep the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Facts are never changed, so there is nothing to edit."""

    list_display = (
        "happened_at",
        "shown_kind",
        "item_id",
        "quantity",
        "visitor_id",
        "user_id",
        "shown_placement",
        "position",
        "source",
        "model_version",
    )
    list_filter = (KindFilter,)
    search_fields = ("item_id",)
    search_help_text = gettext_lazy("A product's number, a visitor's id, or u and a user's number")
    ordering = ("-event_id",)
    actions = None
    show_full_result_count = False
    list_per_page = 50

    @display(description=gettext_lazy("kind"))
    def shown_kind(self, event: Event) -> str:
        """Say what happened."""
        return happened(event.kind)

    @display(description=gettext_lazy("placement"))
    def shown_placement(self, event: Event) -> str:
        """Name the row it happened in."""
        return placed(event.placement)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Read the last months only."""
        since = ids.lowest_id_at(timezone.now() - timedelta(days=SHOWN_DAYS))
        events: QuerySet[Event] = super().get_queryset(request)
        return events.filter(event_id__gte=since)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Find by product, visitor or user, each by its whole number."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isdecimal():
            return queryset.filter(item_id=int(term)), False
        if term[:1] == "u" and term[1:].isdecimal():
            return queryset.filter(user_id=int(term[1:])), False
        try:
            return queryset.filter(visitor_id=UUID(term)), False
        except ValueError:
            return queryset.none(), False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """What happened has happened."""
        return False
