"""Price lists, and what articles cost on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from catalog.models import ListPrice, PriceList
from catalog.money import Money
from catalog.price_lists import fill
from catalog.templatetags.money import money
from orders.admin.amounts import AmountField, AmountsForm


class PriceListForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A list, and a way to fill it."""

    rate = forms.DecimalField(
        label=gettext_lazy("fill at this rate"),
        required=False,
        min_value=Decimal("0.000001"),
        max_digits=18,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=gettext_lazy(
            "Once, for articles that are not on the list yet: their own price times this number."
        ),
    )
    step = forms.DecimalField(
        label=gettext_lazy("rounded to"),
        required=False,
        min_value=Decimal("0.001"),
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=gettext_lazy(
            "In the list's currency: 1 for whole pounds, 100 for hundreds of yen."
        ),
    )

    class Meta:
        model = PriceList
        fields = ("name", "code", "currency")


@admin.register(PriceList)
class PriceListAdmin(ModelAdmin):
    """Prices in one currency for the markets that sell in it."""

    form: type[forms.ModelForm[PriceList]] = PriceListForm
    list_display = ("name", "code", "currency", "price_count")
    search_fields = ("name", "code")
    ordering = ("name",)
    prepopulated_fields = {"code": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "code"), "currency")}),
        (gettext_lazy("Fill"), {"fields": (("rate", "step"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceList]:
        """Count the prices along."""
        lists: QuerySet[PriceList] = super().get_queryset(request)
        return lists.annotate(price_count=Count("prices"))

    def get_readonly_fields(
        self, request: HttpRequest, obj: PriceList | None = None
    ) -> tuple[str, ...]:
        """Fix the currency once there are prices in it."""
        return ("currency",) if obj is not None and obj.prices.exists() else ()

    @display(description=gettext_lazy("articles"), ordering="price_count")
    def price_count(self, price_list: PriceList) -> int:
        """Say how many articles are on the list."""
        return int(price_list.price_count)  # type: ignore[attr-defined]  # annotated above

    def save_model(
        self, request: HttpRequest, obj: PriceList, form: forms.ModelForm[PriceList], change: bool
    ) -> None:
        """Store the list, and fill it if a rate was given."""
        super().save_model(request, obj, form, change)
        rate, step = form.cleaned_data.get("rate"), form.cleaned_data.get("step")
        if rate is None:
            return
        step_minor = 1 if step is None else max(1, Money.parse(step, obj.currency).minor)
        count = fill(obj, currency=settings.SHOP_CURRENCY, rate=rate, step_minor=step_minor)
        messages.success(
            request,
            ngettext("%(n)d price was added.", "%(n)d prices were added.", count) % {"n": count},
        )


class ListPriceForm(AmountsForm):
    """One price, as on a price tag."""

    amounts = {"price": "price_minor", "compare_at": "compare_at_minor"}
    price = AmountField(label=capfirst(gettext_lazy("price")))
    compare_at = AmountField(label=capfirst(gettext_lazy("price before")), required=False)

    class Meta:
        model = ListPrice
        fields = ("price_list", "variant")

    def clean(self) -> dict[str, Any]:
        """Read the amounts in the currency of the list."""
        chosen = self.cleaned_data.get("price_list")
        if chosen is not None:
            self.instance.price_list = chosen
        return super().clean()


@admin.register(ListPrice)
class ListPriceAdmin(ModelAdmin):
    """What articles cost on a list."""

    form: type[forms.ModelForm[ListPrice]] = ListPriceForm
    list_display = ("shown_title", "variant", "price_list", "shown_price")
    list_filter = ("price_list",)
    list_select_related = ("variant__product", "price_list")
    search_fields = ("variant__sku", "variant__product__title")
    autocomplete_fields = ("variant",)
    ordering = ("price_list", "variant__sku")
    fieldsets = ((None, {"fields": ("price_list", "variant", ("price", "compare_at"))}),)

    @display(description=gettext_lazy("product"), ordering="variant__product__title")
    def shown_title(self, listed: ListPrice) -> str:
        """Name the product."""
        return listed.variant.product.title

    @display(description=gettext_lazy("price"), ordering="price_minor")
    def shown_price(self, listed: ListPrice) -> str:
        """Write the price."""
        return money(listed.price)
