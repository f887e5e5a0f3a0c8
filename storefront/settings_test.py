"""The same facts, for tests: plain static storage, mail in memory, tasks run where they are called."""

from __future__ import annotations

from storefront import env
from storefront.services import addresses
from storefront.settings import *  # noqa: F403
from storefront.settings import CACHES, DATABASES, REDIS_URL, VAR_DIR

DEBUG = False
if not env.text("DB_POOL_SIZE", ""):  # a test may use threads that keep a connection
    DATABASES["default"]["OPTIONS"].pop("pool", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ARTEFACTS_DIR = VAR_DIR / "test-artefacts"
RECOMMENDATION_EXPLORED_PERCENT = 0
RECOMMENDATION_LOGGED_PERCENT = 0
RECOMMENDATION_POLL_SECONDS = 0  # tests open a version themselves, in their own transaction
# Redis databases of their own, so that a running demo on the same server is left alone.
CACHES["default"]["LOCATION"] = addresses.redis_database(REDIS_URL, 11)
EVENTS_REDIS_URL = addresses.redis_database(REDIS_URL, 10)
RATE_LIMIT_REDIS_URL = EVENTS_REDIS_URL
RATE_LIMIT_ENABLED = False
SEARCH_BY_MEANING = False  # tests that need an encoder bring their own
