"""The three programs of a running shop, as the demo starts them."""

from __future__ import annotations

import sys
from pathlib import Path

from storefront.demo_run.supervisor import Program

ONE_THREAD_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Web processes run several threads themselves; a numeric library's own would only get in the way."""


def web(host: str, port: int, metrics: Path) -> Program:
    """Return the web server: two processes of four threads, adding up their metrics in a folder."""
    return Program(
        name="web",
        command=(
            *(sys.executable, "-m", "gunicorn", "storefront.wsgi:application"),
            *("--config", "deploy/gunicorn.conf.py"),
        ),
        environment={
            **ONE_THREAD_EACH,
            "WEB_BIND": f"{host}:{port}",
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        },
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
        environment={
            "OPENBLAS_NUM_THREADS": "1",
            # Whoever runs a demo as root knows; the warning would be most of what the worker says.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        },
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
