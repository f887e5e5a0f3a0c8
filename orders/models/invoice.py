"""Invoices: numbered without gaps, and kept as they were sent."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Invoice(models.Model):
    """The invoice of one order; the PDF is what the customer got, byte for byte."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="invoice")
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("number in the year"))
    seller = models.TextField(_("seller, as printed"), blank=True)
    pdf = models.BinaryField(_("PDF"), null=True)
    issued_at = models.DateTimeField(_("issued"), db_default=Now())

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "sequence"],
                name="orders_invoice_number_once",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__gt=0),
                name="orders_invoice_number_positive",
                violation_error_message=_("Invoices are numbered from one."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number as it is printed: 2026-000042."""
        return f"{self.year}-{self.sequence:06d}"


class InvoiceCounter(models.Model):
    """The last number given in a year; its row lock makes the numbers follow each other without gaps."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0, db_default=0)

    class Meta:
        verbose_name = _("invoice counter")
        verbose_name_plural = _("invoice counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
