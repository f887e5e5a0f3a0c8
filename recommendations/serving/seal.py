"""A slate travels to the browser and back under a seal: what is reported as seen is what was shown."""

from __future__ import annotations

import base64
import binascii
import functools
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from recommendations.events import ids
from recommendations.vocabulary import ItemId, Placement, Reason, Slate

VALID_FOR = timedelta(days=2)
"""A tab left open longer reports nothing any more; the log's ids allow for as much (events.read)."""
_DIGEST = "sha256"
_SEAL_BYTES = 16


class BrokenSeal(Exception):
    """The text was not made by this shop, was changed, or is too old."""


@dataclass(frozen=True, slots=True)
class ShownSlate:
    """What was shown: each position's item and reason, and what chose them."""

    slate_id: UUID
    placement: Placement
    model_version: str
    variant: str
    item_ids: tuple[ItemId, ...]
    reasons: tuple[Reason, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The source of each position."""
        return tuple(reason.source for reason in self.reasons)


def seal(slate: Slate) -> str:
    """Return a slate as a short text for the page; about 350 characters for twelve items."""
    reasons = [chosen.reason for chosen in slate.chosen]
    names = list(dict.fromkeys((reason.source, reason.kind) for reason in reasons))
    body = json.dumps(
        [
            slate.slate_id.hex,
            slate.placement,
            slate.model_version,
            slate.variant,
            names,
            [chosen.item_id for chosen in slate.chosen],
            [names.index((reason.source, reason.kind)) for reason in reasons],
            [reason.cause or 0 for reason in reasons],
        ],
        separators=(",", ":"),
    ).encode()
    return base64.urlsafe_b64encode(_seal_of(body) + body).rstrip(b"=").decode()


def opened(text: str, *, now: datetime) -> ShownSlate:
    """Return the slate of a sealed text.

    Raises:
        BrokenSeal: if this shop did not make it within two days.
    """
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise BrokenSeal("not a slate") from error
    body = raw[_SEAL_BYTES:]
    if not hmac.compare_digest(raw[:_SEAL_BYTES], _seal_of(body)):
        raise BrokenSeal("changed")
    number, placement, version, variant, names, item_ids, places, causes = json.loads(body)
    slate_id = UUID(number)
    if not timedelta() <= now - ids.time_of(slate_id) <= VALID_FOR:
        raise BrokenSeal("too old")
    return ShownSlate(
        slate_id=slate_id,
        placement=Placement(placement),
        model_version=version,
        variant=variant,
        item_ids=tuple(map(ItemId, item_ids)),
        reasons=tuple(
            Reason(names[place][0], names[place][1], cause=ItemId(cause) if cause else None)
            for place, cause in zip(places, causes, strict=True)
        ),
    )


def _seal_of(body: bytes) -> bytes:
    return hmac.digest(_key(settings.SECRET_KEY), body, _DIGEST)[:_SEAL_BYTES]


@functools.lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"recommendations.serving.seal", _DIGEST)
