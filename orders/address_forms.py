"""Where a parcel and an invoice go, as shoppers type or choose it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.addresses import Address, country_names
from orders.markets import DeliveryOption
from orders.models import DeliveryMethod, SavedAddress

SAME = "same"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """One choice of an address, as a page shows it."""

    value: str
    title: str
    lines: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        """Whether choosing it opens the fields."""
        return self.value == OTHER


class AddressForm(forms.Form):
    """A postal address, in the order people write it."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    line1 = forms.CharField(
        label=_("Street and number"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    line2 = forms.CharField(
        label=_("Flat, floor, company"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("Town or city"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    region = forms.CharField(
        label=_("State or region"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    phone = forms.CharField(
        label=_("Telephone, for the carrier"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )

    def __init__(self, *args: Any, home_country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = country_names()
        others = sorted(
            ((code, name) for code, name in names.items() if code != home_country),
            key=lambda entry: entry[1],
        )
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - declared above
        country.choices = [(home_country, names.get(home_country, home_country)), *others]

    @property
    def address(self) -> Address:
        """The address as it was typed, once the form is valid."""
        return Address.from_json(self.cleaned_data)


class ChosenAddressForm(AddressForm):
    """An address that the account keeps, or another that is typed and, if asked, kept as well."""

    place = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    keep = forms.BooleanField(label=_("Save this address in my address book"), required=False)

    def __init__(self, *args: Any, entries: Sequence[SavedAddress], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)  # noqa: S101 - declared above
        self.places = self._places()
        place.choices = [(each.value, each.title) for each in self.places]
        if self.is_bound and not self.is_typed:
            for name in AddressForm.base_fields:
                self.fields[name].required = False

    def _places(self) -> tuple[Place, ...]:
        """Return what may be chosen: the kept addresses, then another."""
        kept = (
            Place(str(each.pk), each.address.name, each.address.lines[1:]) for each in self.entries
        )
        return (*kept, Place(OTHER, str(_("Another address"))))

    @property
    def has_choice(self) -> bool:
        """Whether there is anything to choose from."""
        return len(self.places) > 1

    @property
    def chosen_place(self) -> str:
        """What is chosen, or would be: the key of a kept address or a word for something else."""
        said = str(self["place"].value() or "")
        return said if said in {each.value for each in self.places} else OTHER

    @property
    def is_typed(self) -> bool:
        """Whether the fields count."""
        return self.chosen_place == OTHER

    @property
    def kept(self) -> Address | None:
        """The chosen address of the book, if one is chosen."""
        found = (each.address for each in self.entries if str(each.pk) == self.chosen_place)
        return next(found, None)

    @property
    def address(self) -> Address:
        """The chosen address, or the one that was typed, once the form is valid."""
        return self.kept or super().address


class BillingForm(ChosenAddressForm):
    """Whom the invoice is made out to: the recipient of the parcel or somebody else."""

    def _places(self) -> tuple[Place, ...]:
        """Offer the delivery address first."""
        return (Place(SAME, str(_("The delivery address"))), *super()._places())

    @property
    def address(self) -> Address:
        """The address for the invoice; empty while it is the delivery address."""
        return Address() if self.chosen_place == SAME else super().address


class BookForm(AddressForm):
    """An entry of the address book."""

    for_delivery = forms.BooleanField(label=_("Deliver here by default"), required=False)
    for_bills = forms.BooleanField(label=_("Make invoices out to it by default"), required=False)


class DeliveryForm(ChosenAddressForm):
    """An address and the way there."""

    method = forms.ChoiceField(
        label=_("Delivery"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we should deliver."),
            "invalid_choice": _("We do not offer this way of delivery there: choose another."),
        },
    )
    note = forms.CharField(
        label=_("A note to us"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, options: Sequence[DeliveryOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        method = self.fields["method"]
        assert isinstance(method, forms.ChoiceField)  # noqa: S101 - declared above
        method.choices = [(each.value, each.method.name) for each in options]

    @property
    def chosen_method(self) -> DeliveryMethod:
        """The way of delivery, once the form is valid."""
        chosen = self.cleaned_data["method"]
        return next(each.method for each in self.options if each.value == chosen)
