"""Papers that belong to a product: its manual, its data sheet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """One PDF that shoppers may read before and after they buy."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="documents")
    title = models.CharField(
        _("title"), max_length=120, help_text=_("What it is: Manual, Data sheet, Assembly.")
    )
    file = models.FileField(_("file"), upload_to="documents/", max_length=255)
    n_bytes = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
