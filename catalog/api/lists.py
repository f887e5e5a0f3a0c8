"""Lists for programs: departments and searches with the filters, counts and orders of the pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog import departments, pricing, ranges, search
from catalog.api.serializers import PathField, PriceField, ProductCardSerializer
from catalog.departments import Shelf
from catalog.listing import Listing, search_listing, shelf_listing
from catalog.search import Found
from catalog.search.suggestions import Suggestion, suggest
from catalog.selection import (
    ATTRIBUTE_PREFIX,
    LONGEST_QUERY,
    RATINGS,
    RELEVANCE,
    SORTS,
    NoSuchPage,
    Selection,
)

_FILTERS = [
    OpenApiParameter("brand", OpenApiTypes.STR, many=True, description="Addresses (slugs) of brands: any of them."),
    OpenApiParameter("price_from", OpenApiTypes.DECIMAL, description="In major units of the market's currency."),
    OpenApiParameter("price_to", OpenApiTypes.DECIMAL, description="The same."),
    OpenApiParameter("rating", OpenApiTypes.INT, enum=RATINGS, description="So many stars and more."),
    OpenApiParameter("in_stock", OpenApiTypes.BOOL, description="Only what can be bought now."),
    OpenApiParameter("sort", OpenApiTypes.STR, enum=(*SORTS, RELEVANCE)),
    OpenApiParameter("page", OpenApiTypes.INT, description="From 1, 24 products each."),
]  # fmt: skip
"""What the address of every list may say; attributes are asked as ``a.<code>=<value>``, several values widen; those
that are measured also as ``a.<code>.from=<number>`` and ``a.<code>.to=<number>``."""


class ChoiceSerializer(serializers.Serializer[Any]):
    """One value of a facet, with how many products it would leave."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not what forms call it
    count = serializers.IntegerField()
    is_selected = serializers.BooleanField()


class RangeSerializer(serializers.Serializer[Any]):
    """From and to of a facet whose values are measured, asked as ``a.<code>.from`` and ``a.<code>.to``."""

    low = serializers.CharField(help_text="The least that all other filters let through.")
    high = serializers.CharField()
    unit = serializers.CharField()
    start = serializers.CharField(help_text="What is asked for; empty where nothing is.")
    end = serializers.CharField()


class FacetSerializer(serializers.Serializer[Any]):
    """One question the list can be narrowed by."""

    name = serializers.CharField(help_text="The parameter of the address.")
    title = serializers.CharField()
    choices = ChoiceSerializer(many=True)
    range = RangeSerializer(allow_null=True, help_text="Where the values are measured.")


class ListingSerializer(serializers.Serializer[Listing]):
    """One page of a list."""

    total = serializers.IntegerField(source="counts.total")
    page = serializers.IntegerField(source="selection.page")
    page_count = serializers.IntegerField()
    sort = serializers.CharField(source="sort_in_use")
    price_low = serializers.CharField(help_text="The lowest price there is, in major units.")
    price_high = serializers.CharField()
    in_stock = serializers.IntegerField(source="counts.in_stock")
    facets = FacetSerializer(many=True, source="counts.facets")
    results = ProductCardSerializer(many=True, source="products")


class AnswerSerializer(serializers.Serializer[Found]):
    """What was understood of a question."""

    query = serializers.CharField(help_text="What was searched for in the end.")
    typed = serializers.CharField()
    is_corrected = serializers.BooleanField(
        help_text="Whether a mistake was mended; exact=1 mends nothing."
    )
    redirect_to = PathField(
        help_text="Where staff send whoever asks this; empty for nearly all questions."
    )


class DepartmentSerializer(serializers.Serializer[Shelf]):
    """One department and where it stands."""

    name = serializers.CharField()
    slug = serializers.SlugField()
    url = PathField()
    parent = serializers.SlugField(  # type: ignore[assignment]  # a field, not the serializer around it
        source="parent.slug", default=None, allow_null=True
    )


class SuggestionSerializer(serializers.Serializer[Suggestion]):
    """One line below a search box."""

    kind = serializers.ChoiceField(choices=("query", "department", "product"))
    text = serializers.CharField()
    url = PathField()
    picture = serializers.CharField()
    price = PriceField()


