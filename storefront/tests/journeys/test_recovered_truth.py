"""The models find what the generator hid: alternatives, complements."""

from __future__ import annotations

from django.db.models import Count
from django.utils import timezone

from catalog.models import Product
from orders.models import OrderLine
from recommendations.serving.recommend import recommend
from recommendations.vocabulary import Context, ItemId, PersonKey, Placement


def _shown(product: Product, placement: Placement) -> list[int]:
    context = Context(
        person=PersonKey(""), subject=(ItemId(product.pk),), department_id=product.department_id
    )
    slate = recommend(context, placement=placement, now=timezone.now())
    return [candidate.item_id for candidate in slate.chosen]


def test_nearly_every_product_has_similar_ones() -> None:
    visible = list(Product.objects.visible(now=timezone.now()))

    with_similar = [product for product in visible if _shown(product, Placement.SIMILAR_PRODUCTS)]

    assert len(with_similar) >= 0.95 * len(visible)


def test_most_products_that_sell_are_shown_with_what_goes_with_them() -> None:
    often = (
        OrderLine.objects.values("product_id")
        .annotate(orders=Count("order", distinct=True))
        .filter(orders__gte=5)
        .values_list("product_id", flat=True)
    )
    selling = list(Product.objects.visible(now=timezone.now()).filter(pk__in=list(often)))

    together = [product for product in selling if _shown(product, Placement.BOUGHT_TOGETHER)]

    assert len(selling) >= 25
    assert len(together) >= 0.5 * len(
        selling
    )  # of the small demo it is 0.8; a tiny one has seen little
