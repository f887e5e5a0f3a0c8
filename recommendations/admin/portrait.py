"""One model version as staff read it: what it holds, how it was judged, from what it learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext as _

from recommendations.admin import figures, leaderboards
from recommendations.admin.figures import NOTHING, Table
from recommendations.admin.part_words import PARTS, said
from recommendations.registry.models import Leaderboard, ModelVersion

FEATURES = "feature_names"
"""Where the configuration of a learned order names what it reads."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the page with a sentence, a table, or both; long lists are folded."""

    title: str
    note: str = ""
    table: Table | None = None
    is_folded: bool = False


def sections(version: ModelVersion, beside: Sequence[ModelVersion]) -> Iterator[Section]:
    """Yield what there is to say of a version; ``beside`` are those its figures are compared with."""
    yield _orders(version)
    yield _contests(version)
    yield _sources(version)
    yield Section(
        _("What it learned from"),
        _("How much data each part needs to be more than accident, and how much was there."),
        figures.readiness(version),
    )
    yield Section(
        _("What the learned orders read"),
        table=Table(
            [_("part"), _("features"), _("names")],
            [
                [said(PARTS, part), figures.written(len(names)), ", ".join(names)]
                for part, names in _features(version)
            ],
            worded=3,
        ),
        is_folded=True,
    )
    yield Section(
        _("Every figure, beside what serves"),
        table=figures.side_by_side(figures.distinct([version, *beside])),
        is_folded=True,
    )
    yield Section(_("How it was set up"), table=_settings(version), is_folded=True)


def size(version: ModelVersion) -> str:
    """Return how large its files are together."""
    sizes = [part["bytes"] for part in version.metrics.values() if "bytes" in part]
    return figures.measured("bytes", sum(sizes)) if sizes else NOTHING


def _orders(version: ModelVersion) -> Section:
    """What was learned to put in order, and how much better that is than the order without it."""
    rows = []
    for part, measured in sorted(version.metrics.items()):
        if "ndcg" not in measured:
            continue
        before = measured.get("ndcg_of_sources", measured.get("ndcg_of_usual_order"))
        rows.append(
            [
                said(PARTS, part),
                _decimal(measured["ndcg"]),
                _decimal(before),
                _gain(measured, before),
                figures.written(measured.get("shoppers_checked", measured.get("questions"))),
                figures.written(measured.get("rows")),
            ]
        )
    headers = [
        _("part"),
        _("NDCG"),
        _("without it"),
        _("gain"),
        _("checked on"),
        _("rows learned from"),
    ]
    none = _("None: there is too little data to learn an order that is better than the usual one.")
    foretold = _(
        "Judged on what shoppers did after the days it had learned from, in NDCG: 1 puts everything they took first. Brackets are intervals of 95 %."
    )
    return Section(_("Learned orders"), foretold if rows else none, Table(headers, rows))


def _gain(measured: Mapping[str, float], before: float | None) -> str:
    if before is None:
        return NOTHING
    gain = f"{measured['ndcg'] - before:+.3f}"
    if "gain_low" in measured:
        return f"{gain} ({measured['gain_low']:+.3f} – {measured['gain_high']:+.3f})"
    return gain


def _contests(version: ModelVersion) -> Section:
    """The newest contest of each question that was held while it served."""
    title = _("Against trivial baselines")
    boards = _boards(version)
    if not boards:
        return Section(title, _("No nightly contest was held while this version served."))
    tables = [leaderboards.standings(board) for board in boards]
    return Section(
        title,
        _("The contest of %(moment)s, with what served then.")
        % {"moment": date(timezone.localtime(boards[0].measured_at), "DATETIME_FORMAT")},
        Table(tables[0].headers, [row for table in tables for row in table.rows], worded=2),
    )


def _boards(version: ModelVersion) -> list[Leaderboard]:
    if version.promoted_at is None:
        return []
    successor = (
        ModelVersion.objects.filter(promoted_at__gt=version.promoted_at)
        .order_by("promoted_at")
        .values_list("promoted_at", flat=True)
        .first()
    )
    served = Q(measured_at__gte=version.promoted_at)
    if successor is not None:
        served &= Q(measured_at__lt=successor)
    held = Leaderboard.objects.filter(served).order_by("task", "-measured_at").distinct("task")
    return sorted(held, key=lambda board: board.measured_at, reverse=True)


def _sources(version: ModelVersion) -> Section:
    """What proposes products, and how many each of them knows."""
    rows = [
        [
            said(PARTS, part),
            *(
                figures.measured(name, measured.get(name))
                for name in ("covered", "rows", "bytes", "seconds")
            ),
        ]
        for part, measured in sorted(version.metrics.items())
        if "ndcg" not in measured and "covered" in measured
    ]
    headers = [
        _("part"),
        _("products known"),
        _("rows learned from"),
        _("size"),
        _("time to train"),
    ]
    return Section(_("Ways to propose products"), table=Table(headers, rows))


def _features(version: ModelVersion) -> Iterator[tuple[str, list[str]]]:
    for part, config in sorted(version.config.items()):
        if config.get(FEATURES):
            yield part, [str(name).replace("_", " ") for name in config[FEATURES]]


def _settings(version: ModelVersion) -> Table:
    rows = [
        [said(PARTS, part), name, value]
        for part, config in sorted(version.config.items())
        for name, value in _flat(config)
    ]
    return Table([_("part"), _("setting"), _("value")], rows, worded=2)


def _flat(config: Mapping[str, object], front: str = "") -> Iterator[tuple[str, str]]:
    """Yield each setting by its words, those of a group behind the group's own."""
    for name, value in sorted(config.items()):
        words = f"{front}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{words} · ")
        elif isinstance(value, list | tuple):
            if name != FEATURES:
                yield words, ", ".join(map(str, value))
        else:
            yield words, str(value)


def _decimal(figure: float | None) -> str:
    return NOTHING if figure is None else f"{figure:.3f}"
