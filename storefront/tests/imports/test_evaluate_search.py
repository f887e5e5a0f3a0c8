"""The command that measures search, run as a newcomer runs it: on two files, in a database of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from catalog import search
from catalog.models import Product
from storefront.search_evaluation import scratch

THINGS = ("lantern", "cushion", "bookshelf", "armchair", "wardrobe", "mirror", "carpet", "candle")
WOODS = ("walnut", "chestnut", "bamboo", "maple")


def test_a_catalogue_without_prices_and_grades_in_words(tmp_path: Path) -> None:
    pairs = [(thing, wood) for thing in THINGS for wood in WOODS]
    catalogue = tmp_path / "products.tsv"
    catalogue.write_text(
        "product_id\tproduct_name\tproduct_class\tproduct_description\n"
        + "".join(
            f"{number}\t{wood} {thing}\t{thing}s\tFor every room.\n"
            for number, (thing, wood) in enumerate(pairs)
        )
    )
    judged = tmp_path / "judged.tsv"
    judged.write_text(
        "query\tproduct_id\tlabel\n"
        + "".join(
            f"{asked}\t{number}\t{'Exact' if thing == asked else 'Irrelevant'}\n"
            for asked in THINGS
            for number, (thing, _) in enumerate(pairs)
        )
        + "sofa\t0\tIrrelevant\nlantern\tgone\tExact\n"
    )

    report = _evaluated(catalogue, judged)

    assert (report["products"], report["queries"], report["unanswerable"]) == (32, 8, 1)
    assert (report["strangers"], report["judged_pairs"]) == (1, 256)
    words = report["ways"]["words"]
    assert words["ndcg"] == 1.0
    assert words["kept"] >= 0.9  # mistakes are mended although nothing has a price
    assert report["ways"]["BM25"]["kept"] < 0.5  # which plain BM25 cannot


@pytest.mark.django_db
def test_the_words_of_a_catalogue_are_counted_once_when_all_is_on_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts come on show after the import: what it would count is not what there is."""
    catalogue = tmp_path / "products.tsv"
    catalogue.write_text("product_id\tproduct_name\n1\tWalnut lantern\n2\tMaple mirror\n")
    counted: list[int] = []

    def counting() -> int:
        counted.append(Product.objects.filter(status="published").count())
        return 0

    monkeypatch.setattr(scratch, "refresh_words", counting)
    monkeypatch.setattr(search, "refresh_words", counting)

    assert scratch.fill(catalogue, currency="EUR", progress=lambda _, __: None) == 2
    assert counted == [2]


def _evaluated(catalogue: Path, judged: Path) -> dict[str, dict[str, dict[str, float]]]:
    command = [sys.executable, "manage.py", "evaluate_search", str(catalogue), str(judged)]
    done = subprocess.run(
        [*command, "--words-only", "--json"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout)
    return found
