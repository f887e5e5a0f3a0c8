"""Rules in plain words, with a preview through a shopper's eyes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.admin.existing import of_existing
from recommendations.admin import rule_preview
from recommendations.admin.rule_form import SHOWN_FOR, RuleForm
from recommendations.rules.models import Rule, RulesVersion
from recommendations.rules.written import class_of
from recommendations.serving.words import PLACEMENT_LABELS
from recommendations.vocabulary import Placement

WHEN = (
    gettext_lazy("When"),
    {
        "classes": ("tab",),
        "fields": (
            "placements",
            "segments",
            "devices",
            ("countries", "markets"),
            ("days", "hour_from", "hour_to"),
            ("cart_products", "cart_departments"),
            ("starts_at", "ends_at"),
        ),
    },
)
WHICH = (
    gettext_lazy("Which products"),
    {
        "classes": ("tab",),
        "fields": (
            "products",
            ("brands", "departments"),
            ("price_from", "price_to"),
            ("is_on_sale", "is_in_stock"),
            ("newer_than_days", "rated_from"),
            ("attribute", "attribute_values"),
            "tags",
            ("stock_from", "stock_to"),
            ("margin_from", "margin_to"),
        ),
    },
)


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    """What staff want of the recommendations; a change holds from the next page on."""

    form: type[ModelForm[Rule]] = RuleForm
    list_display = ("name", "does", "where", "period", "priority", "is_active")
    list_editable = ("priority", "is_active")
    list_filter = (("kind", ChoicesDropdownFilter), "is_active")
    search_fields = ("name",)
    ordering = ("-priority", "name")
    autocomplete_fields = (
        "products",
        "brands",
        "departments",
        "attribute",
        "cart_products",
        "cart_departments",
    )
    actions_list = ("look",)
    actions_detail = ("look_at_one",)
    warn_unsaved_form = True
    conditional_fields = SHOWN_FOR
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}

    def get_fieldsets(self, request: HttpRequest, obj: Rule | None = None) -> Any:  # noqa: ANN401 - Django's own type
        """Ask a rule class only what it can be told."""
        if obj is None or not obj.code:
            does: tuple[Any, ...] = (
                ("name", "is_active"),
                ("kind", "priority"),
                ("factor", "place"),
                ("most", "group"),
                "sort_key",
            )
            return ((None, {"fields": does}), WHICH, WHEN)
        strength = {"boost": "factor", "quota": "most"}.get(obj.kind)
        does = ("explained", ("name", "is_active"), ("shown_kind", "priority"))
        return ((None, {"fields": (*does, strength) if strength else does}), WHEN)

    def get_readonly_fields(self, request: HttpRequest, obj: Rule | None = None) -> tuple[str, ...]:
        """Show what a class says of itself."""
        return ("explained", "shown_kind") if obj is not None and obj.code else ()

    def has_delete_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        """Rule classes are switched off instead."""
        may: bool = super().has_delete_permission(request, obj)
        return may and not (obj is not None and obj.code)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        """Leave the rows of rule classes where they are."""
        super().delete_queryset(request, queryset.filter(code=""))

    @display(description=gettext_lazy("in short"))
    def explained(self, rule: Rule) -> str:
        """Say what the class does."""
        of_class = class_of(rule.code)
        return _(of_class.help) if of_class is not None else _("The class of this rule is gone.")

    @display(description=gettext_lazy("what it does"))
    def shown_kind(self, rule: Rule) -> str:
        """Name the kind, which belongs to the class."""
        return rule.get_kind_display()

    @display(description=gettext_lazy("what it does"), ordering="kind")
    def does(self, rule: Rule) -> str:
        """Say what it does, with its number."""
        numbers = {"boost": "×{0.factor}", "pin": "{0.place}", "quota": "{0.most}"}
        number = numbers.get(rule.kind, "").format(rule) if rule.kind in numbers else ""
        return f"{rule.get_kind_display()} {'' if 'None' in number else number}".strip()

    @display(description=gettext_lazy("rows"))
    def where(self, rule: Rule) -> str:
        """Name the rows."""
        if not rule.placements:
            return _("every row")
        known = [each for each in Placement if each.value in rule.placements]
        if len(known) > 3:
            return _("%(count)d rows") % {"count": len(known)}
        return ", ".join(str(PLACEMENT_LABELS[each]) for each in known)

    @display(description=gettext_lazy("period"))
    def period(self, rule: Rule) -> str:
        """Say from when until when."""
        if rule.starts_at is None and rule.ends_at is None:
            return _("always")
        ends = (rule.starts_at, rule.ends_at)
        return " – ".join("…" if end is None else f"{timezone.localtime(end):%Y-%m-%d %H:%M}" for end in ends)  # fmt: skip

    @action(description=gettext_lazy("Preview as a shopper"), url_path="preview", icon="visibility")
    def look(self, request: HttpRequest) -> HttpResponse:
        """Show a row without any rules and with all of them, through a shopper's eyes."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("rule", "")
        rule = Rule.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview as a shopper"),
            "opts": self.opts,
            "rule": rule,
            **rule_preview.answer(request, rule=rule, now=timezone.now()),
        }
        return TemplateResponse(request, "recommendations/admin/rule_preview.html", context)

    @of_existing
    @action(
        description=gettext_lazy("Preview this rule"), url_path="preview-one", icon="visibility"
    )
    def look_at_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what this rule alone changes."""
        return redirect(
            f"{reverse('admin:recommendations_rule_look')}?rule={object_id}&placement=for_you"
        )


@admin.register(RulesVersion)
class RulesVersionAdmin(ModelAdmin):
    """Every state that the rules ever had; nothing here is edited."""

    list_display = ("digest", "kept_at", "count")
    ordering = ("-kept_at",)
    fields = ("digest", "kept_at", "rules")
    readonly_fields = fields
    actions = None

    @display(description=gettext_lazy("rules"))
    def count(self, version: RulesVersion) -> int:
        """Count its rules."""
        return len(version.rules)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version is kept when a rule changes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was, was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Logged slates refer to it."""
        return False
