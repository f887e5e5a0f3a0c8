"""What a shopper sees of the carousels of a page."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

_ROW = re.compile(r'<section class="carousel".*?</section>', re.DOTALL)
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
_PRODUCT = re.compile(r'href="/p/([^/"]+)/')


def rows(client: Client, path: str) -> dict[str, list[str]]:
    """Return the headings of a page's carousels and the products below each."""
    response = client.get(path)
    assert response.status_code == 200
    found = {}
    for row in _ROW.findall(response.content.decode()):
        heading = unescape(re.sub(r"<[^>]+>", "", _HEADING.search(row)[1])).strip()
        found[heading] = list(dict.fromkeys(_PRODUCT.findall(row)))
    return found
