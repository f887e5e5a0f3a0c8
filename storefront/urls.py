"""Every address of the shop."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from django.views.static import serve

from storefront import feeds, health, metrics, policies, sitemaps, style_page, views

# One way in for staff and shoppers alike: with the limits on guessing and the second step of whoever set one up.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", views.home, name="home"),
    path("style/", style_page.style, name="style"),
    path("pages/<slug:kind>/", policies.policy, name="policy"),
    # Exempt, so that the footer is the same for everybody and can be kept: a forged form changes a language, no more.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("", include("catalog.urls")),
    path("", include("orders.urls")),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("", include("recommendations.urls")),
    path("api/v1/", include("storefront.api_urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": sitemaps.SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap-index",
    ),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": sitemaps.SITEMAPS},
        name="sitemap",
    ),
    path("feeds/google-merchant.xml", feeds.google_merchant, name="google-merchant"),
    re_path(r"^health/?$", health.alive, name="health"),
    re_path(r"^health/ready/?$", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
]

if settings.SERVES_MEDIA:
    urlpatterns.append(
        re_path(
            r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"
        )
    )

handler400 = "storefront.views.bad_request"
handler403 = "storefront.views.forbidden"
handler404 = "storefront.views.not_found"
handler500 = "storefront.views.server_error"
