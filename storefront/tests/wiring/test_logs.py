"""A log line can be traced: from the answer to the task that it set off."""

from __future__ import annotations

import json
import logging
from logging.config import dictConfig
from types import SimpleNamespace

import pytest
from celery import signals
from django.conf import settings
from django.test import Client

from accounts.models import User
from storefront.celery import REQUEST_ID_HEADER
from storefront.logs import RequestIdFilter, current_request_id


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="storefront.answers")
    return caplog


def _answers(lines: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in lines.records if record.name == "storefront.answers"]


@pytest.mark.django_db
def test_each_answer_leaves_one_line_without_what_was_searched(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    user = User.objects.create_user("shopper@example.com")
    client.force_login(user)

    client.get("/api/v1/recommend/999999/?limit=3&q=secret")

    (line,) = _answers(lines)
    assert (line.method, line.url, line.status_code) == ("GET", "/api/v1/recommend/999999/", 403)
    assert line.route == "api/v1/recommend/<int:user_id>/"
    assert line.user_id == user.pk
    assert line.duration_ms > 0
    assert "secret" not in json.dumps(vars(line), default=str)


@pytest.mark.django_db
def test_the_line_about_a_refusal_names_its_request(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    lines.handler.addFilter(RequestIdFilter())

    response = client.get("/api/v1/recommend/1/")

    (line,) = [record for record in lines.records if record.name == "django.request"]
    assert line.request_id == response["X-Request-Id"]


def test_an_answer_that_asks_for_nobody_names_nobody(
    client: Client, lines: pytest.LogCaptureFixture
) -> None:
    client.get("/health")

    (line,) = _answers(lines)
    assert (line.url, line.status_code, line.user_id) == ("/health", 200, None)


def test_a_json_line_holds_the_names_log_shippers_expect(
    capsys: pytest.CaptureFixture[str],
) -> None:
    formatter = settings.LOGGING["formatters"]["json"]
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": settings.LOGGING["filters"],
            "formatters": {"json": formatter},
            "handlers": {
                "out": {
                    "class": "logging.StreamHandler",
                    "stream": "ext://sys.stdout",
                    "formatter": "json",
                    "filters": ["request_id"],
                }
            },
            "loggers": {"json.test": {"handlers": ["out"], "level": "INFO", "propagate": False}},
        }
    )
    token = current_request_id.set("a" * 32)
    try:
        logging.getLogger("json.test").info("request", extra={"method": "GET", "url": "/"})
    finally:
        current_request_id.reset(token)

    line = json.loads(capsys.readouterr().out)
    assert line.pop("timestamp").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger_name": "json.test",
        "message": "request",
        "request_id": "a" * 32,
        "service": "shelfwise",
        "environment": settings.ENVIRONMENT,
        "method": "GET",
        "url": "/",
    }


def _task(sent: str | None, *, is_eager: bool = False) -> SimpleNamespace:
    request = {REQUEST_ID_HEADER: sent} if sent else {}
    return SimpleNamespace(request=SimpleNamespace(is_eager=is_eager, get=request.get))


@pytest.mark.parametrize(
    ("sent", "seen"), [("b" * 32, "b" * 32), ("-", "task-7"), (None, "task-7")]
)
def test_a_task_logs_under_the_id_it_was_sent_with(sent: str | None, seen: str) -> None:
    task = _task(sent)

    signals.task_prerun.send(sender="any", task_id="task-7", task=task, args=(), kwargs={})
    during = current_request_id.get()
    signals.task_postrun.send(sender="any", task_id="task-7", task=task, args=(), kwargs={})

    assert during == seen
    assert current_request_id.get() == "-"


def test_a_task_that_runs_within_a_request_keeps_its_id() -> None:
    token = current_request_id.set("c" * 32)
    try:
        task = _task(None, is_eager=True)
        signals.task_prerun.send(sender="any", task_id="task-7", task=task, args=(), kwargs={})
        signals.task_postrun.send(sender="any", task_id="task-7", task=task, args=(), kwargs={})
        assert current_request_id.get() == "c" * 32
    finally:
        current_request_id.reset(token)


def test_a_request_sends_its_id_with_the_task() -> None:
    headers: dict[str, str] = {}
    token = current_request_id.set("d" * 32)
    try:
        signals.before_task_publish.send(sender="any", headers=headers, body=(), routing_key="ml")
    finally:
        current_request_id.reset(token)

    assert headers == {REQUEST_ID_HEADER: "d" * 32}
