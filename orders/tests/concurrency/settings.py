"""The settings of the servers in the races: those of tests, with the connection pool that a real shop has."""

from __future__ import annotations

from storefront.settings_test import *  # noqa: F403
from storefront.settings_test import DATABASES

DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12, "timeout": 30}
