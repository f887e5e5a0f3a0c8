"""The command on files, without any database: pytest-django refuses a query where no test asks for one."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
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


def rewritten(path: Path, tmp_path: Path, change: Callable[[list[str]], list[str]]) -> Path:
    """Write the order file again, each line of cells changed."""
    header, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    other = tmp_path / "other.csv"
    other.write_text("\n".join([header, *(",".join(change(line.split(","))) for line in lines)]))
    return other


@pytest.mark.parametrize(
    "change",
    [
        lambda cells: [*cells[:5], "", *cells[6:]],
        lambda cells: [
            *cells[:4],
            f"{datetime.fromisoformat(cells[4]):%d %b %Y %H:%M}",
            *cells[5:],
        ],
        lambda cells: [
            *cells[:4],
            f"{datetime.fromisoformat(cells[4]):%d.%m.%Y %H:%M}",
            *cells[5:],
        ],
    ],
    ids=["no prices", "months by name", "days with points"],
)
def test_the_same_orders_otherwise_written_give_the_same_figures(
    order_file: Path, tmp_path: Path, change: Callable[[list[str]], list[str]]
) -> None:
    other = evaluated(rewritten(order_file, tmp_path, change), systems="decayed")

    as_it_was = evaluated(order_file, systems="decayed")
    assert other["systems"][0]["figures"] == as_it_was["systems"][0]["figures"]


def test_one_day_of_orders_is_foretold_from_its_morning(order_file: Path, tmp_path: Path) -> None:
    def on_one_day(cells: list[str]) -> list[str]:
        at = datetime.fromisoformat(cells[4])
        minute = ((at.replace(tzinfo=UTC) - DAY_ONE).days * 14) % 1_440
        return [*cells[:4], f"2024-01-01 {minute // 60:02}:{minute % 60:02}:00", *cells[5:]]

    found = evaluated(rewritten(order_file, tmp_path, on_one_day), systems="own count,two-stage")

    assert found["horizon_days"] < 0.25
    assert found["shoppers"] > 0
    assert {each["name"] for each in found["systems"]} >= {"own count", "our two-stage"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cells: [*cells[:6], "", cells[7]], "800 because: is empty: no customer is named"),
        (lambda cells: [*cells[:4], "soon", *cells[5:]], "800 because: is not a date and time"),
        (
            lambda cells: [*cells[:4], "2024-01-01", *cells[5:]],
            "happened at one moment, 2024-01-01",
        ),
        (lambda cells: [*cells[:6], cells[0], cells[7]], "needs customers who come back"),
    ],
    ids=["no customers", "no dates", "one moment", "nobody twice"],
)
def test_orders_that_tell_nothing_are_said_to_in_a_sentence(
    order_file: Path, tmp_path: Path, change: Callable[[list[str]], list[str]], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        evaluated(rewritten(order_file, tmp_path, change))


@pytest.mark.parametrize("unit", [1e3, 1e6, 1e9])
def test_clicks_may_be_timed_in_finer_units(click_file: Path, tmp_path: Path, unit: float) -> None:
    header, *lines = click_file.read_text().splitlines()
    finer = tmp_path / "finer.tsv"
    cells = [line.split("\t") for line in lines]
    finer.write_text(
        "\n".join([header, *(f"{s}\t{i}\t{round(float(t) * unit)}" for s, i, t in cells)])
    )

    assert (
        evaluated(finer, systems="next items")["views"]
        == evaluated(click_file, systems="next items")["views"]
    )


def test_visits_of_one_click_are_said_to_tell_nothing(click_file: Path, tmp_path: Path) -> None:
    header, *lines = click_file.read_text().splitlines()
    single = tmp_path / "single.tsv"
    single.write_text("\n".join([header, *(f"{n}{line}" for n, line in enumerate(lines))]))

    with pytest.raises(CommandError, match="visits of at least two clicks"):
        evaluated(single)


@pytest.mark.parametrize("n_lines", [2, 6, 40])
def test_every_system_answers_on_a_tiny_file(
    order_file: Path, tmp_path: Path, n_lines: int
) -> None:
    """One customer with a handful of lines is enough for a report, however little it says."""
    header, *lines = gzip.decompress(order_file.read_bytes()).decode().splitlines()
    own = [line for line in lines if line.split(",")[6] == lines[0].split(",")[6]]
    chosen = [own[0], *own[-n_lines + 1 :]]
    tiny = tmp_path / "tiny.csv"
    tiny.write_text("\n".join([header, *chosen]))

    found = evaluated(tiny)

    assert found["shoppers"] == 1
    assert len(found["systems"]) > 15


def test_a_log_without_a_header_gives_the_same_figures_and_says_so(
    click_file: Path, tmp_path: Path
) -> None:
    bare, said = tmp_path / "bare.dat", io.StringIO()
    bare.write_text(click_file.read_text().partition("\n")[2] + "\n399\t1\tnoon\n")

    found = evaluated(bare, columns="session,item,time", systems="next items", stderr=said)

    named = evaluated(click_file, systems="next items")
    assert found["systems"][0]["figures"] == named["systems"][0]["figures"]
    assert said.getvalue().strip() == (
        "bare.dat: 801 rows read as clicks, 800 kept; left out 1 because: is not a date and time."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": "order,item"}, "--columns names 2 columns"),
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


def test_the_page_itself_takes_part(order_file: Path) -> None:
    found = evaluated(order_file, systems="our page,top of all")

    page = next(each for each in found["systems"] if each["name"] == "our page")
    assert page["figures"]["repeat"]["recall@20"]["mean"] == 1.0
    # Its row of new things holds nothing that was bought, its row of known things nothing else.
    assert page["figures"]["all"]["recall@20"]["mean"] > 0.6


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
