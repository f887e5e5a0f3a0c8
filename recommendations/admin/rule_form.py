"""A rule as staff write it: choices in words, prices as on a price tag, and errors that say what to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import Product
from catalog.money import Money
from recommendations.rules.models import Rule
from recommendations.rules.words import DEVICE_LABELS, SEGMENT_LABELS, RuleKind
from recommendations.serving import shopper
from recommendations.serving.words import PLACEMENT_LABELS
from recommendations.vocabulary import Context, Placement

SHOWN_FOR = {
    name: f"typeof kind === 'undefined' || kind == '{kind.value}'"
    for name, kind in (
        ("factor", RuleKind.BOOST),
        ("place", RuleKind.PIN),
        ("most", RuleKind.QUOTA),
        ("group", RuleKind.QUOTA),
        ("sort_key", RuleKind.RERANK),
    )
}
"""With script, a field is shown for the kinds that read it; its help says the same to everybody.
Forms without a choice of kind show all they have."""
NEEDS_AIM = frozenset({RuleKind.FILTER, RuleKind.ONLY, RuleKind.BOOST, RuleKind.BURY})
AIMS = (
    "products",
    "brands",
    "departments",
    "price_from",
    "price_to",
    "is_on_sale",
    "is_in_stock",
    "newer_than_days",
    "rated_from",
    "attribute",
    "tags",
    "stock_from",
    "stock_to",
    "margin_from",
    "margin_to",
)


_HELP = {
    "kind": gettext_lazy("“Leave out” and “show nothing else” decide what may be shown; the others decide in which order."),
    "group": gettext_lazy("For “limit how many”: what at most so many may share."),
    "sort_key": gettext_lazy("For “put in order”: what comes first."),
    "products": gettext_lazy("Name products, or say below what they have in common."),
}  # fmt: skip


def _several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:  # noqa: ANN401 - lazy texts
    return forms.MultipleChoiceField(
        label=capfirst(label),
        choices=[(choice.value, text) for choice, text in choices.items()],
        required=False,
        widget=UnfoldAdminSelect2MultipleWidget,
        help_text=help_text,
    )


def _amount(label: Any) -> forms.DecimalField:  # noqa: ANN401 - a lazy text
    return forms.DecimalField(
        label=capfirst(label), min_value=0, required=False, widget=UnfoldAdminDecimalFieldWidget
    )


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """One rule."""

    placements = _several(
        gettext_lazy("rows"), PLACEMENT_LABELS, gettext_lazy("Empty means every row.")
    )
    segments = _several(
        gettext_lazy("shoppers"), SEGMENT_LABELS, gettext_lazy("Empty means everybody.")
    )
    devices = _several(gettext_lazy("devices"), DEVICE_LABELS)
    price_from = _amount(gettext_lazy("price from"))
    price_to = _amount(gettext_lazy("price up to"))

    class Meta:
        model = Rule
        fields = (
            *("name", "is_active", "priority", "kind", "factor", "place", "most", "group"),
            *("sort_key", "products", "brands", "departments", "is_on_sale", "is_in_stock"),
            *("newer_than_days", "rated_from", "attribute", "attribute_values", "tags"),
            *("stock_from", "stock_to", "margin_from", "margin_to", "placements", "segments"),
            *("devices", "markets", "countries", "days", "hour_from", "hour_to"),
            *("cart_products", "cart_departments", "starts_at", "ends_at"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in _HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text
        for name in ("price_from", "price_to"):
            minor = getattr(self.instance, f"{name}_minor")
            if minor is not None:
                self.initial[name] = Money(minor, settings.SHOP_CURRENCY).decimal

    def clean(self) -> dict[str, Any]:
        """Write amounts in minor units and refuse rules that would do nothing or everything."""
        cleaned = super().clean() or {}
        for name in ("price_from", "price_to"):
            typed = cleaned.get(name)
            minor = None if typed is None else Money.parse(typed, settings.SHOP_CURRENCY).minor
            setattr(self.instance, f"{name}_minor", minor)
        kind = cleaned.get("kind") or self.instance.kind
        is_written = not self.instance.code
        if is_written and kind in NEEDS_AIM and not self._has_aim(cleaned):
            self.add_error(
                "products",
                _("Say which products are meant, here or by a condition below: the rule would be about all of them."),
            )  # fmt: skip
        if kind == RuleKind.PIN:
            self._clean_pin(cleaned)
        return cleaned

    def _clean_pin(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("products"):
            self.add_error("products", _("Name the products to pin."))
        if not cleaned.get("placements"):
            self.add_error("placements", _("Choose the rows to pin them in."))

    @staticmethod
    def _has_aim(cleaned: dict[str, Any]) -> bool:
        said = (cleaned.get(name) for name in AIMS)
        return any(value not in (None, "", []) and bool(value is False or value) for value in said)


class PreviewForm(forms.Form):
    """Whose eyes to look through, and where."""

    shopper = forms.CharField(
        label=gettext_lazy("As this shopper"),
        required=False,
        help_text=gettext_lazy(
            "An e-mail, a user's number or a visitor's id. Empty means somebody who is new here."
        ),
        widget=UnfoldAdminTextInputWidget,
    )
    placement = forms.ChoiceField(
        label=gettext_lazy("Row"),
        choices=[(placement.value, text) for placement, text in PLACEMENT_LABELS.items()],
        initial=Placement.FOR_YOU,
        widget=UnfoldAdminSelectWidget,
    )
    product = forms.CharField(
        label=gettext_lazy("On the page of"),
        required=False,
        help_text=gettext_lazy(
            "Title, article number or address of a product; for rows that start from a product."
        ),
        widget=UnfoldAdminTextInputWidget,
    )

    def seen_by(self, *, now: datetime) -> Context | None:
        """Return what is known of the shopper; None, with an error beside the field, if that is nobody."""
        name = self.cleaned_data["shopper"]
        try:
            return shopper.named(name, now=now) if name else shopper.STRANGER
        except shopper.UnknownShopper:
            self.add_error("shopper", _("Nobody is known by that name."))
            return None

    def product_meant(self) -> Product | None:
        """Return the product of that number, address, article number or title; None, with an error beside the field,
        if there is none, or several by that title.
        """
        said = " ".join(self.cleaned_data["product"].split())
        name = said.strip("/").rpartition("/")[2]
        ways = (Q(pk=int(name)) if name.isdecimal() else Q(slug=name), Q(variants__sku=said), Q(title__iexact=said))  # fmt: skip
        for way in ways:
            found = list(Product.objects.filter(way).distinct()[:2])
            if len(found) == 1:
                return found[0]
            if found:
                self.add_error("product", _("Several products are called that: name an article number."))  # fmt: skip
                return None
        self.add_error("product", _("There is no such product."))
        return None
