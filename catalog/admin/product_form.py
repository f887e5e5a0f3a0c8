"""The form of a product, with what a newcomer asks beside the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.forms import ModelForm
from django.utils.translation import gettext_lazy

from catalog.models import Product

if TYPE_CHECKING:
    Form = ModelForm[Product]
else:  # generic for the type checker only
    Form = ModelForm


class ProductForm(Form):
    """A product."""

    class Meta:
        model = Product
        fields = "__all__"
        help_texts = {
            "slug": gettext_lazy("The end of the page's address; made from the title."),
            "status": gettext_lazy("Drafts and archived products are seen by staff only."),
            "tags": gettext_lazy("Words separated by commas; rules and search use them."),
        }
