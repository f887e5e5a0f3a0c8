"""Bytes from an address somebody wrote into a file: public hosts only, bounded in size, time and detours.

A name is resolved once, every address it has must be public, and the connection goes to the address that was looked at,
so that a name which answers differently a moment later (DNS rebinding) leads nowhere else. Each detour is judged anew.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_DETOURS = 3
CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 30.0
_PIECE = 1 << 16
_MOVED = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429, 500, 502, 503, 504}
_PORTS = {"http": 80, "https": 443}
_AGENT = "Shelfwise picture import"
_LATE = "took too long"

IsAllowed = Callable[[str], bool]


class NotFetched(Exception):
    """The address gave no picture; the message says why in words for staff."""


class TryLater(NotFetched):
    """It gave none this time: another try may help."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet: not ours, not local, not one that hides another in it."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in _TRANSLATED
    ):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def fetch(url: str, *, most_bytes: int, is_allowed: IsAllowed | None = None) -> bytes:
    """Return what lies at an address.

    Raises:
        TryLater: if the host did not answer, or said that it is busy.
        NotFetched: if it never will: a wrong or private address, an error, too many bytes.
    """
    allowed = is_public if is_allowed is None else is_allowed
    deadline = time.monotonic() + WHOLE_SECONDS
    for _detour in range(MOST_DETOURS + 1):
        found = _answer(_judged(url), most_bytes, allowed, deadline)
        if isinstance(found, bytes):
            return found
        url = _leading_on(url, found)
    raise NotFetched(f"leads on to another address more than {MOST_DETOURS} times")


def _leading_on(url: str, found: str) -> str:
    """Return the address that an answer names instead of its own."""
    try:
        return urljoin(url, found)
    except ValueError as error:
        raise NotFetched("leads on to what is no address") from error


def _judged(url: str) -> SplitResult:
    """Return the parts of an address that may be asked."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise NotFetched("is no address") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotFetched("is no http or https address")
    if parts.username or parts.password:
        raise NotFetched("holds a name or a password")
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url.strip()):
        raise NotFetched("holds signs that belong in no address; write them as %..")
    return parts


def _answer(
    parts: SplitResult, most_bytes: int, allowed: IsAllowed, deadline: float
) -> bytes | str:
    """Return the bytes, or where they are said to lie instead."""
    connection = _connection(parts, allowed)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    headers = {"User-Agent": _AGENT, "Accept": "image/*", "Accept-Encoding": "identity"}
    try:
        with _cut_off(connection, deadline):
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            if time.monotonic() > deadline:  # headers that were cut off look like whole ones
                raise TryLater(_LATE)
            if response.status in _MOVED and response.headers["Location"]:
                return str(response.headers["Location"])
            if response.status in _LATER:
                raise TryLater(f"answered {response.status}")
            if response.status != http.client.OK:
                raise NotFetched(f"answered {response.status}")
            return _read(response, most_bytes, deadline)
    except ssl.SSLCertVerificationError as error:
        raise NotFetched("has no valid certificate") from error
    except (OSError, http.client.HTTPException) as error:
        raise TryLater(_LATE if time.monotonic() > deadline else "did not answer") from error
    finally:
        connection.close()


@contextmanager
def _cut_off(connection: _Pinned, deadline: float) -> Iterator[None]:
    """Cut a connection off at its time, whatever still drips in: the socket's own limit begins anew with each byte."""
    watch = threading.Timer(max(deadline - time.monotonic(), 0), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _read(response: http.client.HTTPResponse, most_bytes: int, deadline: float) -> bytes:
    """Read the body, piece by piece, as long as there is time and room."""
    said = response.headers["Content-Length"] or ""
    too_large = NotFetched(f"is larger than {most_bytes // 1_000_000} MB")
    if said.isdecimal() and int(said) > most_bytes:
        raise too_large
    pieces, size = [], 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > most_bytes:
            raise too_large
        pieces.append(piece)
    if time.monotonic() > deadline:  # the end may be where it was cut off
        raise TryLater(_LATE)
    if said.isdecimal() and size < int(said):
        raise TryLater("broke off")
    return b"".join(pieces)


def _connection(parts: SplitResult, allowed: IsAllowed) -> _Pinned:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = _resolved(host, port, allowed)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    return _Pinned(host, port, address=address, context=context)


def _resolved(host: str, port: int, allowed: IsAllowed) -> str:
    """Return an address of a host, all of whose addresses may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TryLater("is on a host that is not known") from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses or not all(map(allowed, addresses)):
        raise NotFetched("lies in a private network")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, whatever the name leads to by now."""

    def __init__(
        self, host: str, port: int, *, address: str, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._address, self._context = address, context
        self._line: socket.socket | None = None
        self._is_cut = False

    def connect(self) -> None:
        """Connect to the judged address; a certificate must still be that of the name."""
        self._take(socket.create_connection((self._address, self.port), CONNECT_SECONDS))
        if self._context is not None:
            secure = self._context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._take(secure)
            secure.do_handshake()

    def _take(self, line: socket.socket) -> None:
        self.sock = self._line = line
        if self._is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End the talk for good, under the hands of whoever waits for its next byte."""
        self._is_cut = True
        if self._line is not None:
            with suppress(OSError):  # it is closed by now
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)  # without TLS's farewell
