"""The nightly contest in admin: what serves against what is trivial, and what the data allows."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from orders.admin.reading import ReadOnlyAdmin
from recommendations.admin import figures
from recommendations.admin.figures import Table
from recommendations.registry.models import Leaderboard

VERDICTS = {
    "wins": _("ours wins"),
    "open": _("no sure difference"),
    "loses": _("a trivial baseline wins"),
    "too few": _("too little data"),
}
"""The words of :class:`recommendations.evaluation.standings.Verdict`."""


@admin.register(Leaderboard)
class LeaderboardAdmin(ReadOnlyAdmin):
    """Read who won which night; nothing here is edited."""

    list_display = ("measured_at", "task", "outcome", "carousels", "shoppers")
    list_filter = ("task",)
    ordering = ("-measured_at", "task")
    actions = None
    fields = ("measured_at", "task", "cut", "until", "shoppers", "verdicts", "contest")
    readonly_fields = fields

    @display(
        description=_("outcome"),
        label={"wins": "success", "loses": "danger", "open": "warning", "too few": "info"},
    )
    def outcome(self, board: Leaderboard) -> tuple[str, str]:
        """Say the worst that happened, in words."""
        found = {standing["verdict"] for standing in board.standings}
        worst = next((name for name in ("loses", "open", "too few", "wins") if name in found), "")
        return worst, str(VERDICTS.get(worst, ""))

    @display(description=_("carousels"))
    def carousels(self, board: Leaderboard) -> str:
        """Name each carousel with the difference to its best rival."""
        return " · ".join(
            f"{standing['carousel']} {_signed(standing['difference'])}"
            for standing in board.standings
        )

    @display(description=_("who wins"))
    def verdicts(self, board: Leaderboard) -> SafeString:
        """Lay every carousel beside its best rival."""
        return standings(board).html

    @display(description=_("every system"))
    def contest(self, board: Leaderboard) -> SafeString:
        """List every system by its headline figure, best first, one column a view."""
        views = [view["name"] for view in board.report.get("views", [])]
        headline = board.report.get("headline", "")
        found = [
            (system["name"], [system["figures"][view][headline]["mean"] for view in views])
            for system in board.report.get("systems", [])
        ]
        found.sort(key=lambda row: -(row[1][0] or 0.0))
        rows = [[name, *map(_decimal, means)] for name, means in found]
        return Table([f"{headline}", *views], rows).html


def standings(board: Leaderboard) -> Table:
    """Return every carousel of a contest beside its best rival, with the paired difference."""
    rows = [
        [
            standing["carousel"],
            str(VERDICTS[standing["verdict"]]),
            _decimal(standing["ours"]),
            f"{_decimal(standing['rivals'])} {standing['rival']}",
            _span(standing),
        ]
        for standing in board.standings
    ]
    headers = [_now("carousel"), _now("verdict"), _now("ours"), _now("best rival"), "95 %"]
    return Table(headers, rows, worded=2)


def _span(standing: dict[str, Any]) -> str:
    low, high = _signed(standing["low"]), _signed(standing["high"])
    return f"{_signed(standing['difference'])} ({low} – {high})"


def _decimal(value: float | None) -> str:
    return figures.NOTHING if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return figures.NOTHING if value is None else f"{value:+.3f}"
