"""Logs that keep the number of an article, and outlive it: staff read and search them by article number and title."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from catalog.models import Variant
from orders.admin.reading import ReadOnlyAdmin


class ArticleLogAdmin(ReadOnlyAdmin):
    """Shows and finds the rows of a model with a column ``variant_id``."""

    search_fields: tuple[str, ...] = ("=variant_id",)
    search_help_text = gettext_lazy("Article number or title of the product")
    ordering: tuple[str, ...] = ("-pk",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read article numbers and titles along."""
        rows: QuerySet[Any] = super().get_queryset(request)
        article = Variant.objects.filter(pk=OuterRef("variant_id"))
        named: QuerySet[Any] = rows.annotate(
            sku=Subquery(article.values("sku")),
            article_title=Subquery(article.values("product__title")),
        )
        return named

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find what was typed among the articles there are, and by the fields of the log itself."""
        words = search_term.strip()
        if not words:
            return queryset, False
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        articles = Variant.objects.filter(
            Q(sku__icontains=words) | Q(product__title__icontains=words)
        )
        return found | queryset.filter(variant_id__in=articles.values("pk")), may_repeat

    @display(description=gettext_lazy("SKU"))
    def shown_sku(self, row: Model) -> str:
        """Write the article number, or the id of an article that is gone."""
        return str(row.sku or row.variant_id)  # type: ignore[attr-defined]  # annotated above

    @display(description=gettext_lazy("product"))
    def shown_title(self, row: Model) -> str:
        """Write the product's title, or nothing for one that is gone."""
        return row.article_title or "–"  # type: ignore[attr-defined]  # annotated above
