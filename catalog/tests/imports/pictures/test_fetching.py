"""Bytes come from public addresses only, bounded in size and detours; whatever fails says why."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from catalog.imports.pictures import fetching
from catalog.tests.imports.pictures.conftest import Web

BYTES = b"\x89PNG and so on"


def test_bytes_arrive_as_they_are(web: Web) -> None:
    assert fetching.fetch(web.says("/mug.png?size=2", BYTES), most_bytes=100) == BYTES


def test_detours_are_followed_a_few_times(web: Web) -> None:
    web.says("/there", BYTES)
    url = web.says("/here", status=302, Location="/there")
    round_trip = web.says("/round", status=301, Location="/round")

    assert fetching.fetch(url, most_bytes=100) == BYTES
    with pytest.raises(fetching.NotFetched, match="more than 3 times"):
        fetching.fetch(round_trip, most_bytes=100)
    assert web.asked.count("/round") == 4


@pytest.mark.parametrize("said", ["1000", ""])
def test_too_many_bytes_are_not_read(web: Web, said: str) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if said:
            handler.send_header("Content-Length", said)
        handler.end_headers()
        handler.wfile.write(b"x" * 1_000)

    web.answers["/large"] = endless

    with pytest.raises(fetching.NotFetched, match="larger than"):
        fetching.fetch(f"{web.origin}/large", most_bytes=500)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, fetching.NotFetched), (500, fetching.TryLater), (429, fetching.TryLater)],
)
def test_errors_say_their_number(web: Web, status: int, kind: type[fetching.NotFetched]) -> None:
    with pytest.raises(kind, match=f"answered {status}") as refused:
        fetching.fetch(web.says("/x", status=status), most_bytes=100)

    assert type(refused.value) is kind


def test_an_answer_that_breaks_off_may_be_tried_again(web: Web) -> None:
    url = web.says("/short", b"abc", **{"Content-Length": "90"})

    with pytest.raises(fetching.TryLater):
        fetching.fetch(url, most_bytes=100)


def test_nobody_at_home_may_be_tried_again(web: Web) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(fetching.TryLater, match="did not answer"):
        fetching.fetch(f"http://127.0.0.1:{port}/", most_bytes=100)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/x.png", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/", "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://2130706433/",
        "http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/",
    ],
)  # fmt: skip
def test_private_networks_are_never_asked(url: str) -> None:
    with pytest.raises(fetching.NotFetched, match="private network"):
        fetching.fetch(url, most_bytes=100)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.com/x", "gopher://example.com/", "//example.com/x", "mug.jpg", "",
        "http://", "http://user:word@example.com/", "http://example.com:99999/", "http://exa mple.com/",
        "http://example.com/\r\nHost: inside", "http://example.com/ü.png", "http://[::1/",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_never_asked(url: str) -> None:
    with pytest.raises(fetching.NotFetched) as refused:
        fetching.fetch(url, most_bytes=100)

    assert type(refused.value) is fetching.NotFetched


def test_a_detour_to_what_is_no_address_ends_there(web: Web) -> None:
    url = web.says("/out", status=302, Location="http://[bad")

    with pytest.raises(fetching.NotFetched, match="leads on to what is no address") as refused:
        fetching.fetch(url, most_bytes=100)

    assert type(refused.value) is fetching.NotFetched


@pytest.mark.parametrize("part", ["status", "headers", "body"])
def test_a_host_that_drips_is_left_in_time(
    web: Web, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    begun = {
        "status": b"",
        "headers": b"HTTP/1.0 200 OK\r\nX-Drip: ",
        "body": b"HTTP/1.0 200 OK\r\n\r\n",
    }
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.3)
    dripped = threading.Event()

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            handler.wfile.write(begun[part])
            for _ in range(400):
                handler.wfile.write(b"H")
                time.sleep(0.02)
            dripped.set()

    web.answers["/drip"] = dripping

    with pytest.raises(fetching.TryLater, match="took too long"):
        fetching.fetch(f"{web.origin}/drip", most_bytes=1_000)

    assert not dripped.is_set()


def test_a_detour_into_a_private_network_ends_there(web: Web) -> None:
    url = web.says("/out", status=302, Location="http://10.0.0.1/secret")

    with pytest.raises(fetching.NotFetched, match="private network"):
        fetching.fetch(url, most_bytes=100)


def test_a_name_is_asked_once_and_its_judged_address_is_used(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])
    port = int(web.origin.rpartition(":")[2])
    web.says("/mug", BYTES)
    of_addresses = socket.getaddrinfo

    def changing(host: str, *rest: Any, **options: Any) -> list[Any]:
        is_name = host == "rebinding.example"
        return of_addresses(next(answers) if is_name else host, *rest, **options)

    monkeypatch.setattr(fetching.socket, "getaddrinfo", changing)

    found = fetching.fetch(f"http://rebinding.example:{port}/mug", most_bytes=100)

    assert found == BYTES
    assert next(answers) == "10.0.0.1"


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("8.8.8.8", "10.0.0.1")
    ]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: both)

    with pytest.raises(fetching.NotFetched, match="private network"):
        fetching.fetch("http://both.example/", most_bytes=100)
