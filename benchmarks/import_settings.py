"""The settings of tests for an import that leaves the counting of words to a worker who never comes."""

from __future__ import annotations

from storefront.settings_test import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = "memory://"
