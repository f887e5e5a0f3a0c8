"""What to show."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    """The loop from events to carousels; knows orders, catalog and accounts."""

    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        """Listen to the signals of the lower floors."""
        from recommendations import receivers  # noqa: F401, PLC0415
