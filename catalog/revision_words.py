"""Columns and values of the history in the words of the staff area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalog.bulk.visibility import shown as moment
from catalog.models import Product, ProductStatus, Revision, Variant
from catalog.money import Money
from catalog.templatetags.money import money

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in a history are called."""

    brands: Mapping[int, str]
    departments: Mapping[int, str]
    articles: Mapping[int, tuple[str, str]]
    """Id → article number and currency."""
    attributes: Mapping[int, str] = field(default_factory=dict)

    def article(self, revision: Revision) -> str:
        """Return the number of the article a revision is about; nothing where it is about the product."""
        if revision.variant_id is None:
            return ""
        known = self.articles.get(revision.variant_id, ("", ""))[0]
        return known or str(
            (revision.before or revision.after or {}).get("sku", revision.variant_id)
        )


DETAIL = "detail "
"""Before the id of an attribute, where a history tells of its value."""
BESIDE = "picture"
"""What a history tells of pictures."""


def is_beside(column: str) -> bool:
    """Whether it is no column of the product itself but something that hangs on it: a detail, a picture."""
    return column.startswith(DETAIL) or column == BESIDE


def word(column: str, names: Names, *, is_article: bool) -> str:
    """Return what a column, or a detail, is called."""
    if column.startswith(DETAIL):
        number = int(column.removeprefix(DETAIL))
        return names.attributes.get(number, f"#{number}")
    if column == BESIDE:
        return _("picture")
    words = {
        "brand_id": _("brand"),
        "department_id": _("department"),
        "price_minor": _("price"),
        "compare_at_minor": _("price before"),
        "cost_minor": _("cost"),
    }
    model = Variant if is_article else Product
    return words.get(column) or str(model._meta.get_field(column).verbose_name)  # type: ignore[union-attr]


def shown(column: str, value: object, names: Names, revision: Revision) -> str:
    """Return a value of a column in words."""
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, str) and column.endswith("_at"):
        value = parse_datetime(value) or value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column == "status":
        return str(ProductStatus(str(value)).label)
    if isinstance(value, int | float) and is_beside(column):
        return f"{value:g}"
    if isinstance(value, int):
        return _numbered(column, value, names, revision)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {choice}" for name, choice in value.items())
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _numbered(column: str, value: int, names: Names, revision: Revision) -> str:
    """Return what a number stands for: a name, or an amount."""
    if column == "brand_id":
        return names.brands.get(value, f"#{value}")
    if column == "department_id":
        return names.departments.get(value, f"#{value}")
    currency = names.articles.get(revision.variant_id or 0, ("", settings.SHOP_CURRENCY))[1]
    return money(Money(value, currency))


def occasion(written: str) -> str:
    """Say in words why something changed."""
    kind, _space, number = written.partition(" ")
    words = {
        "bulk": _("bulk edit %(number)s"),
        "import": _("import %(number)s"),
        "back": _("brought back from before revision %(number)s"),
        "sale": _("a sale began or ended"),
        "ended": _("its time was over"),
    }
    said = words.get(kind, "")
    return said % {"number": number} if "%(" in said else said
