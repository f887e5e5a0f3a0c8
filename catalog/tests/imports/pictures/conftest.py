"""A small web server of our own to fetch pictures from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catalog.imports.pictures import fetching


@dataclass
class Web:
    """Answers by path; counts what it was asked."""

    origin: str = ""
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def says(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> str:
        """Answer a path with bytes; return its address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return f"{self.origin}{path}"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Serve on a free port of this machine, which alone may be asked."""
    shop = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shop.asked.append(self.path)
            answer = shop.answers.get(self.path)
            if answer is None:
                self.send_error(404)
            else:
                answer(self)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    shop.origin = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    yield shop
    server.shutdown()
    thread.join()
    server.server_close()
