"""The figures of several model versions beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommendations.registry.models import ModelVersion

NOTHING = "–"
"""Stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words, as the admin's table component takes them."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


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
        [_("Trained"), *(f"{version.trained_at:%Y-%m-%d %H:%M}" for version in versions)],
    ]
    figures = [
        [
            f"{part} · {figure}",
            *(written(version.metrics.get(part, {}).get(figure)) for version in versions),
        ]
        for part, figure in names
    ]
    headers = [_("Figure"), *(version.version for version in versions)]
    return Table(headers=headers, rows=[*facts, *figures])


def readiness(version: ModelVersion) -> Table:
    """Return, source by source, how much data it needs and how much was there."""
    headers = [_("source"), _("ready"), _("there"), _("needed"), _("of what")]
    rows = [
        [
            each["source"],
            f"{each['share']:.0%}",
            written(each["found"]),
            written(each["needed"]),
            each["what"],
        ]
        for each in version.readiness
    ]
    return Table(headers=headers, rows=rows)


def written(figure: float | None) -> str:
    """Return a figure as people read it: whole numbers with separators, others with three digits."""
    if figure is None:
        return NOTHING
    return f"{figure:,.0f}" if figure == int(figure) else f"{figure:,.3g}"


def distinct(versions: Iterable[ModelVersion | None]) -> list[ModelVersion]:
    """Return those that are there, each once, in order."""
    return list({version.pk: version for version in versions if version is not None}.values())
