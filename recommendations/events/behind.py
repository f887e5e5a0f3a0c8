"""Whose lists in Redis missed something while it was away: they are filled afresh from the log when it is back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from uuid import uuid4

import redis

from recommendations.events import connection
from recommendations.vocabulary import PersonKey

MOST = 10_000
"""Shoppers told apart, about a megabyte; with more of them it is everybody, so that a long absence costs no memory."""
ROUND = "shoppers:round"
"""Lists count as filled only in the round they were filled in: another round, and everybody's are filled afresh."""
FIRST_ROUND = b"1"
"""The round of a server where nothing was ever missed by so many."""


class Behind:
    """The shoppers that this process knows to have fallen behind."""

    def __init__(self, *, known_key: Callable[[PersonKey], str]) -> None:
        """Take how Redis calls the mark that a shopper's lists are filled."""
        self._known_key = known_key
        self._people: set[PersonKey] = set()
        self._is_everybody = False
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many shoppers are told apart."""
        return len(self._people)

    def __bool__(self) -> bool:
        """Return whether anybody is behind."""
        return self._is_everybody or bool(self._people)

    def add(self, people: Iterable[PersonKey]) -> None:
        """Note who fell behind; acts of nobody in particular are on no list."""
        with self._lock:
            if self._is_everybody:
                return
            self._people.update(person for person in people if person)
            if len(self._people) > MOST:
                self._people, self._is_everybody = set(), True

    def catch_up(self) -> None:
        """Let whoever is behind be filled afresh, by whichever process serves them next; later, if Redis is still away."""
        with self._lock:
            people, is_everybody = self._people, self._is_everybody
            self._people, self._is_everybody = set(), False

        def forget_known(server: redis.Redis) -> bool:
            if is_everybody:
                server.set(ROUND, uuid4().hex)
            elif people:  # another thread may have been quicker
                server.delete(*map(self._known_key, people))
            return True

        if connection.events.attempt(forget_known) is None:
            self.add(people)
            self._is_everybody |= is_everybody

    def forget(self) -> None:
        """Forget who is behind, as between two tests."""
        self._people, self._is_everybody = set(), False
