"""The accounts of imports: what came in, what was left out and why."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action, display

from catalog.imports import rejects, runs
from catalog.models import ImportIssue, ImportRun


class ReadOnly:
    """Nobody adds to, changes or deletes an account."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


class IssueInline(ReadOnly, TabularInline):
    """The rejected rows of one import, a page at a time."""

    model = ImportIssue
    fields = ("row_number", "column", "reason", "value")
    readonly_fields = fields
    ordering = ("row_number",)
    extra = 0
    per_page = 50
    tab = True
    hide_title = True
    verbose_name_plural = _("rejected rows")


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, ModelAdmin):
    """Imports, newest first; open one to see its decisions and rejected rows."""

    list_display = (
        "file_name", "kind", "shown_status", "rows_read", "rows_accepted", "rows_rejected",
        "created_count", "updated_count", "unchanged_count", "started_at", "duration",
    )  # fmt: skip
    list_filter = (
        "kind",
        "status",
        "layout",
        ("started_at", RangeDateFilter),
    )
    list_filter_submit = True
    search_fields = ("file_name", "error", "file_digest")
    ordering = ("-started_at",)
    inlines = (IssueInline,)
    actions_detail = ("download_rejects",)
    fieldsets = (
        (None, {"fields": ("file_name", "kind", "layout", "status_now", "error", "started_by")}),
        (
            _("rows"),
            {
                "fields": (
                    ("rows_read", "rows_accepted", "rows_rejected"),
                    ("created_count", "updated_count", "unchanged_count"),
                )
            },
        ),
        (_("decisions"), {"fields": ("shown_decisions",)}),
        (_("details"), {"fields": ("started_at", "finished_at", "duration", "file_digest")}),
    )
    readonly_fields = ("status_now", "shown_decisions", "duration")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """Find out first which running imports have lost their process."""
        runs.settle_abandoned()
        found: QuerySet[ImportRun] = super().get_queryset(request)
        return found

    @display(
        description=_("status"),
        ordering="status",
        label={"done": "success", "failed": "danger", "running": "info"},
    )
    def shown_status(self, run: ImportRun) -> tuple[str, str]:
        """Colour the status."""
        return run.status, str(ImportRun.Status(run.status).label)

    @display(description=_("status"))
    def status_now(self, run: ImportRun) -> str:
        """Say where it stands, beside the facts of one import."""
        return str(ImportRun.Status(run.status).label)

    @display(description=_("took"))
    def duration(self, run: ImportRun) -> str:
        """Return the seconds from start to end."""
        if run.finished_at is None:
            return "…"
        seconds = (run.finished_at - run.started_at).total_seconds()
        return f"{number_format(seconds, decimal_pos=1)} s"

    @display(description=_("decisions"))
    def shown_decisions(self, run: ImportRun) -> SafeString | str:
        """List what was decided, how often, and where first."""
        if not run.decisions:
            return "–"
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    number_format(decision["count"], force_grouping=True),
                    reason,
                    ", ".join(map(str, decision["rows"])),
                )
                for reason, decision in run.decisions.items()
            ),
        )
        return format_html(
            '<div class="plain-table"><table><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
            '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table></div>',
            _("times"),
            _("decision"),
            _("first rows"),
            rows,
        )

    @action(description=_("Download rejected rows"), url_path="rejects", icon="download")
    def download_rejects(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the rejected rows as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        name = f"rejects-{slugify(run.file_name) or run.pk}.csv"
        return StreamingHttpResponse(
            rejects.lines(run),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


@admin.register(ImportIssue)
class ImportIssueAdmin(ReadOnly, ModelAdmin):
    """Rejected rows of all imports, to be searched."""

    list_display = ("run", "row_number", "column", "reason", "value")
    list_filter = (("is_rejection", admin.BooleanFieldListFilter), "run__kind")
    list_select_related = ("run",)
    search_fields = ("reason", "value", "column", "run__file_name")
    ordering = ("-run_id", "row_number")
    show_full_result_count = False
