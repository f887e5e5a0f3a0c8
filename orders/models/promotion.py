"""Promotions as staff write them, how often they were used, and what each took off an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from orders.promotions.words import BenefitKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BENEFIT_LABELS = {
    BenefitKind.PERCENT: _("percent off"),
    BenefitKind.AMOUNT: _("amount off"),
    BenefitKind.FIXED_PRICE: _("fixed price for each"),
    BenefitKind.BUY_X_GET_Y: _("buy some, get some"),
    BenefitKind.BUNDLE: _("set for a fixed price"),
    BenefitKind.TIERED: _("the more, the cheaper"),
    BenefitKind.FREE_DELIVERY: _("free delivery"),
}


def benefit_kinds() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new kind makes no migration."""
    return [(kind.value, str(label)) for kind, label in BENEFIT_LABELS.items()]


def id_array(label: StrOrPromise) -> ArrayField[list[int], list[int]]:
    """Return a column for ids of things that may be removed later."""
    return ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=label)


def _words(label: StrOrPromise) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=label)


class Promotion(models.Model):
    """One promotion; :mod:`orders.promotions.reading` turns it into the value the engine works with.

    Aims are arrays of ids without foreign keys: a promotion outlives the articles it was made for.
    """

    name = models.CharField(_("name"), max_length=120, help_text=_("Shoppers read it."))
    is_active = models.BooleanField(_("switched on"), default=True)
    kind = models.CharField(_("benefit"), max_length=20, choices=benefit_kinds)
    percent = models.DecimalField(
        _("percent"), max_digits=6, decimal_places=3, default=0, blank=True
    )
    amount_minor = models.BigIntegerField(_("amount in minor units"), default=0, blank=True)
    buy = models.PositiveSmallIntegerField(_("buy"), default=0, blank=True)
    get = models.PositiveSmallIntegerField(_("get"), default=0, blank=True)
    bundle = models.JSONField(
        _("set"),
        default=dict,
        blank=True,
        help_text=_('Product ids and numbers: {"12": 1, "40": 2}'),
    )
    tiers = models.JSONField(
        _("tiers"),
        default=list,
        blank=True,
        help_text=_("Value in minor units and percent: [[5000, 5], [10000, 10]]"),
    )

    currency = models.CharField(_("currency"), max_length=3, blank=True)
    products = id_array(_("products"))
    departments = id_array(_("departments"))
    brands = id_array(_("brands"))
    markets = _words(_("markets"))
    channels = _words(_("channels"))
    groups = _words(_("customer groups"))
    is_first_order_only = models.BooleanField(_("first order only"), default=False)
    min_value_minor = models.BigIntegerField(_("from a value of, in minor units"), default=0)
    min_quantity = models.PositiveIntegerField(_("from a number of units"), default=0)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    needs_coupon = models.BooleanField(_("needs a coupon"), default=False)

    priority = models.SmallIntegerField(_("priority"), default=0, help_text=_("Higher goes first."))
    exclusivity_group = models.CharField(
        _("exclusivity group"),
        max_length=40,
        blank=True,
        help_text=_("Of the promotions in a group only the first with an effect applies."),
    )
    usage_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    usage_limit_per_customer = models.PositiveIntegerField(
        _("uses per customer"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in BenefitKind]),
                name="orders_promotion_kind_known",
                violation_error_message=_("Choose one of the listed benefits."),
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)),
                name="orders_promotion_percent_range",
                violation_error_message=_("A discount lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0) & Q(min_value_minor__gte=0),
                name="orders_promotion_amounts_not_negative",
                violation_error_message=_("No amount of a promotion can be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="orders_promotion_period_in_order",
                violation_error_message=_("A promotion ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="buy_x_get_y") | (Q(buy__gt=0) & Q(get__gt=0)),
                name="orders_promotion_buy_and_get",
                violation_error_message=_("Say how many to buy and how many to get."),
            ),
            models.CheckConstraint(
                condition=Q(currency="") | Q(currency__regex=r"^[A-Z]{3}$"),
                name="orders_promotion_currency_code",
                violation_error_message=_("A currency is three capital letters (ISO 4217)."),
            ),
            models.CheckConstraint(
                condition=(Q(amount_minor=0) & Q(min_value_minor=0) & Q(tiers=[]))
                | ~Q(currency=""),
                name="orders_promotion_amounts_have_currency",
                violation_error_message=_("Name the currency of the amounts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Coupon(models.Model):
    """A code that opens one promotion; single ones and batches alike."""

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="coupons")
    code = models.CharField(_("code"), max_length=40, unique=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    usage_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    usage_limit_per_customer = models.PositiveIntegerField(
        _("uses per customer"), null=True, blank=True
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9-]{2,39}$"),
                name="orders_coupon_code_form",
                violation_error_message=_(
                    "A code has 3 to 40 capital letters, digits and hyphens, and begins with no hyphen."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CartCoupon(models.Model):
    """A code that a shopper entered."""

    cart = models.ForeignKey("orders.Cart", models.CASCADE, related_name="coupons")
    coupon = models.ForeignKey(Coupon, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("coupon in a cart")
        verbose_name_plural = _("coupons in carts")
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "coupon"],
                name="orders_cartcoupon_once",
                violation_error_message=_("This coupon is in the cart already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cart_id}: {self.coupon_id}"


class PromotionUse(models.Model):
    """One use of a limited promotion or coupon: reserved while a cart is being paid for, then claimed by its order.

    A trigger counts the claimed uses, so no schedule of payments can exceed a limit.
    """

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="uses")
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True, blank=True, related_name="uses")
    # Deleting an old cart must not take the use along.
    cart = models.ForeignKey(
        "orders.Cart", models.SET_NULL, null=True, blank=True, related_name="promotion_uses"
    )
    order = models.ForeignKey(
        "orders.Order", models.CASCADE, null=True, blank=True, related_name="promotion_uses"
    )
    customer = models.CharField(_("normalised e-mail"), max_length=254, blank=True)
    reserved_until = models.DateTimeField(_("reserved until"), null=True, blank=True)

    class Meta:
        verbose_name = _("use of a promotion")
        verbose_name_plural = _("uses of promotions")
        constraints = [
            models.UniqueConstraint(
                fields=["promotion", "cart"],
                name="orders_promotionuse_once_per_cart",
                violation_error_message=_("This cart uses that promotion already."),
            ),
            models.UniqueConstraint(
                fields=["promotion", "order"],
                name="orders_promotionuse_once_per_order",
                violation_error_message=_("This order used that promotion already."),
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | Q(reserved_until__isnull=False),
                name="orders_promotionuse_claimed_or_reserved",
                violation_error_message=_("A use is claimed by an order or reserved for a time."),
            ),
        ]
        indexes = [
            # How often one customer used it.
            models.Index(fields=["promotion", "customer"], name="orders_promotionuse_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id}: {self.order_id or self.cart_id}"


class OrderDiscount(models.Model):
    """What one promotion took off an order, as it was then."""

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="discounts")
    # The books stay when a promotion goes.
    promotion = models.ForeignKey(
        Promotion, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    coupon_code = models.CharField(_("coupon"), max_length=40, blank=True)
    amount_minor = models.BigIntegerField(_("off the articles"))
    frees_delivery = models.BooleanField(_("delivery free"), default=False)

    class Meta:
        verbose_name = _("discount of an order")
        verbose_name_plural = _("discounts of orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0),
                name="orders_orderdiscount_not_negative",
                violation_error_message=_("A discount cannot be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
