"""The account of one import: every row read is accepted or rejected, and every decision is written down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One file (or feed) read once: what came in, what was done with it."""

    class Status(models.TextChoices):
        """How far the run came."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=30)
    file_name = models.CharField(_("file"), max_length=255)
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    layout = models.CharField(_("layout"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=10, default=Status.RUNNING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    rows_read = models.PositiveBigIntegerField(_("rows read"), default=0)
    rows_accepted = models.PositiveBigIntegerField(_("rows accepted"), default=0)
    rows_rejected = models.PositiveBigIntegerField(_("rows rejected"), default=0)
    created_count = models.PositiveBigIntegerField(_("created"), default=0)
    updated_count = models.PositiveBigIntegerField(_("changed"), default=0)
    unchanged_count = models.PositiveBigIntegerField(_("unchanged"), default=0)
    decisions = models.JSONField(_("decisions"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=(
                    ~models.Q(status="done")
                    | models.Q(rows_read=models.F("rows_accepted") + models.F("rows_rejected"))
                ),
                name="catalog_importrun_every_row_counted",
                violation_error_message=_("Every row read must be accepted or rejected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


class ImportIssue(models.Model):
    """One row that was rejected, or accepted with a remark."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="issues")
    row_number = models.PositiveBigIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=255)
    value = models.CharField(_("value"), max_length=255, blank=True)
    is_rejection = models.BooleanField(_("rejected"), default=True)

    class Meta:
        verbose_name = _("import issue")
        verbose_name_plural = _("import issues")
        indexes = [
            # The issues of one run, in the order of the file.
            models.Index(fields=["run", "row_number"], name="catalog_importissue_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"
