"""A person's own pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import FarewellForm, PrivacyForm
from accounts.models import User
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


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def farewell(request: HttpRequest) -> HttpResponse:
    """Let a person delete their account; people of the staff are removed by the owner, so that the shop keeps one."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - login_required made sure
    if user.is_staff:
        messages.error(request, _("Accounts of the staff are deleted in the staff area."))
        return redirect("accounts:overview")
    form = FarewellForm(request.POST if request.method == "POST" else None, user=user)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "accounts/farewell.html", {"form": form}, status=status)
    person = User.objects.get(pk=user.pk)
    logout(request)
    person.delete()
    messages.success(request, _("Your account is deleted. All the best!"))
    return redirect("home")
