"""Addresses of one object: where there is none, they answer "not found", whatever stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin


def of_existing(act: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask, and take, an action of one object only if there is that object; stands above ``@action``.

    Raises: Http404: where there is none. PermissionDenied: for who may not even see it.
    """

    @wraps(act)
    def asked(
        model_admin: ModelAdmin[Any], request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        if model_admin.get_object(request, unquote(kwargs["object_id"])) is None:
            raise Http404
        return act(model_admin, request, *args, **kwargs)

    return asked


class HistoryAdmin(SimpleHistoryAdmin):
    """Keeps who changed what when, also of what is deleted meanwhile."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell the story of one object; no key of its table, no story."""
        _must_be_key(self.model, unquote(object_id))
        answer: HttpResponse = super().history_view(request, object_id, extra_context)
        return answer

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one object as it was at one moment."""
        _must_be_key(self.model, object_id)
        _must_be_key(self.model.history.model, version_id)
        answer: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return answer


def _must_be_key(model: type[Model], written: str) -> None:
    try:
        model._meta.pk.to_python(written)
    except ValidationError as error:
        raise Http404 from error
