"""What we sell."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Products, departments, prices and search; knows no other app."""

    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        """Register the system checks, keep the search index in the language that is set."""
        from catalog import checks  # noqa: F401, PLC0415
        from catalog.search import language  # noqa: PLC0415 - models must be there

        post_migrate.connect(
            language.follow_setting, sender=self, dispatch_uid="catalog.search.language"
        )
