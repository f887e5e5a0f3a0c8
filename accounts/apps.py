"""Who is here."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, visitors and privacy choices; knows no other app."""

    name = "accounts"
    verbose_name = _("People")
