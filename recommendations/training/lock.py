"""One training run at a time, over all workers and machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TRAINING_LOCK = 7_301_966
"""Any number; it names the lock in PostgreSQL."""
UPDATE_LOCK = 7_301_967
"""Of what is renewed during the day; a night and a renewal do not disturb each other."""
ENCODER_LOCK = 7_301_968
"""Of fine-tuning the sentence encoder, which takes hours beside them."""


class AlreadyTraining(Exception):
    """Another run holds the lock."""


@contextmanager
def only_one(lock: int = TRAINING_LOCK) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock; a killed process loses it with its connection.

    Raises:
        AlreadyTraining: someone else holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            raise AlreadyTraining("Another training run is under way; wait for it to end.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
