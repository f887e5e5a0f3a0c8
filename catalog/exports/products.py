"""Every article with its product, in columns that the import of products reads back."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Prefetch

from catalog.exports import tables
from catalog.imports.products.cells import written_path, written_tags
from catalog.imports.products.understood import without_html
from catalog.models import Attribute, Department, Picture, Product, ProductAttribute, Variant
from catalog.money import Money
from catalog.structured_data import whole_address

_CHUNK = 2_000
_COLUMNS = (
    "id", "group", "sku", "ean", "title", "description", "brand", "category", "product_type", "tags",
    "price", "compare_at_price", "currency", "stock", "status", "published_at",
    "hidden_at", "seo_title", "seo_description",
)  # fmt: skip
_MOST_OPTIONS = """
SELECT coalesce(max((SELECT count(*) FROM jsonb_object_keys(options))), 0) FROM catalog_variant
WHERE jsonb_typeof(options) = 'object'
"""


def lines(*, source: str | None = None, as_json: bool = False, origin: str = "") -> Iterator[str]:
    """Yield the table, or the same as JSON lines, a line an article; ``source`` keeps what was imported from there, under the ids it has there.

    With the ``origin`` of the shop, such as https://shop.example, the addresses of pictures are a column, too.
    A query for the columns each of attributes, departments and options, then three for every 2,000 articles.
    """
    columns = _Columns.of_the_catalogue(is_one_source=source is not None, origin=origin)
    pictures = Picture.objects.order_by("position")
    variants = (
        Variant.objects.select_related("product__brand", "stock")
        .prefetch_related(
            Prefetch("product__attribute_values", ProductAttribute.objects.all()),
            *([Prefetch("product__pictures", pictures)] if origin else []),
        )
        .order_by("product_id", "position", "id")
    )
    if source is not None:
        variants = variants.filter(product__source=source)
    found = variants.iterator(chunk_size=_CHUNK)
    write = tables.json_lines if as_json else tables.lines
    return write(columns.header, map(columns.row, _told_apart(found)))


@dataclass(frozen=True, slots=True)
class _Article:
    """A variant, and whether it has siblings or options."""

    variant: Variant
    is_grouped: bool


def _told_apart(variants: Iterator[Variant]) -> Iterator[_Article]:
    """Yield each variant, knowing whether another one of its product follows or went before."""
    before: Variant | None = None
    was_grouped = False
    for variant in variants:
        is_sibling = before is not None and before.product_id == variant.product_id
        if before is not None:
            yield _Article(before, was_grouped or is_sibling or bool(before.options))
        before, was_grouped = variant, is_sibling
    if before is not None:
        yield _Article(before, was_grouped or bool(before.options))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns this catalogue needs."""

    attributes: Mapping[int, str]
    """Attribute id → column name, which says its kind and unit."""
    departments: Mapping[int, str]
    n_options: int
    is_one_source: bool
    """Whether ids from outside tell the products apart."""
    origin: str
    """The address of the shop, which addresses of pictures need; nothing where they are not asked for."""

    @classmethod
    def of_the_catalogue(cls, *, is_one_source: bool, origin: str) -> _Columns:
        """Read which attributes, departments and numbers of options there are. Three queries."""
        used = Attribute.objects.filter(values__isnull=False).distinct().order_by("position", "id")
        with connection.cursor() as cursor:
            cursor.execute(_MOST_OPTIONS)
            n_options = int(cursor.fetchone()[0])
        attributes = {each.pk: attribute_column(each) for each in used}
        return cls(attributes, _paths(), n_options, is_one_source, origin)

    @property
    def header(self) -> list[str]:
        """The names of all columns."""
        numbers = range(1, self.n_options + 1)
        options = [f"option{n} {part}" for n in numbers for part in ("name", "value")]
        pictures = ["image_urls"] if self.origin else []
        return [*_COLUMNS, *pictures, *options, *self.attributes.values()]

    def row(self, article: _Article) -> list[object]:
        """Return the cells of one article."""
        variant, product = article.variant, article.variant.product
        key = product.external_id if self.is_one_source and product.external_id else str(product.pk)
        values = {each.attribute_id: _value(each) for each in product.attribute_values.all()}
        options = [cell for pair in variant.options.items() for cell in map(str, pair)]
        stock = getattr(variant, "stock", None)
        return [
            variant.sku if article.is_grouped else key,
            key if article.is_grouped else "",
            variant.sku,
            variant.ean,
            product.title,
            _prose(product),
            product.brand.name if product.brand else "",
            self.departments.get(product.department_id or 0, ""),
            product.product_type,
            written_tags(product.tags),
            str(variant.price.decimal) if variant.price_minor else "",
            str(variant.compare_at.decimal) if variant.compare_at else "",
            variant.currency,
            "" if stock is None else stock.on_hand,
            product.status,
            product.published_at.isoformat() if product.published_at else "",
            product.hidden_at.isoformat() if product.hidden_at else "",
            product.seo_title,
            product.seo_description,
            *self._pictures(product),
            *options,
            *[""] * (2 * self.n_options - len(options)),
            *(values.get(attribute_id, "") for attribute_id in self.attributes),
        ]

    def _pictures(self, product: Product) -> Iterator[str]:
        """Yield the one cell of addresses, if they are asked for."""
        if self.origin:
            urls = (default_storage.url(str(each.file)) for each in product.pictures.all())
            yield "|".join(whole_address(url, origin=self.origin) for url in urls)


def attribute_column(attribute: Attribute) -> str:
    """Return the name of an attribute's column, from which the import learns its kind and unit."""
    kind = {"number": "number", "boolean": "boolean"}.get(attribute.kind, "text")
    said = f"{kind} {attribute.unit}".strip()
    return f"attribute: {attribute.name} [{said}]"


def _value(value: ProductAttribute) -> object:
    if value.boolean is not None:
        return "yes" if value.boolean else "no"
    return value.value


def _prose(product: Product) -> str:
    """Return the description so that the import, which takes HTML away, leaves it as it is."""
    text = product.description
    is_changed = ("<" in text or "&" in text) and without_html(text) != text
    return html.escape(text, quote=False) if is_changed else text


def _paths() -> dict[int, str]:
    """Return the way from the top to each department. One query."""
    names: dict[str, str] = {}
    found: dict[int, str] = {}
    for path, id_, name in Department.objects.order_by("path").values_list("path", "id", "name"):
        above = names.get(path[: -Department.steplen])
        names[path] = f"{above} > {name}" if above else name
        found[id_] = written_path(names[path] if ">" in names[path] else f"{name} >")
    return found


def shown_price(money: Money) -> str:
    """Return a price as feeds write it: ``12.99 EUR``."""
    return f"{money.decimal} {money.currency}"
