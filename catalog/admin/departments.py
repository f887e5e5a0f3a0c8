"""The tree of departments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from treebeard.forms import MoveNodeForm, movenodeform_factory
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.models import Department

if TYPE_CHECKING:
    from django.forms import ModelForm


class DepartmentForm(MoveNodeForm):
    """A department, with where it stands in the tree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & {
            "treebeard_position",
            "treebeard_ref_node",
            "_position",
            "_ref_node_id",
        }:
            field = self.fields[name]
            if isinstance(field.widget, forms.Select):
                field.widget = UnfoldAdminSelectWidget(choices=field.widget.choices)


@admin.register(Department)
class DepartmentAdmin(ModelAdmin):
    """Departments as a tree: each one is shown below the one it stands in."""

    list_display = ("indented_name", "product_count", "is_visible", "slug")
    list_display_links = ("indented_name",)
    list_editable = ("is_visible",)
    list_filter = ("is_visible", "depth")
    search_fields = ("name",)
    ordering = ("path",)
    prepopulated_fields = {"slug": ("name",)}
    form: type[ModelForm[Department]] = movenodeform_factory(Department, form=DepartmentForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """Count the products along."""
        departments: QuerySet[Department] = super().get_queryset(request)
        counted: QuerySet[Department] = departments.annotate(product_count=Count("products"))
        return counted

    @display(description=_("name"), ordering="path")
    def indented_name(self, department: Department) -> SafeString:
        """Draw the name under the department it belongs to."""
        return format_html("{}{}", "\u2003" * (department.depth - 1), department.name)

    @display(description=_("products"), ordering="product_count")
    def product_count(self, department: Department) -> int:
        """Say how many products stand right here."""
        return int(department.product_count)
