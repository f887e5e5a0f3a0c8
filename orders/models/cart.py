"""What a shopper means to buy."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from orders.querysets import CartQuerySet

MAX_QUANTITY = 999
"""Units of one article in one cart; a larger wish is a conversation, not a click."""


class CartStatus(models.TextChoices):
    """Where a cart stands in its life."""

    ACTIVE = "active", _("active")
    MERGED = "merged", _("merged into another")
    ORDERED = "ordered", _("became an order")
    ABANDONED = "abandoned", _("abandoned")


def cart_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in CartStatus]


class Cart(models.Model):
    """One shopper's cart: of a user once they are known, of a visitor (a browser) before that."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="carts"
    )
    visitor_id = models.UUIDField(_("visitor"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=cart_statuses,
        default=CartStatus.ACTIVE,
        db_default=CartStatus.ACTIVE.value,
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    merge_note = models.JSONField(
        _("what the last sign-in added"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text=_("Units added per variant; kept until the shopper agrees or takes it back."),
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=Now())

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in CartStatus]),
                name="orders_cart_status_known",
                violation_error_message=_("Choose one of the listed states."),
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(visitor_id__isnull=False),
                name="orders_cart_has_shopper",
                violation_error_message=_("A cart belongs to a person or to a visitor."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status="active", user__isnull=False),
                name="orders_cart_one_active_per_user",
                violation_error_message=_("This person has an active cart already."),
            ),
            models.UniqueConstraint(
                fields=["visitor_id"],
                condition=models.Q(status="active", user__isnull=True),
                name="orders_cart_one_active_per_visitor",
                violation_error_message=_("This visitor has an active cart already."),
            ),
        ]
        indexes = [
            # The sweeper's look for carts nobody touched for a long time.
            models.Index(
                fields=["changed_at"],
                condition=models.Q(status="active"),
                name="orders_cart_idle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.status})"

    @property
    def is_active(self) -> bool:
        """Whether it can still be changed."""
        return self.status == CartStatus.ACTIVE
