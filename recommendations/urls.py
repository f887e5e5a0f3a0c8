"""The address browsers report to."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "recommendations"
urlpatterns: list[URLPattern] = []
