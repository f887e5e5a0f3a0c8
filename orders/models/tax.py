"""Tax by country and class."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class TaxRate(models.Model):
    """One rate in percent; without a row for a country and class nothing is taxed there."""

    country = models.CharField(_("country"), max_length=2)
    tax_class = models.CharField(_("tax class"), max_length=20, default="standard")
    percent = models.DecimalField(_("percent"), max_digits=6, decimal_places=3)
    name = models.CharField(_("name"), max_length=60, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "tax_class"],
                name="orders_taxrate_once",
                violation_error_message=_("This country has a rate for that class already."),
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)),
                name="orders_taxrate_percent_range",
                violation_error_message=_("A rate lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                name="orders_taxrate_country_code",
                violation_error_message=_("A country is two capital letters (ISO 3166)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.tax_class} {self.percent} %"
