"""What the schedule names exists, and sessions that have ended do not pile up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from storefront import celery_app
from storefront.tasks import sweep_sessions


def test_every_scheduled_task_exists() -> None:
    celery_app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert named <= set(celery_app.tasks)
    assert len(named) == len(settings.CELERY_BEAT_SCHEDULE)


@pytest.mark.django_db
def test_ended_sessions_go_and_others_stay() -> None:
    now = timezone.now()
    for key, lasts in {"ended": timedelta(days=-1), "open": timedelta(days=1)}.items():
        Session.objects.create(session_key=key, session_data="", expire_date=now + lasts)

    sweep_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["open"]
