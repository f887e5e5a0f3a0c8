"""A promotion as staff write it: articles by name, amounts as on a price tag, sets and tiers as lines of text."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog.models import Product, Variant
from catalog.money import Money
from orders.admin.amounts import AmountField, AmountsForm
from orders.admin.chosen import Chosen
from orders.models import Promotion
from orders.promotions.words import BenefitKind

SHOWN_FOR = {
    name: f"typeof kind === 'undefined' || {[kind.value for kind in kinds]}.includes(kind)"
    for name, kinds in (
        ("percent", (BenefitKind.PERCENT, BenefitKind.BUY_X_GET_Y)),
        ("amount", (BenefitKind.AMOUNT, BenefitKind.FIXED_PRICE, BenefitKind.BUNDLE)),
        ("buy", (BenefitKind.BUY_X_GET_Y,)),
        ("get", (BenefitKind.BUY_X_GET_Y,)),
        ("bundle_lines", (BenefitKind.BUNDLE,)),
        ("tier_lines", (BenefitKind.TIERED,)),
    )
}
"""With script, a field is shown for the benefits that read it; its help says the same to everybody.
Forms without a choice of benefit show all they have."""
_HELP = {
    "percent": gettext_lazy("For “percent off”, and of “buy some, get some”: 100 gives them away."),
    "buy": gettext_lazy("For “buy some, get some”: 2 of “buy 2, get 1”."),
    "get": gettext_lazy("For “buy some, get some”: how many of them are reduced, 1 of “buy 2, get 1”."),
    "currency": gettext_lazy("Of the amounts; the promotion holds in carts of this currency."),
    "markets": gettext_lazy("Codes, separated by commas; empty means all."),
    "channels": gettext_lazy("web or api, separated by commas; empty means both."),
    "groups": gettext_lazy("Names of groups of accounts, separated by commas; empty means everybody."),
    "needs_coupon": gettext_lazy("Shoppers enter one of the codes below to get it."),
    "starts_at": gettext_lazy("Empty means at once."),
    "ends_at": gettext_lazy("Empty means never."),
    "usage_limit": gettext_lazy("Empty means without limit."),
    "usage_limit_per_customer": gettext_lazy("Empty means without limit."),
}  # fmt: skip


def _lines(label: Any, help_text: Any) -> forms.CharField:  # noqa: ANN401 - lazy texts
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})
    return forms.CharField(
        label=capfirst(label), help_text=help_text, required=False, widget=widget
    )


class PromotionForm(AmountsForm):
    """A promotion."""

    amounts = {"amount": "amount_minor", "min_value": "min_value_minor"}
    amount = AmountField(
        label=capfirst(gettext_lazy("amount")),
        required=False,
        help_text=gettext_lazy(
            "What “amount off” takes off, or what “fixed price” and “set” cost: 4.90"
        ),
    )
    min_value = AmountField(label=capfirst(gettext_lazy("from a value of")), required=False)
    products = Chosen(Variant, "product", gettext_lazy("products"))
    departments = Chosen(Product, "department", gettext_lazy("departments"))
    brands = Chosen(Product, "brand", gettext_lazy("brands"))
    bundle_lines = _lines(
        gettext_lazy("set"),
        gettext_lazy(
            "For “set for a fixed price”: one article number, or end of a product's address, a line, with its"
            " quantity: LAMP-1 2"
        ),
    )
    tier_lines = _lines(
        gettext_lazy("tiers"),
        gettext_lazy(
            "For “the more, the cheaper”: the value of the articles and the percent off, a line each: 50.00 5"
        ),
    )

    class Meta:
        model = Promotion
        exclude = ("amount_minor", "min_value_minor", "bundle", "tiers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in _HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text
        if self.instance.pk is None:
            self.initial.setdefault("currency", settings.SHOP_CURRENCY)
        else:
            self.initial["bundle_lines"] = self._written_bundle()
            self.initial["tier_lines"] = self._written_tiers()

    def clean_bundle_lines(self) -> dict[str, int]:
        """Find the products of the lines."""
        found: dict[str, int] = {}
        for line in self._typed("bundle_lines"):
            name, _gap, number = line.partition(" ")
            if number and not (number.isdecimal() and 0 < int(number) < 1000):
                raise ValidationError(_("Not an article and a quantity: %(line)s") % {"line": line})
            product = Product.objects.filter(Q(slug=name) | Q(variants__sku=name)).first()
            if product is None:
                raise ValidationError(_("There is no article %(skus)s.") % {"skus": name})
            found[str(product.pk)] = found.get(str(product.pk), 0) + int(number or 1)
        return found

    def clean_tier_lines(self) -> list[tuple[Decimal, Decimal]]:
        """Read value and percent of each line, the lowest value first."""
        found = []
        for line in self._typed("tier_lines"):
            try:
                value, percent = (Decimal(part) for part in line.rstrip("% ").split())
            except (ValueError, InvalidOperation) as error:
                text = _("Not a value and a percentage: %(line)s") % {"line": line}
                raise ValidationError(text) from error
            if value < 0 or not 0 < percent <= 100:
                raise ValidationError(_("A discount lies between 0 and 100 percent."))
            found.append((value, percent))
        return sorted(found)

    def clean(self) -> dict[str, Any]:
        """Leave an empty amount at zero, and write set and tiers as the engine reads them."""
        cleaned = super().clean()
        for name, column in self.amounts.items():
            if cleaned.get(name) is None:
                setattr(self.instance, column, 0)
        self.instance.bundle = cleaned.get("bundle_lines") or {}
        currency = cleaned.get("currency") or settings.SHOP_CURRENCY
        self.instance.tiers = [
            [Money.parse(value, currency).minor, float(percent)]
            for value, percent in cleaned.get("tier_lines") or ()
        ]
        needs = {"bundle": "bundle_lines", "tiered": "tier_lines"}.get(cleaned.get("kind", ""))
        if needs and not cleaned.get(needs) and needs not in self.errors:
            self.add_error(needs, _("Write at least one line."))
        return cleaned

    def _typed(self, name: str) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data[name].splitlines())
        return [line for line in lines if line]

    def _written_bundle(self) -> str:
        numbers = {int(pk): number for pk, number in self.instance.bundle.items()}
        slugs = Product.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "slug")
        return "\n".join(f"{slug} {numbers[pk]}" for pk, slug in slugs)

    def _written_tiers(self) -> str:
        currency = self.instance.currency or settings.SHOP_CURRENCY
        return "\n".join(
            f"{Money(int(value), currency).decimal} {percent:g}"
            for value, percent in self.instance.tiers
        )
