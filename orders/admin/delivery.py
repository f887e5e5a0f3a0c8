"""Markets, ways of delivery and taxes."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.money import Money
from catalog.templatetags.money import money
from orders.admin.amounts import AmountField, AmountsForm
from orders.admin.existing import HistoryAdmin
from orders.models import DeliveryMethod, Market, TaxRate

COUNTRIES_AS_TEXT = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}


class DeliveryMethodForm(AmountsForm):
    """A way of delivery, with prices as on a price tag."""

    amounts = {"price": "price_minor", "free_from": "free_from_minor"}
    price = AmountField(label=capfirst(gettext_lazy("price")))
    free_from = AmountField(
        label=capfirst(gettext_lazy("free from")),
        required=False,
        help_text=gettext_lazy("Value of the articles from which delivery is free; empty: never."),
    )

    class Meta:
        model = DeliveryMethod
        fields = ("code", "name", "description", "countries", "currency", "tax_class", "days_min", "days_max", "position", "is_active")  # fmt: skip


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(HistoryAdmin, ModelAdmin):
    """Ways of delivery, in the order shoppers see them."""

    form: type[forms.ModelForm[DeliveryMethod]] = DeliveryMethodForm
    list_display = ("name", "shown_price", "shown_threshold", "currency", "days_min", "days_max", "position", "is_active")  # fmt: skip
    list_editable = ("position", "is_active")
    list_filter = ("currency", "is_active")
    search_fields = ("name", "code")
    ordering = ("position", "pk")
    prepopulated_fields = {"code": ("name",)}
    formfield_overrides = COUNTRIES_AS_TEXT
    fieldsets = (
        (None, {"fields": (("name", "code"), "description", ("is_active", "position"))}),
        (gettext_lazy("Price"), {"fields": ("currency", ("price", "free_from"), "tax_class")}),
        (gettext_lazy("Where and when"), {"fields": ("countries", ("days_min", "days_max"))}),
    )

    @display(description=gettext_lazy("price"), ordering="price_minor")
    def shown_price(self, method: DeliveryMethod) -> str:
        """Write the price."""
        return money(method.price) if method.price_minor else _("free")

    @display(description=gettext_lazy("free from"), ordering="free_from_minor")
    def shown_threshold(self, method: DeliveryMethod) -> str:
        """Write the threshold."""
        if method.free_from_minor is None:
            return ""
        return money(Money(method.free_from_minor, method.currency))


@admin.register(TaxRate)
class TaxRateAdmin(HistoryAdmin, ModelAdmin):
    """Tax by country and class."""

    list_display = ("country", "tax_class", "percent", "name")
    list_editable = ("percent",)
    list_filter = ("tax_class",)
    search_fields = ("country", "name")
    ordering = ("country", "tax_class")


@admin.register(Market)
class MarketAdmin(ModelAdmin):
    """Where the shop sells."""

    list_display = (
        "name",
        "currency",
        "price_list",
        "home_country",
        "is_tax_included",
        "is_default",
    )
    prepopulated_fields = {"code": ("name",)}
    list_select_related = ("price_list",)
    formfield_overrides = COUNTRIES_AS_TEXT
    ordering = ("-is_default", "name")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "code"),
                    ("currency", "price_list"),
                    ("home_country", "countries"),
                )
            },
        ),
        (None, {"fields": (("is_tax_included", "is_default"), "seller")}),
    )
