"""Personal rows made ready for shoppers who are about: after every promotion and renewal, before they ask.

Lists for everybody would be many gigabytes and mostly never read; whoever looked at something in the last
half hour is likely to open the home page again, and an answer of the version before does not count then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection as database

from recommendations.events import connection, ids
from recommendations.rules.book import rules_now
from recommendations.serving import shopper
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle, bundles
from recommendations.serving.cache import cache
from recommendations.serving.plan import Anchor, focused, plan_for
from recommendations.serving.proposal import propose
from recommendations.vocabulary import Placement

ACTIVE = timedelta(minutes=30)
MOST_SHOPPERS = 300
MOST_SECONDS = 15.0
DONE = "recommendations:warm"
"""The Redis key that names the version and the renewal for which rows were made ready last."""

# The newest visits first. Who wants no personal rows gets none made.
_ACTIVE = """
SELECT visitor_id, user_id FROM (
    SELECT event.visitor_id, event.user_id, max(event.event_id::text) AS newest
    FROM recommendations_event AS event
    LEFT JOIN accounts_visitor AS visitor ON visitor.id = event.visitor_id
    LEFT JOIN accounts_user AS person ON person.id = event.user_id
    WHERE event.event_id >= %(since)s AND event.kind IN ('view', 'cart', 'purchase')
      AND coalesce(visitor.is_personalised, true) AND coalesce(person.is_personalised, true)
    GROUP BY event.visitor_id, event.user_id
) AS active
ORDER BY newest DESC LIMIT %(most)s
"""


def make_ready(
    *, now: datetime, most: int = MOST_SHOPPERS, clock: Callable[[], float] = time.monotonic
) -> int:
    """Make rows ready if something was promoted or renewed since the last time; return how many.

    At most ``most`` shoppers and about 15 seconds; whoever is left out waits a few milliseconds longer, once.
    """
    bundle = bundles.refresh()
    told = connection.cache.attempt(lambda server: [server.get(DONE)])
    if not bundle.version or told is None or told[0] == bundle.state.encode():
        return 0
    ends_at = clock() + MOST_SECONDS
    n_ready = 0
    for visitor_id, user_id in _active(now=now, most=most):
        if clock() >= ends_at:
            break
        n_ready += _made_ready(visitor_id, user_id, bundle=bundle, now=now)
    connection.cache.attempt(lambda server: server.set(DONE, bundle.state))
    return n_ready


def _made_ready(
    visitor_id: UUID | None, user_id: int | None, *, bundle: Bundle, now: datetime
) -> bool:
    """Make the home page's row of one shopper; return whether it was worth keeping."""
    context = shopper.known(visitor_id=visitor_id, user_id=user_id, now=now)
    plan = plan_for(Placement.FOR_YOU, context, rules=rules_now())
    if plan.anchor is not Anchor.SHOPPER:
        return False
    question = focused(plan, context)
    made = propose(plan, question, bundle=bundle, budget=Budget(float("inf")), now=now)
    if made.is_whole:
        cache.keep(plan, question, made)
    return made.is_whole


def _active(*, now: datetime, most: int) -> Iterator[tuple[UUID | None, int | None]]:
    """Yield who did something lately, the latest first. One query."""
    with database.cursor() as cursor:
        cursor.execute(_ACTIVE, {"since": ids.lowest_id_at(now - ACTIVE), "most": most})
        yield from cursor.fetchall()
