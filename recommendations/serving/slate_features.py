"""What a ranker read of the products of a logged slate, computed anew from what was logged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommendations.events.slate_log import LoggedSlate
from recommendations.ranking.ranker import Ranker
from recommendations.ranking.scorer import WrongFeatures
from recommendations.registry import artefacts, promotion
from recommendations.registry.artefacts import Artefact
from recommendations.registry.models import ModelVersion
from recommendations.serving.recorded import context_of
from recommendations.serving.replay import NoLongerThere, ensure_whole
from recommendations.vocabulary import Context


@dataclass(frozen=True, slots=True)
class SlateFeatures:
    """The shown products that the ranker knew, and its features of them."""

    item_ids: tuple[int, ...]
    features: NDArray[np.float32]
    """``(len(item_ids), n_features)``"""


def ranker_of(logged: LoggedSlate) -> tuple[Ranker, Artefact]:
    """Open the ranker that ordered a slate, with its files. One query.

    Raises:
        NoLongerThere: if none did, its version is gone, or what it read was too long to keep.
    """
    name = str(logged.record.get("ranker", ""))
    if not name:
        raise NoLongerThere(_("No ranker ordered this slate, so there is no score to take apart."))
    ensure_whole(logged)
    version = logged.model_version
    model = ModelVersion.objects.filter(version=version).first()
    if model is None:
        raise NoLongerThere(_("Model version %(version)s is no longer in the registry.") % {"version": version})  # fmt: skip
    try:
        kept = artefacts.open_version(promotion.folder(model), digest=model.digest)[name]
        return Ranker.open(name, kept.arrays, kept.info.config), kept
    except (OSError, KeyError, WrongFeatures, artefacts.BadArtefact) as error:
        raise NoLongerThere(_("The files of model version %(version)s are no longer there: %(error)s") % {"version": version, "error": error}) from error  # fmt: skip


def features_of(
    logged: LoggedSlate, ranker: Ranker, *, context: Context | None = None
) -> SlateFeatures:
    """Describe the shown products as of the slate's moment; ``context`` is what was logged unless given."""
    shown = [row[0] for row in logged.record["shown"]]
    features, is_known = ranker.features(
        context_of(logged) if context is None else context,
        np.array(shown, np.int64),
        now=logged.happened_at.timestamp(),
    )
    known = (item_id for item_id, found in zip(shown, is_known, strict=True) if found)
    return SlateFeatures(tuple(known), features)
