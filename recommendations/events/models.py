"""The log as staff and tests may read it; the verbs of ``events.log`` write it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from recommendations.vocabulary import RefusalScope

SCOPE_LABELS = {
    RefusalScope.ITEM: _("a product"),
    RefusalScope.OWNED: _("a product that the shopper has"),
    RefusalScope.BRAND: _("a brand"),
    RefusalScope.DEPARTMENT: _("a department"),
}


class Event(models.Model):
    """One fact, never changed. Partitioned by month, so the table is made by SQL in a migration."""

    event_id = models.UUIDField(primary_key=True)
    happened_at = models.DateTimeField(_("happened"))
    kind = models.TextField(_("kind"))
    visitor_id = models.UUIDField(_("visitor"), null=True)
    user_id = models.BigIntegerField(_("person"), null=True)
    item_id = models.BigIntegerField(_("product"), null=True)
    quantity = models.IntegerField(_("quantity"), default=1)
    price_minor = models.BigIntegerField(_("price in minor units"), null=True)
    currency = models.TextField(_("currency"), default="", blank=True)
    order_reference = models.TextField(_("order"), default="", blank=True)
    session_id = models.UUIDField(_("session"), null=True)
    query = models.TextField(_("searched for"), default="", blank=True)
    slate_id = models.UUIDField(_("slate"), null=True)
    position = models.SmallIntegerField(_("position"), null=True)
    placement = models.TextField(_("placement"), default="", blank=True)
    source = models.TextField(_("source"), default="", blank=True)
    model_version = models.TextField(_("model version"), default="", blank=True)
    variant = models.TextField(_("variant"), default="", blank=True)
    shown = models.TextField(
        _("shown"), default="", blank=True, help_text=_("The first page of a search, best first.")
    )

    class Meta:
        managed = False
        db_table = "recommendations_event"
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions: ClassVar[tuple[str, ...]] = ("view",)

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id or self.query}"


def refusal_scopes() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new scope makes no migration."""
    return [(scope.value, str(label)) for scope, label in SCOPE_LABELS.items()]


class Refusal(models.Model):
    """Something that one shopper, with an account or without, does not want to be recommended."""

    person = models.CharField(_("shopper"), max_length=40)
    """A :data:`~recommendations.vocabulary.PersonKey`."""
    scope = models.CharField(_("what"), max_length=12, choices=refusal_scopes)
    target_id = models.BigIntegerField(_("which"))
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [
            # Also what finds the refusals of one shopper.
            models.UniqueConstraint(
                fields=["person", "scope", "target_id"],
                name="recommendations_refusal_once",
                violation_error_message=_("This is refused already."),
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=[scope.value for scope in RefusalScope]),
                name="recommendations_refusal_scope_known",
                violation_error_message=_("Choose a product, a brand or a department."),
            ),
            models.CheckConstraint(
                condition=~models.Q(person=""),
                name="recommendations_refusal_has_person",
                violation_error_message=_("A refusal is somebody's."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.scope} {self.target_id}"
