"""Roles of versions: one live, one previous, changed in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from recommendations.registry import artefacts, promotion
from recommendations.registry.artefacts import Part
from recommendations.registry.models import ModelStatus, ModelVersion
from recommendations.registry.promotion import CannotPromote, UnknownVersion

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 15, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def artefacts_dir(settings: object, tmp_path: Path) -> Path:
    settings.ARTEFACTS_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def trained(version: str, *, findings: tuple[str, ...] = (), hours: int = 0) -> ModelVersion:
    part = Part(name="lamps", arrays={"item_ids": np.array([1], np.int64)})
    root = promotion.folder(ModelVersion(path="."))
    written = artefacts.write(root, version=version, parts=[part], built_at=NOW)
    return promotion.register(
        version=version,
        written=written,
        trained_at=NOW + timedelta(hours=hours),
        findings=findings,
    )


def roles() -> dict[str, str]:
    return dict(ModelVersion.objects.exclude(alias="").values_list("alias", "version"))


def test_nothing_is_live_before_the_first_promotion() -> None:
    trained("one")

    assert promotion.live_version() is None
    assert promotion.live_model() is None


def test_promote_makes_the_live_one_previous() -> None:
    for version in ("one", "two", "three"):
        trained(version)
        promotion.promote(version, NOW)

    assert roles() == {"live": "three", "previous": "two"}
    live = promotion.live_model()
    assert live is not None
    assert live.promoted_at == NOW


def test_promote_twice_changes_nothing() -> None:
    for version in ("one", "two"):
        trained(version)
        promotion.promote(version, NOW)

    promotion.promote("two", NOW + timedelta(hours=1))

    assert roles() == {"live": "two", "previous": "one"}
    assert ModelVersion.objects.get(version="two").promoted_at == NOW


def test_reading_the_live_version_is_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    trained("one")
    promotion.promote("one", NOW)

    with django_assert_num_queries(1):
        assert promotion.live_version() == "one"


def test_roll_back_changes_places() -> None:
    for version in ("one", "two"):
        trained(version)
        promotion.promote(version, NOW)

    promotion.roll_back(NOW)

    assert roles() == {"live": "one", "previous": "two"}


def test_roll_back_without_a_previous_version_is_refused() -> None:
    trained("one")
    promotion.promote("one", NOW)

    with pytest.raises(UnknownVersion):
        promotion.roll_back(NOW)

    assert roles() == {"live": "one"}


@pytest.mark.parametrize("damage", ["refused", "deleted", "tampered", "missing", "unknown"])
def test_promote_refuses_what_may_not_serve_and_keeps_the_live_one(
    damage: str, artefacts_dir: Path
) -> None:
    trained("good")
    promotion.promote("good", NOW)
    if damage != "unknown":
        trained("bad", findings=("als: factors holds NaN",) if damage == "refused" else ())
    if damage == "deleted":
        ModelVersion.objects.filter(version="bad").update(status=ModelStatus.DELETED)
    elif damage == "tampered":
        (artefacts_dir / "bad" / "lamps" / "item_ids.npy").write_bytes(b"other")
    elif damage == "missing":
        (artefacts_dir / "bad").rename(artefacts_dir / "elsewhere")

    with pytest.raises(UnknownVersion if damage == "unknown" else CannotPromote):
        promotion.promote("bad", NOW)

    assert roles() == {"live": "good"}


def test_two_live_versions_are_impossible() -> None:
    trained("one")
    two = trained("two")
    promotion.promote("one", NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.filter(pk=two.pk).update(alias="live")

    two.alias = "live"
    with pytest.raises(ValidationError, match="Another version has this role"):
        two.validate_constraints()


def test_a_refused_version_cannot_be_given_a_role() -> None:
    bad = trained("bad", findings=("als: empty",))

    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.filter(pk=bad.pk).update(alias="live")

    assert bad.verdict == "als: empty"
    assert str(bad) == "bad (refused)"


def test_retire_deletes_the_files_of_old_idle_versions(artefacts_dir: Path) -> None:
    for hours, version in enumerate(("one", "two", "three", "four", "five")):
        trained(version, hours=hours)
    promotion.promote("one", NOW)

    retired = promotion.retire(keep=2)

    assert retired == ["three", "two"]
    assert sorted(path.name for path in artefacts_dir.iterdir()) == ["five", "four", "one"]
    assert ModelVersion.objects.filter(status=ModelStatus.DELETED).count() == 2
    assert promotion.retire(keep=2) == []
    assert promotion.live_version() == "one"
