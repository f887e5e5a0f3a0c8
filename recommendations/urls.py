"""The address pages report to."""

from __future__ import annotations

from django.urls import path

from recommendations.api import beacon

app_name = "recommendations"
urlpatterns = [path("", beacon.report, name="beacon")]
