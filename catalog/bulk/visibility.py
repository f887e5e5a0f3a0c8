"""Whether and when shoppers see products: published now or from a day on, until a day, or withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import arrangements
from catalog.bulk.lines import Line, Plan, Value, sorted_plan
from catalog.models import Product, ProductStatus


class Aim(models.TextChoices):
    """What is wanted."""

    PUBLISH = ProductStatus.PUBLISHED.value, gettext_lazy("publish")
    WITHDRAW = ProductStatus.ARCHIVED.value, gettext_lazy("withdraw")
    DRAFT = ProductStatus.DRAFT.value, gettext_lazy("back to draft")


@dataclass(frozen=True, slots=True)
class VisibilityEdit:
    """The products are shown in ``since <= t < until``, or not at all."""

    aim: Aim
    since: datetime | None = None
    """Nothing: from now on, or since it was shown first."""
    until: datetime | None = None
    """Nothing: without an end."""

    def __str__(self) -> str:
        said = [str(self.aim.label)]
        if self.since is not None:
            said.append(_("from %(moment)s") % {"moment": shown(self.since)})
        if self.until is not None:
            said.append(_("until %(moment)s") % {"moment": shown(self.until)})
        return " ".join(said)

    def plan(self, product_ids: Collection[int], *, now: datetime) -> Plan:
        """Return every product with what it is and would be. One query."""
        products = Product.objects.filter(pk__in=list(product_ids)).order_by("title", "pk")
        return sorted_plan(self._line(product, now) for product in products)

    def _line(self, product: Product, now: datetime) -> Line:
        changes, is_now = self._columns(product, now)
        refusal = ""
        if self.aim == Aim.PUBLISH and not product.price_minor:
            refusal = _("has no article for sale")
        elif all(getattr(product, name) == value for name, value in changes.items()):
            refusal = _("is so already")
        after = _("visible from now on") if is_now else _state(changes)
        if is_now and self.until is not None:
            after = f"{after}, " + _("until %(moment)s") % {"moment": shown(self.until)}
        return Line(
            product_id=product.pk,
            title=product.title,
            before=state_of(product),
            after="" if refusal else after,
            refusal=refusal,
            changes={} if refusal else changes,
        )

    def _columns(self, product: Product, now: datetime) -> tuple[dict[str, Value], bool]:
        """Return the new columns, and whether the product begins to be seen at this very moment."""
        if self.aim != Aim.PUBLISH:
            return {"status": self.aim.value}, False
        since, is_now = self.since, False
        if since is None:
            since = product.published_at
            is_now = since is None or since > now
            since = now if is_now else since
        return {
            "status": self.aim.value,
            "published_at": since,
            "hidden_at": self.until,
        }, is_now


def withdraw_ended(*, now: datetime) -> int:
    """Archive what was to be visible until now, so that counts leave it out too; return how many. One query.

    Pages, carts and search compare the moment themselves; this follows within a minute.
    """
    over = Product.objects.filter(status=ProductStatus.PUBLISHED, hidden_at__lte=now)
    ended: int = over.update(status=ProductStatus.ARCHIVED, updated_at=now)
    if ended:
        arrangements.forget()
    return ended


def state_of(product: Product) -> str:
    """Say whether and when shoppers see a product."""
    columns = ("status", "published_at", "hidden_at")
    return _state({name: getattr(product, name) for name in columns})


def _state(columns: dict[str, Value]) -> str:
    status = str(columns["status"])
    if status != ProductStatus.PUBLISHED:
        return str(ProductStatus(status).label)
    since, until = columns["published_at"], columns["hidden_at"]
    words = str(ProductStatus.PUBLISHED.label)
    if isinstance(since, datetime):
        words = _("visible from %(moment)s") % {"moment": shown(since)}
    if isinstance(until, datetime):
        words += " " + _("until %(moment)s") % {"moment": shown(until)}
    return words


def shown(moment: datetime) -> str:
    """Write a moment as the language and the shop's time zone have it."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
