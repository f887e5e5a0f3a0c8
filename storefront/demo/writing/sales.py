"""Writes orders with their lines, reviews, and the cart of the shown shopper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from catalog.models import Review
from orders.addresses import Address
from orders.models import Cart, CartLine, Order, OrderLine
from storefront.demo.archetypes import ARCHETYPES
from storefront.demo.catalogue import Catalogue
from storefront.demo.dice import Dice
from storefront.demo.names import STREETS, TOWNS
from storefront.demo.progress import Progress
from storefront.demo.purchases import Lines
from storefront.demo.reviews import Reviewed, review_words
from storefront.demo.shoppers import SHOWN
from storefront.demo.visits import as_datetime
from storefront.demo.writing.assortment import Assortment
from storefront.demo.writing.people import Person
from storefront.demo.writing.rows import copy_rows, reserve_ids

ORIGIN = "demo"
"""``Order.origin`` of everything written here."""
_ORDER = (
    "id", "number", "origin", "external_reference", "status", "user_id", "visitor_id", "email",
    "delivery_address", "currency", "items_minor", "total_minor", "placed_at",
)  # fmt: skip
_LINE = (
    "order_id", "variant_id", "product_id", "sku", "title", "options", "picture", "unit_price_minor", "quantity",
    "quantity_shipped", "quantity_returned", "total_minor",
)  # fmt: skip
_REVIEW = (
    "product_id", "author_id", "author_name", "rating", "title", "text", "is_verified", "is_published",
    "created_at",
)  # fmt: skip


def write_orders(
    lines: Lines,
    people: list[Person],
    assortment: Assortment,
    *,
    marker: str,
    now: datetime,
    progress: Progress,
) -> list[str]:
    """Write every order and its lines; return the numbers of the orders.

    A shopper who buys a product again buys the same variant.
    """
    picks = lines.shopper * 7 + lines.product * 3
    variants = np.array(
        [
            assortment.variant_of(int(at), int(pick))
            for at, pick in zip(lines.product, picks, strict=True)
        ],
        dtype=np.int64,
    )
    starts = np.searchsorted(lines.order, np.arange(int(lines.order.max(initial=-1)) + 2))
    numbers = [f"D{position + 1:07d}" for position in range(len(starts) - 1)]
    first_id = reserve_ids(Order, len(numbers))
    prices = np.array(assortment.prices, dtype=np.int64)[variants] * lines.quantity
    progress("Orders", 0, len(numbers))
    copy_rows(
        Order,
        _ORDER,
        _order_rows(lines, starts, prices, numbers, people, assortment, first_id, marker, now),
    )
    progress("Orders", len(numbers) // 2, len(numbers))
    copy_rows(
        OrderLine, _LINE, _line_rows(lines, int(starts[0]), variants, assortment, first_id, now)
    )
    progress("Orders", len(numbers), len(numbers))
    return numbers


def _order_rows(
    lines: Lines,
    starts: NDArray[np.int64],
    prices: NDArray[np.int64],
    numbers: list[str],
    people: list[Person],
    assortment: Assortment,
    first_id: int,
    marker: str,
    now: datetime,
) -> Iterator[tuple[object, ...]]:
    for position, number in enumerate(numbers):
        first = int(starts[position])
        shopper = int(lines.shopper[first])
        person = people[shopper]
        placed_at = as_datetime(float(lines.ordered_at[first]))
        items = int(prices[first : int(starts[position + 1])].sum())
        yield (
            first_id + position, number, ORIGIN, f"{marker}-{position + 1}", _status(placed_at, now),
            person.user_id or None, person.visitor_ids[0], person.email, address_of(person, shopper),
            assortment.currency, items, items, placed_at,
        )  # fmt: skip


def _line_rows(
    lines: Lines,
    first_line: int,
    variants: NDArray[np.int64],
    assortment: Assortment,
    first_id: int,
    now: datetime,
) -> Iterator[tuple[object, ...]]:
    for row in range(first_line, len(lines)):
        product, variant = int(lines.product[row]), int(variants[row])
        quantity, price = int(lines.quantity[row]), assortment.prices[variant]
        is_shipped = _status(as_datetime(float(lines.ordered_at[row])), now) != "paid"
        yield (
            first_id + int(lines.order[row]), assortment.variant_ids[variant], assortment.product_id(product),
            assortment.skus[variant], assortment.titles[product], assortment.options[variant],
            assortment.pictures[product], price, quantity, quantity if is_shipped else 0,
            1 if is_shipped and row % 67 == 0 else 0, price * quantity,
        )  # fmt: skip


def _status(placed_at: datetime, now: datetime) -> str:
    if placed_at < now - timedelta(days=5):
        return "delivered"
    return "shipped" if placed_at < now - timedelta(days=1) else "paid"


def address_of(person: Person, shopper: int) -> str:
    """Return a person's postal address as it is stored with orders, always the same for the same shopper."""
    dice = Dice(shopper)
    postcode, city = dice.pick(TOWNS)
    address = Address(
        name=f"{person.first_name} {person.last_name}",
        line1=f"{dice.pick(STREETS)} {1 + dice.roll(120)}",
        postcode=postcode,
        city=city,
        country="DE",
    )
    return json.dumps(address.to_json(), ensure_ascii=False)


def write_reviews(
    reviewed: Reviewed, people: list[Person], assortment: Assortment, catalogue: Catalogue
) -> int:
    """Write the reviews, all verified and shown."""
    return copy_rows(
        Review,
        _REVIEW,
        (
            _review_row(reviewed, row, people[int(reviewed.shopper[row])], assortment, catalogue)
            for row in range(len(reviewed))
        ),
    )


def _review_row(
    reviewed: Reviewed, row: int, author: Person, assortment: Assortment, catalogue: Catalogue
) -> tuple[object, ...]:
    product, rating = int(reviewed.product[row]), int(reviewed.rating[row])
    dice = Dice(int(reviewed.dice[row]))
    variant = assortment.variant_of(product, dice.roll(97))
    title, text = review_words(
        ARCHETYPES[int(catalogue.archetype[product])],
        rating,
        material=assortment.materials[product],
        colour=assortment.options[variant].split(",")[0].lower() or "colour",
        dice=dice,
    )
    return (
        assortment.product_id(product), author.user_id, f"{author.first_name} {author.last_name[0]}.", rating,
        title, text, True, True, as_datetime(float(reviewed.created_at[row])),
    )  # fmt: skip


def write_shown_cart(
    people: list[Person],
    assortment: Assortment,
    catalogue: Catalogue,
    lines: Lines,
    *,
    now: datetime,
) -> None:
    """Fill the shown shopper's cart with two complements of what they bought last, so that it is never empty."""
    mine = lines.product[(lines.shopper == SHOWN) & (lines.order >= 0)][::-1]
    pairs = catalogue.pairs[mine].ravel()
    wanted = [int(at) for at in dict.fromkeys([*pairs[pairs >= 0].tolist(), *mine.tolist()])]
    chosen = [at for at in wanted if assortment.in_stock[at]][:2]
    cart = Cart.objects.create(user_id=people[SHOWN].user_id, changed_at=now)
    for at in chosen:
        variant = assortment.variant_of(at, 0)
        CartLine.objects.create(
            cart=cart,
            variant_id=assortment.variant_ids[variant],
            quantity=1,
            seen_price_minor=assortment.prices[variant],
            seen_currency=assortment.currency,
            added_at=now,
        )
