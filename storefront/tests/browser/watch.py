"""What must never happen on a page, whoever looks at it."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

LOST = "/no-such-page/"
"""The one address that is meant to answer 404."""


@dataclass  # Playwright hangs a mark of its own onto the methods it calls, so no slots
class Watch:
    """Collects what went wrong in one tab."""

    address: str
    problems: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, page: Page, address: str) -> Watch:
        """Begin to watch a tab."""
        watch = cls(address)
        page.on("console", watch._heard)
        page.on("pageerror", lambda error: watch.problems.append(f"script failed: {error}"))
        page.on("request", watch._asked)
        page.on("response", watch._answered)
        return watch

    def _heard(self, message: ConsoleMessage) -> None:
        # A browser also writes every answer of 400 and more into its console; _answered judges those.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"third party: {request.url}")

    def _answered(self, response: Response) -> None:
        is_refused_form = response.status == 422 and response.request.method == "POST"
        is_lost = response.status == 404 and response.url.endswith(LOST)
        if response.status >= 400 and not is_refused_form and not is_lost:
            self.problems.append(f"{response.status}: {response.url}")
        if response.request.is_navigation_request() and response.status < 300:
            self._judge_policy(response)

    def _judge_policy(self, response: Response) -> None:
        policy = response.headers.get("content-security-policy", "")
        if "script-src" not in policy:
            self.problems.append(f"no content security policy: {response.url}")
        if "unsafe-" in policy and "/admin/" not in response.url:
            self.problems.append(f"unsafe policy: {response.url} {policy}")


def is_too_wide(page: Page) -> bool:
    """Return whether the page scrolls sideways."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def barriers(page: Page) -> list[str]:
    """Return what axe finds on the page as it is now."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
