"""What a shopper would like to have, one day or from somebody else."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orders.querysets import WishListQuerySet


class WishList(models.Model):
    """A named list of products, of an account or of a browser; others see it only while it is shared."""

    public_id = models.UUIDField(_("public id"), unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="wish_lists"
    )
    visitor_id = models.UUIDField(_("visitor"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=80)
    is_shared = models.BooleanField(_("shared by link"), default=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    objects = WishListQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish list")
        verbose_name_plural = _("wish lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(visitor_id__isnull=False),
                name="orders_wishlist_has_owner",
                violation_error_message=_("A wish list belongs to a person or to a visitor."),
            ),
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(user__isnull=False),
                name="orders_wishlist_name_once_per_user",
                violation_error_message=_("You have a list of that name already."),
            ),
            models.UniqueConstraint(
                fields=["visitor_id", "name"],
                condition=Q(user__isnull=True),
                name="orders_wishlist_name_once_per_visitor",
                violation_error_message=_("You have a list of that name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the list, for its owner and those it is shared with."""
        return reverse("orders:wish_list", kwargs={"public_id": self.public_id})


class Wish(models.Model):
    """One product on a list."""

    wish_list = models.ForeignKey(WishList, models.CASCADE, related_name="wishes")
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+")
    added_at = models.DateTimeField(_("added"), db_default=Now())

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(
                fields=["wish_list", "product"],
                name="orders_wish_once",
                violation_error_message=_("This product is on the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish_list_id}: {self.product_id}"
