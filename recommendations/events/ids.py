"""Event ids carry their time first (RFC 9562, version 7), so one key is unique and picks the month."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_TOP = 1 << 48
_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_FREE_BITS = (1 << 128) - 1 - ((_TOP - 1) << 80) - (0xF << 76) - (0b11 << 62)


def event_id(happened_at: datetime, *parts: str) -> UUID:
    """Return the one id of a fact: the same moment and parts always give the same id.

    Raises:
        ValueError: if the moment lies before 1970.
    """
    digest = blake2b("\x1f".join(parts).encode(), digest_size=10).digest()
    return _assemble(milliseconds(happened_at), int.from_bytes(digest))


def new_event_id(now: datetime) -> UUID:
    """Return an id that nobody else has, for something that happens now."""
    return _assemble(milliseconds(now), int.from_bytes(os.urandom(10)))


def lowest_id_at(moment: datetime) -> UUID:
    """Return a bound: every id of that moment or later is greater or equal, every earlier id is less."""
    return UUID(int=milliseconds(moment) << 80)


def time_of(some_id: UUID) -> datetime:
    """Return the moment an id carries, exact to the millisecond."""
    return _EPOCH + (some_id.int >> 80) * _MILLISECOND


def milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970-01-01 UTC.

    Raises:
        ValueError: if the moment lies before 1970.
    """
    count = (moment - _EPOCH) // _MILLISECOND
    if not 0 <= count < _TOP:
        raise ValueError(f"An event cannot have happened on {moment:%Y-%m-%d}.")
    return count


def _assemble(count: int, noise: int) -> UUID:
    return UUID(int=(count << 80) | (noise & _FREE_BITS) | _VERSION_AND_VARIANT)
