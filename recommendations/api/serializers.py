"""How slates look to programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import PriceField, ProductCardSerializer


class ReasonSerializer(serializers.Serializer[Any]):
    """Why an item is in the slate."""

    source = serializers.CharField(  # type: ignore[assignment]  # the metaclass takes it off the class
        help_text="The source that proposed it."
    )
    kind = serializers.CharField(
        help_text="viewed, bought_with, similar_to, taste, popular, trending, new …"
    )
    cause = serializers.IntegerField(allow_null=True, help_text="The item that caused it.")


class RecommendedItemSerializer(serializers.Serializer[Any]):
    """One item of a slate."""

    position = serializers.IntegerField()
    item_id = serializers.IntegerField()
    score = serializers.FloatField()
    parts = serializers.DictField(
        child=serializers.FloatField(), help_text="Each source's share of the score."
    )
    reason = ReasonSerializer()
    product = ProductCardSerializer()


class SlateSerializer(serializers.Serializer[Any]):
    """An answer; send slate_id back with clicks and purchases that follow from it."""

    slate_id = serializers.UUIDField()
    placement = serializers.CharField()
    model_version = serializers.CharField()
    rung = serializers.CharField(help_text="Which step of the fallback ladder answered.")
    items = RecommendedItemSerializer(many=True)


class BasketSerializer(serializers.Serializer[Any]):
    """The products somebody holds."""

    items = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=200
    )
    limit = serializers.IntegerField(min_value=1, max_value=50, default=10)


class LimitSerializer(serializers.Serializer[Any]):
    """How many items to return."""

    limit = serializers.IntegerField(min_value=1, max_value=50, default=10)


class LeaningSerializer(serializers.Serializer[Any]):
    """A department or brand and the share of attention it holds."""

    name = serializers.CharField()
    percent = serializers.IntegerField()


class UsedSerializer(serializers.Serializer[Any]):
    """A product that shapes what is recommended."""

    item_id = serializers.IntegerField(source="product.pk")
    title = serializers.CharField(source="product.title")
    was_bought = serializers.BooleanField()


class UnwantedSerializer(serializers.Serializer[Any]):
    """Something that was refused."""

    scope = serializers.CharField(help_text="item, owned, brand or department")
    target_id = serializers.IntegerField()
    name = serializers.CharField()


class ProfileSerializer(serializers.Serializer[Any]):
    """All that recommendations to one shopper are made from, as the shopper's own page shows it."""

    departments = LeaningSerializer(many=True)
    brands = LeaningSerializer(many=True)
    price_from = PriceField()
    price_to = PriceField()
    used = UsedSerializer(many=True)
    unwanted = UnwantedSerializer(many=True)


class UserProfileSerializer(serializers.Serializer[Any]):
    """The profile of an account and its features in the online store."""

    user_id = serializers.IntegerField()
    is_personalised = serializers.BooleanField(
        help_text="Who switched personalisation off has no profile."
    )
    profile = ProfileSerializer(allow_null=True)
    features = serializers.DictField(
        allow_null=True, help_text="total_interactions, favorite_categories, activity_score …"
    )
