"""Handing in a file: upload, look at what it would change, say so, watch it come in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from catalog.admin.downloads import CSV, JSON_LINES, streamed
from catalog.admin.upload_forms import ConfirmForm, UploadForm
from catalog.imports import kinds, rejected_rows, uploads
from catalog.models import ImportUpload

Status = ImportUpload.Status
_REFRESH_SECONDS = "3"


@admin.register(ImportUpload)
class ImportUploadAdmin(ModelAdmin):
    """Files handed in, newest first."""

    list_display = ("file_name", "kind", "shown_status", "created_by", "created_at")
    list_filter = ("kind", "status")
    search_fields = ("file_name",)
    ordering = ("-created_at",)
    actions_detail = ("download_rejected_rows",)
    readonly_fields = (
        "status_now",
        "shown_outcome",
        "shown_changes",
        "shown_columns",
        "shown_rows",
        "error",
    )

    def get_form(
        self,
        request: HttpRequest,
        obj: ImportUpload | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm[ImportUpload]]:
        """Ask for a file, then for a word."""
        kwargs["form"] = UploadForm if obj is None else ConfirmForm
        if obj is not None:
            kwargs["fields"] = ("confirm",) if obj.status == Status.READY else ()
        form: type[ModelForm[ImportUpload]] = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.hander = request.user  # type: ignore[attr-defined]  # made for this request alone
        if obj is not None and obj.status != Status.READY:
            form.base_fields.pop("confirm", None)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: ImportUpload | None = None) -> Any:  # noqa: ANN401
        """Show the form first, the preview afterwards."""
        if obj is None:
            return ((None, {"fields": UploadForm.Meta.fields}),)
        question = ("confirm",) if obj.status == Status.READY else ()
        told = ("error",) if obj.error else ()
        return (
            (None, {"fields": ("status_now", *told, "shown_outcome", *question)}),
            (gettext_lazy("What would change"), {"fields": ("shown_changes",)}),
            (gettext_lazy("Columns"), {"fields": ("shown_columns",)}),
            (gettext_lazy("First rows"), {"fields": ("shown_rows",)}),
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose the currency of the shop."""
        return {"currency": settings.SHOP_CURRENCY, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse: what was imported stays told."""
        return False

    def has_rejected_rows_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Whether there are rejected rows to send, to somebody who may hand them in again."""
        upload = self.get_object(request, object_id)
        return (
            upload is not None
            and self.has_add_permission(request)
            and kinds.may_hand_in(request.user, upload.kind)
            and rejected_rows.of_upload(upload) is not None
        )

    @action(
        description=gettext_lazy("Rejected rows, to be corrected"),
        url_path="rejected-rows",
        icon="download",
        permissions=["rejected_rows"],
    )
    def download_rejected_rows(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the rejected rows as the file writes them, with their reasons."""
        upload = self.get_object(request, object_id)
        rows = rejected_rows.of_upload(upload) if upload else None
        if upload is None or rows is None:
            raise Http404
        ending, content_type = (".csv", CSV) if rows.is_table else (".jsonl", JSON_LINES)
        name = f"rejected-{slugify(upload.file_name) or upload.pk}{ending}"
        return streamed(self, request, rows.lines, filename=name, content_type=content_type)

    def save_model(
        self, request: HttpRequest, obj: ImportUpload, form: ModelForm[ImportUpload], change: bool
    ) -> None:
        """Keep the file, or take the word."""
        said = form.cleaned_data
        if not change:
            made = uploads.receive(
                said["file"],
                kind=said["kind"],
                currency=said["currency"],
                source=said["source"],
                mapping=said["mapping"],
                department=said["department"],
                assumed_units=said["assumed_units"],
                by_id=request.user.pk,
            )
            obj.pk, obj.file_name = made.pk, made.file_name
        elif said.get("confirm"):
            if not kinds.may_hand_in(request.user, obj.kind):
                raise PermissionDenied
            try:
                uploads.confirm(obj.pk)
            except uploads.AlreadyDecided:
                messages.warning(request, _("Somebody has confirmed this file before."))

    def response_add(
        self, request: HttpRequest, obj: ImportUpload, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go on to the preview."""
        return self._to_page(obj)

    def response_change(self, request: HttpRequest, obj: ImportUpload) -> HttpResponse:
        """Stay and watch."""
        return self._to_page(obj)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer one button while the file waits for a word; look again every few seconds while the worker is at it."""
        upload = self.get_object(request, object_id)
        buttons = {
            "show_save": upload is not None and upload.status == Status.READY,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), **buttons}
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        if upload is not None and upload.status in {Status.CHECKING, Status.IMPORTING}:
            response.headers["Refresh"] = _REFRESH_SECONDS
        return response

    @display(
        description=gettext_lazy("status"),
        ordering="status",
        label={
            "done": "success", "failed": "danger", "refused": "danger", "ready": "warning",
            "checking": "info", "importing": "info",
        },
    )  # fmt: skip
    def shown_status(self, upload: ImportUpload) -> tuple[str, str]:
        """Colour the status."""
        return upload.status, self.status_now(upload)

    @display(description=gettext_lazy("status"))
    def status_now(self, upload: ImportUpload) -> str:
        """Say where it stands, and how far the worker is."""
        label = str(Status(upload.status).label)
        stage, done = uploads.progress(upload.pk)
        if stage and upload.status in {Status.CHECKING, Status.IMPORTING}:
            label = f"{label}: {stage}, {number_format(done, force_grouping=True)}"
        return label

    @display(description=gettext_lazy("account"))
    def shown_outcome(self, upload: ImportUpload) -> SafeString | str:
        """Lead to what came of it, and to the rejected rows as a file."""
        if upload.run_id is None:
            return "–"
        run = reverse("admin:catalog_importrun_change", args=[upload.run_id])
        rejects = reverse("admin:catalog_importrun_download_rejects", args=[upload.run_id])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            run,
            _("The account of the import"),
            rejects,
            _("Download rejected rows"),
        )

    @display(description="")
    def shown_changes(self, upload: ImportUpload) -> SafeString | str:
        """Count what is new, changed, unchanged and rejected; list the first rejected rows."""
        report = upload.preview.get("report")
        if report is None:
            return "–"
        counts = (
            (_("rows read"), report["rows"]["read"]),
            (_("new"), report["outcome"]["created"]),
            (_("changed"), report["outcome"]["changed"]),
            (_("unchanged"), report["outcome"]["unchanged"]),
            (_("rejected"), report["rows"]["rejected"]),
        )
        rows = ((name, number_format(count, force_grouping=True)) for name, count in counts)
        issues = [
            (each["row"], each["column"], each["reason"], each["value"])
            for each in report["first_rejections"]
        ]
        header = (_("row"), _("column"), _("reason"), _("value"))
        return _table((), rows) + (_table(header, issues) if issues else "")

    @display(description="")
    def shown_columns(self, upload: ImportUpload) -> SafeString | str:
        """List what each column of the file was read as; what was left aside comes first."""
        columns = (upload.preview.get("report") or {}).get("columns")
        if not columns:
            return "–"
        rows = sorted(columns.items(), key=lambda column: bool(column[1]))
        return _table(
            (_("column"), _("read as")),
            (
                (theirs, ours or _("not read: no column of ours is called so"))
                for theirs, ours in rows
            ),
        )

    @display(description="")
    def shown_rows(self, upload: ImportUpload) -> SafeString | str:
        """Show the first rows as the file writes them."""
        if "header" not in upload.preview:
            return "–"
        return _table(upload.preview["header"], upload.preview["rows"])

    def _to_page(self, upload: ImportUpload) -> HttpResponse:
        return HttpResponse(
            status=302,
            headers={"Location": reverse("admin:catalog_importupload_change", args=[upload.pk])},
        )


def _table(header: Any, rows: Any) -> SafeString:  # noqa: ANN401 - cells of any kind
    """Write cells as a table, which scrolls by itself where it is wider than the page."""
    head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in header))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows),
    )
    return format_html(
        '<div class="plain-table"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        head,
        body,
    )
