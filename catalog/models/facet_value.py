"""The values shoppers may filter by, each with a number of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FacetValue(models.Model):
    """One value of one attribute that is offered as a filter: material oak, 0.5 litres, dishwasher-safe.

    ``Product.facet_value_ids`` holds the numbers, so that filtering and counting a list join nothing. The database
    writes both whenever attribute values change (migration 0003).
    """

    id = models.AutoField(primary_key=True)
    attribute = models.ForeignKey("catalog.Attribute", models.CASCADE, related_name="facet_values")
    value = models.CharField(_("value"), max_length=255)
    """The text, the number as PostgreSQL writes it, ``yes`` or ``no``."""

    class Meta:
        verbose_name = _("filter value")
        verbose_name_plural = _("filter values")
        constraints = [
            models.UniqueConstraint(fields=["attribute", "value"], name="catalog_facetvalue_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id}: {self.value}"
