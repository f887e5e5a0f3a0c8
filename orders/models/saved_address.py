"""The addresses somebody with an account keeps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from orders.addresses import Address


class SavedAddress(models.Model):
    """One entry of an address book; orders copy it, so that changing it leaves them as they were."""

    # Erasing a person takes their addresses along.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    content = models.JSONField(
        _("address"), help_text=_("In the shape of the addresses of orders.")
    )
    is_delivery_default = models.BooleanField(_("delivered to by default"), default=False)
    is_billing_default = models.BooleanField(_("billed to by default"), default=False)
    created_at = models.DateTimeField(_("saved"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("saved address")
        verbose_name_plural = _("saved addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_delivery_default=True),
                name="orders_savedaddress_one_for_delivery",
                violation_error_message=_("Another address is the default for deliveries."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_billing_default=True),
                name="orders_savedaddress_one_for_bills",
                violation_error_message=_("Another address is the default for invoices."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.address.lines)

    @property
    def address(self) -> Address:
        """The address itself."""
        return Address.from_json(self.content)
