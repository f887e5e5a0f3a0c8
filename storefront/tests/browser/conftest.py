"""One trained shop behind a real server, one Chromium, and a new visitor for every test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks import chromium
from orders.tests.concurrency.server import serving
from storefront.services import addresses
from storefront.tests.browser.watch import Watch
from storefront.tests.faults.redis_server import RedisServer

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE_MS = 20_000
"""For one step on a busy machine; a quiet one needs a tenth of a second."""

Visiting = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser all tests share; each test has a profile of its own in it."""
    if chromium.path() is None:
        pytest.skip("there is no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    with chromium.opened() as opened:
        yield opened


@pytest.fixture(scope="package")
def database_url(browser: Browser) -> Iterator[str]:
    """A database that the server sees: what it writes is committed, so it is thrown away as a whole."""
    given = settings.SERVICES.database_url
    name = f"test_browser_{os.getpid()}"
    with psycopg.connect(addresses.with_database(given, "postgres"), autocommit=True) as asked:
        asked.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        asked.execute(f'CREATE DATABASE "{name}"')
        yield addresses.with_database(given, name)
        asked.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="package")
def address(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shop as production runs it: its own settings and policy, bundled static files, gunicorn."""
    folder = tmp_path_factory.mktemp("shop")
    redis = RedisServer(tmp_path_factory.mktemp("redis"))
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis.url,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "storefront.settings",
        # Shoppers get what is ready in time; a test must get what is there, however busy the machine is.
        "RECOMMENDATION_BUDGET_MS": "20000",
        "REDIS_TIMEOUT_MS": "20000",
        "ENVIRONMENT": "dev",
    }
    redis.start()
    try:
        _open_shop(environment)
        with serving(workers=1, threads=8, **environment) as server:
            yield f"http://127.0.0.1:{server.port}"
    finally:
        redis.kill()


def _open_shop(environment: dict[str, str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "storefront.tests.browser.opening"],
        cwd=Path(settings.BASE_DIR),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert answer.returncode == 0, answer.stderr


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visiting]:
    """Open a page in a new profile: ``visit(PHONE, java_script_enabled=False)``; nothing may go wrong there."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(viewport: dict[str, int] = DESKTOP, **options: object) -> Page:
        context = browser.new_context(
            base_url=address, viewport=viewport, reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch.over(page, address))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems] == []
