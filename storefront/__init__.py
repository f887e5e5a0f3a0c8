"""The project: wiring and whole-site concerns. The top floor; nobody imports it."""

from storefront.celery import app as celery_app

__all__ = ["celery_app"]
