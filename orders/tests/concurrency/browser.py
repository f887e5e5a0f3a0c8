"""A small browser: keeps cookies, sends forms, tells where it was sent."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from django.core.signing import Signer

T = TypeVar("T")

TOKEN = "a" * 32
"""The anti-forgery token: cookie and form carry the same one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: str


@dataclass
class Browser:
    """One visitor's browser."""

    port: int
    visitor_id: UUID = field(default_factory=uuid4)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        signer = Signer(salt="accounts.visitors")
        self.cookies.setdefault("visitor", signer.sign(self.visitor_id.hex))
        self.cookies.setdefault("csrftoken", TOKEN)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, **form: object) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode({**form, "csrfmiddlewaretoken": TOKEN}))

    def call(self, method: str, path: str, body: object, *, key: str) -> Answer:
        """Call the API."""
        return self._ask(
            method,
            f"/api/v1{path}",
            json.dumps(body),
            {"Content-Type": "application/json", "Idempotency-Key": key},
        )

    def buy(self, expected: str, *, outcome: str = "success") -> Answer:
        """Press "Pay", choose the outcome at the gateway, and follow every way back."""
        answer = self.post("/checkout/payment/", expected=expected)
        if answer.location.startswith("/payments/test/"):
            answer = self.post(answer.location, outcome=outcome)
        return self.follow(answer)

    def press(self, expected: str) -> Answer:
        """Press "Pay" and pay; return where the shop leads in the end, without opening that page."""
        answer = self.post("/checkout/payment/", expected=expected)
        if answer.location.startswith("/payments/test/"):
            answer = self.post(answer.location, outcome="success")
            answer = self.get(urlsplit(answer.location).path)
        return answer

    def follow(self, answer: Answer) -> Answer:
        """Go where one is sent until a page comes."""
        for _ in range(6):
            if answer.status not in {301, 302, 303}:
                break
            place = urlsplit(answer.location)
            page = self.get(f"{place.path}?{place.query}" if place.query else place.path)
            answer = page if page.location else Answer(page.status, place.path, page.body)
        return answer

    def sealed(self) -> str:
        """Open the last step and return what its form would send."""
        found = re.search(r'name="expected" value="([^"]+)"', self.get("/checkout/payment/").body)
        assert found is not None
        return found[1]

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = dict(headers or {})
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for value in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, response.headers.get("Location", ""), text)


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    """Make several calls at the same moment and return what each came to."""
    gate = threading.Barrier(len(calls))
    results: list[T | BaseException | None] = [None] * len(calls)

    def run(at: int) -> None:
        gate.wait()
        try:
            results[at] = calls[at]()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            results[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [result for result in results if result is not None]
