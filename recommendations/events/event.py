"""One line of the log, as a value; and its short form for the stream."""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from recommendations.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, when, and as the answer to which slate; the columns of ``recommendations_event``."""

    event_id: UUID
    happened_at: datetime
    kind: EventKind
    visitor_id: UUID | None = None
    user_id: int | None = None
    item_id: int | None = None
    quantity: int = 1
    price_minor: int | None = None
    currency: str = ""
    order_reference: str = ""
    session_id: UUID | None = None
    query: str = ""
    slate_id: UUID | None = None
    position: int | None = None
    placement: str = ""
    source: str = ""
    model_version: str = ""
    variant: str = ""
    shown: str = ""
    """Of a search: the products of its first page, best first, separated by blanks."""

    def packed(self) -> str:
        """Return a compact text that :meth:`unpacked` reads; empty columns take no room."""
        return json.dumps(
            {
                name: value if isinstance(value, int | str) else str(value)
                for name, default in _DEFAULTS
                if (value := getattr(self, name)) != default
            },
            separators=(",", ":"),
        )

    @classmethod
    def unpacked(cls, text: str | bytes) -> Event:
        """Return the event of a packed text.

        Raises:
            ValueError: if the text is not one.
        """
        columns: Any = json.loads(text)
        try:
            for name in _UUIDS & columns.keys():
                columns[name] = UUID(columns[name])
            columns["happened_at"] = datetime.fromisoformat(columns["happened_at"])
            columns["kind"] = EventKind(columns["kind"])
            event = cls(**columns)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not an event: {error}") from error
        if event.happened_at.tzinfo is None:
            raise ValueError("not an event: its moment names no time zone")
        return event


COLUMNS = tuple(column.name for column in fields(Event))
_DEFAULTS = tuple(
    (column.name, None if column.default is MISSING else column.default) for column in fields(Event)
)
_UUIDS = {"event_id", "visitor_id", "session_id", "slate_id"}
