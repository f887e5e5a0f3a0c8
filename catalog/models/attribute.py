"""What is known about a product, typed so that it can be filtered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttributeKind(models.TextChoices):
    """How the values of an attribute compare."""

    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    BOOLEAN = "boolean", _("yes or no")
    CHOICE = "choice", _("choice")


def attribute_kinds() -> list[tuple[str, str]]:
    """Return the choices; a function, so that a new kind makes no migration."""
    return [(kind.value, str(kind.label)) for kind in AttributeKind]


class Attribute(models.Model):
    """One property that products may have: material, capacity in litres, dishwasher-safe."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=attribute_kinds)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    is_facet = models.BooleanField(_("offered as a filter"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in AttributeKind]),
                name="catalog_attribute_kind_known",
                violation_error_message=_("Choose one of the listed kinds."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductAttribute(models.Model):
    """The value of one attribute of one product; exactly one of the three columns is filled."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="attribute_values")
    attribute = models.ForeignKey(Attribute, models.PROTECT, related_name="values")
    text = models.CharField(_("text"), max_length=255, blank=True)
    number = models.FloatField(_("number"), null=True, blank=True)
    boolean = models.BooleanField(_("yes or no"), null=True, blank=True)

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attribute"],
                name="catalog_productattribute_once",
                violation_error_message=_("This product has a value for that attribute already."),
            ),
            models.CheckConstraint(
                condition=(
                    (~models.Q(text="") & models.Q(number=None) & models.Q(boolean=None))
                    | (models.Q(text="") & ~models.Q(number=None) & models.Q(boolean=None))
                    | (models.Q(text="") & models.Q(number=None) & ~models.Q(boolean=None))
                ),
                name="catalog_productattribute_one_value",
                violation_error_message=_("Give a text, a number or a yes/no value: exactly one."),
            ),
        ]
        indexes = [
            # Facet counts of a list page: how many products have each value.
            models.Index(fields=["attribute", "text"], name="catalog_attribute_text"),
            models.Index(fields=["attribute", "number"], name="catalog_attribute_number"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id}: {self.value}"

    @property
    def value(self) -> str | float | bool:
        """The one value that is filled."""
        if self.number is not None:
            return self.number
        return self.text if self.boolean is None else self.boolean
