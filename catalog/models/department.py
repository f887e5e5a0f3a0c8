"""Where a product stands in the shop."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class Department(MP_Node):  # type: ignore[misc]  # treebeard is untyped
    """A shelf of the shop; departments form a tree by stored paths (treebeard's materialised path)."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, unique=True)
    description = models.TextField(_("description"), blank=True)
    is_visible = models.BooleanField(_("shown in the shop"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """Return the address of the department's product list."""
        return reverse("catalog:department", kwargs={"slug": self.slug})
