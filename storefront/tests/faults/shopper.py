"""A browser that notes what it got and how long it took."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from storefront.services.running import wait_until

PAGES = ("/", "/d/lamps/", "/p/lamp-0/", "/search/?q=lamp", "/cart/", "/account/login/")
"""One of each kind."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page came to."""

    path: str
    status: int
    seconds: float
    html: str
    location: str

    @property
    def rows(self) -> list[str]:
        """The headings of its recommendations."""
        found = re.findall(r'<h2 id="carousel-.*?</h2>', self.html, re.DOTALL)
        return [re.sub(r"<.*?>", "", heading) for heading in found]


class Shopper:
    """Keeps its cookies; never retries."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, {})

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form; the token comes from the cookie, as in the page."""
        return self._ask(
            "POST", path, {**fields, "csrfmiddlewaretoken": self._cookies["csrftoken"]}
        )

    def tour(self) -> list[Answer]:
        """Look at every kind of page."""
        return [self.get(path) for path in PAGES]

    def sign_in(self, email: str, password: str) -> Answer:
        """Use the sign-in form."""
        self.get("/account/login/")
        return self.post("/account/login/", login=email, password=password)

    def version(self) -> str:
        """Which model version answers the API; empty for none."""
        found = re.search(r'"model_version":"([^"]*)"', self.get("/api/v1/popular-items/").html)
        return found[1] if found else ""

    def waits_for_version(self, version: str, *, seconds: float = 30) -> bool:
        """Return whether every worker answers with this version in time: ten answers in a row."""

        def all_have_it() -> bool:
            return all(self.version() == version for _ in range(10))

        return wait_until(all_have_it, timeout_seconds=seconds)

    def _ask(self, method: str, path: str, fields: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        body = urlencode(fields) if fields else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        html = response.read().decode(errors="replace")
        seconds = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        connection.close()
        location = response.headers.get("Location", "")
        return Answer(path, response.status, seconds, html, location)
