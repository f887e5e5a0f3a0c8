"""Icecat: a real electronics catalogue with thousands of sparse, typed attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from catalog.imports import values
from catalog.imports.layouts import picture_urls
from catalog.imports.layouts.layout import Record
from catalog.imports.products.row import AttributeValue, ProductRow, Unfit
from catalog.imports.products.understood import LONGEST_SKU, LONGEST_TEXT, Understood, attribute
from catalog.money import exponent

_PREFIXES = {"attr_t_": str, "attr_n_": float, "attr_b_": bool}
_UNITS = {
    "width": "mm", "height": "mm", "depth": "mm", "weight": "g", "cable_length": "m",
    "display_diagonal": "in", "processor_frequency": "GHz", "internal_memory": "GB",
    "processor_cache": "MB", "thermal_design_power__tdp_": "W", "black_toner_page_yield": "pages",
    "package_width": "mm", "package_height": "mm", "package_depth": "mm", "package_weight": "g",
    "operating_temperature__t_t_": "°C", "storage_temperature__t_t_": "°C",
    "operating_relative_humidity__h_h_": "%", "storage_relative_humidity__h_h_": "%",
}  # fmt: skip
"""The units Icecat's own sheets use for its commonest attributes; others are left without."""
_PICTURE_SIZES = ("img_high", "img_500x500", "img_low", "img_thumb")
_SMALL = {"Usb": "USB", "Lan": "LAN", "Rohs": "RoHS", "Hdmi": "HDMI", "Hdd": "HDD", "Ssd": "SSD"}


class Icecat:
    """Reads ``id, title, name, supplier, ean, short_description, price`` and ``attr_t/n/b_*``."""

    name = "icecat"

    def __init__(self, *, currency: str) -> None:
        self.currency = currency

    @classmethod
    def recognises(cls, record: Record) -> bool:
        """Whether it has a supplier and attributes in Icecat's naming."""
        return {"id", "title", "supplier"} <= record.keys() and any(
            key[:7] in _PREFIXES for key in record
        )

    def read(self, record: Record) -> ProductRow:
        """Make a product row; the manufacturer's part number becomes the SKU."""
        read = Understood(record, self.currency)
        external_id, title = read.identity("id"), read.text("title")
        part_number = values.one_line(read.raw("name"))
        if not external_id:
            raise Unfit("id", "is empty")
        if not title:
            raise Unfit("title", "is empty")
        largest = next(filter(None, map(record.get, _PICTURE_SIZES)), None)
        pictures = picture_urls.kept(picture_urls.addresses(largest), read)
        eans = record.get("ean")
        attributes = tuple(self._attributes(read))
        return ProductRow(
            external_id=external_id,
            title=title,
            sku=part_number if 0 < len(part_number) <= LONGEST_SKU else external_id[:LONGEST_SKU],
            is_sku_given=False,
            ean=read.ean(map(str, eans) if isinstance(eans, list) else [str(eans or "")]),
            description=read.prose("short_description"),
            product_type=read.text("attr_t_product_type", longest=120),
            brand=read.text("supplier", longest=120),
            published_at=read.moment("date_released"),
            currency=self.currency,
            price_minor=self._price(read),
            attributes=attributes,
            picture_urls=pictures,
            remarks=tuple(read.remarks),
        )

    def _price(self, read: Understood) -> int | None:
        """Return the price, which the file gives in hundredths without a decimal sign."""
        price = read.price("price")
        if price is None:
            return None
        text = read.raw("price").strip()
        if not text.isdigit():
            return price.minor
        return int(text) * int(10 ** exponent(self.currency)) // 100

    @staticmethod
    def _attributes(read: Understood) -> Iterator[AttributeValue]:
        for key, value in read.record.items():
            kind = _PREFIXES.get(key[:7])
            if kind is None or key == "attr_t_product_type":
                continue
            fits = isinstance(value, kind) or (
                kind is float and isinstance(value, int) and not isinstance(value, bool)
            )
            found = attribute(attribute_name(key[7:]), value, unit=_UNITS.get(key[7:], ""))
            if found is None or not fits:
                read.remark("attribute whose value is not of its type left aside")
                continue
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                read.remark(f"attribute shortened to {LONGEST_TEXT} signs")
            yield found


@cache
def attribute_name(key: str) -> str:
    """Return a key as people write it: "dimensions__wxdxh_" → "Dimensions (wxdxh)"."""
    words = re.sub(r"___", " & ", key)
    words = re.sub(r"__(?:t_t|h_h)_$", "", words)
    words = re.sub(r"__(.+?)_(?=_|$)", r" (\1)", words)
    words = re.sub(r"(?<=\d)_(?=\d)", ".", words)
    words = re.sub(r"_s_$", "(s)", words)
    words = re.sub(r"\s+", " ", words.replace("_", " ")).strip()
    words = words[:1].upper() + words[1:]
    for plain, written in _SMALL.items():
        words = re.sub(rf"\b{plain}\b", written, words, flags=re.IGNORECASE)
    return words or key
