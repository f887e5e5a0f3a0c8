"""What somebody with a terminal does to the shop under test; runs in a process of its own."""

from __future__ import annotations

import sys

from celery import current_app
from django.utils import timezone

from accounts.models import User
from catalog.models import Department, Product
from recommendations.events import stream
from recommendations.events.models import Event
from recommendations.registry import promotion
from recommendations.registry.models import ModelVersion
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
    verbs = {"open": open_shop, "train": train, "drain": drain, "ask": ask}
    sys.stdout.write(f"{verbs[verb](*arguments)}\n")
