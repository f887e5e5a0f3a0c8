"""Everything that a product page shows of one product."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from catalog import departments, options, product_facts
from catalog.departments import Shelf
from catalog.models import Product
from catalog.options import Picker
from catalog.product_facts import (
    AttributeFacts,
    Details,
    DocumentFacts,
    Offer,
    PictureFacts,
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
    offers: tuple[Offer, ...]
    """All that can be chosen."""
    pickers: tuple[Picker, ...]
    pictures: tuple[PictureFacts, ...]
    attributes: tuple[AttributeFacts, ...]
    documents: tuple[DocumentFacts, ...]
    reviews: tuple[ReviewFacts, ...]
    histogram: tuple[Bar, ...]
    told: tuple[Hashable, ...]
    """All that the page was made from; what is equal here looks the same in one language."""

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
    details = facts.details
    offer = options.chosen(details.offers, sku)
    shelf = departments.tree().by_id.get(facts.product.department_id or 0)
    trail = shelf.trail if shelf else ()
    return ProductPage(
        product=facts.product,
        trail=trail,
        offer=offer,
        offers=details.offers,
        pickers=options.pickers(details.offers, offer) if offer else (),
        pictures=_gallery(details, offer),
        attributes=details.attributes,
        documents=details.documents,
        reviews=details.reviews,
        histogram=_histogram(details),
        told=(facts.row, offer and offer.pk, *((each.name, each.url) for each in trail)),
    )


def _gallery(details: Details, offer: Offer | None) -> tuple[PictureFacts, ...]:
    """Return the chosen variant's own pictures first, other variants' left out unless there is nothing else."""
    chosen = offer.pk if offer else None
    common = tuple(picture for picture in details.pictures if picture.variant_id is None)
    own = tuple(
        picture
        for picture in details.pictures
        if picture.variant_id and picture.variant_id == chosen
    )
    return own + common or details.pictures


def _histogram(details: Details) -> tuple[Bar, ...]:
    total = sum(details.review_counts) or 1
    counted = zip(range(5, 0, -1), reversed(details.review_counts), strict=True)
    return tuple(Bar(stars, count, round(100 * count / total)) for stars, count in counted)
