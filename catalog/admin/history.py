"""The story of a product, and a look at what bringing back an earlier state would change."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import revision_words, revisions
from catalog.admin.plan_table import table, told
from catalog.bulk import carrying_out
from catalog.bulk.lines import Plan
from catalog.models import Product, Revision


def view(model_admin: ModelAdmin[Product], request: HttpRequest, object_id: str) -> HttpResponse:
    """Tell the story; with ``?back=`` show, and by POST carry out, the way back."""
    product = model_admin.get_object(request, object_id)
    if product is None:
        raise Http404
    if not model_admin.has_view_or_change_permission(request, product):
        raise PermissionDenied
    number = request.GET.get("back", "")
    if not number:
        return _page(model_admin, request, product, None)
    revision = Revision.objects.filter(
        product_id=product.pk, pk=int(number) if number.isdecimal() and len(number) < 18 else 0
    ).first()
    if revision is None:
        raise Http404
    if not _may_bring_back(model_admin, request, product):
        raise PermissionDenied
    edit = revisions.BringBack(revision.pk)
    if request.method != "POST":
        plan = edit.plan([product.pk], now=timezone.now())
        return _page(model_admin, request, product, plan, revision=revision)
    return _carry_out(model_admin, request, product, revision)


def _may_bring_back(
    model_admin: ModelAdmin[Product], request: HttpRequest, product: Product
) -> bool:
    """Whether a person may change the product and its articles."""
    may = model_admin.has_change_permission(request, product)
    return may and bool(request.user.has_perm("catalog.change_variant"))


def _carry_out(
    model_admin: ModelAdmin[Product], request: HttpRequest, product: Product, revision: Revision
) -> HttpResponse:
    """Bring back what was looked at, or say why not."""
    edit = revisions.BringBack(revision.pk)
    try:
        with (
            transaction.atomic(),
            revisions.acting(by_id=request.user.pk, occasion=f"back {revision.pk}"),
        ):
            plan = carrying_out.carry_out(
                edit,
                [product.pk],
                fingerprint=request.POST.get("fingerprint", ""),
                now=timezone.now(),
            )
    except carrying_out.ChangedMeanwhile as changed:
        messages.error(request, _("The product has changed since you looked: look again."))
        return _page(model_admin, request, product, changed.plan, revision=revision)
    except IntegrityError:
        messages.error(
            request,
            _("What would come back does not fit together any more; nothing was changed."),
        )
        plan = edit.plan([product.pk], now=timezone.now())
        return _page(model_admin, request, product, plan, revision=revision)
    messages.success(request, told(plan))
    return redirect(reverse("admin:catalog_product_history", args=[product.pk]))


def _page(
    model_admin: ModelAdmin[Product],
    request: HttpRequest,
    product: Product,
    plan: Plan | None,
    *,
    revision: Revision | None = None,
) -> HttpResponse:
    chapters = [] if plan is not None else revisions.story(product)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History: %(product)s") % {"product": product},
        "opts": model_admin.opts,
        "object": product,
        "chapters": [(each, revision_words.occasion(each.occasion)) for each in chapters],
        "may_bring_back": _may_bring_back(model_admin, request, product),
        "plan": plan,
        "revision": revision,
        "table": table(plan.lines, is_one_product=True) if plan is not None else None,
        "back": reverse("admin:catalog_product_history", args=[product.pk]),
    }
    return TemplateResponse(request, "catalog/admin/history.html", context)
