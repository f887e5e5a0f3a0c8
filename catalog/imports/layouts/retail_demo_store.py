"""retail-demo-store: JSON lines of an invented shop, some of them for a voice assistant only."""

from __future__ import annotations

from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.products.row import AttributeValue, ProductRow, Unfit
from catalog.imports.products.understood import Understood, shown_name, tags

_MADE_FOR = {"F": "Women", "M": "Men"}


class RetailDemoStore:
    """Reads ``id, name, category, style, description, price, current_stock, where_visible``."""

    name = "retail-demo-store"

    def __init__(self, *, currency: str) -> None:
        self.currency = currency

    @classmethod
    def recognises(cls, record: Record) -> bool:
        """Whether it has the columns only this shop has."""
        return {"id", "name", "style", "current_stock"} <= record.keys()

    def read(self, record: Record) -> ProductRow:
        """Make a product row; what a web shop should not show becomes a draft."""
        read = Understood(record, self.currency)
        external_id, title = read.identity("id", longest=80), read.text("name")
        if not external_id:
            raise Unfit("id", "is empty")
        if not title:
            raise Unfit("name", "is empty")
        price, category = read.price("price"), read.text("category", longest=120)
        is_shown = read.text("where_visible").upper() in {"", "UI", "ALL"}
        if not is_shown:
            read.remark("where_visible is not the web shop: kept as a draft")
        pictures = picture_urls.kept(picture_urls.addresses(record.get("image")), read)
        return ProductRow(
            external_id=external_id,
            title=title,
            sku=external_id,
            description=read.prose("description"),
            product_type=shown_name(read.text("style", longest=120)),
            department=(shown_name(category),) if category else (),
            tags=tags(self._tags(record)),
            status="published" if is_shown else "draft",
            currency=price.currency if price else self.currency,
            price_minor=price.minor if price else None,
            on_hand=read.units("current_stock"),
            attributes=self._attributes(read),
            picture_urls=pictures,
            remarks=tuple(read.remarks),
        )

    @staticmethod
    def _tags(record: Record) -> list[str]:
        aliases = record.get("aliases")
        words = (
            [word for word in aliases if isinstance(word, str)] if isinstance(aliases, list) else []
        )
        return [name for name in ("promoted", "featured") if record.get(name) is True] + [
            word.replace("\x00", "").encode("utf-8", "ignore").decode() for word in words
        ]

    @staticmethod
    def _attributes(read: Understood) -> tuple[AttributeValue, ...]:
        made_for = _MADE_FOR.get(read.text("gender_affinity").upper())
        return (AttributeValue("Made for", text=made_for),) if made_for else ()
