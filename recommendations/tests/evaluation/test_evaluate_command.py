"""The command on files, without any database: pytest-django refuses a query where no test asks for one."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from recommendations.events import ids, log
from recommendations.events.event import Event
from recommendations.vocabulary import EventKind

DAY_ONE = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def order_file(tmp_path: Path) -> Path:
    """A hundred days of thirty people who buy what they bought before, in the Online Retail layout."""
    rng = np.random.default_rng(3)
    lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    for number in range(400):
        at = DAY_ONE + timedelta(days=number // 4, hours=number % 4)
        person = int(rng.integers(30))
        for item in rng.choice(12, 2, replace=False):
            code = 10_000 + person % 5 * 12 + int(item)
            lines.append(
                f"5{number:05d},{code},THING {code},2,{at:%Y-%m-%d %H:%M:%S},1.5,{person}.0,UK"
            )
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


@pytest.fixture
def click_file(tmp_path: Path) -> Path:
    """Visits over twenty days: after 2n comes 2n + 1."""
    rng = np.random.default_rng(4)
    lines = ["SessionId\tItemId\tTime"]
    for visit in range(400):
        at = DAY_ONE.timestamp() + visit * 4_320
        even = 2 * int(rng.integers(10))
        lines += [f"{visit}\t{even}\t{at}", f"{visit}\t{even + 1}\t{at + 30}"]
    path = tmp_path / "clicks.tsv"
    path.write_text("\n".join(lines))
    return path


def evaluated(*arguments: object, **options: object) -> dict:
    out = io.StringIO()
    call_command("evaluate", *arguments, stdout=out, json=True, **options)
    return json.loads(out.getvalue())


def test_orders_are_cut_a_horizon_before_the_end(order_file: Path) -> None:
    found = evaluated(order_file, systems="own count,top of")

    assert found["task"] == "orders"
    assert found["cut"] == "2024-03-11T00:00:00+00:00"
    assert found["horizon_days"] == 30
    assert {system["name"] for system in found["systems"]} >= {"own count", "top of all time"}


def test_cut_and_horizon_can_be_chosen(order_file: Path) -> None:
    found = evaluated(order_file, systems="top of", cut="2024-02-20", horizon_days=10)

    assert found["cut"] == "2024-02-20T00:00:00+00:00"
    assert found["until"] == "2024-03-01T00:00:00+00:00"


def test_next_items_are_obvious_in_the_clicks(click_file: Path) -> None:
    found = evaluated(click_file, systems="next items,top of all")

    assert found["task"] == "clicks"
    by_name = {system["name"]: system["figures"]["all"] for system in found["systems"]}
    assert by_name["next items"]["mrr@5"]["mean"] == 1.0
    assert by_name["top of all time"]["mrr@5"]["mean"] < 0.8


def test_one_file_foretells_another(click_file: Path, tmp_path: Path) -> None:
    test = tmp_path / "test.tsv"
    at = (DAY_ONE + timedelta(days=30)).timestamp()
    test.write_text(f"SessionId\tItemId\tTime\n1\t4\t{at}\n1\t5\t{at + 9}\n1\t6\t{at + 20}\n")

    found = evaluated(click_file, test=test, systems="next items")

    assert found["lists"] == 2
    assert found["systems"][0]["figures"]["all"]["hr@5"]["mean"] == 0.5


def test_shipped_models_and_the_ranker_take_part(order_file: Path) -> None:
    found = evaluated(order_file, systems="decayed,our als,our two-stage")

    ours = [system["name"] for system in found["systems"] if not system["is_baseline"]]
    assert ours == ["our als", "our two-stage"]
    for system in found["systems"]:
        # Everyone keeps to twelve of sixty products.
        assert system["figures"]["all"]["recall@20"]["mean"] > 0.6


def test_tables_are_printed_for_people(order_file: Path) -> None:
    out = io.StringIO()

    call_command("evaluate", order_file, stdout=out, systems="own count")

    assert "before 2024-03-11" in out.getvalue()
    assert "discover" in out.getvalue()


def test_columns_with_other_names_are_mapped(order_file: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "renamed.csv"
    text = gzip.decompress(order_file.read_bytes()).decode()
    renamed.write_text(text.replace("CustomerID", "Wer").replace("InvoiceNo", "Beleg"))

    found = evaluated(renamed, map=["Wer=customer", "Beleg=order"], systems="own count")

    assert found["shoppers"] == evaluated(order_file, systems="own count")["shoppers"]


def test_a_return_after_the_cut_does_not_undo_the_past(order_file: Path, tmp_path: Path) -> None:
    text = gzip.decompress(order_file.read_bytes()).decode()
    first = text.splitlines()[1].split(",")
    undone = ["C" + first[0], first[1], first[2], "-2", "2024-04-01 10:00:00", *first[5:]]
    returned = tmp_path / "returned.csv"
    returned.write_text(text + "\n" + ",".join(undone))

    before, after = (evaluated(path, systems="top of") for path in (order_file, returned))

    assert before["past_rows"] == after["past_rows"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cut": "yesterday"}, "is no date"),
        ({"cut": "2024-02-30"}, "2024-02-30"),
        ({"cut": "2030-01-01"}, "nothing before the cut or nothing within"),
        ({"systems": "no such"}, "There are: top of all time"),
        ({"product_code": "("}, "no regular expression"),
        ({"events": True}, "Give a file, or --events"),
        ({"task": "clicks"}, "holds no clicks"),
    ],
)
def test_what_cannot_be_evaluated_is_said_in_a_sentence(
    order_file: Path, options: dict, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        evaluated(order_file, **options)


def test_a_missing_or_unreadable_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.csv"
    garbage.write_text("a,b\n1,2\n")

    for path in (tmp_path / "nowhere.csv", garbage):
        with pytest.raises(CommandError):
            evaluated(path)


def test_every_shipped_source_and_the_blend_rank_clicks(click_file: Path) -> None:
    found = evaluated(click_file, systems="our session,our blend,our item_item")

    ours = {system["name"]: system["figures"]["all"]["hr@5"]["mean"] for system in found["systems"]}
    assert set(ours) == {"our session", "our blend", "our item_item"}
    assert ours["our session"] == 1.0
    assert ours["our blend"] == 1.0


def test_buy_again_ranks_former_purchases_by_their_dates(order_file: Path) -> None:
    found = evaluated(order_file, systems="our repeat,top of all")

    repeat = next(each for each in found["systems"] if each["name"] == "our repeat")
    assert repeat["figures"]["repeat"]["recall@20"]["mean"] == 1.0
    assert repeat["figures"]["discover"]["recall@20"]["mean"] == 0.0


@pytest.mark.django_db
def test_the_shops_own_log_is_evaluated_too() -> None:
    log.copy(
        Event(
            event_id=ids.event_id(at, person.hex, str(order)),
            happened_at=at,
            kind=EventKind.PURCHASE,
            visitor_id=person,
            item_id=number,
            quantity=1,
            order_reference=f"{number}-{order}",
        )
        for number in range(1, 13)
        for person in (UUID(int=number << 96),)
        for order, days in enumerate((0, 40, 80))
        for at in (DAY_ONE + timedelta(days=days, minutes=number),)
    )

    found = evaluated(events=True, task="orders", systems="own count")

    own = next(system for system in found["systems"] if system["name"] == "own count")
    assert found["shoppers"] == 12
    assert own["figures"]["all"]["recall@5"]["mean"] == 1.0


@pytest.mark.django_db
def test_an_empty_log_is_said_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="holds no clicks"):
        evaluated(events=True)
