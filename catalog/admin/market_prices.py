"""What the articles of one product cost on every price list, typed into one table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from catalog.models import ListPrice, PriceList, Product, Variant
from catalog.money import Money, exponent


@dataclass(frozen=True, slots=True)
class Line:
    """One article: its own price, and a field for each list."""

    article: Variant
    fields: tuple[BoundField, ...]


class MarketPricesForm(forms.Form):
    """A field for every article on every list; an empty one means that the article is not sold there."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = list(PriceList.objects.order_by("name"))
        self.articles = list(product.variants.order_by("position", "pk"))
        self.listed = {
            (listed.price_list_id, listed.variant_id): listed
            for listed in ListPrice.objects.filter(
                variant__in=[article.pk for article in self.articles]
            )
        }
        for place in self.lists:
            for article in self.articles:
                listed = self.listed.get((place.pk, article.pk))
                self.fields[_name(place, article)] = forms.DecimalField(
                    label=f"{article.sku}, {place.name}",
                    required=False,
                    min_value=Decimal(0),
                    max_digits=12,
                    decimal_places=exponent(place.currency),
                    initial=Money(listed.price_minor, place.currency).decimal if listed else None,
                    widget=UnfoldAdminDecimalFieldWidget,
                )

    @property
    def lines(self) -> list[Line]:
        """The table, article by article."""
        return [
            Line(article, tuple(self[_name(place, article)] for place in self.lists))
            for article in self.articles
        ]

    def write(self) -> int:
        """Store what was changed; return how many prices that were. One query a changed price."""
        changed = 0
        for place in self.lists:
            for article in self.articles:
                if _name(place, article) in self.changed_data:
                    self._write_one(place, article)
                    changed += 1
        return changed

    def _write_one(self, place: PriceList, article: Variant) -> None:
        typed = self.cleaned_data[_name(place, article)]
        listed = self.listed.get((place.pk, article.pk))
        if typed is None:
            if listed is not None:
                listed.delete()
            return
        if listed is None:
            listed = ListPrice(price_list=place, variant=article)
        listed.price_minor = Money.parse(typed, place.currency).minor
        if listed.compare_at_minor is not None and listed.compare_at_minor <= listed.price_minor:
            listed.compare_at_minor = None
        listed.save()


class MarketPrices:
    """The page, for the admin of products."""

    @action(
        description=gettext_lazy("Prices in other markets"),
        url_path="market-prices",
        icon="currency_exchange",
    )
    def market_prices(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the prices of a product on every list, and take new ones."""
        product = self.get_object(request, object_id)  # type: ignore[attr-defined]  # of the admin it is mixed into
        if product is None:
            raise Http404
        if not request.user.has_perm("catalog.view_listprice"):
            raise PermissionDenied
        may_write = request.user.has_perm("catalog.change_listprice")
        form = MarketPricesForm(request.POST or None, product=product)
        if request.method == "POST":
            if not may_write:
                raise PermissionDenied
            if form.is_valid():
                text = _("Saved.") if form.write() else _("Nothing was changed.")
                self.message_user(request, text)  # type: ignore[attr-defined]  # of the admin it is mixed into
                return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]  # of the admin it is mixed into
            "title": _("Prices in other markets"),
            "opts": Product._meta,
            "product": product,
            "form": form,
            "may_write": may_write,
        }
        return TemplateResponse(request, "catalog/admin/market_prices.html", context)


def _name(place: PriceList, article: Variant) -> str:
    return f"price-{place.pk}-{article.pk}"
