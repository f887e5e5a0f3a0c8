"""Ask the web process of this container whether it answers; the exit code is the answer."""

from __future__ import annotations

import os
import sys
import urllib.request

PORT = os.environ.get("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2]
HOST = (
    os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")[0].strip().lstrip(".")
)

request = urllib.request.Request(
    f"http://127.0.0.1:{PORT}/health",
    # As the proxy in front would ask: under a host the shop knows, and by https.
    headers={"Host": HOST, "X-Forwarded-Proto": "https"},
)
with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - a fixed address
    sys.exit(0 if answer.status == 200 else 1)
