"""What comes after buying, or instead of it: reviews, and waiting for an article."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Product, Variant
from orders import reviews, stock_requests
from orders.forms import ReviewForm, StockRequestForm
from orders.reviews import AlreadyReviewed, NotBought
from orders.stock_requests import InStock


@never_cache
@login_required
@require_safe
def to_review(request: HttpRequest) -> HttpResponse:
    """List what the account bought and has not reviewed."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - login_required made sure
    return render(request, "orders/reviews.html", {"products": reviews.to_write(user)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, product_id: int) -> HttpResponse:
    """Write a review of something one bought."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - login_required made sure
    product = reviews.to_write(user).filter(pk=product_id).first()
    if product is None:
        raise Http404
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.first_name, "rating": 5},
    )
    if form.is_bound and form.is_valid():
        return _write(request, product, form)
    status = 422 if form.is_bound else 200
    return render(request, "orders/review.html", {"product": product, "form": form}, status=status)


@never_cache
@require_POST
def tell_me(request: HttpRequest) -> HttpResponse:
    """Ask for a mail when an article is back."""
    form = StockRequestForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Give an article and an e-mail address."))
    variant_id = form.cleaned_data["variant"]
    try:
        stock_requests.ask(
            variant_id=variant_id,
            email=form.cleaned_data["email"],
            language=get_language() or "en",
            now=timezone.now(),
        )
    except Variant.DoesNotExist as error:
        raise Http404 from error
    except InStock:
        messages.success(request, _("It is back already: you can buy it right now."))
    else:
        messages.success(request, _("We will write as soon as it is back."))
    return redirect(Product.objects.get(variants=variant_id))


def _write(request: HttpRequest, product: Product, form: ReviewForm) -> HttpResponse:
    user = request.user
    assert user.is_authenticated  # noqa: S101 - the caller made sure
    said = form.cleaned_data
    try:
        reviews.write(
            user,
            product_id=product.pk,
            rating=said["rating"],
            title=said["title"],
            text=said["text"],
            name=said["name"],
            now=timezone.now(),
        )
    except (NotBought, AlreadyReviewed) as error:
        raise Http404 from error
    messages.success(request, _("Thank you. Your review appears as soon as somebody read it."))
    return redirect("orders:reviews")
