"""What was bought: a snapshot that later changes of the catalogue leave alone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orders.addresses import Address
from orders.amounts import Amounts
from orders.querysets import OrderQuerySet


class OrderStatus(models.TextChoices):
    """Where an order stands; which may follow which is said in :mod:`orders.states`."""

    PLACED = "placed", _("placed")
    PAID = "paid", _("paid")
    PARTLY_SHIPPED = "partly_shipped", _("partly shipped")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")
    REFUNDED = "refunded", _("refunded")


class OrderOrigin(models.TextChoices):
    """Where an order comes from; only the shop's own touch stock and payments."""

    SHOP = "shop", _("this shop")
    IMPORT = "import", _("imported history")
    DEMO = "demo", _("demo history")


def order_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in OrderStatus]


def order_origins() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new origin makes no migration."""
    return [(origin.value, str(origin.label)) for origin in OrderOrigin]


class Order(Amounts, models.Model):
    """One order with its totals in minor units of one currency.

    Totals: ``total = items - discount + delivery``, plus ``tax`` where prices are without tax. For orders
    of the shop a deferred trigger also checks that the lines sum to these columns when the transaction ends.

    History may be written by COPY. Required columns: ``origin`` ('import' or 'demo'), ``number`` (unique in
    its origin), ``currency``, ``placed_at``, ``items_minor``, ``total_minor``; wanted: ``status``
    ('delivered' or 'cancelled'), ``external_reference``, ``user_id`` or ``visitor_id``,
    ``customer_reference``, ``email``. Every other column has a default in the database, ``id`` and
    ``public_id`` included; without discount, delivery and excluded tax ``total_minor = items_minor``.
    """

    public_id = models.UUIDField(
        _("public id"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    number = models.CharField(_("number"), max_length=60, editable=False)
    origin = models.CharField(
        _("origin"),
        max_length=10,
        choices=order_origins,
        default=OrderOrigin.SHOP,
        db_default=OrderOrigin.SHOP.value,
    )
    external_reference = models.CharField(
        _("reference elsewhere"), max_length=120, blank=True, db_default=""
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=order_statuses,
        default=OrderStatus.PLACED,
        db_default=OrderStatus.PLACED.value,
    )
    # The order outlives the account: erasing a person leaves the books, without the name.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    visitor_id = models.UUIDField(_("visitor"), null=True, blank=True)
    # Deleting an old cart must not take the order along.
    cart = models.OneToOneField(
        "orders.Cart", models.SET_NULL, null=True, blank=True, related_name="order"
    )
    customer_reference = models.CharField(
        _("customer elsewhere"), max_length=120, blank=True, db_default=""
    )
    email = models.EmailField(_("e-mail address"), blank=True, db_default="")
    customer_key = models.CharField(
        _("normalised e-mail"), max_length=254, blank=True, db_default="", editable=False
    )
    language = models.CharField(_("language"), max_length=10, default="en", db_default="en")
    delivery_address = models.JSONField(
        _("delivery address"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
    )
    billing_address = models.JSONField(
        _("billing address"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
    )
    delivery_code = models.CharField(_("delivery code"), max_length=40, blank=True, db_default="")
    delivery_name = models.CharField(_("delivery"), max_length=120, blank=True, db_default="")
    note = models.TextField(_("note to the shop"), blank=True, db_default="")

    # The code, not the row: a market may be closed, what it sold stays.
    market = models.CharField(_("market"), max_length=40, blank=True, db_default="", editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    items_minor = models.BigIntegerField(_("items"))
    discount_minor = models.BigIntegerField(_("discount"), default=0, db_default=0)
    delivery_minor = models.BigIntegerField(_("delivery price"), default=0, db_default=0)
    tax_minor = models.BigIntegerField(_("tax"), default=0, db_default=0)
    delivery_tax_minor = models.BigIntegerField(_("tax on delivery"), default=0, db_default=0)
    is_tax_included = models.BooleanField(_("prices with tax"), default=True, db_default=True)
    total_minor = models.BigIntegerField(_("total"))

    placed_at = models.DateTimeField(_("placed"))
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in OrderStatus]),
                name="orders_order_status_known",
                violation_error_message=_("Choose one of the listed states."),
            ),
            models.CheckConstraint(
                condition=Q(origin__in=[origin.value for origin in OrderOrigin]),
                name="orders_order_origin_known",
                violation_error_message=_("Choose one of the listed origins."),
            ),
            models.UniqueConstraint(
                fields=["origin", "number"],
                name="orders_order_number_once",
                violation_error_message=_("Another order has this number."),
            ),
            models.UniqueConstraint(
                fields=["origin", "external_reference"],
                condition=~Q(external_reference=""),
                name="orders_order_external_once",
                violation_error_message=_("This order was imported already."),
            ),
            models.CheckConstraint(
                condition=Q(items_minor__gte=0)
                & Q(discount_minor__gte=0)
                & Q(delivery_minor__gte=0)
                & Q(delivery_tax_minor__gte=0)
                & Q(tax_minor__gte=F("delivery_tax_minor"))
                & Q(total_minor__gte=0),
                name="orders_order_amounts_not_negative",
                violation_error_message=_("No amount of an order can be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(discount_minor__lte=F("items_minor")),
                name="orders_order_discount_at_most_items",
                violation_error_message=_("A discount cannot exceed the price of the items."),
            ),
            models.CheckConstraint(
                condition=Q(
                    is_tax_included=True,
                    total_minor=F("items_minor") - F("discount_minor") + F("delivery_minor"),
                )
                | Q(
                    is_tax_included=False,
                    total_minor=F("items_minor")
                    - F("discount_minor")
                    + F("delivery_minor")
                    + F("tax_minor"),
                ),
                name="orders_order_total_adds_up",
                violation_error_message=_(
                    "The total must be items, less discount, plus delivery, plus tax where it is not included."
                ),
            ),
        ]
        indexes = [
            # "Your orders", newest first.
            models.Index(fields=["user", "-placed_at"], name="orders_order_of_user"),
            # Staff search by e-mail; a guest's orders at sign-up.
            models.Index(
                fields=["email", "-placed_at"], condition=~Q(email=""), name="orders_order_of_email"
            ),
            # Whether this is a customer's first order.
            models.Index(
                fields=["customer_key"],
                condition=~Q(customer_key=""),
                name="orders_order_of_customer",
            ),
            # The order desk, newest first.
            models.Index(fields=["-placed_at"], name="orders_order_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the order page."""
        return reverse("orders:order", kwargs={"public_id": self.public_id})

    @property
    def address(self) -> Address:
        """Where it goes."""
        return Address.from_json(self.delivery_address)

    @property
    def billed_to(self) -> Address:
        """Whom the invoice is made out to; empty while that is whoever gets the parcel."""
        return Address.from_json(self.billing_address)
