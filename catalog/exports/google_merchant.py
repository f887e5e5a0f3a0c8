"""What the shop sells as a Google Merchant feed: RSS 2.0 with the ``g:`` names of Google's product data.

https://support.google.com/merchants/answer/7052112 says what each name means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.core.files.storage import default_storage
from django.db.models import Prefetch

from catalog.exports.products import shown_price
from catalog.models import Picture, Product, Variant
from catalog.querysets import priced_variants
from catalog.structured_data import KNOWN_OPTIONS, variant_address, whole_address

_CHUNK = 500
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that no XML document may hold."""
MOST_PICTURES = 11
LONGEST_TITLE, LONGEST_DESCRIPTION = 150, 5_000

Field = tuple[str, str]


def lines(*, shop_name: str, origin: str, now: datetime) -> Iterator[str]:
    """Yield the feed, an article at a time: visible products, articles for sale, prices of this request's market.

    Four queries for every 500 products; memory does not grow with the catalogue.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
    yield _element("title", shop_name) + _element("link", f"{origin}/")
    yield _element("description", shop_name)
    for product in _products(now):
        variants = list(product.variants.all())
        for variant in variants:
            fields = _fields(product, variant, origin=origin, has_siblings=len(variants) > 1)
            yield "<item>\n" + "".join(_element(f"g:{name}", text) for name, text in fields)
            yield "</item>\n"
    yield "</channel>\n</rss>\n"


def _products(now: datetime) -> Iterator[Product]:
    variants = priced_variants(Variant.objects.filter(is_active=True, price_minor__gt=0))
    return (
        Product.objects.visible(now=now)
        .select_related("brand", "department")
        .prefetch_related(
            Prefetch("variants", variants.select_related("stock").order_by("position", "id")),
            Prefetch("pictures", Picture.objects.order_by("position")),
        )
        .order_by("id")
        .iterator(chunk_size=_CHUNK)
    )


def _fields(
    product: Product, variant: Variant, *, origin: str, has_siblings: bool
) -> Iterator[Field]:
    """Yield the fields of one article, empty ones left out."""
    stock = getattr(variant, "stock", None)
    is_in_stock = stock is not None and stock.on_hand > 0
    title = f"{product.title}, {variant.option_label}" if has_siblings else product.title
    yield "id", variant.sku
    yield "title", title.rstrip(", ")[:LONGEST_TITLE]
    yield "description", (product.description or product.title)[:LONGEST_DESCRIPTION]
    address = origin + product.get_absolute_url()
    yield "link", variant_address(address, sku=variant.sku) if has_siblings else address
    yield from _pictures(product, variant, origin=origin)
    yield "availability", "in_stock" if is_in_stock else "out_of_stock"
    if variant.compare_at:
        yield "price", shown_price(variant.compare_at)
        yield "sale_price", shown_price(variant.price)
    else:
        yield "price", shown_price(variant.price)
    yield "condition", "new"
    if product.brand:
        yield "brand", product.brand.name
    if variant.ean:
        yield "gtin", variant.ean
    elif not product.brand:
        yield "identifier_exists", "no"
    else:
        yield "mpn", variant.sku
    if product.department:
        yield "product_type", product.department.name
    if has_siblings:
        yield "item_group_id", str(product.pk)
    for name, value in variant.options.items():
        if known := KNOWN_OPTIONS.get(name.casefold()):
            yield known, str(value)


def _pictures(product: Product, variant: Variant, *, origin: str) -> Iterator[Field]:
    """Yield the article's own pictures first, then those of the product as a whole."""
    found = [each for each in product.pictures.all() if each.variant_id in {None, variant.pk}]
    found.sort(key=lambda each: each.variant_id is None)
    for place, picture in enumerate(found[:MOST_PICTURES]):
        address = whole_address(default_storage.url(str(picture.file)), origin=origin)
        yield ("additional_image_link" if place else "image_link"), address


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_UNWRITABLE.sub('', text))}</{name}>\n"
