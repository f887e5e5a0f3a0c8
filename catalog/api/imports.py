"""Files for the shop from programs: handed in, looked at, confirmed, watched."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from catalog.imports import kinds, rejected_rows, rejects, uploads
from catalog.imports.files import UnreadableFile
from catalog.imports.uploads import LARGEST_BYTES
from catalog.models import ImportUpload, UploadKind
from catalog.money import is_currency

OTHER_RIGHT = "Files of this kind take a further right in the staff area."


class MayHandIn(BasePermission):
    """Staff who may hand in files in the staff area."""

    message = "Only staff who may hand in files can do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the same right as the staff area."""
        user = request.user
        return bool(user.is_staff and user.has_perm("catalog.add_importupload"))


class Conflict(APIException):
    """The file does not wait to be confirmed."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The file does not wait to be confirmed: see its status."
    default_code = "already_decided"


class HandInSerializer(serializers.Serializer[Any]):
    """A file and what it may leave open."""

    file = serializers.FileField(max_length=255)
    kind = serializers.ChoiceField(choices=UploadKind.choices)
    currency = serializers.CharField(max_length=3, required=False)
    source = serializers.CharField(  # type: ignore[assignment]  # a field of the form, not where one reads from
        max_length=19, required=False, default="", allow_blank=True
    )
    mapping = serializers.CharField(
        max_length=4_000,
        required=False,
        default="",
        allow_blank=True,
        help_text="Which of their columns is which of ours, one a line: Bezeichnung=title.",
    )
    department = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    assumed_units = serializers.IntegerField(
        min_value=0, max_value=10**6, required=False, default=0
    )

    def validate_file(self, file: Any) -> Any:  # noqa: ANN401 - an uploaded file
        """Refuse what no import could be."""
        if file.size > LARGEST_BYTES:
            raise serializers.ValidationError("The file is larger than 1 GiB.")
        return file

    def validate_kind(self, kind: str) -> str:
        """Refuse kinds that take a right beyond that of handing in files."""
        if not kinds.may_hand_in(self.context["request"].user, kind):
            raise PermissionDenied(OTHER_RIGHT)
        return kind

    def validate_mapping(self, mapping: str) -> str:
        """Refuse lines that name no two columns."""
        try:
            uploads.columns_named(mapping)
        except UnreadableFile as error:
            raise serializers.ValidationError(str(error)) from error
        return mapping

    def validate_currency(self, code: str) -> str:
        """Take a code of three letters."""
        if not is_currency(code.upper()):
            raise serializers.ValidationError("A currency is three letters, such as EUR.")
        return code.upper()


class ImportSerializer(serializers.Serializer[ImportUpload]):
    """Where a file stands."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    kind = serializers.CharField()
    file_name = serializers.CharField()
    stage = serializers.SerializerMethodField()
    rows_done = serializers.SerializerMethodField()
    preview = serializers.JSONField()
    error = serializers.CharField()
    run = serializers.SerializerMethodField()

    def get_stage(self, upload: ImportUpload) -> str:
        """Return what the worker does with it now."""
        return uploads.progress(upload.pk)[0]

    def get_rows_done(self, upload: ImportUpload) -> int:
        """Return how many rows the worker has done."""
        return uploads.progress(upload.pk)[1]

    def get_run(self, upload: ImportUpload) -> dict[str, int] | None:
        """Return the figures of the import, once there was one."""
        run = upload.run
        if run is None:
            return None
        return {
            "id": run.pk,
            "read": run.rows_read,
            "accepted": run.rows_accepted,
            "rejected": run.rows_rejected,
            "created": run.created_count,
            "changed": run.updated_count,
            "unchanged": run.unchanged_count,
        }


class ImportList(APIView):
    """Takes files."""

    permission_classes = (MayHandIn,)
    parser_classes = (MultiPartParser,)

    @extend_schema(request=HandInSerializer, responses={202: ImportSerializer})
    def post(self, request: Request) -> Response:
        """Keep a file and have it looked at; nothing of it is imported before it is confirmed."""
        said = HandInSerializer(data=request.data, context={"request": request})
        said.is_valid(raise_exception=True)
        values = said.validated_data
        upload = uploads.receive(
            values["file"],
            kind=values["kind"],
            currency=values.get("currency") or settings.SHOP_CURRENCY,
            source=values["source"],
            mapping=values["mapping"],
            department=values["department"],
            assumed_units=values["assumed_units"],
            by_id=request.user.pk,
        )
        return _accepted(upload.pk, request)


class ImportDetail(APIView):
    """One file."""

    permission_classes = (MayHandIn,)

    @extend_schema(responses=ImportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Say where it stands; the preview once it was looked at, the figures once it was imported."""
        return Response(ImportSerializer(_found(pk)).data)


class ImportConfirmation(APIView):
    """The word that a file may be imported."""

    permission_classes = (MayHandIn,)

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Have the file imported, once."""
        if not kinds.may_hand_in(request.user, _found(pk).kind):
            raise PermissionDenied(OTHER_RIGHT)
        try:
            uploads.confirm(pk)
        except uploads.AlreadyDecided as error:
            raise Conflict from error
        return _accepted(pk, request)


class ImportRejects(APIView):
    """The rejected rows of an imported file."""

    permission_classes = (MayHandIn,)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """Send them as CSV: row, column, reason, value."""
        run = _found(pk).run
        if run is None:
            raise Conflict("The file was not imported yet.")
        return StreamingHttpResponse(rejects.lines(run), content_type="text/csv; charset=utf-8")


class ImportRejectedRows(APIView):
    """The rejected rows of an imported file as it writes them."""

    permission_classes = (MayHandIn,)

    @extend_schema(
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/jsonl"): OpenApiTypes.STR,
        }
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """Send them with their reasons, to be corrected and handed in again: a table as CSV, other files as JSON lines."""
        upload = _found(pk)
        if not kinds.may_hand_in(request.user, upload.kind):
            raise PermissionDenied(OTHER_RIGHT)
        rows = rejected_rows.of_upload(upload)
        if rows is None:
            raise Conflict("There is no imported file with rejected rows, or it was deleted since.")
        content_type = "text/csv" if rows.is_table else "application/jsonl"
        return StreamingHttpResponse(rows.lines, content_type=f"{content_type}; charset=utf-8")


def _found(pk: int) -> ImportUpload:
    return get_object_or_404(ImportUpload.objects.select_related("run"), pk=pk)


def _accepted(pk: int, request: Request) -> Response:
    """Answer 202 with the address to watch."""
    address = reverse("api:import", kwargs={"pk": pk}, request=request)
    return Response(
        ImportSerializer(_found(pk)).data,
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": address},
    )
