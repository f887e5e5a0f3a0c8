"""One card of a slate that was shown: why it was there, and what its shopper may refuse."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.departments import tree
from catalog.models import Product
from recommendations.serving.explain import sentence
from recommendations.serving.seal import ShownSlate
from recommendations.vocabulary import Context, RefusalScope


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to say about a product, and whether it was said."""

    scope: RefusalScope
    target_id: int
    name: str
    is_said: bool


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A product in its place."""

    product: Product
    reason: str
    choices: tuple[Choice, ...]

    @property
    def said(self) -> tuple[Choice, ...]:
        """What the shopper has said already; of the product itself once, whichever way."""
        return tuple(
            choice
            for choice in self.choices
            if choice.is_said and choice.scope is not RefusalScope.OWNED
        )


def card_of(shown: ShownSlate, position: int, *, context: Context) -> ShownCard | None:
    """Return the card that stood at a position; None if its product is gone. One or two queries."""
    reason = shown.reasons[position]
    item_id = shown.item_ids[position]
    products = Product.objects.cards().in_bulk([item_id, *([reason.cause] if reason.cause else [])])
    product = products.get(item_id)
    if product is None:
        return None
    shelf = tree().by_id.get(product.department_id or 0)
    titles = {each.pk: each.title for each in products.values()}
    return ShownCard(
        product=product,
        reason=sentence(reason, titles=titles, department=shelf.name if shelf else ""),
        choices=tuple(_choices(product, shelf.name if shelf else "", context)),
    )


def _choices(product: Product, department: str, context: Context) -> list[Choice]:
    is_refused = product.pk in context.dismissed
    choices = [
        Choice(RefusalScope.ITEM, product.pk, product.title, is_refused),
        Choice(RefusalScope.OWNED, product.pk, product.title, is_refused),
    ]
    if product.brand_id is not None and product.brand is not None:
        is_said = product.brand_id in context.refused_brands
        choices.append(Choice(RefusalScope.BRAND, product.brand_id, product.brand.name, is_said))
    if product.department_id is not None and department:
        is_said = product.department_id in context.refused_departments
        choices.append(Choice(RefusalScope.DEPARTMENT, product.department_id, department, is_said))
    return choices
