"""Form fields without what their label says already: ``{% field_input field %}``."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField
from django.forms.widgets import CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """Draw the input alone; a placeholder that repeats the label is left out."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def is_check(field: BoundField) -> bool:
    """Return whether the label belongs behind the input."""
    return isinstance(field.field.widget, CheckboxInput)
