"""DummyJSON: an array of demo products with brands, discounts and reviews."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.imports import values
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.products.row import AttributeValue, ProductRow, ReviewRow, Unfit
from catalog.imports.products.understood import Money, Understood, attribute, shown_name, tags

_TEXTS = (
    ("warrantyInformation", "Warranty"),
    ("shippingInformation", "Shipping"),
    ("returnPolicy", "Returns"),
)
_NUMBERS = (("weight", "Weight"), ("minimumOrderQuantity", "Minimum order"))
_SIDES = (("width", "Width"), ("height", "Height"), ("depth", "Depth"))


class DummyJson:
    """Reads ``id, title, category, price, discountPercentage, stock, tags, sku, reviews`` and more."""

    name = "dummyjson"

    def __init__(self, *, currency: str) -> None:
        self.currency = currency

    @classmethod
    def recognises(cls, record: Record) -> bool:
        """Whether it has the columns only this set has."""
        return {"id", "title", "price", "discountPercentage"} <= record.keys()

    def read(self, record: Record) -> ProductRow:
        """Make a product row; a discount becomes a lowered price with the full one beside it."""
        read = Understood(record, self.currency)
        external_id, title = read.identity("id"), read.text("title")
        if not external_id:
            raise Unfit("id", "is empty")
        if not title:
            raise Unfit("title", "is empty")
        price, compare_at_minor = self._prices(read)
        category = read.text("category", longest=120)
        sku = read.identity("sku", longest=80)
        reviews = tuple(self._reviews(read))
        named = record.get("images") or record.get("thumbnail")
        pictures = picture_urls.kept(picture_urls.addresses(named), read)
        if record.get("rating") is not None:
            read.remark("rating left aside: the shop's is the mean of its reviews")
        meta = record.get("meta")
        barcode = meta.get("barcode") if isinstance(meta, dict) else None
        words = record.get("tags")
        return ProductRow(
            external_id=external_id,
            title=title,
            sku=sku or f"DJ-{external_id}"[:80],
            is_sku_given=bool(sku),
            ean=read.ean([str(barcode)] if barcode else []),
            description=read.prose("description"),
            brand=read.text("brand", longest=120),
            department=(shown_name(category),) if category else (),
            tags=tags(str(word) for word in words if values.is_storable(str(word)))
            if isinstance(words, list)
            else (),
            currency=price.currency if price else self.currency,
            price_minor=price.minor if price else None,
            compare_at_minor=compare_at_minor,
            on_hand=read.units("stock"),
            attributes=tuple(self._attributes(record)),
            reviews=reviews,
            picture_urls=pictures,
            remarks=tuple(read.remarks),
        )

    @staticmethod
    def _prices(read: Understood) -> tuple[Money | None, int | None]:
        """Return what it costs now, and the full price where a discount of half a percent or more is off."""
        full = read.price("price")
        text = read.raw("discountPercentage").strip()
        try:
            percent = values.number(text) if text else values.number("0")
        except values.NotAValue as error:
            raise Unfit("discountPercentage", str(error), text) from error
        if full is None or not 0.5 <= percent < 100:
            return full, None
        now = int((full.minor * (100 - percent) / 100).to_integral_value())
        if not 0 < now < full.minor:
            return full, None
        read.remark("discountPercentage taken off the price, the full price shown beside it")
        return Money(now, full.currency), full.minor

    @staticmethod
    def _attributes(record: Record) -> Iterator[AttributeValue]:
        sizes = record.get("dimensions")
        sources: list[tuple[Record, tuple[tuple[str, str], ...]]] = [(record, _TEXTS + _NUMBERS)]
        if isinstance(sizes, dict):
            sources.append((sizes, _SIDES))
        for source, names in sources:
            for theirs, ours in names:
                if (found := attribute(ours, source.get(theirs))) is not None:
                    yield found

    @staticmethod
    def _reviews(read: Understood) -> Iterator[ReviewRow]:
        """Yield the reviews that are whole; e-mail addresses are not kept."""
        listed = read.record.get("reviews")
        for review in listed if isinstance(listed, list) else []:
            words = Understood(review if isinstance(review, dict) else {}, read.currency)
            try:
                written_at, rating = words.moment("date"), words.units("rating")
                author, text = words.text("reviewerName", longest=80), words.prose("comment")
            except Unfit:
                written_at = rating = None
                author = text = ""
            if written_at is None or rating is None or not 1 <= rating <= 5:
                read.remark("review without a date or a rating of 1 to 5 left aside")
            else:
                yield ReviewRow(author or "Anonymous", rating, text, written_at)
