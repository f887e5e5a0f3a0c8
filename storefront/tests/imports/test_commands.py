"""The import commands as people and scripts use them."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ImportRun, Product
from orders.models import Order
from orders.tests.imports.files import filler, line, written
from recommendations.events.models import Event

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: object) -> str:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def orders_file(tmp_path: Path) -> Path:
    rows = [
        line(order="1"),
        line(order="C2", quantity=-1, at="2010-12-02 08:00"),
        line(order="3", code="POST", title="POSTAGE"),
        line(order="4", code="PADS", title="PADS TO MATCH", quantity=2),
    ]
    return written(tmp_path, rows + filler(60))


def test_import_orders_reports_in_words(orders_file: Path) -> None:
    text = run("import_orders", orders_file, "--currency", "GBP")

    for words in (
        "orders.csv read as order lines",
        "rows read",
        "orders created",
        "What was decided",
        "return cancelled an earlier sale",
        "First rows left out",
        "is postage, a fee or a charge",
        "rows/s",
    ):
        assert words in text
    assert Order.objects.filter(origin="import", currency="GBP").count() == 61
    assert Event.objects.count() == 61


def test_import_orders_reports_in_json(orders_file: Path) -> None:
    report = json.loads(run("import_orders", orders_file, "--json"))

    assert report["rows"] == {"read": 64, "accepted": 62, "rejected": 2}
    assert report["outcome"] == {"of": "orders", "created": 61, "changed": 0, "unchanged": 0}
    assert report["run"] == ImportRun.objects.get().pk
    assert report["decisions"]["return cancelled an earlier sale"] == {"count": 1, "rows": [3]}
    assert report["first_rejections"][0] == {
        "row": 4,
        "column": "StockCode",
        "reason": "is postage, a fee or a charge",
        "value": "POST",
    }
    assert report["seconds"] > 0
    assert report["peak_mb"] > 0


def test_rules_can_be_overridden(orders_file: Path) -> None:
    report = json.loads(
        run(
            "import_orders",
            orders_file,
            "--json",
            "--a-product",
            "pads",
            "--not-a-product",
            "85123A",
        )
    )

    assert report["rows"] == {"read": 64, "accepted": 61, "rejected": 3}
    assert report["decisions"]["left out: is named as no product"]["count"] == 2


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    path = written(tmp_path, [("1", "A1", "2024-03-01")], ("Bon", "Artikel", "Tag"))

    run(
        "import_orders",
        path,
        "--map",
        "Bon=order",
        "--map",
        "Artikel=sku",
        "--map",
        "Tag=ordered_at",
    )

    assert Order.objects.get().number == "1"


def test_import_clicks(tmp_path: Path) -> None:
    path = tmp_path / "clicks.tsv"
    path.write_text("SessionId\tItemId\tTime\n1\t10\t1592337718\n")

    report = json.loads(run("import_clicks", path, "--json"))

    assert report["outcome"] == {"of": "events", "created": 1, "changed": 0, "unchanged": 0}
    assert report["totals"]["hidden drafts created"] == 1


def test_import_products(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("sku,title,price\nA,Lamp,10\nB,Mug,\nC,Vase,x\n")

    text = run("import_products", path, "--department", "Home", "--stock", "4")

    assert "products.csv read as table" in text
    lamp = Product.objects.get(title="Lamp")
    assert lamp.department is not None
    assert (lamp.department.name, lamp.variants.get().stock.on_hand) == ("Home", 4)


def test_import_products_reports_in_json(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("sku,title,price\nA,Lamp,10\nB,Mug,x\n")

    report = json.loads(run("import_products", path, "--json"))

    assert report["rows"] == {"read": 2, "accepted": 1, "rejected": 1}
    assert report["outcome"] == {"of": "rows", "created": 1, "changed": 0, "unchanged": 0}


def test_a_dry_run_says_so(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("sku,title,price\nA,Lamp,10\n")

    text = run("import_products", path, "--dry-run")

    assert "A dry run: nothing was kept" in text
    assert not Product.objects.exists()


@pytest.mark.parametrize("command", ["import_orders", "import_clicks", "import_products"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"\x00\x01\x02" * 900, "binary data"),
        (b"foo,bar\n1,2\n", "Theirs="),
    ],
)
def test_a_file_that_cannot_be_imported_is_one_clear_sentence(
    tmp_path: Path, command: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=words):
        run(command, path)

    assert ImportRun.objects.get().status == "failed"


def test_a_zip_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        run("import_pictures", tmp_path / "absent.zip")
    with pytest.raises(CommandError, match="is a folder"):
        run("import_pictures", tmp_path)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("import_stock", "--source"),
        ("import_stock", "--currency"),
        ("import_prices", "--source"),
        ("import_pictures", "--map"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    tmp_path: Path, command: str, option: str
) -> None:
    with pytest.raises(CommandError, match=f"unrecognized arguments: {option}"):
        run(command, tmp_path / "file", option, "any")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--currency", "EURO"], "three letters"),
        (["--source", "x" * 20], "19 signs"),
        (["--timezone", "Mars/Olympus"], "no time zone Mars/Olympus"),
        (["--product-code", "("], "no regular expression"),
        (["--map", "nonsense"], "Theirs=Ours"),
        (["--map", "Nope=order"], "the file has InvoiceNo"),
    ],
)
def test_wrong_options_are_one_clear_sentence(
    orders_file: Path, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run("import_orders", orders_file, *arguments)

    assert not Order.objects.exists()
