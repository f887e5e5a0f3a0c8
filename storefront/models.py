"""What the shop promises in writing, as far as staff say it in their own words."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PolicyKind(models.TextChoices):
    """The pages a shop must have; the value is the address."""

    SHIPPING = "shipping", _("Shipping")
    RETURNS = "returns", _("Returns and refunds")
    PRIVACY = "privacy", _("Privacy policy")
    IMPRINT = "imprint", _("Legal notice")


class Policy(models.Model):
    """The text of one page in one language; without it the page says what the shop does anyway."""

    kind = models.CharField(_("page"), max_length=20, choices=PolicyKind)
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(
        _("text"),
        help_text=_(
            "Markdown: an empty line begins a paragraph, ## a heading, - a list, [words](address) a link. "
            "It takes the place of what the page says by itself."
        ),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("policy page")
        verbose_name_plural = _("policy pages")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                name="storefront_policy_once",
                violation_error_message=_("This page has a text in that language already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"

    def get_absolute_url(self) -> str:
        """Return the address of the page."""
        return reverse("policy", args=[self.kind])
