"""The floor under every page figure: a bare Django page of 24 cards with 3 SQL statements.

No session, no middleware, no recommendations: what this framework, this database driver and a plain
template cost on the machine at hand. ``gunicorn benchmarks.floor:application`` serves it.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.floor_settings")

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate

application = get_wsgi_application()

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Floor</title></head><body>
<nav>{% for department in departments %}<a href="/d/{{ department.slug }}/">{{ department.name }}</a>{% endfor %}</nav>
<p>{{ total }} products</p><ul>{% for product in products %}
<li><a href="/p/{{ product.slug }}/"><img src="/media/{{ product.picture }}" alt="" width="400" height="400" loading="lazy">
<h2>{{ product.title }}</h2><p>{{ product.brand.name }}</p><p>{{ product.price_minor }} {{ product.currency }}</p></a></li>
{% endfor %}</ul></body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    """Render 24 cards. Three queries."""
    from catalog.models import Department, Product

    published = Product.objects.filter(status="published")
    context = {
        "departments": list(Department.objects.filter(depth=1)),
        "total": published.count(),
        "products": list(published.cards().order_by("-popularity", "id")[:24]),
    }
    return HttpResponse(_template().render(context, request))


@cache
def _template() -> _EngineTemplate:
    return engines["django"].from_string(_PAGE)


urlpatterns = [path("", page)]
