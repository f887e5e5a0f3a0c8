"""The style sheet and the script leave the shop in one piece, made from their sources every time."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from storefront.static_files import BUNDLES, BundledStaticFilesStorage, bundled

SOURCES = {
    "css/a.css": ".a { color: red; }\n",
    "js/b.js": "const b = 1;\n",
}


def test_imported_styles_stand_in_their_layer() -> None:
    text = '@layer base, parts;\n@import url("a.css") layer(parts);\n'

    result = bundled(text, PurePosixPath("css"), SOURCES.__getitem__)

    assert result == "@layer base, parts;\n@layer parts {\n.a { color: red; }\n}\n"


def test_imported_scripts_stand_in_a_block_of_their_own() -> None:
    assert (
        bundled('import "./b.js";\n', PurePosixPath("js"), SOURCES.__getitem__)
        == "{\nconst b = 1;\n}\n"
    )


def test_the_shops_own_bundles_import_nothing_any_more() -> None:
    def read(name: str) -> str:
        return Path(finders.find(name)).read_text(encoding="utf-8")

    for name in BUNDLES:
        result = bundled(read(name), PurePosixPath(name).parent, read)
        assert "@import" not in result
        assert not [line for line in result.splitlines() if line.startswith("import ")]


def test_a_second_collection_sees_changed_parts(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "css").mkdir(parents=True)
    (source / "css/shop.css").write_text('@import url("part.css") layer(parts);\n')
    target = BundledStaticFilesStorage(location=str(tmp_path / "target"), base_url="/static/")

    for colour in ("red", "green"):
        (source / "css/part.css").write_text(f".a {{ color: {colour}; }}\n")
        collect(FileSystemStorage(str(source)), target)

    assert "color: green" in (tmp_path / "target/css/shop.css").read_text()
    assert "color: red" not in (tmp_path / "target/css/shop.css").read_text()


def collect(source: FileSystemStorage, target: BundledStaticFilesStorage) -> None:
    """Copy what changed, then process, as collectstatic does; the entry file is copied the first time only."""
    paths = {name: (source, name) for name in ("css/shop.css", "css/part.css")}
    for name in paths:
        if name != "css/shop.css" or not target.exists(name):
            target.delete(name)
            with source.open(name) as file:
                target._save(name, file)
    list(target.post_process(paths))
