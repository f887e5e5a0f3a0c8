"""A variant as merchandisers write it: prices as on a price tag, options in words, units by the piece."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import Stock, Variant
from catalog.money import Money


class OptionsField(forms.Field):
    """Options in words: ``Colour: Oak, Size: L``."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: object) -> object:
        """Write the options as words; what somebody typed stays as typed."""
        if isinstance(value, Mapping):
            return ", ".join(f"{name}: {choice}" for name, choice in value.items())
        return value

    def to_python(self, value: object) -> dict[str, str]:
        """Read the words."""
        options: dict[str, str] = {}
        for part in filter(None, (piece.strip() for piece in str(value or "").split(","))):
            name, colon, choice = (text.strip() for text in part.partition(":"))
            if not (name and colon and choice):
                raise ValidationError(_("Write name and value: Colour: Oak, Size: L"))
            options[name] = choice
        return options

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare what the words mean, not how they are written."""
        try:
            return bool((initial or {}) != self.to_python(data))
        except ValidationError:
            return True


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """One article: number, options, price, units."""

    options = OptionsField(
        label=gettext_lazy("options"),
        required=False,
        help_text=gettext_lazy("Colour: Oak, Size: L"),
    )
    price = forms.DecimalField(
        label=gettext_lazy("price"), min_value=0, widget=UnfoldAdminDecimalFieldWidget
    )
    compare_at = forms.DecimalField(
        label=gettext_lazy("price before"),
        min_value=0,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    on_hand = forms.IntegerField(
        label=gettext_lazy("in stock"),
        min_value=0,
        required=False,
        show_hidden_initial=True,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    class Meta:
        model = Variant
        fields = ("sku", "ean", "options", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variant = self.instance
        if variant.pk:
            self.initial["price"] = variant.price.decimal
            self.initial["compare_at"] = variant.compare_at.decimal if variant.compare_at else None
            stock = getattr(variant, "stock", None)
            self.initial["on_hand"] = stock.on_hand if stock else 0

    def clean(self) -> dict[str, Any]:
        """Turn amounts into minor units, so that the model's own rules judge them."""
        cleaned = super().clean() or {}
        variant = self.instance
        variant.currency = variant.currency or settings.SHOP_CURRENCY
        variant.price_minor = self._minor(cleaned.get("price")) or 0
        variant.compare_at_minor = self._minor(cleaned.get("compare_at"))
        if variant.compare_at_minor is not None and variant.compare_at_minor <= variant.price_minor:
            self.add_error("compare_at", _("The price before must be higher than the price now."))
        return cleaned

    def move_stock(self) -> bool:
        """Add or take away what was typed; return whether there were enough units to take.

        The difference to the number the form showed, not the number itself: units sold while it was open stay sold.
        Two queries.
        """
        typed = self.cleaned_data.get("on_hand")
        if typed is None or (
            "on_hand" not in self.changed_data and hasattr(self.instance, "stock")
        ):
            return True
        Stock.objects.get_or_create(variant=self.instance)
        difference = typed - self._shown_stock()
        enough = Stock.objects.filter(variant=self.instance, on_hand__gte=-difference)
        return bool(enough.update(on_hand=F("on_hand") + difference))

    def _shown_stock(self) -> int:
        """Return the units that the form showed when it was opened, which it carries in a hidden field."""
        field = self.fields["on_hand"]
        shown = field.hidden_widget().value_from_datadict(
            self.data, self.files, self["on_hand"].html_initial_name
        )
        try:
            return field.to_python(shown) or 0
        except ValidationError:
            return self.initial.get("on_hand") or 0

    def _minor(self, amount: Decimal | None) -> int | None:
        return None if amount is None else Money.parse(amount, self.instance.currency).minor
