"""Products with their variants, pictures and details on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.contrib import admin, messages
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeNumericFilter,
)
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog import revisions, summaries
from catalog.admin import downloads, history
from catalog.admin.bulk import BulkActions
from catalog.admin.document_form import DocumentForm
from catalog.admin.market_prices import MarketPrices
from catalog.admin.picture_form import GalleryFormSet, PictureForm
from catalog.admin.product_form import ProductForm
from catalog.admin.variant_form import VariantForm
from catalog.exports import products as exports
from catalog.models import Document, Picture, Product, ProductAttribute, ProductStatus, Variant
from catalog.templatetags.money import money


@contextmanager
def _acting(request: HttpRequest) -> Iterator[None]:
    """Do what follows in one transaction under the name of the person who asks."""
    with (
        transaction.atomic(),
        revisions.acting(by_id=request.user.pk, occasion=revisions.STAFF),
    ):
        yield


class VariantInline(TabularInline):
    """The articles one can buy."""

    model = Variant
    form = VariantForm
    fields = ("sku", "ean", "options", "price", "compare_at", "on_hand", "position", "is_active")
    extra = 0
    min_num = 1
    hide_title = True
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        """Read the stock along."""
        variants: QuerySet[Variant] = super().get_queryset(request)
        return variants.select_related("stock").order_by("position", "id")


class PictureInline(TabularInline):
    """The gallery: drop pictures, drag the rows to order them."""

    model = Picture
    form = PictureForm
    formset = GalleryFormSet
    template_before = "catalog/admin/drop_pictures.html"
    fields = ("preview", "file", "alt", "variant", "position")
    readonly_fields = ("preview",)
    ordering_field = "position"
    hide_ordering_field = True
    hide_title = True
    ordering = ("position",)
    extra = 0
    tab = True

    @display(description=gettext_lazy("picture"))
    def preview(self, picture: Picture) -> SafeString | str:
        """Show the picture small; one that came with a refused form is not stored and must be chosen again."""
        if not picture.file:
            return ""
        if picture._state.adding:
            return _("Not kept: choose it again.")
        url = default_storage.url(picture.file.name)
        return format_html('<img src="{}" alt="" width="64" height="64" loading="lazy">', url)


class DocumentInline(TabularInline):
    """Manuals and data sheets."""

    model = Document
    form = DocumentForm
    fields = ("title", "file", "position")
    ordering = ("position", "id")
    extra = 0
    hide_title = True
    tab = True


class AttributeInline(TabularInline):
    """What is known about the product."""

    model = ProductAttribute
    fields = ("attribute", "text", "number", "boolean")
    autocomplete_fields = ("attribute",)
    extra = 0
    hide_title = True
    tab = True


@admin.register(Product)
class ProductAdmin(BulkActions, MarketPrices, ModelAdmin):
    """Products: find, change, publish."""

    form: type[ModelForm[Product]] = ProductForm
    list_display = (
        "thumbnail", "title", "brand", "department", "shown_price", "stock_state", "shown_status", "shown_change",
    )  # fmt: skip
    list_display_links = ("title",)
    list_filter = (
        ("status", ChoicesDropdownFilter),
        "is_in_stock",
        ("department", AutocompleteSelectFilter),
        ("brand", AutocompleteSelectFilter),
        ("price_minor", RangeNumericFilter),
        "source",
    )
    list_filter_submit = True
    list_select_related = ("brand", "department")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title", "variants__sku", "variants__ean", "external_id")
    ordering = ("-updated_at",)
    autocomplete_fields = ("brand", "department")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("source", "external_id", "created_at", "updated_at", "shown_rating")
    inlines = (VariantInline, PictureInline, AttributeInline, DocumentInline)
    actions = ("publish", "archive", *BulkActions.bulk_actions)
    actions_list = ("download", "download_json")
    actions_detail = ("market_prices",)
    warn_unsaved_form = True
    compressed_fields = True
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
    fieldsets = (
        (None, {"fields": ("title", "slug", "description", ("product_type", "tags"), ("brand", "department"))}),
        (gettext_lazy("In the shop"), {"fields": ("status", "published_at", "hidden_at", "shown_rating")}),
        (gettext_lazy("Search engines"), {"fields": ("seo_title", "seo_description")}),
        (
            gettext_lazy("Where it came from"),
            {"classes": ("collapse",), "fields": ("source", "external_id", "created_at", "updated_at")},
        ),
    )  # fmt: skip

    @action(description=gettext_lazy("Download as CSV"), url_path="download", icon="download")
    def download(self, request: HttpRequest) -> HttpResponseBase:
        """Send every article as a table that the import reads back."""
        lines = exports.lines(origin=downloads.origin(request))
        return downloads.streamed(self, request, lines, filename="products.csv")

    @action(
        description=gettext_lazy("Download as JSON lines"),
        url_path="download-json",
        icon="data_object",
    )
    def download_json(self, request: HttpRequest) -> HttpResponseBase:
        """Send the same as JSON lines."""
        return downloads.streamed(
            self,
            request,
            exports.lines(as_json=True, origin=downloads.origin(request)),
            filename="products.jsonl",
            content_type=downloads.JSON_LINES,
        )

    @display(description=gettext_lazy("picture"))
    def thumbnail(self, product: Product) -> SafeString | str:
        """Show the first picture small."""
        if not product.picture:
            return ""
        url = default_storage.url(product.picture)
        return format_html('<img src="{}" alt="" width="40" height="40" loading="lazy">', url)

    @display(description=gettext_lazy("price"), ordering="price_minor")
    def shown_price(self, product: Product) -> str:
        """Write the lowest price."""
        return money(product.price)

    @display(
        description=gettext_lazy("stock"),
        ordering="is_in_stock",
        label={gettext_lazy("in stock"): "success", gettext_lazy("sold out"): "danger"},
    )
    def stock_state(self, product: Product) -> str:
        """Say whether there is any."""
        return _("in stock") if product.is_in_stock else _("sold out")

    @display(
        description=gettext_lazy("status"),
        ordering="status",
        label={"draft": "info", "published": "success", "archived": "warning"},
    )
    def shown_status(self, product: Product) -> tuple[str, str]:
        """Say whether shoppers see it, or will, or did."""
        now = timezone.now()
        if product.status == ProductStatus.PUBLISHED:
            if product.published_at is not None and product.published_at > now:
                return "draft", _("scheduled")
            if product.hidden_at is not None and product.hidden_at <= now:
                return "archived", _("over")
        return product.status, product.get_status_display()

    @display(description=gettext_lazy("changed"), ordering="updated_at")
    def shown_change(self, product: Product) -> SafeString:
        """Write the day; the time of day shows when one points at it."""
        moment = timezone.localtime(product.updated_at)
        return format_html(
            '<time class="whitespace-nowrap" datetime="{}" title="{}">{}</time>',
            moment.isoformat(),
            date_format(moment, "DATETIME_FORMAT"),
            date_format(moment, "SHORT_DATE_FORMAT"),
        )

    @display(description=gettext_lazy("rating"))
    def shown_rating(self, product: Product) -> str:
        """Write the mean of the published reviews."""
        if not product.rating_count:
            return _("no reviews yet")
        return f"{product.rating_average} ({product.rating_count})"

    @action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        """Show the chosen products from now on; a date in the future stays as it is."""
        now = timezone.now()
        since = Case(When(published_at=None, then=now), default=F("published_at"))
        until = Case(When(hidden_at__gt=now, then=F("hidden_at")), default=None)
        with _acting(request):
            changed = products.exclude(status=ProductStatus.PUBLISHED).update(
                status=ProductStatus.PUBLISHED, published_at=since, hidden_at=until, updated_at=now
            )
        self._say(
            request,
            ngettext("%(count)s product published.", "%(count)s products published.", changed),
            changed,
        )

    @action(description=gettext_lazy("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, products: QuerySet[Product]) -> None:
        """Take the chosen products out of the shop; orders keep what they say."""
        with _acting(request):
            changed = products.exclude(status=ProductStatus.ARCHIVED).update(
                status=ProductStatus.ARCHIVED, updated_at=timezone.now()
            )
        self._say(
            request,
            ngettext("%(count)s product archived.", "%(count)s products archived.", changed),
            changed,
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """Let the history know who saves."""
        with _acting(request) if request.method == "POST" else nullcontext():
            answer: HttpResponseBase = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Tell what became of the product, and bring back how it was."""
        return history.view(self, request, object_id)

    def save_model(self, request: HttpRequest, obj: Product, form: object, change: bool) -> None:
        """A product published without a date is visible from now on."""
        if obj.status == ProductStatus.PUBLISHED and obj.published_at is None:
            obj.published_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Product],
        formsets: Iterable[BaseInlineFormSet[Any, Any, Any]],
        change: bool,
    ) -> None:
        """Move the stock that was typed, and keep the product's summary true."""
        formsets = list(formsets)
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            for row in formset.forms:
                if isinstance(row, PictureForm):
                    row.render_later()
                if isinstance(row, VariantForm) and row.instance.pk and not row.move_stock():
                    self.message_user(
                        request,
                        _(
                            "%(sku)s: fewer units are left than you took away; the stock is unchanged."
                        )
                        % {"sku": row.instance.sku},
                        messages.WARNING,
                    )
        summaries.refresh([form.instance.pk])

    def delete_model(self, request: HttpRequest, obj: Product) -> None:
        """Let the history know who removes it."""
        with _acting(request):
            super().delete_model(request, obj)

    def _say(self, request: HttpRequest, text: str, count: int) -> None:
        self.message_user(request, text % {"count": count})
