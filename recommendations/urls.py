"""Where pages report to, and where shoppers ask why, refuse, and see what is known of their taste."""

from __future__ import annotations

from django.urls import path

from recommendations.api import beacon
from recommendations.views import profile, why

app_name = "recommendations"
urlpatterns = [
    path("e/", beacon.report, name="beacon"),
    path("recommendations/", profile.profile, name="profile"),
    path("recommendations/forget/", profile.forget, name="forget"),
    path("recommendations/reset/", profile.reset, name="reset"),
    path("recommendations/download/", profile.download, name="download"),
    path("recommendations/why/", why.why, name="why"),
    path("recommendations/refuse/", why.refuse, name="refuse"),
    path("recommendations/take-back/", why.take_back, name="take_back"),
]
