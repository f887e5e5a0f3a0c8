"""A thing one can look at; its variants are the things one can buy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.urls.converters import SlugConverter
from django.utils.translation import gettext_lazy as _

from catalog.money import Money
from catalog.pricing import LISTED
from catalog.querysets import ProductQuerySet

if TYPE_CHECKING:
    from decimal import Decimal


_SLUG = re.compile(SlugConverter.regex)


class ProductStatus(models.TextChoices):
    """Whether shoppers may see a product."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


def product_statuses() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new status makes no migration."""
    return [(status.value, str(status.label)) for status in ProductStatus]


class Product(models.Model):
    """One product page.

    The columns under "summary" repeat what variants, stock and reviews say, so that a list of cards is
    one query; :func:`catalog.summaries.refresh` alone writes them.
    """

    title = models.CharField(_("title"), max_length=255)
    slug = models.SlugField(_("address"), max_length=280, unique=True)
    description = models.TextField(_("description"), blank=True)
    product_type = models.CharField(
        _("product type"),
        max_length=120,
        blank=True,
        help_text=_("What it is, in a word or two: desk lamp, running shoe."),
    )
    brand = models.ForeignKey(
        "catalog.Brand", models.PROTECT, null=True, blank=True, related_name="products"
    )
    department = models.ForeignKey(
        "catalog.Department", models.PROTECT, null=True, blank=True, related_name="products"
    )
    tags = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("tags")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=product_statuses, default=ProductStatus.DRAFT
    )
    published_at = models.DateTimeField(_("visible from"), null=True, blank=True)
    hidden_at = models.DateTimeField(
        _("visible until"),
        null=True,
        blank=True,
        help_text=_("From this moment on it is hidden; empty: it stays."),
    )
    seo_title = models.CharField(
        _("title for search engines"),
        max_length=255,
        blank=True,
        db_default="",
        help_text=_("What the browser's tab and search results say; empty: title, brand and shop."),
    )
    seo_description = models.CharField(
        _("description for search engines"),
        max_length=320,
        blank=True,
        db_default="",
        help_text=_("The words below it in search results; empty: how the description begins."),
    )
    source = models.CharField(_("imported from"), max_length=40, blank=True)
    external_id = models.CharField(_("id there"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Summary.
    currency = models.CharField(max_length=3, blank=True, editable=False)
    price_minor = models.BigIntegerField(_("lowest price"), null=True, editable=False)
    compare_at_minor = models.BigIntegerField(null=True, editable=False)
    has_price_range = models.BooleanField(default=False, editable=False)
    is_in_stock = models.BooleanField(_("in stock"), default=False, editable=False)
    rating_average = models.DecimalField(max_digits=3, decimal_places=2, null=True, editable=False)
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    picture = models.CharField(max_length=255, blank=True, editable=False)
    picture_alt = models.CharField(max_length=255, blank=True, editable=False)
    popularity = models.FloatField(default=0.0, editable=False)

    # Written by triggers.
    search_text = SearchVectorField(null=True, editable=False)
    facet_value_ids = ArrayField(
        models.IntegerField(),
        default=list,
        db_default=models.Value([], ArrayField(models.IntegerField())),
        editable=False,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in ProductStatus]),
                name="catalog_product_status_known",
                violation_error_message=_("Choose draft, published or archived."),
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at=None)
                | models.Q(published_at=None)
                | models.Q(hidden_at__gt=models.F("published_at")),
                name="catalog_product_period_in_order",
                violation_error_message=_("A product is hidden after it becomes visible."),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="catalog_product_external_once",
                violation_error_message=_("Another product was imported under this id."),
            ),
            models.CheckConstraint(
                condition=models.Q(rating_average=None) | models.Q(rating_average__range=(1, 5)),
                name="catalog_product_rating_range",
                violation_error_message=_("A rating lies between 1 and 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(price_minor=None) | models.Q(price_minor__gte=0),
                name="catalog_product_price_not_negative",
                violation_error_message=_("A price cannot be below zero."),
            ),
        ]
        indexes = [
            # Department page, sorted as shoppers see it first.
            models.Index(
                fields=["department", "-popularity", "id"],
                condition=models.Q(status="published"),
                name="catalog_product_shelf",
            ),
            models.Index(
                fields=["-published_at"],
                condition=models.Q(status="published"),
                name="catalog_product_newest",
            ),
            # Counts of a department's filters: everything they ask for stands in the index.
            models.Index(
                fields=["department"],
                include=[
                    "published_at",
                    "brand",
                    "price_minor",
                    "is_in_stock",
                    "rating_average",
                    "facet_value_ids",
                ],
                condition=models.Q(status="published"),
                name="catalog_product_counted",
            ),
            # Search: the most wanted products that have a frequent word.
            models.Index(
                fields=["-popularity", "id"],
                condition=models.Q(status="published"),
                name="catalog_product_wanted",
            ),
            # What has to be withdrawn next.
            models.Index(
                fields=["hidden_at"],
                condition=models.Q(status="published", hidden_at__isnull=False),
                name="catalog_product_ending",
            ),
            # Search page.
            GinIndex(fields=["search_text"], name="catalog_product_search"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the product page."""
        return address_of(self.slug)

    @property
    def listed(self) -> dict[str, str | int | bool | None]:
        """The summary columns that a price list decides."""
        return {name: getattr(self, name) for name in sorted(LISTED)}

    @listed.setter
    def listed(self, columns: Mapping[str, str | int | bool | None]) -> None:
        """Take over what ``ProductQuerySet.priced`` read from a price list."""
        for name in LISTED:
            setattr(self, name, columns[name])

    @property
    def price(self) -> Money | None:
        """The lowest price of its variants."""
        return None if self.price_minor is None else Money(self.price_minor, self.currency)

    @property
    def compare_at(self) -> Money | None:
        """The struck-through price beside it."""
        return (
            None if self.compare_at_minor is None else Money(self.compare_at_minor, self.currency)
        )

    @property
    def is_on_sale(self) -> bool:
        """Whether a higher price is shown beside the price."""
        return self.compare_at_minor is not None

    @property
    def discount_percent(self) -> int:
        """How much lower the price is than the one before, in whole percent; 0 when it is not on sale."""
        if not self.compare_at_minor or self.price_minor is None:
            return 0
        return (self.compare_at_minor - self.price_minor) * 100 // self.compare_at_minor

    @property
    def rating(self) -> Decimal | None:
        """The mean of its published reviews, 1 to 5."""
        return self.rating_average


def address_of(slug: str) -> str:
    """Return the address of the page of the product with that slug; a page of cards asks for dozens."""
    if _SLUG.fullmatch(slug) is None:
        return reverse("catalog:product", kwargs={"slug": slug})  # says that there is none
    before, after = _around_slug()
    return f"{before}{slug}{after}"


@cache
def _around_slug() -> tuple[str, str]:
    """Return what stands before and after the slug; looking an address up takes longer than the rest of a link."""
    before, _, after = reverse("catalog:product", kwargs={"slug": "-"}).rpartition("-")
    return before, after
