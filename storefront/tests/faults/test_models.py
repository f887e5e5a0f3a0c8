"""Versions that come, go, and are broken, under the eyes of a real server."""

from __future__ import annotations

import shutil
import time

import psycopg

from orders.tests.concurrency.server import serving
from storefront.tests.faults.conftest import House
from storefront.tests.faults.shopper import Shopper


def test_promoted_version_is_picked_up_within_thirty_seconds(shop: House) -> None:
    began = time.monotonic()
    shop.run("train", f"fresh-{int(began)}")

    assert shop.shopper().waits_for_version(f"fresh-{int(began)}", seconds=30)


def test_damaged_version_leaves_the_former_serving(shop: House) -> None:
    shop.run("train", "hurt")
    assert shop.shopper().waits_for_version("hurt")
    shop.run("train", "healthy")
    assert shop.shopper().waits_for_version("healthy")
    array = shop.artefacts / "hurt" / "co_purchase" / "scores.npy"
    content = bytearray(array.read_bytes())
    content[-1] ^= 1
    array.write_bytes(content)

    # The registry would refuse to promote it; somebody with a database console did it anyway.
    with psycopg.connect(shop.database_url) as asked:
        asked.execute("UPDATE recommendations_modelversion SET alias = ''")
        asked.execute(
            "UPDATE recommendations_modelversion SET alias = 'live' WHERE version = 'hurt'"
        )
    time.sleep(5)

    assert {shop.shopper().version() for _ in range(10)} == {"healthy"}
    assert shop.shopper().get("/p/lamp-0/").rows == [
        "Frequently bought together",
        "Similar products",
    ]
    with psycopg.connect(shop.database_url) as asked:
        asked.execute("UPDATE recommendations_modelversion SET alias = ''")
        asked.execute(
            "UPDATE recommendations_modelversion SET alias = 'live' WHERE version = 'healthy'"
        )
    shutil.rmtree(shop.artefacts / "hurt")


def test_files_that_vanish_while_serving_do_no_harm(shop: House) -> None:
    shop.run("train", "vanishing")
    assert shop.shopper().waits_for_version("vanishing")

    shutil.rmtree(shop.artefacts / "vanishing")

    assert shop.shopper().get("/p/lamp-5/").rows == [
        "Frequently bought together",
        "Similar products",
    ]


def test_server_that_finds_no_files_shows_what_is_popular(shop: House) -> None:
    """No model, no worker, no trainer: the shop itself knows enough to be open."""
    environment = {**shop.environment, "ARTEFACTS_DIR": str(shop.artefacts / "nowhere")}
    with serving(workers=1, threads=2, **environment) as server:
        shop.redis.kill()
        shopper = Shopper(server.port)

        home, product = shopper.get("/"), shopper.get("/p/lamp-0/")

        assert (home.status, product.status) == (200, 200)
        assert home.rows[0] == "Popular right now"
        assert product.rows == ["Popular in Lamps"]
        assert {answer.status for answer in shopper.tour()} == {200}
