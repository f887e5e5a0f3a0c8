"""Many products at once: choose them in the list, look at every line before and after, then say so."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from catalog import revisions
from catalog.admin.bulk_forms import FORMS, EditForm
from catalog.admin.plan_table import table, told
from catalog.bulk import carrying_out
from catalog.bulk.lines import MOST_PRODUCTS, Edit, Plan
from catalog.models import BulkEdit, BulkEditKind, Product

SHOWN_LINES = 100
_KEPT_UNUSED = timedelta(days=1)


def may(request: HttpRequest, kind: str) -> bool:
    """Whether a person may change so many products at once: who may change one may."""
    rights = ["catalog.change_product"]
    if kind == BulkEditKind.PRICES:
        rights.append("catalog.change_variant")
    return bool(request.user.has_perms(rights))


class BulkActions:
    """The actions over the list of products that lead to a bulk edit."""

    bulk_actions = ("change_prices", "change_visibility", "move", "change_tags")

    @action(description=gettext_lazy("Change prices …"), permissions=["change"])
    def change_prices(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponse | None:
        """Ask by how much."""
        return _begin(request, BulkEditKind.PRICES, products)

    @action(description=gettext_lazy("Publish, schedule or withdraw …"), permissions=["change"])
    def change_visibility(
        self, request: HttpRequest, products: QuerySet[Product]
    ) -> HttpResponse | None:
        """Ask from when until when."""
        return _begin(request, BulkEditKind.VISIBILITY, products)

    @action(description=gettext_lazy("Move to a department …"), permissions=["change"])
    def move(self, request: HttpRequest, products: QuerySet[Product]) -> HttpResponse | None:
        """Ask where to."""
        return _begin(request, BulkEditKind.DEPARTMENT, products)

    @action(description=gettext_lazy("Add or remove tags …"), permissions=["change"])
    def change_tags(self, request: HttpRequest, products: QuerySet[Product]) -> HttpResponse | None:
        """Ask which."""
        return _begin(request, BulkEditKind.TAGS, products)


def _begin(
    request: HttpRequest, kind: BulkEditKind, products: QuerySet[Product]
) -> HttpResponse | None:
    """Keep the choice and go on to its page; refuse more products than a page can show."""
    if not may(request, kind):
        raise PermissionDenied
    ids = list(products.order_by("pk").values_list("pk", flat=True)[: MOST_PRODUCTS + 1])
    if len(ids) > MOST_PRODUCTS:
        messages.error(
            request,
            _("At most %(count)s products at once: choose fewer, or import a file.")
            % {"count": f"{MOST_PRODUCTS:,}"},
        )
        return None
    now = timezone.now()
    BulkEdit.objects.filter(carried_out_at=None, created_at__lt=now - _KEPT_UNUSED).delete()
    made = BulkEdit.objects.create(kind=kind, product_ids=ids, created_by_id=request.user.pk)
    return redirect(reverse("admin:catalog_bulkedit_change", args=[made.pk]))


@admin.register(BulkEdit)
class BulkEditAdmin(ModelAdmin):
    """Bulk edits that were carried out, newest first; one that is not yet shows its preview."""

    list_display = (
        "shown_kind",
        "words",
        "changed_count",
        "refused_count",
        "created_by",
        "carried_out_at",
    )
    list_filter = ("kind",)
    list_select_related = ("created_by",)
    ordering = ("-carried_out_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkEdit]:
        """Leave out what other people have not finished."""
        edits: QuerySet[BulkEdit] = super().get_queryset(request)
        own = edits.filter(created_by_id=request.user.pk)
        return own | edits.exclude(carried_out_at=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: products are chosen in their list."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: BulkEdit | None = None) -> bool:
        """Allow who may change the products themselves."""
        return may(request, "" if obj is None else obj.kind)

    def has_delete_permission(self, request: HttpRequest, obj: BulkEdit | None = None) -> bool:
        """Refuse: what was done stays told."""
        return False

    @display(description=gettext_lazy("kind"), ordering="kind")
    def shown_kind(self, edit: BulkEdit) -> str:
        """Name what is changed."""
        return str(edit.get_kind_display()).capitalize()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Ask, show every line before and after, and carry out what was looked at."""
        chosen = self.get_object(request, object_id)
        if chosen is None:
            raise Http404
        if not (self.has_change_permission(request, chosen) or chosen.carried_out_at):
            raise PermissionDenied
        if chosen.carried_out_at is not None:
            return self._page(request, chosen, form=None)
        said = request.POST if request.method == "POST" else request.GET
        form = FORMS[chosen.kind](said if "preview" in said else None)
        if not form.is_bound or not form.is_valid():
            return self._page(request, chosen, form=form)
        edit = form.edit()
        if request.method != "POST":
            plan = edit.plan(chosen.product_ids, now=timezone.now())
            return self._page(request, chosen, form=form, plan=plan, words=str(edit))
        try:
            plan = self._carry_out(chosen, edit, fingerprint=request.POST.get("fingerprint", ""))
        except carrying_out.ChangedMeanwhile as changed:
            messages.error(
                request,
                _("The products have changed since you looked. Nothing was written: look again."),
            )
            return self._page(request, chosen, form=form, plan=changed.plan, words=str(edit))
        messages.success(request, told(plan))
        return redirect(reverse("admin:catalog_bulkedit_change", args=[chosen.pk]))

    def _carry_out(self, chosen: BulkEdit, edit: Edit, *, fingerprint: str) -> Plan:
        """Write what was looked at, once."""
        now = timezone.now()
        with transaction.atomic():
            open_still = BulkEdit.objects.select_for_update().filter(
                pk=chosen.pk, carried_out_at=None
            )
            if not open_still.exists():
                raise carrying_out.ChangedMeanwhile(edit.plan(chosen.product_ids, now=now))
            with revisions.acting(by_id=chosen.created_by_id, occasion=f"bulk {chosen.pk}"):
                plan = carrying_out.carry_out(
                    edit, chosen.product_ids, fingerprint=fingerprint, now=now
                )
            open_still.update(
                carried_out_at=now,
                words=str(edit)[:255],
                changed_count=len(plan.changed),
                refused_count=len(plan.refused),
            )
        return plan

    def _page(
        self,
        request: HttpRequest,
        chosen: BulkEdit,
        *,
        form: EditForm | None,
        plan: Plan | None = None,
        words: str = "",
    ) -> HttpResponse:
        lines = () if plan is None else plan.lines
        page = Paginator(lines, SHOWN_LINES).get_page(request.GET.get("page"))
        kept = request.GET.copy()
        kept.pop("page", None)
        context = {
            **self.admin_site.each_context(request),
            "title": str(chosen.get_kind_display()).capitalize(),
            "opts": self.opts,
            "chosen": chosen,
            "count": len(chosen.product_ids),
            "form": form,
            "media": self.media if form is None else self.media + form.media,
            "plan": plan,
            "words": words,
            "page": page,
            "query": kept.urlencode(),
            "table": table(page.object_list),
            "back": reverse("admin:catalog_product_changelist"),
        }
        return TemplateResponse(request, "catalog/admin/bulk_edit.html", context)
