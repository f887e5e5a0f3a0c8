"""What search engines read beside a page: schema.org in JSON-LD.

Everything here repeats what the page itself shows; nothing is claimed that a shopper could not see.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from catalog.departments import Shelf
from catalog.product_page import ProductPage

DESCRIPTION_LENGTH = 5000
"""As much of a description as search engines read."""

# What would end the script element, or be read as markup by a careless reader.
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

Data = Mapping[str, Any]


def script(data: Data) -> SafeString:
    """Return the data as an element of the page's head; browsers do not run it."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>')


def product(page: ProductPage, *, origin: str) -> Data:
    """Describe a product with its offer and what its buyers say."""
    shown = page.product
    data: dict[str, Any] = {
        "@type": "Product",
        "name": shown.title,
        "url": origin + shown.get_absolute_url(),
        "description": strip_tags(shown.description)[:DESCRIPTION_LENGTH],
        "image": [origin + default_storage.url(picture.file) for picture in page.pictures],
    }
    if shown.brand:
        data["brand"] = {"@type": "Brand", "name": shown.brand.name}
    if page.offer:
        data["sku"] = page.offer.sku
        data["offers"] = _offer(page, url=data["url"])
    if shown.rating_count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(shown.rating_average),
            "reviewCount": shown.rating_count,
        }
        data["review"] = [
            {
                "@type": "Review",
                "reviewRating": {"@type": "Rating", "ratingValue": review.rating},
                "author": {"@type": "Person", "name": review.author_name},
                "datePublished": review.written_at.date().isoformat(),
                "reviewBody": review.text,
            }
            for review in page.reviews
        ]
    return data


def trail(shelves: Sequence[Shelf], *, origin: str) -> Data:
    """Describe the way from the shop's door to a page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": shelf.name, "item": origin + shelf.url}
            for place, shelf in enumerate(shelves, start=1)
        ],
    }


def website(*, name: str, origin: str) -> Data:
    """Describe the shop and how to search it."""
    search = origin + reverse("catalog:search")
    return {
        "@type": "WebSite",
        "name": name,
        "url": origin + reverse("home"),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def _offer(page: ProductPage, *, url: str) -> Data:
    offer = page.offer
    assert offer is not None  # noqa: S101 - asked only where there is one
    return {
        "@type": "Offer",
        "url": url,
        "price": str(offer.price.decimal),
        "priceCurrency": offer.price.currency,
        "availability": f"https://schema.org/{'InStock' if offer.is_in_stock else 'OutOfStock'}",
        "itemCondition": "https://schema.org/NewCondition",
    }
