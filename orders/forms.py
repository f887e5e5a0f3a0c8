"""What shoppers type: checked here, acted upon in the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.carts import Removed
from orders.models import MAX_QUANTITY, OrderLine
from orders.together import MOST

STEPS = {"set": 0, "less": -1, "more": 1}
LINE_ACTIONS = (*STEPS, "remove", "save", "restore")


class AddToCartForm(forms.Form):
    """A variant and how many."""

    variant = forms.IntegerField(min_value=1)
    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY, required=False)
    slate = forms.UUIDField(required=False)

    def clean_quantity(self) -> int:
        """One, when nothing is said."""
        quantity: int | None = self.cleaned_data["quantity"]
        return quantity or 1


class NumbersField(forms.Field):
    """Keys given under one name, each once, in their order; none is an answer too."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Sequence[str] | None) -> tuple[int, ...]:
        """Refuse what is no key, and more of them than a box offers."""
        given = list(dict.fromkeys(value or ()))
        if len(given) > MOST or not all(each.isdecimal() and len(each) < 19 for each in given):
            raise forms.ValidationError(_("This article does not exist."))
        return tuple(map(int, given))


class TogetherForm(forms.Form):
    """The ticked articles of a box: variants and products."""

    variant = NumbersField(required=False)
    product = NumbersField(required=False)
    slate = forms.UUIDField(required=False)


class CartLineForm(forms.Form):
    """What to do with a line."""

    action = forms.ChoiceField(choices=[(name, name) for name in LINE_ACTIONS], required=False)
    quantity = forms.IntegerField(min_value=0, max_value=MAX_QUANTITY, required=False)
    then = forms.ChoiceField(choices=[("checkout", "checkout")], required=False)

    def clean(self) -> dict[str, Any]:
        """Setting a quantity needs one; the stepper's buttons mean one less or one more than it shows."""
        cleaned = super().clean() or {}
        action = cleaned.get("action") or "set"
        if action not in STEPS:
            cleaned["action"] = action
            return cleaned
        if cleaned.get("quantity") is None:
            self.add_error("quantity", _("Say how many."))
            return cleaned
        cleaned["action"] = "set"
        cleaned["quantity"] = max(0, cleaned["quantity"] + STEPS[action])
        return cleaned


class UndoForm(forms.Form):
    """A line that was removed: sent with the address of the page that offers to put it back."""

    removed_variant = forms.IntegerField(min_value=1)
    quantity = forms.IntegerField(min_value=1, max_value=MAX_QUANTITY)
    saved = forms.BooleanField(required=False)
    slate = forms.UUIDField(required=False)

    @property
    def removed(self) -> Removed:
        """The line, once the form is valid."""
        said = self.cleaned_data
        return Removed(said["removed_variant"], said["quantity"], said["saved"], said["slate"])

    @staticmethod
    def parameters(line: Removed) -> dict[str, object]:
        """Return what this form reads, without what is empty."""
        said = {
            "removed_variant": line.variant_id,
            "quantity": line.quantity,
            "saved": "1" if line.is_saved else "",
            "slate": line.slate_id or "",
        }
        return {name: value for name, value in said.items() if value}


class ContactForm(forms.Form):
    """Where the confirmation goes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We write only about this order."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class ReturnForm(forms.Form):
    """How many units of each line come back, and why."""

    reason = forms.CharField(label=_("Why?"), max_length=255, required=False)

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                min_value=0, max_value=line.quantity, required=False
            )

    @property
    def units(self) -> dict[int, int]:
        """Units by order line, once the form is valid."""
        said = {line.pk: self.cleaned_data.get(f"line-{line.pk}") for line in self.lines}
        return {pk: count for pk, count in said.items() if count}


class WishForm(forms.Form):
    """A product, and the list it goes on."""

    product = forms.IntegerField(min_value=1)
    list = forms.UUIDField(required=False)


class WishListForm(forms.Form):
    """The name of a new list."""

    name = forms.CharField(label=_("Name of a new list"), max_length=80)


class StockRequestForm(forms.Form):
    """Who waits for what."""

    variant = forms.IntegerField(min_value=1)
    email = forms.EmailField(max_length=254)


class ReviewForm(forms.Form):
    """What somebody thinks of something they bought."""

    rating = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[(stars, "★" * stars) for stars in range(5, 0, -1)],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What should others know?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(
        label=_("Your name, as it is shown"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
