"""A learned ranker that hangs or cannot be opened: pages lose its order, and nothing else."""

from __future__ import annotations

import re
import statistics

import psycopg
import pytest

from orders.tests.concurrency.server import serving
from storefront.tests.faults.conftest import House
from storefront.tests.faults.shopper import Shopper

LATE = "storefront.tests.faults.slow_ranker:application"
PERSONAL = "Picked for you"
INFERENCE_SECONDS = 1.0
"""As in ``slow_ranker``, whose import would open a shop."""
ROUNDS = 6


@pytest.fixture(scope="module")
def ranked(house: House) -> House:
    """The shop with a version that has a ranker."""
    if not house.redis.is_well():  # as an earlier test left it
        house.redis.kill()
        house.redis.start()
    assert house.run("train_ranked", "ranked") == "ranked"
    return house


def counted(shopper: Shopper, name: str, **labels: str) -> float:
    """Return a counter of a server of one worker; 0 before it counted anything."""
    series = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    found = re.search(
        rf"^{name}{{{re.escape(series)}}} (\S+)$", shopper.get("/metrics").html, re.MULTILINE
    )
    return float(found[1]) if found else 0.0


def answers(shopper: Shopper, rung: str) -> float:
    return counted(
        shopper, "shelfwise_recommendation_answers_total", placement="for_you", rung=rung
    )


def failures(shopper: Shopper, step: str) -> float:
    return counted(shopper, "shelfwise_recommendation_failures_total", step=step)


def test_a_ranker_that_sleeps_is_waited_for_twice_and_then_rests(ranked: House) -> None:
    with serving(LATE, workers=1, threads=2, **ranked.environment) as server:
        shopper = Shopper(server.port)
        assert shopper.waits_for_version("ranked")
        homes = []

        for number in range(ROUNDS):
            shopper.get(f"/p/lamp-{number}/")
            homes.append(shopper.get("/"))

        assert {home.status for home in homes} == {200}
        assert all(PERSONAL in home.rows for home in homes[1:])
        assert {answer.status for answer in shopper.tour()} == {200}
        # Two answers came too late; from then on the weighted blend ordered the row at once.
        assert failures(shopper, "slow_ranker") == 2
        assert failures(shopper, "skipped_ranker") >= ROUNDS - 2
        assert answers(shopper, "blended") >= ROUNDS - 2
        assert statistics.median(home.seconds for home in homes) < INFERENCE_SECONDS


def test_a_model_that_cannot_be_opened_costs_its_order_only(ranked: House) -> None:
    assert ranked.run("train_garbled", "garbled") == "garbled"
    with serving(workers=1, threads=2, **ranked.environment) as server:
        shopper = Shopper(server.port)
        assert shopper.waits_for_version("garbled")
        shopper.get("/p/lamp-1/")

        home = shopper.get("/")

        assert PERSONAL in home.rows
        assert {answer.status for answer in shopper.tour()} == {200}
        assert failures(shopper, "ranker_refused") == 1
        assert answers(shopper, "blended") >= 1


def test_a_damaged_model_file_leaves_the_former_version_serving(shop: House, ranked: House) -> None:
    file = shop.artefacts / "ranked" / "discover" / "model.npy"
    whole = bytearray(file.read_bytes())
    whole[-1] ^= 1
    file.write_bytes(whole)
    with psycopg.connect(shop.database_url) as asked:
        asked.execute("UPDATE recommendations_modelversion SET alias = ''")
        asked.execute(
            "UPDATE recommendations_modelversion SET alias = 'live' WHERE version = 'ranked'"
        )

    # A server that starts with the damaged file has nothing else: what is popular answers.
    with serving(workers=1, threads=2, **shop.environment) as server:
        shopper = Shopper(server.port)
        pages = shopper.tour()
        assert {page.status for page in pages} == {200}
        assert "Popular right now" in pages[0].rows
        assert failures(shopper, "bundle") >= 1

    # One that was serving goes on as before.
    assert {shop.shopper().version() for _ in range(6)} == {"healthy"}
    shop.run("train", "healthy")
