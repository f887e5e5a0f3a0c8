"""What somebody with a terminal does to the shop under test; runs in a process of its own."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from celery import current_app
from django.utils import timezone

from accounts.models import User
from catalog.models import Department, Product
from recommendations.events import stream
from recommendations.events.models import Event
from recommendations.ranking.ranker import MODEL
from recommendations.registry import promotion
from recommendations.registry.models import ModelVersion
from recommendations.tests.serving import tiny_ranker
from recommendations.tests.serving.tiny_shop import TinyShop


def open_shop() -> str:
    """Put lamps and mugs on their shelves, and let Ada have an account."""
    shop = TinyShop.open()
    for number, product in enumerate(shop.lamps):
        Product.objects.filter(pk=product.pk).update(slug=f"lamp-{number}")
    for number, product in enumerate(shop.mugs):
        Product.objects.filter(pk=product.pk).update(slug=f"mug-{number}")
    User.objects.create_user("ada@example.com", "a good password")
    return "open"


def train(version: str) -> str:
    """Make a version with the obvious answers live, or the one of that name that exists."""
    if ModelVersion.objects.filter(version=version).exists():
        return promotion.promote(version, timezone.now()).version
    return _shop().train(version).version


def train_ranked(version: str) -> str:
    """Make a version live that has a learned ranker for "Picked for you"."""
    shop = _shop()
    return shop.train(version, parts=[*shop.parts(), tiny_ranker.discover(shop.item_ids)]).version


def train_garbled(version: str) -> str:
    """The same, but its model was no model when it was written: every checksum holds, nothing opens."""
    shop = _shop()
    part = tiny_ranker.discover(shop.item_ids)
    broken = replace(part, arrays={**part.arrays, MODEL: np.frombuffer(b"no model", np.uint8)})
    return shop.train(version, parts=[*shop.parts(), broken]).version


def drain() -> str:
    """Do the worker's part once; return how many events the log holds now."""
    stream.drain(now=timezone.now())
    return str(Event.objects.count())


def ask(task: str) -> str:
    """Leave a task for whichever worker comes."""
    return str(current_app.send_task(task).id)


def _shop() -> TinyShop:
    products = list(Product.objects.order_by("pk"))
    lamps, mugs = Department.objects.get(slug="lamps"), Department.objects.get(slug="mugs")
    return TinyShop(
        lamps,
        mugs,
        [product for product in products if product.department_id == lamps.pk],
        [product for product in products if product.department_id == mugs.pk],
    )


def main(verb: str, *arguments: str) -> None:
    """Do one thing and print what came of it."""
    verbs = {
        "open": open_shop,
        "train": train,
        "train_ranked": train_ranked,
        "train_garbled": train_garbled,
        "drain": drain,
        "ask": ask,
    }
    sys.stdout.write(f"{verbs[verb](*arguments)}\n")
