"""Orders as their owners see them: thank-you page, order page, list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import cart_count, fulfilment, links, returns, states
from orders.again import buy_again
from orders.forms import ReturnForm
from orders.invoices.content import content
from orders.models import Invoice, Order, OrderOrigin
from orders.returns import NotReturnable
from orders.shoppers import Shopper
from orders.states import IllegalMove

PAGE_SIZE = 20


@never_cache
@require_safe
def thank_you(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say thank you and what happens next."""
    order = _own_order(request, public_id)
    context = {
        "order": order,
        "lines": order.lines.order_by("pk"),
        "discounts": order.discounts.order_by("pk"),
    }
    return render(request, "orders/thank_you.html", context)


@never_cache
@require_safe
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one order to whoever placed it, or holds the signed link from its mail."""
    found = _own_order(request, public_id)
    lines = list(found.lines.order_by("pk"))
    may_return = returns.returnable(found, now=timezone.now())
    context = {
        "order": found,
        "lines": lines,
        "discounts": found.discounts.order_by("pk"),
        "events": found.events.exclude(to_status="").order_by("pk"),
        "shipments": found.shipments.order_by("shipped_at"),
        "returns": found.returns.order_by("requested_at"),
        "returnable": [(line, may_return[line.pk]) for line in lines if line.pk in may_return],
        "can_cancel": found.status in fulfilment.CANCELLABLE and found.origin == OrderOrigin.SHOP,
        "has_invoice": Invoice.objects.filter(order=found).exists(),
        "key": request.GET.get("key", ""),
    }
    return render(request, "orders/order.html", context)


@never_cache
@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the customer call off an order of which nothing has left."""
    found = _own_order(request, public_id)
    try:
        fulfilment.cancel(
            found.pk,
            reason=request.POST.get("reason", "")[:255],
            actor=states.CUSTOMER,
            now=timezone.now(),
        )
    except IllegalMove:
        messages.error(request, _("This order cannot be cancelled any more; you can return it."))
    else:
        messages.success(request, _("Your order is cancelled. Your money goes back to you."))
    return _back(request, found)


@never_cache
@require_POST
def announce_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the customer announce what comes back."""
    found = _own_order(request, public_id)
    form = ReturnForm(request.POST, lines=list(found.lines.all()))
    if not form.is_valid():
        messages.error(request, _("Choose how many of what you send back."))
        return _back(request, found)
    try:
        returns.announce(
            found.pk,
            units=form.units,
            reason=form.cleaned_data["reason"],
            actor=states.CUSTOMER,
            now=timezone.now(),
        )
    except NotReturnable:
        messages.error(request, _("These articles cannot be returned (any more)."))
    else:
        messages.success(
            request, _("Your return is announced. We sent you a letter for the parcel.")
        )
    return _back(request, found)


@never_cache
@require_POST
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put everything of an order into the cart once more."""
    found = _own_order(request, public_id)
    result = buy_again(Shopper.of(request), order=found, now=timezone.now())
    if result.missing:
        text = _("Not to be had any more: %(titles)s.") % {"titles": ", ".join(result.missing)}
        messages.warning(request, text)
    answer = redirect("orders:cart")
    cart_count.mark(request, answer)
    return answer


@never_cache
@require_safe
def invoice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the invoice of an order in the language of its PDF, ready to be printed."""
    issued = _invoice(request, public_id)
    key = request.GET.get("key", "")
    with translation.override(issued.order.language):
        context = {"invoice": issued, "paper": content(issued), "key": key}
        return render(request, "orders/invoice.html", context)


@never_cache
@require_safe
def invoice_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the invoice as it was sent."""
    issued = _invoice(request, public_id)
    if issued.pdf is None:
        raise Http404
    name = f'attachment; filename="{issued.number}.pdf"'
    return HttpResponse(
        bytes(issued.pdf), content_type="application/pdf", headers={"Content-Disposition": name}
    )


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """List the account's orders, newest first."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - login_required made sure
    mine = Order.objects.filter(user=user).prefetch_related("lines").order_by("-placed_at", "-pk")
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "orders/orders.html", {"page": page})


def _invoice(request: HttpRequest, public_id: UUID) -> Invoice:
    """Return the invoice of an order the request may see.

    Raises: Http404: for strangers, and while there is none.
    """
    order = _own_order(request, public_id)
    issued = Invoice.objects.select_related("order").filter(order=order).first()
    if issued is None:
        raise Http404
    return issued


def _back(request: HttpRequest, order: Order) -> HttpResponse:
    """Show the order again, through the same signed link if it was opened with one."""
    key = request.GET.get("key", "")
    return redirect(f"{order.get_absolute_url()}?key={key}" if key else order.get_absolute_url())


def _own_order(request: HttpRequest, public_id: UUID) -> Order:
    """Return an order the request may see; to anybody else it does not exist.

    Raises: Http404: for strangers, and when there is no such order.
    """
    if links.opens(public_id, request.GET.get("key", "")):
        found = Order.objects.filter(public_id=public_id).first()
    else:
        found = Order.objects.visible_to(Shopper.of(request)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
