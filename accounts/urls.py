"""Addresses of a person's own pages; signing in and up is allauth's, under the same prefix."""

from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("privacy/", views.privacy, name="privacy"),
    path("delete/", views.farewell, name="farewell"),
]
