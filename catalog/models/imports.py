"""The account of one import: every row read is accepted or rejected, and every decision is written down."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage
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


class UploadKind(models.TextChoices):
    """What a file may be that staff hand in."""

    PRODUCTS = "products", _("products")
    STOCK = "stock", _("stock")
    PRICES = "prices", _("prices")
    ORDERS = "orders", _("orders")
    PICTURES = "pictures", _("pictures (zip)")


def upload_kinds() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new kind makes no migration."""
    return [(kind.value, str(kind.label)) for kind in UploadKind]


def private_files() -> FileSystemStorage:
    """Return where files lie that no visitor may fetch; web and worker share the folder."""
    return FileSystemStorage(location=settings.VAR_DIR / "imports")


class ImportUpload(models.Model):
    """A file handed in by staff: looked at first, imported once somebody confirms."""

    class Status(models.TextChoices):
        """How far it came."""

        CHECKING = "checking", _("being checked")
        READY = "ready", _("waits for your word")
        REFUSED = "refused", _("cannot be read")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=10, choices=upload_kinds)
    file = models.FileField(_("file"), storage=private_files, max_length=255)
    file_name = models.CharField(_("file name"), max_length=255, editable=False)
    source = models.CharField(
        _("name of the source"),
        max_length=19,
        blank=True,
        help_text=_("Tells the ids of this file apart from others; products and orders only."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, help_text=_("Of prices that do not say theirs.")
    )
    mapping = models.TextField(
        _("columns"),
        max_length=4_000,
        blank=True,
        help_text=_(
            "Where the names of columns are not known: which of theirs is which of ours, one a line, "
            "such as Bezeichnung=title."
        ),
    )
    department = models.CharField(
        _("department"),
        max_length=120,
        blank=True,
        help_text=_("For products whose row names none."),
    )
    assumed_units = models.PositiveIntegerField(
        _("units assumed"),
        default=0,
        help_text=_("On hand for new articles whose row does not say."),
    )
    status = models.CharField(_("status"), max_length=10, default=Status.CHECKING, editable=False)
    preview = models.JSONField(_("preview"), default=dict, editable=False)
    error = models.TextField(_("error"), blank=True, editable=False)
    run = models.OneToOneField(
        ImportRun, models.SET_NULL, null=True, editable=False, related_name="upload"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("handed in"), db_default=Now(), editable=False)
    moved_at = models.DateTimeField(
        db_default=Now(),
        editable=False,
        help_text="When it last came a step further, or was handed to the worker once more.",
    )
    attempts = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text="How often the worker has begun the present step.",
    )

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")

    def __str__(self) -> str:
        return self.file_name
