"""Everything that a product page shows of one product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from catalog import departments, options
from catalog.departments import Shelf
from catalog.models import Picture, Product, ProductAttribute, Review, Variant
from catalog.options import Picker

REVIEWS_SHOWN = 6
FEW_LEFT = 5
"""At this number or below the page says how many are left."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the review histogram."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One product with all that belongs to its page."""

    product: Product
    trail: tuple[Shelf, ...]
    variants: Sequence[Variant]
    variant: Variant | None
    """The chosen one; None when nothing of it is for sale."""
    pickers: Sequence[Picker]
    pictures: Sequence[Picture]
    attributes: Sequence[ProductAttribute]
    reviews: Sequence[Review]
    histogram: Sequence[Bar]

    @property
    def on_hand(self) -> int:
        """Units of the chosen variant that lie in the shop."""
        return 0 if self.variant is None else options.on_hand(self.variant)

    @property
    def is_scarce(self) -> bool:
        """Whether only a few are left."""
        return 0 < self.on_hand <= FEW_LEFT

    @property
    def rating_halves(self) -> int:
        """The mean rating in half stars, 0 to 10."""
        return round((self.product.rating_average or 0) * 2)

    @property
    def hidden_review_count(self) -> int:
        """Reviews that stand on the following pages."""
        return max(0, self.product.rating_count - len(self.reviews))


def product_page(slug: str, *, sku: str, now: datetime) -> ProductPage | None:
    """Read the page of a visible product; ``sku`` is the variant asked for. Six queries, one for none."""
    product = (
        Product.objects.visible(now=now)
        .select_related("brand", "department")
        .filter(slug=slug)
        .first()
    )
    if product is None:
        return None
    variants = list(
        product.variants.filter(is_active=True).select_related("stock").order_by("position", "id")
    )
    variant = options.chosen(variants, sku)
    return ProductPage(
        product=product,
        trail=_trail(product),
        variants=variants,
        variant=variant,
        pickers=options.pickers(variants, variant) if variant else (),
        pictures=_pictures(product, variant),
        attributes=list(
            product.attribute_values.select_related("attribute").order_by(
                "attribute__position", "attribute__name"
            )
        ),
        reviews=list(
            product.reviews.filter(is_published=True).order_by("-created_at", "-id")[:REVIEWS_SHOWN]
        )
        if product.rating_count
        else [],
        histogram=_histogram(product) if product.rating_count else (),
    )


def _trail(product: Product) -> tuple[Shelf, ...]:
    shelf = departments.tree().by_id.get(product.department_id or 0)
    return shelf.trail if shelf else ()


def _pictures(product: Product, variant: Variant | None) -> list[Picture]:
    """Return the gallery: the chosen variant's own pictures first, other variants' left out."""
    pictures = list(product.pictures.order_by("position"))
    chosen = variant.pk if variant else None
    own = [picture for picture in pictures if picture.variant_id and picture.variant_id == chosen]
    return own + [picture for picture in pictures if picture.variant_id is None] or pictures


def _histogram(product: Product) -> list[Bar]:
    rows = (
        product.reviews.filter(is_published=True).values_list("rating").annotate(count=Count("id"))
    )
    counts = dict(rows.order_by())
    total = sum(counts.values()) or 1
    return [
        Bar(stars, counts.get(stars, 0), round(100 * counts.get(stars, 0) / total))
        for stars in range(5, 0, -1)
    ]
