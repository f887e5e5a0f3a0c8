"""Which trained versions exist and which one is live."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModelStatus(models.TextChoices):
    """What became of a trained version."""

    READY = "ready", _("passed the gate")
    REFUSED = "refused", _("refused by the gate")
    DELETED = "deleted", _("files deleted")


class ModelAlias(models.TextChoices):
    """The role a version plays now."""

    NONE = "", _("none")
    LIVE = "live", _("live")
    PREVIOUS = "previous", _("previous")


def model_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in ModelStatus]


def model_aliases() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new alias makes no migration."""
    return [(alias.value, str(alias.label)) for alias in ModelAlias]


class ModelVersion(models.Model):
    """One training run: its folder of artefacts, the checksum that vouches for it, and its role."""

    version = models.CharField(_("version"), max_length=60, unique=True)
    path = models.CharField(
        _("folder"), max_length=120, help_text=_("Relative to the folder of artefacts.")
    )
    digest = models.CharField(_("checksum of its manifest"), max_length=64)
    config = models.JSONField(_("hyper-parameters"), default=dict)
    metrics = models.JSONField(_("measured"), default=dict)
    readiness = models.JSONField(
        _("data readiness"),
        default=list,
        blank=True,
        help_text=_("How much data each source needs and how much was there."),
    )
    status = models.CharField(_("status"), max_length=10, choices=model_statuses)
    verdict = models.TextField(
        _("why refused"), blank=True, help_text=_("What the gate found, one line each.")
    )
    alias = models.CharField(_("role"), max_length=10, choices=model_aliases, blank=True)
    trained_at = models.DateTimeField(_("trained"))
    promoted_at = models.DateTimeField(_("went live"), null=True, blank=True)

    class Meta:
        verbose_name = _("model version")
        verbose_name_plural = _("model versions")
        constraints = [
            models.UniqueConstraint(
                fields=["alias"],
                condition=~models.Q(alias=""),
                name="recommendations_modelversion_alias_once",
                violation_error_message=_("Another version has this role; promote one instead."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in ModelStatus]),
                name="recommendations_modelversion_status_known",
                violation_error_message=_("Choose ready, refused or deleted."),
            ),
            models.CheckConstraint(
                condition=models.Q(alias__in=[alias.value for alias in ModelAlias]),
                name="recommendations_modelversion_alias_known",
                violation_error_message=_("Choose live, previous or none."),
            ),
            models.CheckConstraint(
                condition=models.Q(alias="") | models.Q(status="ready"),
                name="recommendations_modelversion_only_ready_serves",
                violation_error_message=_("Only a version that passed the gate may serve."),
            ),
        ]
        indexes = [
            # The list in admin and the sweep of old versions, newest first.
            models.Index(fields=["-trained_at"], name="recommendations_model_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.alias or self.status})"


class Leaderboard(models.Model):
    """One nightly contest of what serves against ten trivial baselines on the shop's own events."""

    measured_at = models.DateTimeField(_("measured"))
    task = models.CharField(_("question"), max_length=20)
    cut = models.DateTimeField(_("learned until"))
    until = models.DateTimeField(_("foretold until"))
    shoppers = models.PositiveIntegerField(_("shoppers"))
    standings = models.JSONField(
        _("standings"), default=list, help_text=_("One entry a carousel, with its verdict.")
    )
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        verbose_name = _("leaderboard")
        verbose_name_plural = _("leaderboards")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "measured_at"], name="recommendations_leaderboard_once"
            ),
        ]
        indexes = [
            # The list in admin, newest first.
            models.Index(fields=["-measured_at"], name="recommendations_board_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.measured_at:%Y-%m-%d %H:%M}"
