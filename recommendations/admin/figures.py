"""The figures of several model versions beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.defaultfilters import date, filesizeformat
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from recommendations.admin.part_words import AMOUNTS, FIGURES, PARTS, said
from recommendations.registry.models import ModelVersion

NOTHING = "–"
"""Stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and figures, each written as people read it."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    worded: int = 1
    """How many of the first columns hold words; the others hold figures, which end under each other."""

    @property
    def html(self) -> SafeString:
        """Lay it out for the staff area."""
        return render_to_string("recommendations/admin/_figures.html", {"table": self})


def side_by_side(versions: Sequence[ModelVersion]) -> Table:
    """Return every figure of these versions, one row a figure, one column a version."""
    names = list(
        dict.fromkeys(
            (part, figure)
            for version in versions
            for part, figures in sorted(version.metrics.items())
            for figure in figures
        )
    )
    facts = [
        [_("Role"), *(version.get_alias_display() for version in versions)],
        [_("Trained"), *(moment(version) for version in versions)],
    ]
    figures = [
        [
            f"{said(PARTS, part)} · {said(FIGURES, figure)}",
            *(measured(figure, version.metrics.get(part, {}).get(figure)) for version in versions),
        ]
        for part, figure in names
    ]
    headers = [_("Figure"), *(version.version for version in versions)]
    return Table(headers=headers, rows=[*facts, *figures])


def readiness(version: ModelVersion) -> Table:
    """Return, source by source, how much data it needs and how much was there."""
    headers = [_("part"), _("of what"), _("there"), _("needed"), _("ready")]
    rows = [
        [
            said(PARTS, each["source"]),
            said(AMOUNTS, each["what"]),
            written(each["found"]),
            written(each["needed"]),
            f"{each['share']:.0%}",
        ]
        for each in version.readiness
    ]
    return Table(headers=headers, rows=rows, worded=2)


def moment(version: ModelVersion) -> str:
    """Return when a version was trained, in the time of the shop."""
    return date(timezone.localtime(version.trained_at), "DATETIME_FORMAT")


def measured(name: str, figure: float | None) -> str:
    """Return a figure of a part in its unit."""
    if figure is None:
        return NOTHING
    if name == "bytes":
        return filesizeformat(int(figure))
    if name == "seconds":
        return f"{written(figure)} s"
    if name == "rebuy_rate":
        return f"{figure:.1%}"
    if name == "serves":
        return _("yes") if figure else _("no")
    return written(figure)


def written(figure: float | None) -> str:
    """Return a figure as people read it: whole numbers with separators, others with three digits."""
    if figure is None:
        return NOTHING
    kept = Decimal(int(figure)) if figure == int(figure) else Decimal(f"{figure:.3g}")
    return number_format(kept, use_l10n=True, force_grouping=True)


def distinct(versions: Iterable[ModelVersion | None]) -> list[ModelVersion]:
    """Return those that are there, each once, in order."""
    return list({version.pk: version for version in versions if version is not None}.values())
