"""How gunicorn serves the shop: in the demo, in the image, anywhere."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # code and libraries are loaded once and shared by all workers
timeout = 30
graceful_timeout = 20
# A browser keeps its connection. A proxy must not (0): a kept connection stays with the worker that took it, so that
# of few connections one worker may hold all while the other rests; a new one is taken by whoever is free.
keepalive = int(os.environ.get("WEB_KEEPALIVE", "30"))
loglevel = "warning"
SWITCH_SECONDS = 0.0005
"""How long a thread that computes may keep another waiting that has its answer from the database (Python's own: 5 ms),
which happens a dozen times a page. Eight visitors got 58 searches a second instead of 40, and 275 suggestions instead
of 221, for the same CPU time within 7 % (medians of five and four spells in turn, one busy machine)."""
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's own advice: a heartbeat file on a disk can block
    worker_tmp_dir = "/dev/shm"  # noqa: S108

_counters = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if _counters:  # the shop is loaded before any hook is called, and writes there at once
    Path(_counters).mkdir(parents=True, exist_ok=True)


def on_starting(server: Arbiter) -> None:
    """Remove what the workers of an earlier run counted."""
    if _counters:
        for path in Path(_counters).glob("*.db"):
            path.unlink()


def when_ready(server: Arbiter) -> None:
    """Leave what was loaded to itself: a collector that looked at it in each worker would copy it there."""
    gc.collect()
    gc.freeze()


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Let threads take turns often."""
    sys.setswitchinterval(SWITCH_SECONDS)


def post_worker_init(worker: Worker) -> None:
    """Let a worker open what was trained before its first shopper comes, who would see best sellers instead."""
    from recommendations.serving.bundle import bundles  # noqa: PLC0415 - Django is set up by now

    bundles.watch()


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Let the gauges of a worker end with it."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
