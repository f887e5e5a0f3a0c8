"""Dangerous settings are refused before the shop starts."""

from __future__ import annotations

import pytest
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


def test_production_refuses_development_values(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    settings.ENVIRONMENT = "production"
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    found = [message.id for message in check_production_facts(app_configs=None)]

    assert found == ["storefront.E002", "storefront.E003", "storefront.E004", "storefront.W005"]


def test_production_with_real_values_passes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 50)
    settings.ENVIRONMENT = "production"
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["shop.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert check_production_facts(app_configs=None) == []
