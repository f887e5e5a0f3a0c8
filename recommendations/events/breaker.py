"""A dead or frozen server must cost one short wait now and then, not one a call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after failures in a row, rests, then lets a single call through to look again."""

    def __init__(
        self,
        *,
        failures_to_open: int = 2,
        rest_seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures_to_open = failures_to_open
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._failures = 0
        self._closed_again_at = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Return whether to try the server now."""
        if self._failures < self._failures_to_open:
            return True
        with self._lock:
            now = self._clock()
            if now < self._closed_again_at:
                return False
            # One caller looks; the others go on resting.
            self._closed_again_at = now + self._rest_seconds
            return True

    def succeeded(self) -> None:
        """Note that the server answered."""
        if self._failures:
            with self._lock:
                self._failures = 0

    def failed(self, *, is_hopeless: bool = False) -> None:
        """Note that it did not; after a hopeless failure nobody needs to see a second one."""
        with self._lock:
            self._failures += self._failures_to_open if is_hopeless else 1
            self._closed_again_at = self._clock() + self._rest_seconds

    @property
    def is_open(self) -> bool:
        """Whether calls are being spared."""
        return self._failures >= self._failures_to_open and self._clock() < self._closed_again_at
