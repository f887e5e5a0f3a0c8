"""What shoppers say of a product."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Review(models.Model):
    """One shopper's rating and words; shown once staff or the automatic rule approved it."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    author_name = models.CharField(_("shown name"), max_length=80)
    rating = models.PositiveSmallIntegerField(_("rating"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    answer = models.TextField(
        _("answer of the shop"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown below the review, in the shop's name."),
    )
    is_verified = models.BooleanField(_("bought it here"), default=False)
    is_published = models.BooleanField(_("shown"), default=False)
    created_at = models.DateTimeField(_("written"), db_default=Now())

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__range=(1, 5)),
                name="catalog_review_rating_range",
                violation_error_message=_("Give one to five stars."),
            ),
            models.UniqueConstraint(
                fields=["product", "author"],
                condition=models.Q(author__isnull=False),
                name="catalog_review_once_per_author",
                violation_error_message=_(
                    "You reviewed this product already; edit that review instead."
                ),
            ),
        ]
        indexes = [
            # The product page's reviews, newest first.
            models.Index(
                fields=["product", "-created_at"],
                condition=models.Q(is_published=True),
                name="catalog_review_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating}/5 {self.title}".strip()
