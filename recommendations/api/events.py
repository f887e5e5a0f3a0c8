"""How programs and native apps write events: in batches, each with an id, so that twice is once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.visitors import visitor_of
from recommendations.events import ids, live, log, names, refusals
from recommendations.events.log import Event
from recommendations.vocabulary import EventKind, RefusalScope

BATCH_LIMIT = 500
OLDEST = timedelta(days=7)
NEWEST = timedelta(minutes=5)
"""Clocks of phones run ahead; more than this is a mistake."""
SHOPPER_KINDS = frozenset(EventKind) - {EventKind.PURCHASE}
"""What a shopper's own browser or app may report; purchases come from the checkout alone."""


class EventSerializer(serializers.Serializer[Event]):
    """One event; ``id`` is any text of the sender's that is the same when the event is sent again."""

    id = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=[kind.value for kind in EventKind])
    happened_at = serializers.DateTimeField()
    item_id = serializers.IntegerField(min_value=1, required=False)
    quantity = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    query = serializers.CharField(max_length=200, required=False)
    slate_id = serializers.UUIDField(required=False)
    position = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    placement = serializers.CharField(max_length=40, required=False)
    visitor_id = serializers.UUIDField(
        required=False, help_text="Staff only; others report for themselves."
    )
    user_id = serializers.IntegerField(min_value=1, required=False, help_text="Staff only.")
    order_reference = serializers.CharField(max_length=60, required=False)

    def validate_happened_at(self, value: datetime) -> datetime:
        """Refuse what lies too far back or ahead to be true."""
        now: datetime = self.context["now"]
        if not now - OLDEST <= value <= now + NEWEST:
            raise serializers.ValidationError(
                "Send events within 7 days, with the time they happened; import older ones from a file."
            )
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check what depends on the kind and on who sends."""
        if attrs["kind"] == EventKind.SEARCH:
            if not attrs.get("query"):
                raise serializers.ValidationError({"query": "A search needs its words."})
        elif "item_id" not in attrs:
            raise serializers.ValidationError({"item_id": "Name the product this happened to."})
        if not self.context["is_staff"]:
            self._refuse_what_only_staff_may_say(attrs)
        return attrs

    @staticmethod
    def _refuse_what_only_staff_may_say(attrs: Mapping[str, Any]) -> None:
        if attrs["kind"] not in SHOPPER_KINDS:
            raise serializers.ValidationError({"kind": "Purchases are recorded by the checkout."})
        for field in ("visitor_id", "user_id", "order_reference"):
            if field in attrs:
                raise serializers.ValidationError(
                    {field: "Only staff may report for somebody else."}
                )


class EventBatchSerializer(serializers.Serializer[Any]):
    """Up to 500 events."""

    events = EventSerializer(many=True, allow_empty=False, max_length=BATCH_LIMIT)  # type: ignore[call-arg]  # passed on to the list


class EventReceiptSerializer(serializers.Serializer[Any]):
    """What became of a batch."""

    received = serializers.IntegerField()
    new = serializers.IntegerField(help_text="The others were known already.")


class EventBatch(APIView):
    """Takes events of the sender (by session and visitor cookie), or of anybody when staff send them."""

    @extend_schema(request=EventBatchSerializer, responses={202: EventReceiptSerializer})
    def post(self, request: Request) -> Response:
        """Write a batch down, all or nothing; without a name where the shopper asked for that."""
        now = timezone.now()
        is_staff = bool(request.user.is_authenticated and request.user.is_staff)
        batch = EventBatchSerializer(data=request.data, context={"now": now, "is_staff": is_staff})
        batch.is_valid(raise_exception=True)
        sent = names.allowed([_event(attrs, request) for attrs in batch.validated_data["events"]])
        for event in sent:
            _refuse(event)
        return Response(
            {"received": len(sent), "new": log.record_now(sent)}, status=status.HTTP_202_ACCEPTED
        )


def _refuse(event: Event) -> None:
    """Let "not interested" of an app hold as one of a page does."""
    person = live.person_key(visitor_id=event.visitor_id, user_id=event.user_id)
    if event.kind is EventKind.DISMISS and event.item_id is not None and person:
        refusals.refuse(person, scope=RefusalScope.ITEM, target_id=event.item_id)


def _event(attrs: Mapping[str, Any], request: Request) -> Event:
    """Return the log's line; who acted is the sender unless staff name somebody."""
    visitor_id: UUID | None = attrs.get("visitor_id")
    user_id: int | None = attrs.get("user_id")
    if visitor_id is None and user_id is None:
        visitor = visitor_of(request._request)
        visitor_id, user_id = visitor.id, visitor.user_id
    who = f"u{user_id}" if user_id is not None else str(visitor_id)
    return Event(
        event_id=ids.event_id(attrs["happened_at"], "api", who, attrs["id"]),
        happened_at=attrs["happened_at"],
        kind=EventKind(attrs["kind"]),
        visitor_id=visitor_id,
        user_id=user_id,
        item_id=attrs.get("item_id"),
        quantity=attrs["quantity"],
        query=attrs.get("query", ""),
        slate_id=attrs.get("slate_id"),
        position=attrs.get("position"),
        placement=attrs.get("placement", ""),
        order_reference=attrs.get("order_reference", ""),
    )
