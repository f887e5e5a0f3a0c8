"""Worker and trainer frozen or killed while people browse: the shop neither waits for them nor loses a view."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings

from recommendations.training.lock import TRAINING_LOCK
from storefront.services.running import wait_until
from storefront.tests.faults.conftest import House

WORKER = (
    "-m", "celery", "--app", "storefront", "worker", "--pool", "solo", "--loglevel", "warning",
)  # fmt: skip
TRAINER = ("manage.py", "train", "--now-inline", "--fresh")


@contextmanager
def running(house: House, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one more process of the shop; it is gone when the block ends."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **house.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def drain_by_worker(house: House) -> None:
    """Ask whichever worker listens to move the buffered events."""
    house.run("ask", "recommendations.tasks.drain_events")


def views(house: House) -> int:
    """Return how many views the log holds."""
    return int(
        str(house.query("SELECT count(*) FROM recommendations_event WHERE kind = 'view'")[0][0])
    )


def is_training(house: House) -> bool:
    """Return whether somebody holds the lock of training."""
    held = house.query("SELECT objid FROM pg_locks WHERE locktype = 'advisory'")
    return (TRAINING_LOCK,) in held


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_views_wait_for_the_next_worker(shop: House, blow: signal.Signals) -> None:
    shop.run("drain")
    before = views(shop)
    shopper = shop.shopper()
    with running(shop, *WORKER) as worker:
        shopper.get("/p/mug-1/")
        drain_by_worker(shop)
        assert wait_until(lambda: views(shop) == before + 1, timeout_seconds=30)

        worker.send_signal(blow)
        drain_by_worker(shop)
        answers = [shopper.get(f"/p/lamp-{number}/") for number in range(6)] + shopper.tour()

    assert {answer.status for answer in answers} == {200}
    assert answers[0].rows == ["Frequently bought together", "Similar products"]
    with running(shop, *WORKER):
        drain_by_worker(shop)
        assert wait_until(lambda: views(shop) == before + 1 + 7, timeout_seconds=30)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_trainer_that_dies_leaves_the_former_version_serving(
    shop: House, blow: signal.Signals
) -> None:
    shopper = shop.shopper()
    with running(shop, *TRAINER) as trainer:
        assert wait_until(lambda: is_training(shop), timeout_seconds=60)

        trainer.send_signal(blow)
        answers = shopper.tour()

    assert {answer.status for answer in answers} == {200}
    assert shopper.version() == "healthy"
    assert wait_until(lambda: not is_training(shop), timeout_seconds=30)
