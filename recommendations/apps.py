"""What to show."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    """The loop from events to carousels; knows orders, catalog and accounts."""

    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        """Listen to the signals of the lower floors, give every rule class its row, lend below what was learned.

        Staff hand in order files with the others, so the catalogue is lent their import, too.
        """
        from catalog.imports import kinds  # noqa: PLC0415
        from catalog.models import UploadKind  # noqa: PLC0415
        from catalog.search import learned, personal, vectors  # noqa: PLC0415
        from recommendations import receivers  # noqa: F401, PLC0415
        from recommendations.events import handed_in  # noqa: PLC0415
        from recommendations.rules import book  # noqa: PLC0415
        from recommendations.serving import searching, sentences  # noqa: PLC0415

        def seed_rules(**kwargs: object) -> None:
            book.seed()

        post_migrate.connect(
            seed_rules, sender=self, dispatch_uid="recommendations.rules", weak=False
        )
        kinds.register(UploadKind.ORDERS, handed_in.import_orders, right="orders.change_order")
        vectors.register(sentences.live)
        learned.register(searching.live)
        personal.register(searching.likes)
