"""Who is here."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, visitors and privacy choices; knows no other app."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Listen for people signing in and out."""
        from accounts import sign_in  # noqa: F401, PLC0415 - models must be loaded first
