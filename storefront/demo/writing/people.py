"""Writes shoppers' accounts and browsers, and two accounts that visitors of the demo may use."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.contrib.auth.hashers import make_password

from accounts.models import User, Visitor
from storefront.demo.dice import Dice
from storefront.demo.names import full_name
from storefront.demo.shoppers import SHOWN, Shoppers
from storefront.demo.visits import as_datetime
from storefront.demo.writing.rows import copy_rows, reserve_ids


@dataclass(frozen=True, slots=True)
class Login:
    """An account whose password is public."""

    email: str
    password: str


OWNER = Login("owner@example.com", "shelfwise-owner")
SHOPPER = Login("shopper@example.com", "shelfwise-shopper")

_USER = (
    "id", "password", "last_login", "is_superuser", "first_name", "last_name", "is_staff", "is_active",
    "date_joined", "email",
)  # fmt: skip
_VISITOR = ("id", "user_id", "created_at", "linked_at", "is_personalised")


@dataclass(frozen=True, slots=True)
class Person:
    """One shopper as the database knows them; ``user_id`` is 0 for guests."""

    user_id: int
    visitor_ids: tuple[UUID, ...]
    first_name: str
    last_name: str
    email: str

    @property
    def key(self) -> str:
        """The person's key in the event log."""
        return f"u{self.user_id}" if self.user_id else f"v{self.visitor_ids[0].hex}"


def write_people(shoppers: Shoppers, *, rng: np.random.Generator) -> list[Person]:
    """Write accounts with unusable passwords and their browsers; guests get a browser id but no row."""
    people = _people(shoppers, reserve_ids(User, int(shoppers.has_account.sum())), rng)
    members = [(at, person) for at, person in enumerate(people) if person.user_id]
    shown_password = make_password(SHOPPER.password)
    copy_rows(
        User,
        _USER,
        (
            (
                person.user_id, shown_password if at == SHOWN else f"!demo{person.user_id}", None, False,
                person.first_name, person.last_name, False, True, as_datetime(shoppers.first_seen_at[at]),
                person.email,
            )
            for at, person in members
        ),
    )  # fmt: skip
    copy_rows(
        Visitor,
        _VISITOR,
        (
            (visitor_id, person.user_id, seen_at, seen_at, True)
            for at, person in members
            for seen_at in (as_datetime(shoppers.first_seen_at[at]),)
            for visitor_id in person.visitor_ids
        ),
    )
    if not User.objects.filter(email=OWNER.email).exists():
        User.objects.create_superuser(
            OWNER.email, OWNER.password, first_name="Olivia", last_name="Owner"
        )
    return people


def random_uuid(rng: np.random.Generator) -> UUID:
    """Return a version 4 id drawn from the generator."""
    return UUID(bytes=rng.bytes(16), version=4)


def _people(shoppers: Shoppers, first_user_id: int, rng: np.random.Generator) -> list[Person]:
    starts = rng.integers(0, 2**63, len(shoppers), dtype=np.uint64)
    second = rng.random(len(shoppers)) < 0.25
    user_ids = np.where(
        shoppers.has_account, first_user_id + np.cumsum(shoppers.has_account) - 1, 0
    )
    people: list[Person] = []
    for at in range(len(shoppers)):
        first_name, last_name = full_name(Dice(int(starts[at])))
        browsers = 2 if second[at] and shoppers.has_account[at] else 1
        email = f"{first_name}.{last_name}.{at}@mail.example".lower()
        people.append(
            Person(
                user_id=int(user_ids[at]),
                visitor_ids=tuple(random_uuid(rng) for _ in range(browsers)),
                first_name="Robin" if at == SHOWN else first_name,
                last_name="Shopper" if at == SHOWN else last_name,
                email=SHOPPER.email if at == SHOWN else email,
            )
        )
    return people
