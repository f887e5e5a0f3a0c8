"""Rules as staff write them, and every version that the whole set ever had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from recommendations.rules.words import (
    DAYS_LABELS,
    GROUP_LABELS,
    KIND_LABELS,
    SORT_LABELS,
    Group,
    RuleKind,
    SortKey,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOURS = [MinValueValidator(0), MaxValueValidator(24)]
MOST_FACTOR = 10


def rule_kinds() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new kind makes no migration."""
    return [(kind.value, str(label)) for kind, label in KIND_LABELS.items()]


def groups() -> list[tuple[str, str]]:
    """Return what a limit may count."""
    return [(group.value, str(label)) for group, label in GROUP_LABELS.items()]


def sort_keys() -> list[tuple[str, str]]:
    """Return the orders that a rule may make."""
    return [(key.value, str(label)) for key, label in SORT_LABELS.items()]


def day_choices() -> list[tuple[str, str]]:
    """Return the days that a rule may name."""
    return [(days.value, str(label)) for days, label in DAYS_LABELS.items()]


def _words(label: StrOrPromise, help_text: StrOrPromise = "") -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name=label,
        help_text=help_text,
    )


class Rule(models.Model):
    """One rule; :mod:`recommendations.rules.book` turns it into the value that the engine works with."""

    name = models.CharField(
        _("name"), max_length=120, unique=True, help_text=_("Staff read it; shoppers do not.")
    )
    code = models.SlugField(
        _("rule class"),
        max_length=60,
        blank=True,
        editable=False,
        help_text=_("The class that decides; empty for rules written here."),
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("Of rules that do the same, the higher goes first.")
    )

    kind = models.CharField(_("what it does"), max_length=10, choices=rule_kinds)
    factor = models.DecimalField(
        _("how strongly"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("For “move up”: 1.5 counts a product half as much again. 1.01 to 10."),
    )
    place = models.PositiveSmallIntegerField(
        _("place"), null=True, blank=True, help_text=_("For “pin to a place”: 1 is the first.")
    )
    most = models.PositiveSmallIntegerField(
        _("at most"),
        null=True,
        blank=True,
        help_text=_("For “limit how many”; what exceeds it waits at the end."),
    )
    group = models.CharField(
        _("counted"), max_length=12, choices=groups, default=Group.DEPARTMENT, blank=True
    )
    sort_key = models.CharField(
        _("order"), max_length=12, choices=sort_keys, default=SortKey.NEWEST, blank=True
    )

    products = models.ManyToManyField(
        "catalog.Product", blank=True, related_name="+", verbose_name=_("products")
    )
    brands = models.ManyToManyField(
        "catalog.Brand", blank=True, related_name="+", verbose_name=_("brands")
    )
    departments = models.ManyToManyField(
        "catalog.Department",
        blank=True,
        related_name="+",
        verbose_name=_("departments"),
        help_text=_("With every department below."),
    )
    price_from_minor = models.BigIntegerField(null=True, blank=True)
    price_to_minor = models.BigIntegerField(null=True, blank=True)
    is_on_sale = models.BooleanField(_("on sale"), null=True, blank=True)
    is_in_stock = models.BooleanField(_("in stock"), null=True, blank=True)
    newer_than_days = models.PositiveSmallIntegerField(
        _("came within the last days"), null=True, blank=True
    )
    rated_from = models.DecimalField(
        _("rated at least"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    attribute = models.ForeignKey(
        "catalog.Attribute",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("attribute"),
    )
    attribute_values = _words(
        _("with one of these values"),
        _("Separated by commas; “yes” and “no” for attributes that are either."),
    )
    tags = _words(_("tags"), _("Separated by commas; one of them is enough."))
    stock_from = models.PositiveIntegerField(_("units in stock, at least"), null=True, blank=True)
    stock_to = models.PositiveIntegerField(_("units in stock, at most"), null=True, blank=True)
    margin_from = models.DecimalField(
        _("margin in percent, at least"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    margin_to = models.DecimalField(
        _("margin in percent, at most"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    placements = _words(_("rows"))
    segments = _words(_("shoppers"))
    devices = _words(_("devices"))
    markets = _words(_("markets"), _("Codes of markets, separated by commas."))
    countries = _words(_("countries"), _("Two letters each, separated by commas: DE, FR"))
    days = models.CharField(_("days"), max_length=10, choices=day_choices, blank=True)
    hour_from = models.PositiveSmallIntegerField(
        _("from hour"), null=True, blank=True, validators=HOURS
    )
    hour_to = models.PositiveSmallIntegerField(
        _("until hour"), null=True, blank=True, validators=HOURS
    )
    cart_products = models.ManyToManyField(
        "catalog.Product", blank=True, related_name="+", verbose_name=_("beside these products")
    )
    cart_departments = models.ManyToManyField(
        "catalog.Department",
        blank=True,
        related_name="+",
        verbose_name=_("beside products of these departments"),
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RuleKind]),
                name="recommendations_rule_kind_known",
                violation_error_message=_("Choose what the rule does."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="recommendations_rule_class_once",
                violation_error_message=_("This rule class has its row already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=RuleKind.BOOST)
                | (Q(factor__isnull=False) & Q(factor__gt=1) & Q(factor__lte=MOST_FACTOR)),
                name="recommendations_rule_boost_has_factor",
                violation_error_message=_(
                    "Say how strongly: a number above 1 and at most 10. To move products down, choose “move to the end”."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind=RuleKind.PIN)
                | (Q(place__isnull=False) & Q(place__gte=1) & Q(place__lte=12)),
                name="recommendations_rule_pin_has_place",
                violation_error_message=_("Say to which place, from 1 to 12."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=RuleKind.QUOTA)
                | ~Q(code="")
                | (Q(most__isnull=False) & Q(most__gte=1)),
                name="recommendations_rule_quota_has_limit",
                violation_error_message=_("Say how many at most, from 1."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="recommendations_rule_period_in_order",
                violation_error_message=_("A rule ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(price_from_minor=None)
                | Q(price_to_minor=None)
                | Q(price_to_minor__gte=F("price_from_minor")),
                name="recommendations_rule_prices_in_order",
                violation_error_message=_("The lower price comes first."),
            ),
            models.CheckConstraint(
                condition=Q(stock_from=None) | Q(stock_to=None) | Q(stock_to__gte=F("stock_from")),
                name="recommendations_rule_stock_in_order",
                violation_error_message=_("The lower number of units comes first."),
            ),
            models.CheckConstraint(
                condition=Q(margin_from=None)
                | Q(margin_to=None)
                | Q(margin_to__gte=F("margin_from")),
                name="recommendations_rule_margin_in_order",
                violation_error_message=_("The lower margin comes first."),
            ),
            models.CheckConstraint(
                condition=Q(hour_from=None, hour_to=None)
                | (
                    Q(hour_from__isnull=False, hour_to__isnull=False)
                    & Q(hour_from__range=(0, 23), hour_to__range=(0, 24))
                ),
                name="recommendations_rule_hours_range",
                violation_error_message=_("Give both hours: from 0 to 23, until 0 to 24."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse conditions that only half exist.

        Raises:
            ValidationError: beside the field that is missing.
        """
        problems: dict[str, Any] = {}
        if self.attribute_id and not self.attribute_values:
            problems["attribute_values"] = _("Say which values of the attribute are meant.")
        if self.attribute_values and not self.attribute_id:
            problems["attribute"] = _("Choose the attribute that these values are of.")
        if any(len(code) != 2 or not code.isalpha() for code in self.countries):
            problems["countries"] = _("Countries are two letters each, like DE.")
        if problems:
            raise ValidationError(problems)
        self.countries = [code.upper() for code in self.countries]


class RulesVersion(models.Model):
    """The whole set of rules as it was between two changes; a logged slate names the one that it was made with."""

    digest = models.CharField(_("version"), max_length=16, primary_key=True)
    rules = models.JSONField(_("rules"))
    kept_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.digest
