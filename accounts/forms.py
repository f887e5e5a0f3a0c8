"""Forms of a person's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PrivacyForm(forms.Form):
    """Whether what the visitor does may shape what they are shown."""

    is_personalised = forms.BooleanField(
        label=_("Show me recommendations picked for me"),
        help_text=_(
            "We use what you look at, put in your cart and buy in this shop. Switched off, everybody sees the"
            " same lists, and so do you."
        ),
        required=False,
    )


class FarewellForm(forms.Form):
    """The account's own e-mail address, typed as a sign that this is meant."""

    email = forms.EmailField(
        label=_("Your e-mail address, to be sure"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Refuse any other address."""
        typed = str(self.cleaned_data["email"])
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed
