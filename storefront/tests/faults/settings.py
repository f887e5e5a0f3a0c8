"""The test settings for servers that look for new model versions by themselves, as in production."""

from __future__ import annotations

from pathlib import Path

from storefront import env
from storefront.settings_test import *  # noqa: F403

ARTEFACTS_DIR = Path(env.text("ARTEFACTS_DIR"))
RECOMMENDATION_POLL_SECONDS = 1
RECOMMENDATION_BUDGET_MS = (
    500  # what is tested here is Redis and files, not how busy the machine is
)
