"""Amounts as people write them: 4.90, not 490."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from catalog.money import Money


class AmountField(forms.DecimalField):
    """A price in major units."""

    widget = UnfoldAdminDecimalFieldWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(0), **kwargs)


class AmountsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A model form whose ``amounts`` (form field → model column) are shown in major units of ``currency``."""

    amounts: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, column in self.amounts.items():
                minor = getattr(self.instance, column)
                if minor is not None:
                    self.initial[name] = Money(minor, self.instance.currency).decimal

    def clean(self) -> dict[str, Any]:
        """Write the amounts in minor units, so that the model's own rules judge them."""
        cleaned = super().clean() or {}
        currency = cleaned.get("currency") or self.instance.currency
        typed = {name: cleaned[name] for name in self.amounts if cleaned.get(name) is not None}
        if any(typed.values()) and not currency and "currency" not in self.errors:
            self.add_error("currency", _("Name the currency of the amounts."))
            return cleaned
        for name, column in self.amounts.items():
            if name in typed and currency:
                setattr(self.instance, column, Money.parse(typed[name], currency).minor)
            elif self._meta.model._meta.get_field(column).null:
                setattr(self.instance, column, None)
        return cleaned
