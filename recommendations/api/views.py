"""Recommendations for programs: the same recipe that fills the carousels."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from catalog.models import Product
from recommendations.api.serializers import (
    BasketSerializer,
    LimitSerializer,
    SlateSerializer,
    UserProfileSerializer,
)
from recommendations.features import store
from recommendations.serving import shopper
from recommendations.serving.circumstances import seen_in
from recommendations.serving.profile import profile_of
from recommendations.serving.recommend import recommend
from recommendations.vocabulary import Context, ItemId, PersonKey, Placement, Slate

_NOBODY = PersonKey("")


class PopularItems(APIView):
    """What sells in this shop right now."""

    @extend_schema(parameters=[LimitSerializer], responses=SlateSerializer)
    def get(self, request: Request) -> Response:
        """Return the popular slate. Two queries."""
        return _answer(request, Context(person=_NOBODY), Placement.POPULAR, limit=_limit(request))


class SimilarItems(APIView):
    """Alternatives to one product."""

    @extend_schema(parameters=[LimitSerializer], responses=SlateSerializer)
    def get(self, request: Request, item_id: int) -> Response:
        """Return products like this one. Three queries."""
        product = get_object_or_404(Product.objects.visible(now=timezone.now()), pk=item_id)
        context = Context(
            person=_NOBODY,
            subject=(ItemId(product.pk),),
            department_id=product.department_id,
        )
        return _answer(request, context, Placement.SIMILAR_PRODUCTS, limit=_limit(request))


class BasketRecommendations(APIView):
    """What goes with the products somebody holds."""

    @extend_schema(request=BasketSerializer, responses=SlateSerializer)
    def post(self, request: Request) -> Response:
        """Return complements of a basket; nothing of the basket itself. Three queries."""
        basket = BasketSerializer(data=request.data)
        basket.is_valid(raise_exception=True)
        wanted = tuple(dict.fromkeys(basket.validated_data["items"]))
        known = set(Product.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        unknown = [item_id for item_id in wanted if item_id not in known]
        if unknown:
            raise ValidationError({"items": f"No product has the id {unknown[0]}."})
        context = Context(person=_NOBODY, subject=tuple(map(ItemId, wanted)))
        limit: int = basket.validated_data["limit"]
        return _answer(request, context, Placement.CART_COMPLEMENTS, limit=limit)


class RecommendForUser(APIView):
    """What one shopper would see on the home page: for that shopper, or for staff."""

    permission_classes = [IsAuthenticated]

    @extend_schema(parameters=[LimitSerializer], responses=SlateSerializer)
    def get(self, request: Request, user_id: int) -> Response:
        """Return the personal slate of a shopper."""
        user = _user_asked_for(request, user_id)
        context = (
            shopper.known(visitor_id=None, user_id=user.pk, now=timezone.now())
            if user.is_personalised
            else Context(person=_NOBODY, user_id=user.pk, is_personalised=False)
        )
        return _answer(request, context, Placement.FOR_YOU, limit=_limit(request))


class UserProfile(APIView):
    """What is inferred of one shopper's taste: for that shopper, or for staff."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=UserProfileSerializer)
    def get(self, request: Request, user_id: int) -> Response:
        """Return what recommendations are made from; nothing of who switched them off. Seven queries."""
        user, now = _user_asked_for(request, user_id), timezone.now()
        told: dict[str, Any] = {"user_id": user.pk, "is_personalised": user.is_personalised}
        if user.is_personalised:
            context = shopper.known(visitor_id=None, user_id=user.pk, now=now)
            told["profile"] = profile_of(context, now=now)
            told["features"] = store.get_user_features(user.pk, now=now)
        else:
            told |= {"profile": None, "features": None}
        return Response(UserProfileSerializer(told).data)


def _user_asked_for(request: Request, user_id: int) -> User:
    """Return the account of the address.

    Raises: PermissionDenied: if it is somebody else's and the caller is no staff.
    """
    if request.user.pk != user_id and not request.user.is_staff:
        raise PermissionDenied("You may ask for your own account only.")
    return get_object_or_404(User, pk=user_id)


def _limit(request: Request) -> int:
    asked = LimitSerializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    limit: int = asked.validated_data["limit"]
    return limit


def _answer(request: Request, context: Context, placement: Placement, *, limit: int) -> Response:
    """Answer in the market of the request, as a page would."""
    context, now = seen_in(context, request._request), timezone.now()
    slate = recommend(context, placement=placement, now=now, size=limit, is_shown=True)
    return Response(SlateSerializer(_described(slate)).data)


def _described(slate: Slate) -> dict[str, Any]:
    """Return the slate with its products, read in one query."""
    products = Product.objects.cards().in_bulk([candidate.item_id for candidate in slate.chosen])
    return {
        "slate_id": slate.slate_id,
        "placement": slate.placement.value,
        "model_version": slate.model_version,
        "rung": slate.rung,
        "items": [
            {
                "position": position,
                "item_id": candidate.item_id,
                "score": candidate.score,
                "parts": candidate.parts,
                "reason": candidate.reason,
                "product": products[candidate.item_id],
            }
            for position, candidate in enumerate(slate.chosen)
        ],
    }
