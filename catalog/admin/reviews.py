"""What shoppers write: shown or hidden, and answered."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action, display

from catalog import summaries
from catalog.models import Review


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    """Reviews, the unpublished ones a click away."""

    list_display = (
        "headline",
        "product",
        "stars",
        "author_name",
        "is_verified",
        "is_published",
        "is_answered",
        "created_at",
    )
    list_filter = (
        "is_published",
        ("answer", admin.EmptyFieldListFilter),
        "rating",
        "is_verified",
        ("created_at", RangeDateFilter),
    )
    list_filter_submit = True
    list_select_related = ("product",)
    search_fields = ("title", "text", "author_name", "product__title")
    ordering = ("-created_at",)
    fields = (
        "product", "stars", ("author_name", "author"), "title", "text", ("is_verified", "created_at"), "is_published",
        "answer",
    )  # fmt: skip
    readonly_fields = ("product", "stars", "author_name", "author", "title", "text", "is_verified", "created_at")  # fmt: skip
    actions = ("publish", "hide")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: shoppers write reviews, on the page of the product."""
        return False

    @display(description=_("answered"), boolean=True)
    def is_answered(self, review: Review) -> bool:
        """Say whether the shop answered it."""
        return bool(review.answer)

    @display(description=_("review"))
    def headline(self, review: Review) -> str:
        """Show the title, or the beginning of the text."""
        return review.title or f"{review.text[:60]}…"

    @display(description=_("rating"), ordering="rating")
    def stars(self, review: Review) -> str:
        """Draw the rating."""
        return "★" * review.rating + "☆" * (5 - review.rating)

    @action(description=_("Show in the shop"), permissions=["change"])
    def publish(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Show the chosen reviews."""
        self._set_published(request, reviews, is_published=True)

    @action(description=_("Hide from the shop"), permissions=["change"])
    def hide(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Hide the chosen reviews."""
        self._set_published(request, reviews, is_published=False)

    def save_model(self, request: HttpRequest, obj: Review, form: object, change: bool) -> None:
        """Keep the product's mean rating true."""
        super().save_model(request, obj, form, change)
        summaries.refresh([obj.product_id])

    def delete_model(self, request: HttpRequest, obj: Review) -> None:
        """Keep the product's mean rating true."""
        super().delete_model(request, obj)
        summaries.refresh([obj.product_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        """Keep the products' mean ratings true."""
        product_ids = list(queryset.values_list("product_id", flat=True))
        super().delete_queryset(request, queryset)
        summaries.refresh(product_ids)

    def _set_published(
        self, request: HttpRequest, reviews: QuerySet[Review], *, is_published: bool
    ) -> None:
        product_ids = list(reviews.values_list("product_id", flat=True))
        changed = reviews.exclude(is_published=is_published).update(is_published=is_published)
        summaries.refresh(product_ids)
        text = ngettext("%(count)s review changed.", "%(count)s reviews changed.", changed)
        self.message_user(request, text % {"count": changed})
