"""One attempt to pay for one cart, with the frozen offer that is being paid."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.money import Money


class PaymentStatus(models.TextChoices):
    """What the provider has told us so far."""

    STARTED = "started", _("started")
    PENDING = "pending", _("waiting for the shopper")
    AUTHORISED = "authorised", _("authorised")
    CAPTURED = "captured", _("captured")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATUSES = (PaymentStatus.STARTED, PaymentStatus.PENDING)
"""The shopper may still pay."""

UNFINISHED_STATUSES = (*OPEN_STATUSES, PaymentStatus.AUTHORISED)
"""Something is still to be done: by the shopper, or by us with the money that the provider holds."""

MONEY_STATUSES = (PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED)
"""The provider holds or has moved money for us."""


def payment_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in PaymentStatus]


class Payment(models.Model):
    """One payment; ``quote`` is the offer as it was agreed to (see :mod:`orders.quotes`), which alone becomes the order."""

    public_id = models.UUIDField(
        _("public id"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    # Deleting an old cart must not take the payment along.
    cart = models.ForeignKey(
        "orders.Cart", models.SET_NULL, null=True, blank=True, related_name="payments"
    )
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="payments"
    )
    provider = models.CharField(_("provider"), max_length=20)
    provider_reference = models.CharField(_("reference there"), max_length=120, blank=True)
    redirect_url = models.TextField(_("payment page"), blank=True)
    return_url = models.TextField(_("where the shopper comes back"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=payment_statuses,
        default=PaymentStatus.STARTED,
        db_default=PaymentStatus.STARTED.value,
    )
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.BigIntegerField(_("amount"))
    captured_minor = models.BigIntegerField(_("captured"), default=0, db_default=0)
    refunded_minor = models.BigIntegerField(_("refunded"), default=0, db_default=0)
    quote = models.JSONField(_("agreed offer"), default=dict)
    failure_code = models.CharField(_("why it failed"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("started at"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=Now())
    checked_at = models.DateTimeField(_("last asked the provider"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in PaymentStatus]),
                name="orders_payment_status_known",
                violation_error_message=_("Choose one of the listed states."),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0)
                & Q(captured_minor__gte=0)
                & Q(refunded_minor__gte=0)
                & Q(captured_minor__lte=F("amount_minor"))
                & Q(refunded_minor__lte=F("captured_minor")),
                name="orders_payment_amounts_nested",
                violation_error_message=_(
                    "No more can be captured than was agreed, nor refunded than was captured."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status="captured") | Q(captured_minor=0),
                name="orders_payment_captured_when_captured",
                violation_error_message=_("Only a captured payment has a captured amount."),
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="orders_payment_reference_once",
                violation_error_message=_("This provider reference belongs to another payment."),
            ),
            models.UniqueConstraint(
                fields=["cart"],
                condition=Q(status__in=["started", "pending"]),
                name="orders_payment_one_open_per_cart",
                violation_error_message=_("This cart is being paid for already."),
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["authorised", "captured"]),
                name="orders_payment_one_per_order",
                violation_error_message=_("This order has a payment already."),
            ),
        ]
        indexes = [
            # The sweeper's look for payments that are neither finished nor given up.
            models.Index(
                fields=["changed_at"],
                condition=Q(status__in=["started", "pending", "authorised"]),
                name="orders_payment_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_reference or self.public_id}"

    @property
    def amount(self) -> Money:
        """What is to be paid."""
        return Money(self.amount_minor, self.currency)

    @property
    def refundable(self) -> Money:
        """What could still be paid back."""
        return Money(self.captured_minor - self.refunded_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether the shopper may still pay it."""
        return self.status in OPEN_STATUSES

    @property
    def has_money(self) -> bool:
        """Whether the provider holds or has moved money for us."""
        return self.status in MONEY_STATUSES
