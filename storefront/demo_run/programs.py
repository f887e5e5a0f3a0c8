"""The three programs of a running shop, as the demo starts them."""

from __future__ import annotations

import sys

from storefront.demo_run.supervisor import Program

ONE_THREAD_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Web processes run several threads themselves; a numeric library's own would only get in the way."""


def web(host: str, port: int) -> Program:
    """Return the web server: two processes of four threads."""
    return Program(
        name="web",
        command=(
            *(sys.executable, "-m", "gunicorn", "storefront.wsgi:application"),
            *("--bind", f"{host}:{port}", "--worker-class", "gthread"),
            *("--workers", "2", "--threads", "4", "--log-level", "warning"),
        ),
        environment=ONE_THREAD_EACH,
    )


def worker() -> Program:
    """Return the Celery worker for both queues."""
    return Program(
        name="worker",
        command=(
            *(sys.executable, "-m", "celery", "--app", "storefront", "--quiet", "worker"),
            *("--queues", "default,ml", "--concurrency", "2", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle"),
        ),
        environment={"OPENBLAS_NUM_THREADS": "1"},
        grace_seconds=15,
    )


def beat() -> Program:
    """Return the schedule."""
    return Program(
        name="beat",
        command=(
            *(sys.executable, "-m", "celery", "--app", "storefront", "--quiet", "beat"),
            *("--loglevel", "WARNING"),
        ),
    )
