"""The project as an app: its commands, checks and tests."""

from __future__ import annotations

from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    """Whole-site concerns."""

    name = "storefront"
    verbose_name = "Storefront"

    def ready(self) -> None:
        """Register the system checks."""
        from storefront import checks  # noqa: F401, PLC0415
