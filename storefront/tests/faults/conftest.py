"""A shop with trained models behind a real web server, on a database and a Redis that may be hurt."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from orders.tests.concurrency.server import Server, serving
from storefront.services import addresses
from storefront.tests.faults.redis_server import RedisServer
from storefront.tests.faults.shopper import Shopper

SETTINGS = "storefront.tests.faults.settings"
STAFF = (
    "import sys, django; django.setup(); "
    "from storefront.tests.faults import staff; staff.main(*sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class House:
    """Everything a fault test may touch."""

    server: Server
    redis: RedisServer
    database_url: str
    artefacts: Path
    environment: dict[str, str]

    def shopper(self) -> Shopper:
        """A new browser."""
        return Shopper(self.server.port)

    def run(self, *arguments: str) -> str:
        """Run one verb of ``staff`` on the shop's database."""
        return run_staff(*arguments, environment=self.environment)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Read from the shop's database."""
        with psycopg.connect(self.database_url) as asked:
            return list(asked.execute(sql).fetchall())


def run_staff(*arguments: str, environment: dict[str, str]) -> str:
    """Run one verb of ``staff`` in a process of its own; return the last line it printed."""
    answer = subprocess.run(
        [sys.executable, "-c", STAFF, *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="package")
def filled_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of its own, fresh from the migrations.

    Not a copy of the test database: tests that commit empty that one, rows of migrations included.
    """
    with django_db_blocker.unblock():
        name = f"{connection.settings_dict['NAME']}_faults"
    url = addresses.with_database(settings.SERVICES.database_url, name)
    maintenance = addresses.with_database(settings.SERVICES.database_url, "postgres")
    with psycopg.connect(maintenance, autocommit=True) as asked:
        asked.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        asked.execute(f'CREATE DATABASE "{name}"')
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "REDIS_URL": settings.REDIS_URL,
            "DJANGO_SETTINGS_MODULE": "storefront.settings_test",
        },
        check=True,
        timeout=300,
    )
    yield url
    with psycopg.connect(maintenance, autocommit=True) as asked:
        asked.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="package")
def house(filled_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The shop, open for business."""
    redis = RedisServer(tmp_path_factory.mktemp("redis"))
    artefacts = tmp_path_factory.mktemp("artefacts")
    environment = {
        "DATABASE_URL": filled_database,
        "REDIS_URL": redis.url,
        "ARTEFACTS_DIR": str(artefacts),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }
    redis.start()
    try:
        # A server keeps for half a minute what it read at opening: the shelves have to be there before it.
        run_staff("open", environment=environment)
        with serving(workers=2, threads=4, **environment) as server:
            yield House(server, redis, filled_database, artefacts, environment)
    finally:
        redis.kill()


@pytest.fixture
def shop(house: House) -> House:
    """The shop with everything well."""
    if not house.redis.is_well():
        house.redis.kill()
        house.redis.start()
    if not house.shopper().waits_for_version("healthy", seconds=0):
        house.run("train", "healthy")
    assert house.shopper().waits_for_version("healthy")
    return house
