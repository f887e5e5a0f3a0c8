"""Promotions and codes, with a dry run that says why."""

from __future__ import annotations

import re
import secrets

from django import forms
from django.contrib import admin, messages
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import Variant
from orders import coupons
from orders.admin.dialogs import back_to, dialog
from orders.admin.existing import HistoryAdmin, of_existing
from orders.admin.promotion_form import SHOWN_FOR, PromotionForm
from orders.models import Coupon, Promotion
from orders.promotions.dry_run import DryRun, UnknownArticles, dry_run

_ARTICLE = re.compile(r"^(?P<sku>\S+?)(?:\s*[×x*]?\s+(?P<quantity>\d{1,3}))?$")


class CouponInline(TabularInline):
    """Its codes; batches are listed under "coupons"."""

    model = Coupon
    fields = ("code", "usage_limit", "usage_limit_per_customer", "is_active")
    extra = 0
    hide_title = True
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coupon]:
        """Leave printed batches out: they may be thousands."""
        codes: QuerySet[Coupon] = super().get_queryset(request)
        return codes.filter(batch="")


class BatchForm(BaseDialogForm):
    """How many codes, and how they begin."""

    count = forms.IntegerField(
        label=gettext_lazy("how many"),
        min_value=1,
        max_value=50_000,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    prefix = forms.RegexField(
        r"^[A-Z0-9]{0,20}$",
        label=gettext_lazy("beginning"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    batch = forms.CharField(
        label=gettext_lazy("name of the batch"), max_length=60, widget=UnfoldAdminTextInputWidget
    )
    usage_limit = forms.IntegerField(
        label=gettext_lazy("uses of each"),
        min_value=1,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget,
    )


class DryRunForm(forms.Form):
    """An imagined cart."""

    articles = forms.CharField(
        label=gettext_lazy("Articles"),
        help_text=gettext_lazy("One article number a line, with a quantity after it: LAMP-1 2"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
    )
    codes = forms.CharField(
        label=gettext_lazy("Codes"), required=False, widget=UnfoldAdminTextInputWidget
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the customer"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    moment = forms.SplitDateTimeField(
        label=gettext_lazy("Moment"),
        required=False,
        help_text=gettext_lazy("Empty means now."),
        widget=UnfoldAdminSplitDateTimeWidget,
    )

    def clean_articles(self) -> dict[str, int]:
        """Read the lines."""
        found: dict[str, int] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["articles"].splitlines())):
            match = _ARTICLE.match(line)
            if match is None:
                raise ValidationError(_("Not an article and a quantity: %(line)s") % {"line": line})
            quantity = int(match["quantity"] or 1)
            found[match["sku"]] = found.get(match["sku"], 0) + quantity
        return found

    def clean_codes(self) -> frozenset[str]:
        """Read the codes."""
        return frozenset(self.cleaned_data["codes"].upper().replace(",", " ").split())

    def run(self) -> DryRun | None:
        """Price the cart; add an error and return nothing when an article does not exist."""
        said = self.cleaned_data
        try:
            return dry_run(
                articles=said["articles"],
                codes=said["codes"],
                email=said["email"],
                now=said["moment"] or timezone.now(),
            )
        except UnknownArticles as error:
            self.add_error("articles", _("There is no article %(skus)s.") % {"skus": error})
            return None


def _an_article() -> str:
    """Return a line to begin with: the article of which most is there."""
    most = Variant.objects.filter(is_active=True).order_by("-stock__on_hand", "pk").first()
    return "" if most is None else f"{most.sku} 1"


@admin.register(Promotion)
class PromotionAdmin(HistoryAdmin, ModelAdmin):
    """Promotions, the highest priority first."""

    form: type[forms.ModelForm[Promotion]] = PromotionForm
    list_display = ("name", "kind", "is_active", "starts_at", "ends_at", "priority", "shown_uses")
    list_editable = ("is_active", "priority")
    list_filter = (("kind", ChoicesDropdownFilter), "is_active", "needs_coupon")
    search_fields = ("name", "coupons__code")
    ordering = ("-priority", "pk")
    inlines = (CouponInline,)
    actions_list = ("dry_run",)
    actions_detail = ("print_codes",)
    conditional_fields = SHOWN_FOR
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
    fieldsets = (
        (None, {"fields": (("name", "is_active"), "starts_at", "ends_at", ("priority", "exclusivity_group"))}),
        (gettext_lazy("What it gives"), {"fields": ("kind", "percent", ("buy", "get"), ("amount", "currency"), "bundle_lines", "tier_lines")}),
        (gettext_lazy("For which articles"), {"fields": ("products", "departments", "brands", ("min_value", "min_quantity"))}),
        (gettext_lazy("For whom"), {"fields": ("groups", "markets", "channels", "is_first_order_only")}),
        (gettext_lazy("How often"), {"fields": ("needs_coupon", ("usage_limit", "usage_limit_per_customer"))}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promotion]:
        """Count the uses along."""
        promotions: QuerySet[Promotion] = super().get_queryset(request)
        return promotions.annotate(claimed=Count("uses", filter=Q(uses__order__isnull=False)))

    def has_delete_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        """Switch it off instead: orders refer to it."""
        return False

    @display(description=gettext_lazy("uses"), ordering="claimed")
    def shown_uses(self, promotion: Promotion) -> str:
        """Say how often it was used, of how many times."""
        used: int = promotion.claimed  # type: ignore[attr-defined]  # annotated above
        return str(used) if promotion.usage_limit is None else f"{used} / {promotion.usage_limit}"

    @action(description=gettext_lazy("Dry run"), url_path="dry-run", icon="science")
    def dry_run(self, request: HttpRequest) -> HttpResponse:
        """Try promotions on an imagined cart and say the reason of each."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = DryRunForm(request.POST or None, initial={"articles": _an_article()})
        result = form.run() if form.is_bound and form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Dry run"),
            "opts": self.opts,
            "form": form,
            "result": result,
        }
        return TemplateResponse(request, "orders/admin/dry_run.html", context)

    @of_existing
    @action(
        description=gettext_lazy("Print codes"),
        permissions=["change"],
        dialog=dialog(
            gettext_lazy("Print codes"),
            gettext_lazy("Each code is drawn; nobody can guess the next one."),
            BatchForm,
            gettext_lazy("Print"),
        ),
    )
    def print_codes(self, request: HttpRequest, form: BatchForm, object_id: str) -> HttpResponse:
        """Write a batch of codes."""
        said = form.cleaned_data
        printed = coupons.print_batch(
            Promotion.objects.get(pk=object_id),
            count=said["count"],
            prefix=said["prefix"],
            batch=said["batch"],
            usage_limit=said["usage_limit"],
            rng=secrets.SystemRandom(),
        )
        text = ngettext("%(count)d code printed.", "%(count)d codes printed.", len(printed))
        self.message_user(request, text % {"count": len(printed)}, messages.SUCCESS)
        return back_to("admin:orders_promotion_change", object_id)


@admin.register(Coupon)
class CouponAdmin(ModelAdmin):
    """All codes; export a batch by filtering it."""

    list_display = ("code", "promotion", "batch", "usage_limit", "is_active")
    list_filter = ("is_active", "batch", "promotion")
    list_select_related = ("promotion",)
    search_fields = ("code", "batch")
    ordering = ("-pk",)
    show_full_result_count = False
    autocomplete_fields = ("promotion",)

    def has_delete_permission(self, request: HttpRequest, obj: Coupon | None = None) -> bool:
        """Switch it off instead: orders refer to it."""
        return False
