"""What we sell."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Products, departments, prices and search; knows no other app."""

    name = "catalog"
    verbose_name = _("Catalogue")
