"""Static files in production: compressed, named by their content, and with one style sheet and one script in one piece.

In development the browser follows the ``@import`` and ``import`` lines itself; a visitor's phone should not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Source = tuple[Storage, str]
"""Where a static file comes from: the storage of its app and its path there."""

BUNDLES = ("css/shop.css", "js/shop.js")

_CSS_IMPORT = re.compile(
    r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[\w-]+)\);\n', re.MULTILINE
)
_JS_IMPORT = re.compile(r'^import "(?P<path>\./[^"]+)";\n', re.MULTILINE)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Puts what the two entry files import into them, then names and compresses as WhiteNoise does."""

    def post_process(
        self, paths: dict[str, Source], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Bundle first, so that the name is made from the whole content."""
        if not dry_run:
            for name in BUNDLES:
                if name in paths:
                    self._bundle(name, paths)
                    paths = {**paths, name: (self, name)}
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self, name: str, paths: Mapping[str, Source]) -> None:
        """Write the bundle anew from the sources: what an earlier run left behind is a bundle already."""

        def text(wanted: str) -> str:
            storage, path = paths[wanted]
            with storage.open(path) as file:
                return str(file.read().decode())

        content = bundled(text(name), PurePosixPath(name).parent, text)
        self.delete(name)
        self._save(name, ContentFile(content.encode()))


def bundled(text: str, folder: PurePosixPath, read: Callable[[str], str]) -> str:
    """Return a style sheet or script with the files it imports put in: each in its layer, or in a block of its own.

    ``url(...)`` of a component is relative to its own folder, so components may name only absolute or data addresses.
    """

    def layer(found: re.Match[str]) -> str:
        content = read(str(folder / found["path"])).strip()
        return f"@layer {found['layer']} {{\n{content}\n}}\n"

    def block(found: re.Match[str]) -> str:
        return f"{{\n{read(str(folder / found['path'])).strip()}\n}}\n"

    return _JS_IMPORT.sub(block, _CSS_IMPORT.sub(layer, text))
