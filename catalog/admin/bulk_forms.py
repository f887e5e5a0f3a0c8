"""What staff say about a change of many products; each form makes one kind of edit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from catalog.bulk.lines import Edit
from catalog.bulk.places import DepartmentEdit, TagEdit, department_paths
from catalog.bulk.prices import Ending, PriceEdit, Way
from catalog.bulk.visibility import Aim, VisibilityEdit
from catalog.models import BulkEditKind, PriceList

LONGEST_TAG = 60


class EditForm(forms.Form):
    """One kind of change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def edit(self) -> Edit:
        """Return what was asked for; the form must be valid."""
        raise NotImplementedError


class PricesForm(EditForm):
    """Which prices, by how much, and how the new ones end."""

    price_list = forms.ModelChoiceField(
        PriceList.objects.order_by("name"),
        label=gettext_lazy("which prices"),
        required=False,
        empty_label=gettext_lazy("The articles' own"),
        widget=UnfoldAdminSelectWidget,
    )
    way = forms.ChoiceField(
        label=gettext_lazy("change by"), choices=Way.choices, widget=UnfoldAdminSelectWidget
    )
    by = forms.DecimalField(
        label=gettext_lazy("how much"),
        max_digits=12,
        decimal_places=4,
        help_text=gettext_lazy("-10 makes ten percent, or ten units of the currency, cheaper."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )
    currency = forms.CharField(
        label=gettext_lazy("currency"),
        max_length=3,
        min_length=3,
        help_text=gettext_lazy("Of an amount; articles priced in another one stay as they are."),
        widget=UnfoldAdminTextInputWidget,
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("round"), choices=Ending.choices, widget=UnfoldAdminSelectWidget
    )
    keeps_cost = forms.BooleanField(
        label=gettext_lazy("Not below what an article costs the shop"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"currency": settings.SHOP_CURRENCY, "keeps_cost": True, **self.initial}

    def clean_by(self) -> Decimal:
        """Refuse what changes nothing."""
        by: Decimal = self.cleaned_data["by"]
        if not by:
            raise forms.ValidationError(_("Say by how much: 0 changes nothing."))
        return by

    def clean_currency(self) -> str:
        """Take a code of three letters."""
        code: str = self.cleaned_data["currency"].upper()
        if not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("A currency is three letters, such as EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        """Keep shares within reason."""
        said = super().clean() or {}
        by = said.get("by")
        if by is not None and said.get("way") == Way.PERCENT and not -100 < by <= 1_000:
            self.add_error("by", _("Between -99 and 1000 percent."))
        if said.get("price_list"):
            said["currency"] = said["price_list"].currency
        return said

    def edit(self) -> PriceEdit:
        """Return the change of prices."""
        said = self.cleaned_data
        return PriceEdit(
            way=Way(said["way"]),
            by=said["by"],
            currency=said["currency"],
            ending=Ending(said["ending"]),
            keeps_cost=said["keeps_cost"],
            price_list=said["price_list"],
        )


class VisibilityForm(EditForm):
    """Shown from when until when, or not."""

    aim = forms.ChoiceField(
        label=gettext_lazy("what to do"), choices=Aim.choices, widget=UnfoldAdminSelectWidget
    )
    since = forms.SplitDateTimeField(
        label=gettext_lazy("visible from"),
        required=False,
        help_text=gettext_lazy("Empty: from now on, or since they were shown first."),
        widget=UnfoldAdminSplitDateTimeWidget,
    )
    until = forms.SplitDateTimeField(
        label=gettext_lazy("visible until"),
        required=False,
        help_text=gettext_lazy("Empty: without an end."),
        widget=UnfoldAdminSplitDateTimeWidget,
    )

    def clean(self) -> dict[str, Any]:
        """Let the end come after the beginning, and say nothing of either when nothing is shown."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if said.get("aim") != Aim.PUBLISH and (since or until):
            self.add_error("aim", _("Dates belong to products that are published."))
        if since and until and until <= since:
            self.add_error("until", _("A product is hidden after it becomes visible."))
        return said

    def edit(self) -> VisibilityEdit:
        """Return the change of visibility."""
        said = self.cleaned_data
        return VisibilityEdit(Aim(said["aim"]), said["since"], said["until"])


class DepartmentForm(EditForm):
    """Where the products go."""

    department = forms.ChoiceField(label=gettext_lazy("department"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = list(department_paths().items())  # type: ignore[attr-defined]

    def edit(self) -> DepartmentEdit:
        """Return the move."""
        chosen = int(self.cleaned_data["department"])
        return DepartmentEdit(chosen, dict(self.fields["department"].choices)[chosen])  # type: ignore[attr-defined]


class TagsForm(EditForm):
    """Which tags come and which go."""

    added = forms.CharField(
        label=gettext_lazy("add"),
        required=False,
        help_text=gettext_lazy("Several with commas between them."),
        widget=UnfoldAdminTextInputWidget,
    )
    removed = forms.CharField(
        label=gettext_lazy("take off"), required=False, widget=UnfoldAdminTextInputWidget
    )

    def clean_added(self) -> tuple[str, ...]:
        """Read the words."""
        return self._tags("added")

    def clean_removed(self) -> tuple[str, ...]:
        """Read the words."""
        return self._tags("removed")

    def clean(self) -> dict[str, Any]:
        """Refuse what changes nothing, and what says both."""
        said = super().clean() or {}
        added, removed = said.get("added", ()), said.get("removed", ())
        if not added and not removed and not self.errors:
            raise forms.ValidationError(_("Name a tag to add or to take off."))
        if both := sorted(set(added) & set(removed)):
            self.add_error("removed", _("Both added and taken off: %(tags)s") % {"tags": ", ".join(both)})  # fmt: skip
        return said

    def edit(self) -> TagEdit:
        """Return the change of tags."""
        return TagEdit(self.cleaned_data["added"], self.cleaned_data["removed"])

    def _tags(self, name: str) -> tuple[str, ...]:
        words = (" ".join(word.split()) for word in self.cleaned_data[name].split(","))
        tags = tuple(dict.fromkeys(filter(None, words)))
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(
                _("A tag has at most %(count)d letters.") % {"count": LONGEST_TAG}
            )
        return tags


FORMS: dict[str, type[EditForm]] = {
    BulkEditKind.PRICES: PricesForm,
    BulkEditKind.VISIBILITY: VisibilityForm,
    BulkEditKind.DEPARTMENT: DepartmentForm,
    BulkEditKind.TAGS: TagsForm,
}
"""Which form asks about which kind of change."""
