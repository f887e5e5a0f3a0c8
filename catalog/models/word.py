"""The words of the catalogue, for finding what somebody meant to type."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """One word that stands in product titles, brands or types, as written there but without accents.

    :func:`catalog.search.refresh_words` writes the table; only the correction of typing mistakes reads it.
    """

    word = models.CharField(_("word"), max_length=60, primary_key=True)
    product_count = models.PositiveIntegerField(_("products"))

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [
            # The words most like a mistyped one.
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="catalog_searchword_like"),
        ]

    def __str__(self) -> str:
        return self.word
