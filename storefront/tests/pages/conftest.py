"""A small shop with a bit of everything, and people to look at it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Department, Picture, Product
from catalog.tests.factories import make_department, make_product, make_review, make_variant


@dataclass(frozen=True)
class Shop:
    """What stands on the shelves."""

    kitchen: Department
    mugs: Department
    mug: Product
    """In three colours and two sizes, with pictures, details and reviews."""
    sold_out_lamp: Product
    draft: Product
    products: list[Product]
    """The thirty others, in the mugs department."""


@pytest.fixture
def shop(db: None) -> Shop:
    """Fill the shelves."""
    kitchen = make_department("Kitchen")
    mugs = make_department("Mugs", parent=kitchen)
    lighting = make_department("Lighting")
    mug = make_product(
        "Tall mug", department=mugs, brand="Norrland", price_minor=1900, compare_at_minor=2400,
        description="A tall mug.\n\nHolds soup.", attributes={"Material": "Stoneware", "Height": 11.5, "Microwave-safe": True},
        ratings=(5, 4, 3), picture="products/mug.svg", popularity=99.0, sku="MUG-RED-S",
    )  # fmt: skip
    mug.variants.update(options={"Colour": "Red", "Size": "S"})
    make_variant(
        mug, sku="MUG-RED-L", price_minor=2100, options={"Colour": "Red", "Size": "L"}, on_hand=3
    )
    make_variant(mug, sku="MUG-BLUE-S", options={"Colour": "Blue", "Size": "S"}, on_hand=0)
    make_review(mug, rating=1, is_published=False, text="Secret complaint.")
    Picture.objects.create(product=mug, file="products/mug-side.svg", alt="Side", position=1)
    return Shop(
        kitchen=kitchen,
        mugs=mugs,
        mug=mug,
        sold_out_lamp=make_product("Desk lamp", department=lighting, on_hand=0),
        draft=make_product("Draft vase", department=kitchen, status="draft"),
        products=[
            make_product(
                f"Plain mug {number}", department=mugs, brand=("Kobo", "Mori")[number % 2], price_minor=1000 + number,
                attributes={"Material": ("Oak", "Steel", "Linen")[number % 3]}, popularity=float(number),
            )
            for number in range(30)
        ],
    )  # fmt: skip


@pytest.fixture
def shopper(db: None) -> User:
    """A person with an account."""
    return User.objects.create_user("ada@example.com", "correct horse battery")


@pytest.fixture
def signed_in(client: Client, shopper: User) -> Client:
    """The browser of that person."""
    client.force_login(shopper)
    return client
