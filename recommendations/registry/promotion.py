"""Which version is live, and how that changes: one transaction, never two live versions."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from recommendations.registry import artefacts
from recommendations.registry.models import ModelAlias, ModelStatus, ModelVersion


class UnknownVersion(Exception):
    """No version of that name is registered."""


class CannotPromote(Exception):
    """The version may not serve: refused by the gate, deleted, or damaged on disk."""


def live_version() -> str | None:
    """Return the name of the version that serves now. One query."""
    return (
        ModelVersion.objects.filter(alias=ModelAlias.LIVE).values_list("version", flat=True).first()
    )


def live_model() -> ModelVersion | None:
    """Return the registry row of the version that serves now. One query."""
    return ModelVersion.objects.filter(alias=ModelAlias.LIVE).first()


def folder(model: ModelVersion) -> Path:
    """Return where the artefacts of a version lie."""
    return Path(settings.ARTEFACTS_DIR) / model.path


def register(
    *,
    version: str,
    written: artefacts.Written,
    trained_at: datetime,
    findings: tuple[str, ...] = (),
    readiness: Sequence[Mapping[str, object]] = (),
) -> ModelVersion:
    """Enter a finished version into the registry, refused if the gate found anything. One query."""
    return ModelVersion.objects.create(
        version=version,
        path=written.path.name,
        digest=written.digest,
        config=written.configs,
        metrics=written.metrics,
        status=ModelStatus.REFUSED if findings else ModelStatus.READY,
        verdict="\n".join(findings),
        readiness=list(readiness),
        trained_at=trained_at,
    )


def promote(version: str, now: datetime) -> ModelVersion:
    """Make a version live; the one that was live becomes the previous one.

    Raises:
        UnknownVersion: nothing of that name is registered.
        CannotPromote: the gate refused it, or its files fail their checksums.
    """
    with transaction.atomic():
        rows = list(
            ModelVersion.objects.select_for_update()
            .filter(Q(version=version) | ~Q(alias=ModelAlias.NONE))
            .order_by("pk")
        )
        chosen = next((row for row in rows if row.version == version), None)
        if chosen is None:
            raise UnknownVersion(version)
        if chosen.alias == ModelAlias.LIVE:
            return chosen
        _check_servable(chosen)
        was_live = [row.pk for row in rows if row.alias == ModelAlias.LIVE]
        ModelVersion.objects.exclude(alias=ModelAlias.NONE).update(alias=ModelAlias.NONE)
        ModelVersion.objects.filter(pk__in=was_live).update(alias=ModelAlias.PREVIOUS)
        chosen.alias, chosen.promoted_at = ModelAlias.LIVE, now
        chosen.save(update_fields=["alias", "promoted_at"])
        return chosen


def roll_back(now: datetime) -> ModelVersion:
    """Make the previous version live again; the two change places.

    Raises:
        UnknownVersion: there is no previous version.
        CannotPromote: its files fail their checksums.
    """
    previous = (
        ModelVersion.objects.filter(alias=ModelAlias.PREVIOUS)
        .values_list("version", flat=True)
        .first()
    )
    if previous is None:
        raise UnknownVersion("previous")
    return promote(previous, now)


def retire(*, keep: int) -> list[str]:
    """Delete the files of versions that play no role, but for the ``keep`` newest; return their names.

    Web processes that still have such files mapped keep reading them until they let go.
    """
    idle = ModelVersion.objects.filter(alias=ModelAlias.NONE).exclude(status=ModelStatus.DELETED)
    retired = list(idle.order_by("-trained_at", "-pk")[keep:])
    for model in retired:
        ModelVersion.objects.filter(pk=model.pk).update(status=ModelStatus.DELETED)
        shutil.rmtree(folder(model), ignore_errors=True)
    return [model.version for model in retired]


def _check_servable(model: ModelVersion) -> None:
    """Refuse a version that the gate refused or whose files changed since."""
    if model.status != ModelStatus.READY:
        raise CannotPromote(f"{model.version} is {model.get_status_display()}: train again.")
    try:
        artefacts.open_version(folder(model), digest=model.digest)
    except artefacts.BadArtefact as error:
        raise CannotPromote(f"{model.version} is damaged: {error}") from error
