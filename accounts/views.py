"""A person's own pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import PrivacyForm
from accounts.visitors import visitor_of


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show a person where everything of theirs is."""
    return render(request, "accounts/overview.html")


@require_http_methods(["GET", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Let a visitor, signed in or not, switch personalisation on or off."""
    visitor = visitor_of(request)
    if request.method == "POST":
        form = PrivacyForm(request.POST)
        if form.is_valid():
            visitor.choose(is_personalised=form.cleaned_data["is_personalised"])
            messages.success(request, _("Your choice is saved."))
            return redirect("accounts:privacy")
    else:
        form = PrivacyForm(initial={"is_personalised": visitor.is_personalised})
    return render(request, "accounts/privacy.html", {"form": form})
