"""Everything that a product page shows of one product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog import departments, options, product_facts
from catalog.departments import Shelf
from catalog.models import Product
from catalog.options import Picker
from catalog.product_facts import (
    AttributeFacts,
    DocumentFacts,
    Offer,
    PictureFacts,
    ProductFacts,
    ReviewFacts,
)

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
    offer: Offer | None
    """The chosen variant; None when nothing of it is for sale."""
    pickers: tuple[Picker, ...]
    pictures: tuple[PictureFacts, ...]
    attributes: tuple[AttributeFacts, ...]
    documents: tuple[DocumentFacts, ...]
    reviews: tuple[ReviewFacts, ...]
    histogram: tuple[Bar, ...]

    @property
    def is_sold_elsewhere(self) -> bool:
        """Whether it can be bought, but not in the market of this request."""
        return self.offer is None and self.product.price_minor is not None

    @property
    def is_scarce(self) -> bool:
        """Whether only a few are left."""
        return self.offer is not None and 0 < self.offer.on_hand <= FEW_LEFT

    @property
    def rating_halves(self) -> int:
        """The mean rating in half stars, 0 to 10."""
        return round((self.product.rating_average or 0) * 2)


def product_page(slug: str, *, sku: str, now: datetime) -> ProductPage | None:
    """Read the page of a visible product; ``sku`` is the variant asked for. One query."""
    facts = product_facts.read(slug, now=now)
    if facts is None:
        return None
    offer = options.chosen(facts.offers, sku)
    shelf = departments.tree().by_id.get(facts.product.department_id or 0)
    return ProductPage(
        product=facts.product,
        trail=shelf.trail if shelf else (),
        offer=offer,
        pickers=options.pickers(facts.offers, offer) if offer else (),
        pictures=_gallery(facts, offer),
        attributes=facts.attributes,
        documents=facts.documents,
        reviews=facts.reviews,
        histogram=_histogram(facts),
    )


def _gallery(facts: ProductFacts, offer: Offer | None) -> tuple[PictureFacts, ...]:
    """Return the chosen variant's own pictures first, other variants' left out unless there is nothing else."""
    chosen = offer.pk if offer else None
    common = tuple(picture for picture in facts.pictures if picture.variant_id is None)
    own = tuple(
        picture for picture in facts.pictures if picture.variant_id and picture.variant_id == chosen
    )
    return own + common or facts.pictures


def _histogram(facts: ProductFacts) -> tuple[Bar, ...]:
    total = sum(facts.review_counts) or 1
    counted = zip(range(5, 0, -1), reversed(facts.review_counts), strict=True)
    return tuple(Bar(stars, count, round(100 * count / total)) for stars, count in counted)
