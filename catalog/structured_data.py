"""What search engines read beside a page: schema.org in JSON-LD.

Everything here repeats what the page itself shows; nothing is claimed that a shopper could not see.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from catalog.departments import Shelf
from catalog.product_facts import Offer
from catalog.product_page import ProductPage

DESCRIPTION_LENGTH = 5000
"""As much of a description as search engines read."""
MOST_VARIANTS = 50
"""Of more than these a page names only what tells them apart."""
KNOWN_OPTIONS = {
    "color": "color",
    "colour": "color",
    "size": "size",
    "material": "material",
    "pattern": "pattern",
}
"""Options that schema.org, and Google's product data, have a property for."""

# What would end the script element, or be read as markup by a careless reader.
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

Data = Mapping[str, Any]


def script(data: Data) -> SafeString:
    """Return the data as an element of the page's head; browsers do not run it."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>')


def product(page: ProductPage, *, origin: str) -> Data:
    """Describe a product with its offer, its variants and what its buyers say."""
    shown = page.product
    data: dict[str, Any] = {
        "@type": "Product",
        "name": shown.title,
        "url": origin + shown.get_absolute_url(),
    }
    if shown.description:
        data["description"] = strip_tags(shown.description)[:DESCRIPTION_LENGTH]
    if page.pictures:
        data["image"] = [
            whole_address(default_storage.url(picture.file), origin=origin)
            for picture in page.pictures
        ]
    if shown.brand:
        data["brand"] = {"@type": "Brand", "name": shown.brand.name}
    if page.offer:
        data |= _article(page.offer, url=data["url"])
    if len(page.offers) > 1:
        data["isVariantOf"] = _group(page, url=data["url"])
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


def whole_address(url: str, *, origin: str) -> str:
    """Return an address with its host; storage on another host gives it already."""
    return url if "://" in url else origin + url


def variant_address(url: str, *, sku: str) -> str:
    """Return the address at which the page of a product shows one of its variants, with its price."""
    return f"{url}?{urlencode({'variant': sku})}"


def _group(page: ProductPage, *, url: str) -> Data:
    """Describe what the variants have in common, what tells them apart, and each of them."""
    values: dict[str, set[str]] = {}
    for offer in page.offers:
        for name, value in offer.options:
            values.setdefault(name, set()).add(value)
    telling = [name for name, found in values.items() if len(found) > 1]
    group: dict[str, Any] = {
        "@type": "ProductGroup",
        "name": page.product.title,
        "url": url,
        "productGroupID": str(page.product.pk),
        "variesBy": [_property(name) for name in telling],
    }
    if len(page.offers) <= MOST_VARIANTS:
        group["hasVariant"] = [
            _variant(offer, title=page.product.title, url=url) for offer in page.offers
        ]
    return group


def _variant(offer: Offer, *, title: str, url: str) -> Data:
    """Describe one variant, which has an address of its own on the page of its product."""
    own = variant_address(url, sku=offer.sku)
    label = ", ".join(value for _, value in offer.options)
    data: dict[str, Any] = {
        "@type": "Product",
        "name": f"{title}, {label}" if label else title,
        "url": own,
        **_article(offer, url=own),
    }
    further = []
    for name, value in offer.options:
        if known := KNOWN_OPTIONS.get(name.casefold()):
            data[known] = value
        else:
            further.append({"@type": "PropertyValue", "name": name, "value": value})
    if further:
        data["additionalProperty"] = further
    return data


def _property(name: str) -> str:
    """Return how schema.org calls an option, or the shop's own word."""
    known = KNOWN_OPTIONS.get(name.casefold())
    return f"https://schema.org/{known}" if known else name


def _article(offer: Offer, *, url: str) -> Data:
    """Return the numbers of an article and what it costs."""
    told: dict[str, Any] = {"sku": offer.sku}
    if offer.ean:
        told["gtin"] = offer.ean
    told["offers"] = {
        "@type": "Offer",
        "url": url,
        "price": str(offer.price.decimal),
        "priceCurrency": offer.price.currency,
        "availability": f"https://schema.org/{_availability(offer)}",
        "itemCondition": "https://schema.org/NewCondition",
    }
    return told


def _availability(offer: Offer) -> str:
    return "InStock" if offer.is_in_stock else "OutOfStock"
