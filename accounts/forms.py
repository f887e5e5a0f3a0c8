"""Forms of a person's own pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


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
