"""Other prices: by a share or an amount, to a customary ending, not below what an article costs the shop."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.bulk.lines import Line, Plan, guarded, sorted_plan
from catalog.models import ListPrice, PriceList, Variant
from catalog.money import Money, exponent
from catalog.templatetags.money import money

HIGHEST_MINOR = 10**12
"""Beyond ten thousand million in cents a price is a mistake, as in imports."""


class Ending(models.TextChoices):
    """How a price ends; currencies without cents end in whole units whatever is chosen."""

    EXACT = "exact", gettext_lazy("to the cent")
    NINETY_NINE = "99", gettext_lazy("ending in .99")
    NINETY_FIVE = "95", gettext_lazy("ending in .95")
    WHOLE = "00", gettext_lazy("whole")


class Way(models.TextChoices):
    """What the number means."""

    PERCENT = "percent", gettext_lazy("percent")
    AMOUNT = "amount", gettext_lazy("amount")


@dataclass(frozen=True, slots=True)
class PriceEdit:
    """Every article of the products costs a share or an amount more, or less."""

    way: Way
    by: Decimal
    """Percent, or major units of ``currency``; below zero makes cheaper."""
    currency: str
    ending: Ending = Ending.EXACT
    keeps_cost: bool = True
    """Whether no price goes below what the article costs the shop, where that is known in the same currency."""
    price_list: PriceList | None = None
    """The list whose prices change; nothing for the articles' own."""

    def __str__(self) -> str:
        sign = "+" if self.by > 0 else "−"
        number = f"{abs(self.by.normalize()):f}"
        how = f"{sign}{number} {'%' if self.way == Way.PERCENT else self.currency}"
        where = f"{self.price_list.name}: " if self.price_list else ""
        return f"{where}{how}, {self.ending.label}"

    def plan(self, product_ids: Collection[int], *, now: datetime) -> Plan:
        """Return every article with its price before and after. Two or three queries, and those of the guards."""
        articles = list(
            Variant.objects.filter(product_id__in=list(product_ids))
            .select_related("product")
            .order_by("product__title", "product_id", "position", "id")
        )
        if self.price_list is not None:
            return sorted_plan(self._listed_lines(self.price_list, articles))
        untouchable = guarded([article.pk for article in articles])
        return sorted_plan(self._line(each, untouchable.get(each.pk, "")) for each in articles)

    def _listed_lines(self, price_list: PriceList, articles: Sequence[Variant]) -> Iterator[Line]:
        """Yield a line for every article, as if it cost what the list says."""
        prices = ListPrice.objects.filter(price_list=price_list, variant__in=articles)
        listed = {each.variant_id: each for each in prices}
        for article in articles:
            found = listed.get(article.pk)
            if found is None:
                line = self._line(article, _("is not on this price list"))
                yield replace(line, before="–")
                continue
            if article.currency != price_list.currency:
                article.cost_minor = None  # nothing is converted
            article.currency, article.price_minor = price_list.currency, found.price_minor
            article.compare_at_minor = found.compare_at_minor
            yield replace(self._line(article, ""), list_price_id=found.pk)

    def _line(self, article: Variant, untouchable: str) -> Line:
        price, remarks = article.price, []
        after, refusal = article.price, untouchable
        if not refusal:
            after, refusal = self._new_price(article)
        if after.minor > self._moved(price).minor and self._is_floored(article, after):
            remarks.append(_("raised to what it costs the shop"))
        changes: dict[str, int | None] = {}
        if not refusal:
            changes["price_minor"] = after.minor
            before = article.compare_at_minor
            if before is not None and before <= after.minor:
                changes["compare_at_minor"] = None
                remarks.append(
                    _("the struck price %(price)s goes") % {"price": money(article.compare_at)}
                )
        return Line(
            product_id=article.product_id,
            variant_id=article.pk,
            title=article.product.title,
            label=str(article),
            before=money(price),
            after="" if refusal else money(after),
            remark="" if refusal else "; ".join(remarks),
            refusal=refusal,
            changes=changes,
        )

    def _new_price(self, article: Variant) -> tuple[Money, str]:
        """Return the new price, or the present one and why it stays."""
        price, cost = article.price, article.cost_minor
        if not price.minor:
            return price, _("has no price yet")
        if self.way == Way.AMOUNT and price.currency != self.currency:
            return price, _("is priced in %(currency)s") % {"currency": price.currency}
        after = with_ending(self._moved(price), self.ending)
        if self.keeps_cost and cost is not None and after.minor < cost:
            after = lowest_from(Money(cost, price.currency), self.ending)
            if after.minor >= price.minor and self.by < 0:
                cost_shown = money(Money(cost, price.currency))
                return price, _("cannot be cheaper: it costs the shop %(cost)s") % {
                    "cost": cost_shown
                }
        if after.minor <= 0:
            return price, _("would cost nothing")
        if after.minor > HIGHEST_MINOR:
            return price, _("would be too expensive to be true")
        if after.minor == price.minor:
            return price, _("has this price already")
        return after, ""

    def _moved(self, price: Money) -> Money:
        """Return the price plus the share or the amount, half-up."""
        if self.way == Way.AMOUNT:
            if price.currency != self.currency:
                return price
            moved = price.minor + self.by.scaleb(exponent(self.currency))
        else:
            moved = price.minor * (100 + self.by) / 100
        return Money(int(moved.quantize(Decimal(1), rounding=ROUND_HALF_UP)), price.currency)

    def _is_floored(self, article: Variant, after: Money) -> bool:
        cost = article.cost_minor
        wanted = with_ending(self._moved(article.price), self.ending)
        return self.keeps_cost and cost is not None and wanted.minor < cost <= after.minor


def with_ending(price: Money, ending: Ending) -> Money:
    """Return the nearest price above zero that ends so, the lower one of two."""
    unit, part = _steps(price.currency, ending)
    if unit == 1:
        return price
    low = (price.minor - part) // unit * unit + part
    is_low = low > 0 and price.minor - low <= low + unit - price.minor
    nearest = low if is_low else low + unit
    return Money(nearest, price.currency) if price.minor > 0 else price


def lowest_from(price: Money, ending: Ending) -> Money:
    """Return the lowest price that ends so and is no less than that one."""
    unit, part = _steps(price.currency, ending)
    return Money(-((part - price.minor) // unit) * unit + part, price.currency)


def _steps(currency: str, ending: Ending) -> tuple[int, int]:
    """Return the minor units from one such price to the next, and how many stand above the whole unit."""
    unit = 10 ** exponent(currency)
    if ending == Ending.EXACT or unit == 1:
        return 1, 0
    return unit, {"99": unit - unit // 100, "95": unit - unit // 20, "00": 0}[ending.value]
