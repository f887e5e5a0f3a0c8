"""Where products stand and what they are tagged with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.bulk.lines import Line, Plan, sorted_plan
from catalog.models import Department, Product

MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class DepartmentEdit:
    """The products move to one department."""

    department_id: int
    name: str

    def __str__(self) -> str:
        return _("to %(department)s") % {"department": self.name}

    def plan(self, product_ids: Collection[int], *, now: datetime) -> Plan:
        """Return every product with the way to it before and after. Two queries."""
        ways = department_paths()
        products = Product.objects.filter(pk__in=list(product_ids)).order_by("title", "pk")
        return sorted_plan(self._line(product, ways) for product in products)

    def _line(self, product: Product, ways: dict[int, str]) -> Line:
        is_there = product.department_id == self.department_id
        return Line(
            product_id=product.pk,
            title=product.title,
            before=ways.get(product.department_id or 0, _("no department")),
            after="" if is_there else ways.get(self.department_id, self.name),
            refusal=_("stands there already") if is_there else "",
            changes={} if is_there else {"department_id": self.department_id},
        )


@dataclass(frozen=True, slots=True)
class TagEdit:
    """Tags are added to the products and taken off them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join([*(f"+{tag}" for tag in self.added), *(f"−{tag}" for tag in self.removed)])

    def plan(self, product_ids: Collection[int], *, now: datetime) -> Plan:
        """Return every product with its tags before and after. One query."""
        products = Product.objects.filter(pk__in=list(product_ids)).order_by("title", "pk")
        return sorted_plan(map(self._line, products))

    def _line(self, product: Product) -> Line:
        kept = [tag for tag in product.tags if tag not in self.removed]
        tags = list(dict.fromkeys([*kept, *self.added]))
        refusal = ""
        if tags == product.tags:
            refusal = _("is tagged so already")
        elif len(tags) > MOST_TAGS:
            refusal = _("would have more than %(count)d tags") % {"count": MOST_TAGS}
        return Line(
            product_id=product.pk,
            title=product.title,
            before=", ".join(product.tags) or "–",
            after="" if refusal else ", ".join(tags) or "–",
            refusal=refusal,
            changes={} if refusal else {"tags": tags},
        )


def department_paths() -> dict[int, str]:
    """Return the way from the top to each department, hidden ones too. One query."""
    names: dict[str, str] = {}
    found: dict[int, str] = {}
    for path, id_, name in Department.objects.order_by("path").values_list("path", "id", "name"):
        above = names.get(path[: -Department.steplen])
        names[path] = found[id_] = f"{above} › {name}" if above else name
    return found
