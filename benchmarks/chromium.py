"""The Chromium of this machine, driven by Playwright: nothing is downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--font-render-hinting=none", "--disable-lcd-text",
)  # fmt: skip
"""What a headless Chromium needs in a container, what keeps it from asking anybody but the shop, and what lets
letters look the same on every machine."""


def path() -> str | None:
    """Return where the browser lies, or nothing on a machine without one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """Run the browser as long as the block lasts, with an empty profile.

    Raises:
        FileNotFoundError: if this machine has none.
    """
    program = path()
    if program is None:
        raise FileNotFoundError("There is no Chromium here: `apt-get install chromium`.")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
