"""The shop's settings without its middleware, for the floor page."""

from __future__ import annotations

from storefront.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []  # type: ignore[no-redef]
ROOT_URLCONF = "benchmarks.floor"
# Sign-in insists on its middleware.
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]  # noqa: F405
