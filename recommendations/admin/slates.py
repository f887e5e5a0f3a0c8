"""Logged slates: what was shown, made again, and why something was not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.models import Product
from orders.admin.existing import of_existing
from orders.admin.reading import ReadOnlyAdmin
from recommendations import tasks
from recommendations.admin.rule_form import PreviewForm
from recommendations.admin.taken_apart import taken_apart
from recommendations.events.slate_log import LoggedSlate
from recommendations.serving.replay import NoLongerThere, replay
from recommendations.serving.why_not import Verdict, why_not
from recommendations.serving.words import RUNG_LABELS, moved, placed
from recommendations.vocabulary import Placement


class WhyNotForm(PreviewForm):
    """Who misses what, and where."""

    product = forms.CharField(
        label=gettext_lazy("Product"),
        help_text=gettext_lazy("Its title, an article number or its address."),
        widget=UnfoldAdminTextInputWidget,
    )

    def verdict(self) -> Verdict | None:
        """Follow the product; None, with an error beside the field, if shopper or product is nobody's."""
        now = timezone.now()
        context = self.seen_by(now=now)
        product = self.product_meant() if context is not None else None
        if context is None or product is None:
            return None
        placement = Placement(self.cleaned_data["placement"])
        return why_not(context, product.pk, placement=placement, now=now)


@admin.register(LoggedSlate)
class LoggedSlateAdmin(ReadOnlyAdmin):
    """What was shown to whom, newest first; nothing here is edited."""

    list_display = ("happened_at", "shown_placement", "user_id", "visitor_id", "model_version", "shown_rung")  # fmt: skip
    search_fields = ("slate_id",)
    search_help_text = gettext_lazy("A slate's number, u and a user's number, or a visitor's id")
    ordering = ("-slate_id",)
    actions = None
    actions_list = ("why_not",)
    actions_detail = ("make_again",)
    show_full_result_count = False
    fields = ("slate_id", "happened_at", "placement", "model_version", "rules_version", "rung", "record")  # fmt: skip
    readonly_fields = fields

    @display(description=gettext_lazy("placement"))
    def shown_placement(self, slate: LoggedSlate) -> str:
        """Name the row it stood in."""
        return placed(slate.placement)

    @display(description=gettext_lazy("step of the ladder"))
    def shown_rung(self, slate: LoggedSlate) -> str:
        """Say what answered."""
        return str(RUNG_LABELS.get(slate.rung, slate.rung))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LoggedSlate], search_term: str
    ) -> tuple[QuerySet[LoggedSlate], bool]:
        """Find by slate, user or visitor, each by its whole number."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term[:1] == "u" and term[1:].isdecimal():
            return queryset.filter(user_id=int(term[1:])), False
        try:
            number = UUID(term)
        except ValueError:
            return queryset.none(), False
        return queryset.filter(slate_id=number) | queryset.filter(visitor_id=number), False

    @action(description=gettext_lazy("Why not this product?"), url_path="why-not", icon="help")
    def why_not(self, request: HttpRequest) -> HttpResponse:
        """Say why a shopper does not see a product in a row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = WhyNotForm(request.GET) if "product" in request.GET else WhyNotForm()
        verdict = form.verdict() if form.is_bound and form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Why not this product?"),
            "opts": self.opts,
            "form": form,
            "verdict": verdict,
            "moves": [moved(move) for move in verdict.moves] if verdict else [],
        }
        return TemplateResponse(request, "recommendations/admin/why_not.html", context)

    @of_existing
    @action(description=gettext_lazy("Make it again"), url_path="replay", icon="replay")
    def make_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the slate again and lay both side by side."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return _asked_to_explain(request, object_id)
        said: dict[str, Any]
        try:
            made = replay(UUID(object_id))
        except (NoLongerThere, ValueError) as error:
            said = {"problem": str(error)}
        else:
            named = (each for pair in made.pairs for each in (pair.logged_item, pair.item))
            wanted = {each for each in named if each is not None}
            titles = dict(Product.objects.filter(pk__in=wanted).values_list("pk", "title"))
            rows = [
                (
                    pair,
                    titles.get(pair.logged_item or 0, ""),
                    titles.get(pair.item or 0, ""),
                    _shares(made.shares_of(pair.logged_item or 0)),
                )
                for pair in made.pairs
            ]
            said = {
                "made": made,
                "rows": rows,
                "explained": taken_apart(made.logged.record, titles),
            }
        context = {
            **self.admin_site.each_context(request),
            "title": _("Made again"),
            "opts": self.opts,
            **said,
        }
        return TemplateResponse(request, "recommendations/admin/replay.html", context)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was shown was shown."""
        return False


def _asked_to_explain(request: HttpRequest, object_id: str) -> HttpResponse:
    """Leave it to the worker to take the scores apart: the trees are nothing for a web process."""
    try:
        tasks.explain_slate.delay(str(UUID(object_id)))
    except OperationalError:
        messages.error(request, _("No worker can be reached; try again later."))
    else:
        messages.success(request, _("The scores are being taken apart; load this page again in a few seconds."))  # fmt: skip
    return redirect(request.path)


def _shares(parts: dict[str, float]) -> str:
    """Write what each source gave to a score, the largest first."""
    ordered = sorted(parts.items(), key=lambda part: -part[1])
    return " + ".join(f"{source} {share:.2f}" for source, share in ordered)
