"""What became of a slate: seen, clicked or refused, each written down once per slate and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recommendations import metrics
from recommendations.events import ids, live, log, refusals
from recommendations.events.log import Event
from recommendations.serving.seal import ShownSlate
from recommendations.vocabulary import EventKind, RefusalScope


@dataclass(frozen=True, slots=True)
class Report:
    """One slate and the positions in it that something happened to."""

    slate: ShownSlate
    kind: EventKind
    positions: tuple[int, ...]


def record(
    reports: Iterable[Report], *, visitor_id: UUID | None, user_id: int | None, now: datetime
) -> int:
    """Write reports to the log; return how many events they were.

    An event's id follows from slate, kind and position, so a report that arrives twice counts once.
    """
    events = [
        event
        for report in reports
        for event in _events(report, visitor_id=visitor_id, user_id=user_id, now=now)
    ]
    if events:
        log.record(*events)
    for event in events:
        metrics.reports.labels(placement=event.placement, kind=event.kind.value).inc()
    person = live.person_key(visitor_id=visitor_id, user_id=user_id)
    for event in events:
        if event.kind is EventKind.DISMISS and event.item_id is not None and person:
            refusals.refuse(person, scope=RefusalScope.ITEM, target_id=event.item_id)
    return len(events)


def _events(
    report: Report, *, visitor_id: UUID | None, user_id: int | None, now: datetime
) -> Iterator[Event]:
    slate = report.slate
    for position in dict.fromkeys(report.positions):
        yield Event(
            event_id=ids.event_id(
                ids.time_of(slate.slate_id), report.kind, slate.slate_id.hex, str(position)
            ),
            happened_at=now,
            kind=report.kind,
            visitor_id=visitor_id,
            user_id=user_id,
            item_id=slate.item_ids[position],
            slate_id=slate.slate_id,
            position=position,
            placement=slate.placement,
            source=slate.sources[position],
            model_version=slate.model_version,
            variant=slate.variant,
        )
