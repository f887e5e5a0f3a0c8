"""An import whose process is killed half-way leaves nothing but a failed run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from benchmarks.products_file import write
from catalog.imports import runs
from catalog.models import ImportRun, Product, ProductAttribute, Stock, Variant
from storefront.services import addresses


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "products.csv"
    file.write_text("sku,title,price\n" + "".join(f"S{n},T{n},1\n" for n in range(100)))
    return file


_IMPORTER = """
import sys, django
django.setup()
from pathlib import Path
from catalog.imports.products.write import import_products
def tell(stage, done):
    if stage == "writing":
        print("half-way", flush=True)
        sys.stdin.read()
import_products(Path(sys.argv[1]), mapping={}, source="", currency="EUR", assumed_units=1, progress=tell)
"""


def environment() -> dict[str, str]:
    """Return what a process needs to work in the database of this test."""
    name = str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "storefront.settings_test",
        "DATABASE_URL": addresses.with_database(settings.SERVICES.database_url, name),
        "REDIS_URL": settings.REDIS_URL,
    }


def half_way(path: Path) -> subprocess.Popen[str]:
    """Start an import in a process of its own and return it half-way."""
    process = subprocess.Popen(
        [sys.executable, "-c", _IMPORTER, str(path)],
        env=environment(),
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half-way\n"
    return process


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_killed_half_way_leaves_nothing_but_a_failed_run(path: Path) -> None:
    process = half_way(path)
    run = ImportRun.objects.get()
    assert runs.settle_abandoned() == 0

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.communicate()
    _wait_for_lock(run.pk)

    assert runs.settle_abandoned() == 1
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", runs.ABANDONED)
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_run_of_another_process_is_left_alone_while_it_lives(path: Path) -> None:
    process = half_way(path)

    settled = runs.settle_abandoned()
    process.communicate("go on")

    assert (process.returncode, settled) == (0, 0)
    assert ImportRun.objects.get().status == "done"
    assert Product.objects.count() == 100


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_killed_anywhere_it_keeps_all_or_nothing_and_can_be_started_again(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    write(path, 6_000)
    rng = random.Random(20)
    began = time.monotonic()
    subprocess.run(command(path, "--dry-run"), env=environment(), check=True, capture_output=True)
    whole_seconds = time.monotonic() - began

    kills = 0
    while kills < 12:
        process = subprocess.Popen(
            command(path), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(rng.uniform(0.1, 1.1) * whole_seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        else:
            assert process.returncode == 0
        for run in ImportRun.objects.filter(status="running"):
            _wait_for_lock(run.pk)
        runs.settle_abandoned()
        assert is_whole_or_absent()
        assert not ImportRun.objects.filter(status="running").exists()
        if Product.objects.exists():
            Product.objects.all().delete()

    report = subprocess.run(command(path), env=environment(), check=True, capture_output=True)
    again = subprocess.run(command(path), env=environment(), check=True, capture_output=True)
    assert json.loads(report.stdout)["outcome"]["created"] == 5_970
    assert json.loads(again.stdout)["outcome"]["unchanged"] == 5_970
    assert is_whole_or_absent()


def command(path: Path, *options: str) -> list[str]:
    """Return the command a shop would run."""
    program = str(Path(settings.BASE_DIR) / "manage.py")
    return [sys.executable, program, "import_products", str(path), "--json", *options]


def is_whole_or_absent() -> bool:
    """Whether the catalogue holds every article of the file with all that belongs to it, or none."""
    counts = (
        Variant.objects.count(),
        Stock.objects.count(),
        ProductAttribute.objects.values("product").distinct().count(),
        Product.objects.count(),
    )
    return counts in {(5_970, 5_970, 5_400, 5_400), (0, 0, 0, 0)}


def _wait_for_lock(run_id: int) -> None:
    """Wait until the server has noticed that the holder of a run's lock is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '20s'")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [runs._RUN_LOCKS, run_id])
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [runs._RUN_LOCKS, run_id])
        cursor.execute("RESET statement_timeout")
