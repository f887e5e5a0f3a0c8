"""Dangerous settings are refused before the shop starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from pytest_django import Settings

from storefront.checks import check_production_facts, check_redis_databases_apart


def test_separate_redis_databases_pass() -> None:
    assert check_redis_databases_apart(app_configs=None) == []


def test_cache_in_the_brokers_database_is_refused(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = settings.CACHES["default"]["LOCATION"]

    assert [found.id for found in check_redis_databases_apart(app_configs=None)] == [
        "storefront.E001"
    ]


def test_development_may_use_development_values(settings: Settings) -> None:
    settings.DEBUG = True

    assert check_production_facts(app_configs=None) == []


def test_production_refuses_development_values(settings: Settings) -> None:
    settings.ENVIRONMENT = "production"
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    found = [message.id for message in check_production_facts(app_configs=None)]

    assert found == ["storefront.E003", "storefront.E004", "storefront.W005"]


def test_production_with_real_values_passes(settings: Settings) -> None:
    settings.ENVIRONMENT = "production"
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["shop.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert check_production_facts(app_configs=None) == []


PRODUCTION = {
    "ENVIRONMENT": "production",
    "ALLOWED_HOSTS": "shop.example",
    "DATABASE_URL": "postgres://db.example/shop",
    "REDIS_URL": "redis://cache.example",
}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (PRODUCTION, "SECRET_KEY is not set: set it, or SECRET_KEY_FILE, to 50 random characters."),
        (
            PRODUCTION | {"SECRET_KEY_FILE": "/nowhere/key"},
            "SECRET_KEY_FILE='/nowhere/key' cannot be read: No such file or directory.",
        ),
        (PRODUCTION | {"ENVIRONMENT": "prod"}, "ENVIRONMENT='prod' is none of dev, production."),
        (
            PRODUCTION | {"SECRET_KEY": "k" * 50, "LOG_FORMAT": "xml"},
            "LOG_FORMAT='xml' is none of json, text.",
        ),
    ],
)
def test_nothing_starts_on_a_guess(facts: dict[str, str], sentence: str) -> None:
    """Settings are read once a process, so another process reads them here."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    done = subprocess.run(
        [sys.executable, "-c", "import storefront.settings"],
        cwd=settings.BASE_DIR,
        env=inherited | facts,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert done.stderr.rstrip().endswith(sentence)
