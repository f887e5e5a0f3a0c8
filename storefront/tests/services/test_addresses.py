"""Addresses read from the environment, in the spelling each library wants."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import redis
from django.core.exceptions import ImproperlyConfigured

from storefront.services import addresses


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "DB_POOL_SIZE", "TEST_DATABASE_NAME", "ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)


def test_given_urls_are_returned_as_they_are_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop:pw@db.example:5433/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379/0")

    services = addresses.read(var_dir=tmp_path)

    assert services == addresses.Services(
        database_url="postgresql://shop:pw@db.example:5433/shop",
        redis_url="redis://cache.example:6379/0",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_url_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "database-url"
    secret.write_text("postgresql://shop@db/shop\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(secret))
    monkeypatch.setenv("REDIS_URL", "redis://cache")

    services = addresses.read(var_dir=tmp_path / "var")

    assert services.database_url == "postgresql://shop@db/shop"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "DATABASE_URL and REDIS_URL"),
        ({"REDIS_URL": "redis://cache"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://db/shop"}, "REDIS_URL"),
    ],
)
def test_production_without_an_address_is_refused_and_nothing_is_made(
    given: dict[str, str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"production but {named} is not set"):
        addresses.read(var_dir=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_command_that_needs_no_server_starts_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["manage.py", "services", "status"])

    services = addresses.read(var_dir=tmp_path)

    assert services.database_url.startswith("postgresql://shelfwise@/shelfwise?host=")
    assert services.redis_url.startswith("unix:///")
    assert [path.name for path in (tmp_path / "services").iterdir()] == []


def test_a_database_url_becomes_djangos_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_NAME", "test_fixed")

    database = addresses.django_database(
        "postgresql://sh%40p:p%2Fw@db.example:5433/shop?sslmode=require"
    )

    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "sh@p",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "sslmode": "require",
            "connect_timeout": 5,
            "prepare_threshold": 1,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        },
        "TEST": {"NAME": "test_fixed"},
    }


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://shop@/shop?host=/run/a%20folder&port=5432",
        "postgresql://shop@%2Frun%2Fa%20folder:5432/shop",
        addresses.postgres_socket_url(user="shop", folder="/run/a folder", port=5432, name="shop"),
    ],
)
def test_a_database_url_may_name_the_folder_of_a_unix_socket(url: str) -> None:
    database = addresses.django_database(url)

    assert (database["HOST"], database["PORT"]) == ("/run/a folder", "5432")
    # libpq itself reads the same facts from the same text.
    known = psycopg.conninfo.conninfo_to_dict(url)
    assert (known["host"], known["port"]) == ("/run/a folder", "5432")


def test_the_pool_can_be_sized_and_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_POOL_SIZE", "3")
    sized = addresses.django_database("postgresql://db/shop")
    monkeypatch.setenv("DB_POOL_SIZE", "0")
    off = addresses.django_database("postgresql://db/shop")

    assert sized["OPTIONS"]["pool"]["max_size"] == 3
    assert "pool" not in off["OPTIONS"]


def test_statements_can_be_left_unprepared_for_a_pooler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PREPARE", "no")

    assert addresses.django_database("postgresql://db/shop")["OPTIONS"]["prepare_threshold"] is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://db/shop", "begins with 'mysql'"),
        ("shop", "begins with 'nothing'"),
        ("postgresql://db", "names no database"),
    ],
)
def test_a_database_url_of_another_kind_is_refused_with_a_sentence(url: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason):
        addresses.django_database(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://:pw@cache:6379/0", "redis://:pw@cache:6379/7"),
        ("redis://cache", "redis://cache/7"),
        ("redis://cache/?db=2&protocol=3", "redis://cache/7?protocol=3"),
        ("rediss://cache:6380/1?ssl_cert_reqs=none", "rediss://cache:6380/7?ssl_cert_reqs=none"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock?db=7"),
        ("unix://:pw@/run/valkey.sock?db=1", "unix://:pw@/run/valkey.sock?db=7"),
    ],
)
def test_redis_database_changes_the_number_only(url: str, expected: str) -> None:
    changed = addresses.redis_database(url, 7)

    assert changed == expected
    pool = redis.ConnectionPool.from_url(changed)
    assert pool.connection_kwargs["db"] == 7


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache:6379/0", "redis://cache:6379/2"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=2"),
    ],
)
def test_celery_redis_spells_a_socket_as_celery_does(url: str, expected: str) -> None:
    assert addresses.celery_redis(url, 2) == expected


def test_a_redis_url_of_another_kind_is_refused_with_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL begins with 'memcached'"):
        addresses.redis_database("memcached://cache", 1)
