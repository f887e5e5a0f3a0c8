"""The front door of the API."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

_ROUTES = (
    "products", "departments", "search", "suggestions", "popular-items", "basket-recommendations", "events", "schema",
)  # fmt: skip


class ApiRoot(APIView):
    """Lists where things are."""

    @extend_schema(
        responses=inline_serializer(
            "ApiRoot",
            {
                "version": serializers.CharField(),
                "links": serializers.DictField(child=serializers.URLField()),
            },
        )
    )
    def get(self, request: Request) -> Response:
        """Return the version and the addresses of the lists."""
        links = {name: reverse(f"api:{name}", request=request) for name in _ROUTES}
        return Response({"version": "1", "links": links})
