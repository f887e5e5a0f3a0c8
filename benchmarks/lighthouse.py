"""What Lighthouse says of the shop, and how much a page weighs.

``make lighthouse ARGS="http://127.0.0.1:8000"`` runs this against a running demo shop: mobile preset, each page
three times, the median counts. Lighthouse itself comes from npm, in this one version, into ``VAR_DIR``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from rich.console import Console
from rich.table import Table

from benchmarks import chromium, tables

VERSION = "12.8.2"
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ATTEMPTS = 3
"""Now and then Lighthouse misses the start of a page and says itself that it should be run again."""
ASKED_SECONDS = 180
_PRODUCT = re.compile(r'class="product-card__link"\s+href="([^"]+)"')
_SHELF = re.compile(r'class="department-menu__top" href="([^"]+)"')
_VARIANT = re.compile(r'name="variant" value="(\d+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes over the wire of one page, compressed as they travel."""

    total: int
    script: int
    style: int
    images: int

    @property
    def without_images(self) -> int:
        """What a page costs whatever its photographs do."""
        return self.total - self.images


@dataclass(frozen=True, slots=True)
class Look:
    """What Lighthouse found on one page: the median of the runs; scores are 0 to 100."""

    page: str
    performance: int
    accessibility: int
    best_practices: int
    seo: int
    lcp_ms: int
    tbt_ms: int
    cls: float
    weight: Weight
    failed: tuple[str, ...]
    """Audits outside of performance that did not pass, in any run."""


def main() -> None:
    """Look at every page and print the table; the figures go to a JSON file as well."""
    options = _options()
    program = installed(options.folder)
    looks = []
    for page, path in addresses(options.address).items():
        headers = filled_cart(options.address) if page == "cart" else {}
        reports = [run(program, options.address + path, headers) for _ in range(options.runs)]
        looks.append(look(page, reports))
        Console(stderr=True).print(f"{page}: {looks[-1].performance}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([asdict(each) for each in looks], indent=2) + "\n", "utf-8")
    Console(width=150).print(table(looks))


def _options() -> argparse.Namespace:
    var = Path(os.environ.get("VAR_DIR", "var"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--folder", type=Path, default=var / "lighthouse")
    parser.add_argument("--json", type=Path, default=var / "lighthouse.json")
    return parser.parse_args()


def installed(folder: Path) -> Path:
    """Return the Lighthouse program, fetched from npm where this version is not there yet."""
    package = folder / "node_modules" / "lighthouse" / "package.json"
    if not package.exists() or json.loads(package.read_text("utf-8"))["version"] != VERSION:
        folder.mkdir(parents=True, exist_ok=True)
        fetch = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder)]
        try:
            subprocess.run([*fetch, f"lighthouse@{VERSION}"], check=True)
        except FileNotFoundError:
            sys.exit("There is no npm here: `apt-get install npm`.")
    return folder / "node_modules" / ".bin" / "lighthouse"


def addresses(shop: str) -> dict[str, str]:
    """Return the path of each kind of page; list and product are the first the shop shows."""
    browser = build_opener()
    shelf = _found(_SHELF, _text(browser, shop + "/"))
    return {
        "home": "/",
        "list": shelf,
        "product": _found(_PRODUCT, _text(browser, shop + shelf)),
        "search": "/search/?q=lamp",
        "cart": "/cart/",
    }


def filled_cart(shop: str) -> dict[str, str]:
    """Put an article into a cart, and return the headers of the browser it belongs to."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    for path in _PRODUCT.findall(_text(browser, shop + addresses(shop)["list"])):
        page = _text(browser, shop + path)
        if _VARIANT.search(page) and 'name="quantity"' in page:
            break
    form = {"csrfmiddlewaretoken": _found(_TOKEN, page), "variant": _found(_VARIANT, page)}
    browser.open(Request(shop + "/cart/add/", urlencode(form).encode(), {"Referer": shop + "/"}))
    return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)}


def run(program: Path, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Let Lighthouse look at a page once, as a phone on a slow network."""
    browser = chromium.path()
    if browser is None:
        sys.exit("There is no Chromium here: `apt-get install chromium`.")
    with tempfile.TemporaryDirectory() as folder:
        given, report = Path(folder) / "headers.json", Path(folder) / "report.json"
        given.write_text(json.dumps(headers), "utf-8")
        command = [
            str(program),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={given}",
            f"--chrome-flags=--headless=new {' '.join(chromium.FLAGS)}",
        ]
        for attempt in range(ATTEMPTS):
            ended = subprocess.run(
                command,
                check=attempt == ATTEMPTS - 1,
                env={**os.environ, "CHROME_PATH": browser},
                timeout=ASKED_SECONDS,
            )
            if ended.returncode == 0:
                break
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def look(page: str, reports: Sequence[dict[str, Any]]) -> Look:
    """Return the median of several reports of one page."""

    def score(category: str) -> int:
        scores = [float(report["categories"][category]["score"] or 0) for report in reports]
        return round(100 * statistics.median(scores))

    def figure(audit: str) -> float:
        return float(
            statistics.median(report["audits"][audit]["numericValue"] for report in reports)
        )

    return Look(
        page=page,
        performance=score("performance"),
        accessibility=score("accessibility"),
        best_practices=score("best-practices"),
        seo=score("seo"),
        lcp_ms=round(figure("largest-contentful-paint")),
        tbt_ms=round(figure("total-blocking-time")),
        cls=round(figure("cumulative-layout-shift"), 4),
        weight=weight(reports[-1]["audits"]["network-requests"]["details"]["items"]),
        failed=failed(reports),
    )


def weight(requests: Iterable[Mapping[str, Any]]) -> Weight:
    """Add up what travelled, by kind."""
    sizes: dict[str, int] = {}
    for request in requests:
        kind = str(request.get("resourceType", ""))
        sizes[kind] = sizes.get(kind, 0) + int(request.get("transferSize") or 0)
    return Weight(
        total=sum(sizes.values()),
        script=sizes.get("Script", 0),
        style=sizes.get("Stylesheet", 0),
        images=sizes.get("Image", 0),
    )


def failed(reports: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Return the names of the audits that cost points beside performance."""
    names = set()
    for report in reports:
        for category in CATEGORIES[1:]:
            for audit in report["categories"][category]["auditRefs"]:
                score = report["audits"][audit["id"]]["score"]
                if audit["weight"] and score is not None and score < 1:
                    names.add(audit["id"])
    return tuple(sorted(names))


def table(looks: Iterable[Look]) -> Table:
    """Write the figures as a table."""
    columns = ("page", "performance", "accessibility", "best practices", "SEO", "LCP ms", "TBT ms", "CLS",
               "JS KB", "CSS KB", "page KB", "without pictures KB", "failed")  # fmt: skip
    shown = tables.table(f"Lighthouse {VERSION}, mobile preset", columns, words={"page", "failed"})
    for each in looks:
        kilobytes = (
            each.weight.script,
            each.weight.style,
            each.weight.total,
            each.weight.without_images,
        )
        shown.add_row(
            each.page,
            *map(str, (each.performance, each.accessibility, each.best_practices, each.seo)),
            *map(str, (each.lcp_ms, each.tbt_ms, each.cls)),
            *(f"{size / 1024:.1f}" for size in kilobytes),
            ", ".join(each.failed),
        )
    return shown


def _text(browser: OpenerDirector, url: str) -> str:
    with browser.open(url, timeout=30) as answer:
        return str(answer.read().decode())


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        sys.exit("This is no shop with products: start one with `make demo`.")
    return found[1]


if __name__ == "__main__":
    main()