class DepartmentList(APIView):
    """The tree of departments."""

    @extend_schema(responses=DepartmentSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return every visible department, those above before those below. No query while the tree is known."""
        shelves = departments.tree().by_id.values()
        return Response([DepartmentSerializer(shelf).data for shelf in shelves])


class DepartmentListing(APIView):
    """What stands in a department and below it."""

    @extend_schema(parameters=_FILTERS, responses=ListingSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Return one page with the facets of all pages. One query, two more where the page is not kept."""
        shelf = departments.tree().by_slug.get(slug)
        if shelf is None:
            raise NotFound
        selection = _selection(request, sorts=SORTS).corrected("")
        try:
            page = shelf_listing(
                shelf.ids, selection=selection, currency=pricing.currency(), now=timezone.now()
            )
        except NoSuchPage as error:
            raise NotFound from error
        return Response(ListingSerializer(page).data)


class Search(APIView):
    """What answers a question."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True, description="The question."),
            OpenApiParameter("exact", OpenApiTypes.BOOL, description="Mend no typing mistakes."),
            *_FILTERS,
        ],
        responses=inline_serializer(
            "SearchPage", {"answer": AnswerSerializer(), "listing": ListingSerializer()}
        ),
    )
    def get(self, request: Request) -> Response:
        """Return what was understood and one page with the facets of all pages. Nothing is written to the log."""
        selection = _selection(request, sorts=(*SORTS, RELEVANCE))
        if not selection.query:
            raise ValidationError({"q": "Say what to search for."})
        now = timezone.now()
        found = search.answer_lately(selection.query, now=now, as_typed=selection.as_typed)
        try:
            page = search_listing(found, selection=selection, currency=pricing.currency(), now=now)
        except NoSuchPage as error:
            raise NotFound from error
        return Response(
            {"answer": AnswerSerializer(found).data, "listing": ListingSerializer(page).data}
        )


class Suggestions(APIView):
    """What somebody may be about to ask."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "q", OpenApiTypes.STR, required=True, description="What is typed so far."
            )
        ],
        responses=SuggestionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return questions, departments and products that begin so. One query."""
        text = request.query_params.get("q", "").replace("\0", "")[:LONGEST_QUERY]
        lines = suggest(text, now=timezone.now())
        return Response([SuggestionSerializer(line).data for line in lines])


def _selection(request: Request, *, sorts: Collection[str]) -> Selection:
    """Read what the address asks for; a page forgives what it does not understand, a program is told.

    Raises: ValidationError: naming the parameter.
    """
    asked = QueryDict(mutable=True)
    for name, values in request.query_params.lists():
        asked.setlist(name, values)
    for name in ("in_stock", "exact"):
        if name in asked:
            asked[name] = str(int(_flag(name, str(asked[name]))))
    currency = pricing.currency()
    try:
        selection = Selection.read(asked, currency=currency)
    except NoSuchPage as error:
        raise ValidationError({"page": "Pages are numbers from 1."}) from error
    wrong = {
        name: said
        for name, is_understood, said in (
            ("sort", asked.get("sort", "") in {"", *sorts}, f"Choose {', '.join(sorts)}."),
            ("rating", "rating" not in asked or selection.rating, f"Choose {_listed(RATINGS)}."),
            ("price_from", "price_from" not in asked or selection.price_from is not None, _AMOUNT),
            ("price_to", "price_to" not in asked or selection.price_to is not None, _AMOUNT),
        )
        if not is_understood
    }
    wrong |= {
        name: "A number, such as 12.5."
        for name, value in asked.items()
        if name.startswith(ATTRIBUTE_PREFIX)
        and name.endswith((ranges.FROM, ranges.TO))
        and ranges.number_of(str(value)) is None
    }
    if wrong:
        raise ValidationError(wrong)
    return selection


_AMOUNT = "An amount in major units, such as 19.90."


def _flag(name: str, value: str) -> bool:
    if (flag := {"1": True, "true": True, "0": False, "false": False}.get(value.lower())) is None:
        raise ValidationError({name: "Say true or false."})
    return flag


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
