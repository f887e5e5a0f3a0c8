"""The API, version 1."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from catalog import api as catalog_api
from recommendations.api import views as slates
from recommendations.api.events import EventBatch
from storefront.api_root import ApiRoot

app_name = "api"

urlpatterns = [
    path("", ApiRoot.as_view(), name="root"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("products/", catalog_api.ProductList.as_view(), name="products"),
    path("products/<int:pk>/", catalog_api.ProductDetail.as_view(), name="product"),
    path("departments/", catalog_api.DepartmentList.as_view(), name="departments"),
    path("departments/<slug:slug>/", catalog_api.DepartmentListing.as_view(), name="department"),
    path("search/", catalog_api.Search.as_view(), name="search"),
    path("suggestions/", catalog_api.Suggestions.as_view(), name="suggestions"),
    path("imports/", catalog_api.ImportList.as_view(), name="imports"),
    path("imports/<int:pk>/", catalog_api.ImportDetail.as_view(), name="import"),
    path(
        "imports/<int:pk>/confirmation/",
        catalog_api.ImportConfirmation.as_view(),
        name="import-confirmation",
    ),
    path("imports/<int:pk>/rejects/", catalog_api.ImportRejects.as_view(), name="import-rejects"),
    path(
        "imports/<int:pk>/rejected-rows/",
        catalog_api.ImportRejectedRows.as_view(),
        name="import-rejected-rows",
    ),
    path("popular-items/", slates.PopularItems.as_view(), name="popular-items"),
    path("similar-items/<int:item_id>/", slates.SimilarItems.as_view(), name="similar-items"),
    path(
        "basket-recommendations/",
        slates.BasketRecommendations.as_view(),
        name="basket-recommendations",
    ),
    path("recommend/<int:user_id>/", slates.RecommendForUser.as_view(), name="recommend"),
    path("profile/<int:user_id>/", slates.UserProfile.as_view(), name="profile"),
    path("events/", EventBatch.as_view(), name="events"),
    path("", include("orders.api.urls")),
]
