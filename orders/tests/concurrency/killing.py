"""The shop with marked points at which its process kills itself with SIGKILL, once, when a test asks for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings_test")
django.setup()

from orders import checkout, placing, stock  # noqa: E402
from orders.payments import webhooks  # noqa: E402
from orders.payments.gateway import TestGateway  # noqa: E402
from orders.promotions import limits  # noqa: E402
from orders.tests.concurrency.points import FLAG  # noqa: E402


def _reached(point: str) -> None:
    flag = Path(os.environ[FLAG])
    if flag.exists() and flag.read_text(encoding="utf-8") == point:
        flag.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _die(owner: Any, name: str, *, before: str = "", after: str = "") -> None:
    """Mark the moments just before and just after a function."""
    function: Callable[..., Any] = getattr(owner, name)

    def marked(*args: Any, **kwargs: Any) -> Any:
        if before:
            _reached(before)
        result = function(*args, **kwargs)
        if after:
            _reached(after)
        return result

    setattr(owner, name, marked)


_die(stock, "reserve", after="units held, not committed")
_die(limits, "reserve", after="use of a promotion reserved, not committed")
_die(checkout, "prepare", after="payment written")
_die(TestGateway, "start", after="charge opened, not noted")
_die(checkout, "hand_over", after="charge noted")
_die(webhooks, "act_upon", before="webhook noted, not acted upon")
_die(TestGateway, "fetch", before="before asking the provider", after="provider asked")
_die(limits, "claim", after="use of a promotion claimed, not committed")
_die(stock, "sell", after="units sold, not committed")
_die(placing, "_leave_messages", after="order written, not committed")
_die(placing, "place", after="order placed")
_die(TestGateway, "capture", after="money taken, not noted")
_die(placing, "note_captured", after="money noted")
_die(placing, "_refuse", after="refused, money still there")
_die(TestGateway, "cancel", after="money given back, not noted")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
