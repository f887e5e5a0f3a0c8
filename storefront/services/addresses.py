"""The addresses of PostgreSQL and Redis: given by the environment, or of private servers started here.

``settings.py`` reads them before Django is ready, so nothing here may touch a model.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

from storefront import env

QUIET_COMMANDS = frozenset({"services", "help", "version", "--help", "-h", "--version"})
"""Commands that must not start a server only because Django reads its settings."""


@dataclass(frozen=True, slots=True)
class Services:
    """The two servers everything else needs, as URLs."""

    database_url: str
    redis_url: str


def read(*, var_dir: Path) -> Services:
    """Return the configured addresses; start private servers for those that are not configured.

    Raises:
        ImproperlyConfigured: if an address is missing in production, or a server cannot start.
    """
    database_url = env.text("DATABASE_URL")
    redis_url = env.text("REDIS_URL")
    missing = [
        name for name, url in (("DATABASE_URL", database_url), ("REDIS_URL", redis_url)) if not url
    ]
    if not missing:
        return Services(database_url=database_url, redis_url=redis_url)
    if env.text("ENVIRONMENT", "dev") == "production":
        raise ImproperlyConfigured(
            f"ENVIRONMENT is production but {' and '.join(missing)} is not set. Private servers are for"
            " development only: give the address of a server that is backed up."
        )
    from storefront.services import private  # noqa: PLC0415 - costs nothing where the URLs are set

    kinds = tuple(name.removesuffix("_URL").lower() for name in missing)
    found = (
        private.addresses(var_dir, kinds)
        if sys.argv[1:2] and sys.argv[1] in QUIET_COMMANDS
        else private.ensure(var_dir, kinds)
    )
    return Services(
        database_url=database_url or found["database"],
        redis_url=redis_url or found["redis"],
    )


def django_database(url: str) -> dict[str, Any]:
    """Return the entry of ``DATABASES`` for a ``postgresql://`` URL.

    The host may be a folder of a unix socket, as libpq writes it: ``postgresql://user@/name?host=/run/pg``.
    ``DB_POOL_SIZE`` caps the connections of one process; 0 turns the pool off. ``DB_PREPARE=no`` is for a
    connection pooler between shop and database that cannot pass prepared statements on.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {parts.scheme or 'nothing'!r}: write"
            " postgresql://user:password@host:5432/name."
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    port = options.pop("port", "") or str(parts.port or "")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /name.")
    options["connect_timeout"] = int(options.get("connect_timeout", 5))
    # Statements of catalog.statements are prepared at their second use; None keeps them unprepared.
    options["prepare_threshold"] = 1 if env.boolean("DB_PREPARE", default=True) else None
    pool_size = env.integer("DB_POOL_SIZE", 8)
    if pool_size > 0:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django's own keeping forbids it
        "OPTIONS": options,
        "TEST": {"NAME": test_database_name(name)},
    }


def test_database_name(name: str) -> str:
    """Return a name of its own for this process's test database, so that several runs share a server."""
    return env.text("TEST_DATABASE_NAME") or f"test_{name}_{os.getpid()}"


test_database_name.__test__ = False  # type: ignore[attr-defined] # not a test, whatever pytest thinks


def redis_database(url: str, number: int) -> str:
    """Return the same server's URL with another database number, for redis-py and django-redis."""
    parts = _redis_parts(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "db"]
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{number}", query=urlencode(query)))
    # urlunsplit would drop the empty host, and with it the two slashes redis-py asks for.
    location = f"unix://{parts.netloc}{parts.path}"
    return f"{location}?{urlencode([*query, ('db', str(number))])}"


def celery_redis(url: str, number: int) -> str:
    """Return the same as ``redis_database`` in Celery's spelling: it calls a unix socket redis+socket."""
    parts = _redis_parts(url)
    if parts.scheme != "unix":
        return redis_database(url, number)
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode({'virtual_host': number})}"


def with_database(url: str, name: str) -> str:
    """Return the same server's PostgreSQL URL with another database."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{query}"


def postgres_socket_url(*, user: str, folder: str, port: int, name: str) -> str:
    """Return the URL of a database behind a unix socket."""
    return (
        f"postgresql://{user}@/{name}?{urlencode({'host': folder, 'port': port}, quote_via=quote)}"
    )


def _redis_parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            f"REDIS_URL begins with {parts.scheme or 'nothing'!r}: write redis://host:6379,"
            " rediss://… or unix:///path/of.sock."
        )
    return parts
