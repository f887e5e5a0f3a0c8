"""A few endpoints of Stripe, in memory, over real HTTP: enough for hosted checkout, capture, cancel and refund."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET = "whsec_stub"


@dataclass
class StripeStub:
    """What the stub remembers, and the switches of its faults."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    failures: int = 0
    """How many of the next calls are answered with 503."""
    url: str = ""

    def pay(self, reference: str) -> None:
        """Let the shopper pay a session."""
        session = self.sessions[reference]
        session["status"] = "complete"
        intent = {
            "id": f"pi_{reference}",
            "object": "payment_intent",
            "status": "requires_capture",
            "amount": session["amount_total"],
            "amount_received": 0,
            "latest_charge": {"id": f"ch_{reference}", "object": "charge", "amount_refunded": 0},
        }
        self.intents[intent["id"]] = intent
        session["payment_intent"] = intent

    def answer(self, method: str, path: str, form: dict[str, str], key: str) -> tuple[int, Any]:
        """Answer one call as Stripe would."""
        self.calls.append((method, path))
        if self.failures:
            self.failures -= 1
            return 503, _error("api_error", "try again")
        if key and key in self.answers:
            body, stored = self.answers[key]
            if body != json.dumps(form, sort_keys=True):
                return 400, _error("idempotency_error", "same key, other parameters")
            return 200, stored
        status, result = self._route(method, path, form)
        if key and status == 200:
            self.answers[key] = (json.dumps(form, sort_keys=True), result)
        return status, result

    def _route(self, method: str, path: str, form: dict[str, str]) -> tuple[int, Any]:
        match (method, *path.removeprefix("/v1/").split("/")):
            case ("POST", "checkout", "sessions"):
                return 200, self._open(form)
            case ("GET", "checkout", "sessions", reference) if reference in self.sessions:
                return 200, self.sessions[reference]
            case ("POST", "checkout", "sessions", reference, "expire"):
                return self._expire(self.sessions[reference])
            case ("POST", "payment_intents", intent, "capture"):
                return self._capture(self.intents[intent], int(form["amount_to_capture"]))
            case ("POST", "payment_intents", intent, "cancel"):
                return self._cancel(self.intents[intent])
            case ("POST", "refunds"):
                return self._refund(self.intents[form["payment_intent"]], int(form["amount"]))
        return 404, _error("invalid_request_error", f"no such thing: {path}")

    def _open(self, form: dict[str, str]) -> dict[str, Any]:
        reference = f"cs_{form['client_reference_id']}"
        session = {
            "id": reference,
            "object": "checkout.session",
            "status": "open",
            "url": f"https://checkout.stripe.com/c/pay/{reference}",
            "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
            "currency": form["line_items[0][price_data][currency]"],
            "payment_intent": None,
            "capture_method": form["payment_intent_data[capture_method]"],
        }
        self.sessions[reference] = session
        return session

    def _expire(self, session: dict[str, Any]) -> tuple[int, Any]:
        if session["status"] != "open":
            return 400, _error("invalid_request_error", "only open sessions can be expired")
        session["status"] = "expired"
        return 200, session

    def _capture(self, intent: dict[str, Any], amount: int) -> tuple[int, Any]:
        if intent["status"] != "requires_capture":
            return 400, _error("invalid_request_error", f"intent is {intent['status']}")
        intent.update(status="succeeded", amount_received=amount)
        return 200, intent

    def _cancel(self, intent: dict[str, Any]) -> tuple[int, Any]:
        if intent["status"] != "requires_capture":
            return 400, _error("invalid_request_error", f"intent is {intent['status']}")
        intent["status"] = "canceled"
        return 200, intent

    def _refund(self, intent: dict[str, Any], amount: int) -> tuple[int, Any]:
        charge = intent["latest_charge"]
        if charge["amount_refunded"] + amount > intent["amount_received"]:
            return 400, _error("invalid_request_error", "more than was captured")
        charge["amount_refunded"] += amount
        return 200, {"id": f"re_{charge['amount_refunded']}", "object": "refund", "amount": amount}


def signed_event(
    kind: str, object_id: str, *, event_id: str, now: datetime
) -> tuple[bytes, dict[str, str]]:
    """Write a webhook as Stripe signs it: body and headers."""
    body = json.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": kind,
            "data": {"object": {"id": object_id, "object": kind.rsplit(".", 1)[0]}},
        }
    ).encode()
    stamp = str(int(now.timestamp()))
    signature = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={stamp},v1={signature}"}


@contextmanager
def serving() -> Iterator[StripeStub]:
    """Run the stub as long as the block lasts."""
    stub = StripeStub()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
            stub.headers.append(dict(self.headers))
            key = self.headers.get("Idempotency-Key", "")
            status, body = stub.answer(self.command, urlsplit(self.path).path, form, key)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _answer  # noqa: N815 - the names of http.server

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"type": kind, "message": message}}
