"""An import whose process is killed half-way leaves nothing but a failed run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from catalog.imports import runs
from catalog.models import ImportRun, Product
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


def half_way(path: Path) -> subprocess.Popen[str]:
    """Start an import in a process of its own and return it half-way."""
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "storefront.settings_test",
        "DATABASE_URL": addresses.with_database(settings.SERVICES.database_url, name),
        "REDIS_URL": settings.REDIS_URL,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _IMPORTER, str(path)],
        env=environment,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half-way\n"
    return process


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db(transaction=True)
def test_a_run_of_another_process_is_left_alone_while_it_lives(path: Path) -> None:
    process = half_way(path)

    settled = runs.settle_abandoned()
    process.communicate("go on")

    assert (process.returncode, settled) == (0, 0)
    assert ImportRun.objects.get().status == "done"
    assert Product.objects.count() == 100


def _wait_for_lock(run_id: int) -> None:
    """Wait until the server has noticed that the holder of a run's lock is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '20s'")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [runs._RUN_LOCKS, run_id])
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [runs._RUN_LOCKS, run_id])
        cursor.execute("RESET statement_timeout")
