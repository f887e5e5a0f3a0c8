"""The Celery application; its schedule stands in the settings and may be edited in admin.

A task logs under the id of the request that sent it, and in the shop's own log format.
"""

from __future__ import annotations

import logging
import os
from logging.config import dictConfig
from typing import Any

from celery import Celery, signals
from django.conf import settings

from storefront.logs import current_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

app = Celery("storefront")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

REQUEST_ID_HEADER = "shelfwise_request_id"


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def log_as_the_web_does(*, loglevel: int | None = None, **_: object) -> None:
    """Write the logs of worker and schedule as the web process writes its own, at the level the call names."""
    dictConfig(settings.LOGGING)
    if loglevel is not None:
        logging.getLogger().setLevel(loglevel)


@signals.before_task_publish.connect  # type: ignore[untyped-decorator]
def pass_request_id_on(*, headers: dict[str, Any], **_: object) -> None:
    """Send a task under the id of what is being done."""
    headers[REQUEST_ID_HEADER] = current_request_id.get()


@signals.task_prerun.connect  # type: ignore[untyped-decorator]
def take_request_id(*, task_id: str, task: Any, **_: object) -> None:  # noqa: ANN401 - a task
    """Log under the id the task was sent with; the schedule's own tasks log under theirs."""
    if task.request.is_eager:  # called where its request is being answered
        return
    sent = task.request.get(REQUEST_ID_HEADER)
    current_request_id.set(sent if sent and sent != "-" else task_id)


@signals.task_postrun.connect  # type: ignore[untyped-decorator]
def let_request_id_go(*, task: Any, **_: object) -> None:  # noqa: ANN401 - a task
    """End with the task."""
    if not task.request.is_eager:
        current_request_id.set("-")
