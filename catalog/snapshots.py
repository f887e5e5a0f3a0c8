"""Small things that every page needs and that seldom change, kept in the process for a short while."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import ClassVar, Generic, TypeVar

Value = TypeVar("Value")


class Snapshot(Generic[Value]):
    """One value that is read again when it is older than its time to live.

    A write in the same process calls :meth:`forget`; other processes see it within ``ttl_seconds``.
    """

    everything: ClassVar[list[Snapshot[object]]] = []
    forgotten_too: ClassVar[list[Callable[[], None]]] = []
    """What other modules keep for a while."""

    def __init__(
        self, read: Callable[[], Value], *, ttl_seconds: float, at_opening: bool = True
    ) -> None:
        """Take how to read it and how long it holds; ``at_opening``: whether a new process reads it at once."""
        self._read = read
        self._ttl_seconds = ttl_seconds
        self._at_opening = at_opening
        self._held: tuple[float, Value] | None = None
        self._renewal = Lock()
        Snapshot.everything.append(self)  # type: ignore[arg-type]

    def get(self) -> Value:
        """Return the value, reading it first when it is missing or too old; one thread renews it, the others wait for nobody."""
        held = self._held
        if held is None:
            return self._renewed()
        is_fresh = time.monotonic() - held[0] < self._ttl_seconds
        if is_fresh or not self._renewal.acquire(blocking=False):
            return held[1]
        try:
            return self._renewed()
        finally:
            self._renewal.release()

    def _renewed(self) -> Value:
        now = time.monotonic()
        value = self._read()
        self._held = (now, value)
        return value

    def forget(self) -> None:
        """Read again at the next question."""
        self._held = None

    @classmethod
    def read_at_opening(cls) -> None:
        """Read what every page needs, so that no shopper waits for it. One query or two each."""
        for snapshot in cls.everything:
            if snapshot._at_opening:
                snapshot.get()

    @classmethod
    def forget_everything(cls) -> None:
        """Forget every snapshot of this process and what was made from them, as between two tests."""
        for snapshot in cls.everything:
            snapshot.forget()
        for forget in cls.forgotten_too:
            forget()
