"""Questions that are asked before staff act on one object."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from unfold.dataclasses import ActionDialog
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldAdminURLInputWidget


class TrackingForm(BaseDialogForm):
    """How the parcel can be followed; all of it optional."""

    carrier = forms.CharField(
        label=gettext_lazy("carrier"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    number = forms.CharField(
        label=gettext_lazy("tracking number"),
        max_length=80,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    url = forms.URLField(
        label=gettext_lazy("tracking page"),
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
    )


class ReasonForm(BaseDialogForm):
    """Why; the customer may read it."""

    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=255, widget=UnfoldAdminTextInputWidget
    )


def dialog(
    title: str | Promise,
    description: str | Promise,
    form_class: type[BaseDialogForm],
    submit: str | Promise,
) -> ActionDialog:
    """Describe a question that is asked before an action is taken."""
    return ActionDialog(
        title=title, description=description, form_class=form_class, form_submit_text=submit
    )


def back_to(page: str, object_id: str) -> HttpResponse:
    """Close the question and show the object again."""
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse(page, args=[object_id])
    return answer
