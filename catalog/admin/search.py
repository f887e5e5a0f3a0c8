"""What staff teach the search, and what shoppers ask it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from catalog.models import Product, SearchPlace, SearchQuery, SearchRule, SearchSynonym
from catalog.search import personal, rules
from catalog.search.answer import Found, answer
from catalog.search.ordering import Ranked

SHOWN = 24
LOW_CLICKS = 0.05
MOST_DRAFTED = 500
"""Products of a rule that is tried."""
OFTEN = 20
"""Questions asked at least so often say something by their clicks."""


@admin.register(SearchSynonym)
class SearchSynonymAdmin(ModelAdmin):
    """Words that find products which call themselves otherwise."""

    list_display = ("words", "meant", "is_two_way", "is_active")
    list_editable = ("is_active",)
    search_fields = ("words", "meant")
    ordering = ("words",)
    actions_list = ["try_search"]

    @action(description=_("Try a question"), url_path="try", icon="search")
    def try_search(self, request: HttpRequest) -> HttpResponse:
        """Show what a question finds, and why."""
        return redirect(_try_address(""))


class SearchPlaceInline(TabularInline):
    """Products of a rule; drag the rows to order them."""

    model = SearchPlace
    fields = ("product", "is_buried", "position")
    autocomplete_fields = ("product",)
    ordering = ("position",)
    ordering_field = "position"
    hide_title = True
    extra = 1


@admin.register(SearchRule)
class SearchRuleAdmin(ModelAdmin):
    """First places, last places and other pages for single questions."""

    list_display = (
        "query",
        "pinned_count",
        "buried_count",
        "redirect_to",
        "is_active",
        "shown_try",
    )
    list_filter = ("is_active",)
    search_fields = ("query",)
    ordering = ("query",)
    inlines = (SearchPlaceInline,)
    readonly_fields = ("shown_preview",)
    actions_list = ["try_search"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchRule]:
        """Read the places along."""
        found: QuerySet[SearchRule] = super().get_queryset(request)
        return found.prefetch_related("places")

    def save_model(self, request: HttpRequest, obj: SearchRule, form: Any, change: bool) -> None:  # noqa: ANN401
        """Write the question as rules compare it."""
        obj.query = rules.plain(obj.query)
        super().save_model(request, obj, form, change)

    @display(description=_("pinned"))
    def pinned_count(self, rule: SearchRule) -> int:
        """Say how many products stand first."""
        return sum(not place.is_buried for place in rule.places.all())

    @display(description=_("buried"))
    def buried_count(self, rule: SearchRule) -> int:
        """Say how many products stand last."""
        return sum(place.is_buried for place in rule.places.all())

    @display(description=_("look"))
    def shown_try(self, rule: SearchRule) -> SafeString:
        """Lead to what the question finds now."""
        return format_html('<a href="{}">{}</a>', _try_address(rule.query), _("Try it"))

    @display(description=_("what is found now"))
    def shown_preview(self, rule: SearchRule) -> SafeString:
        """Offer the answer with the rule as it stands in the form, saved or not, beside the one of now."""
        return format_html(
            '<button type="submit" formaction="{}" formmethod="post" formtarget="_blank" formnovalidate '
            'class="underline">{}</button>',
            _try_address(""),
            _("Try it as it stands here"),
        )

    @action(description=_("Try a question"), url_path="try", icon="search")
    def try_search(self, request: HttpRequest) -> HttpResponse:
        """Show what a question finds, place by place, with the score and what the rule changed; a form that is sent
        here is a rule to be tried, and nothing is written.
        """
        is_draft = request.method == "POST"
        typed = request.POST.get("query", "") if is_draft else request.GET.get("q", "")
        query, now = " ".join(typed.replace("\x00", "").split())[:200], timezone.now()
        tried = _draft(request.POST) if is_draft else None
        found = answer(query, now=now, tried=tried) if query else None
        before = answer(query, now=now, tried=None if is_draft else rules.NONE) if query else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try a question"),
            "query": query,
            "found": found,
            "is_draft": is_draft,
            "rows": _explained(found, before, tried, request) if found and before else [],
            "is_personal": settings.SEARCH_PERSONAL,
            "rule_address": _add_address("searchrule", "query", query),
            "synonym_address": _add_address("searchsynonym", "words", query),
        }
        return render(request, "catalog/admin/try_search.html", context)


def _draft(form: QueryDict) -> rules.Rule:
    """Return the rule that a form of the staff area holds, as far as it makes sense."""
    count = form.get("places-TOTAL_FORMS", "")
    rows: list[tuple[int, int, int, bool]] = []
    for number in range(min(int(count) if count.isdecimal() else 0, MOST_DRAFTED)):
        said = {name: form.get(f"places-{number}-{name}", "") for name in ("product", "position")}
        if said["product"].isdecimal() and f"places-{number}-DELETE" not in form:
            position = int(said["position"][:6]) if said["position"].isdecimal() else 0
            is_buried = f"places-{number}-is_buried" in form
            rows.append((position, number, int(said["product"][:18]), is_buried))
    there = Product.objects.in_bulk([product for *_, product, _ in rows])
    rows = sorted(row for row in rows if row[2] in there)
    return rules.Rule(
        tuple(product for *_, product, is_buried in rows if not is_buried),
        frozenset(product for *_, product, is_buried in rows if is_buried),
        form.get("redirect_to", "").strip(),
    )


def _explained(
    found: Found, before: Found, tried: rules.Rule | None, request: HttpRequest
) -> list[tuple[Product, Ranked, int | None, str, float]]:
    """Return each shown product with what its place rests on, its place before the rule, what staff did to it, and how
    many places it would gain by the session of whoever looks. One query.
    """
    rule = tried or rules.rule_for(found.typed, found.query)
    places = {product_id: place for place, product_id in enumerate(before.ids, 1)}
    shown = found.ids[:SHOWN]
    by_id = Product.objects.in_bulk(shown)
    liked = personal.likes_of(request, shown, now=found.now)
    fixed = personal.decided(found) | rule.buried | set(rule.pinned)
    return [
        (
            by_id[one.product_id],
            one,
            places.get(one.product_id),
            str(
                _("pinned")
                if one.product_id in rule.pinned
                else _("buried")
                if one.product_id in rule.buried
                else ""
            ),
            0.0
            if one.product_id in fixed
            else personal.MOST_PLACES * liked.get(one.product_id, 0.0),
        )
        for one in found.ranked[:SHOWN]
        if one.product_id in by_id
    ]


class ProblemFilter(admin.SimpleListFilter):
    """Questions that need somebody."""

    title = _("what is wrong")
    parameter_name = "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
        """Offer the two problems."""
        return [("nothing", _("finds nothing")), ("unclicked", _("often asked, seldom opened"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SearchQuery]
    ) -> QuerySet[SearchQuery]:
        """Keep the questions with the problem."""
        if self.value() == "nothing":
            return queryset.filter(found_count=0)
        if self.value() == "unclicked":
            return queryset.filter(
                asked_count__gte=OFTEN,
                found_count__gt=0,
                clicked_count__lt=F("asked_count") * LOW_CLICKS,
            )
        return queryset


@admin.register(SearchQuery)
class SearchQueryAdmin(ModelAdmin):
    """What shoppers asked in the last thirty days, most frequent first."""

    list_display = (
        "query",
        "asked_count",
        "found_count",
        "clicked_count",
        "shown_clicks",
        "last_asked_at",
        "remedies",
    )
    list_filter = (ProblemFilter,)
    search_fields = ("query",)
    ordering = ("-asked_count", "query")
    actions = None
    list_display_links = None

    @display(description=_("opened per question"))
    def shown_clicks(self, row: SearchQuery) -> str:
        """Say how often an answer led to a product."""
        return number_format(row.clicks_per_ask, decimal_pos=2)

    @display(description=_("do something"))
    def remedies(self, row: SearchQuery) -> SafeString:
        """Lead to a synonym, a rule and a look at the answer."""
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            _add_address("searchsynonym", "words", row.query),
            _("synonym"),
            _add_address("searchrule", "query", row.query),
            _("pin"),
            _try_address(row.query),
            _("try it"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: shoppers ask, staff read."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchQuery | None = None) -> bool:
        """Refuse: what was asked is a fact."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SearchQuery | None = None) -> bool:
        """Refuse: the next count would bring it back."""
        return False


def _add_address(model: str, field: str, value: str) -> str:
    return f"{reverse(f'admin:catalog_{model}_add')}?{urlencode({field: value})}"


def _try_address(query: str) -> str:
    address = reverse("admin:catalog_searchrule_try_search")
    return f"{address}?{urlencode({'q': query})}" if query else address
