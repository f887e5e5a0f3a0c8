"""The images are built of files that exist, and their containers share what one writes and the other reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from django.urls import resolve

REPOSITORY = Path(__file__).resolve().parents[3]
APPS = ("accounts", "catalog", "orders", "recommendations", "storefront")
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
VAR = "/var/lib/shelfwise"
SHARED = {"artefacts", "encoder", "imports", "media"}
OWN = {"mail", "static", "test-artefacts"}
"""Letters that are not sent, the image's own files, tests."""


def _stages() -> dict[str, str]:
    """Return the text of each stage by its name."""
    parts = re.split(r"(?m)^FROM (\S+) AS (\S+)$", DOCKERFILE)[1:]
    return {
        name: f"FROM {base}\n{text}" for base, name, text in zip(*[iter(parts)] * 3, strict=True)
    }


def test_every_folder_below_var_dir_is_known() -> None:
    named = set()
    for app in APPS:
        for path in (REPOSITORY / app).rglob("*.py"):
            if not {"tests", "demo", "demo_run", "services", "management"} & set(path.parts):
                named |= set(re.findall(r"VAR_DIR\)? / \"([\w-]+)\"", path.read_text("utf-8")))

    assert named == SHARED | OWN


def test_shared_folders_belong_to_the_shop_and_are_mounted_everywhere() -> None:
    made = re.search(r"install --directory --owner shop (.+)", _stages()["shop"])
    assert made
    assert {f"{VAR}/{name}" for name in SHARED} <= set(made[1].split())

    mounts = {f"{name}:{VAR}/{name}" for name in SHARED}
    assert set(COMPOSE["volumes"]) >= SHARED
    for name in ("web", "worker", "beat", "migrate"):
        assert set(SERVICES[name]["volumes"]) == mounts
    assert "media:/srv/media:ro" in SERVICES["proxy"]["volumes"]


def test_stages_stand_on_earlier_ones_and_copy_what_exists() -> None:
    known: set[str] = set()
    for name, text in _stages().items():
        base = text.partition("\n")[0].removeprefix("FROM ")
        assert base in known or ":" in base, base
        for source in re.findall(r"--from=(\S+)", text):
            assert source in known
        for sources in re.findall(r"(?m)^COPY (?!--)(.+) \S+$", text):
            for source in sources.split():
                assert (REPOSITORY / source).exists(), source
        for listed in re.findall(r"-r /(requirements/\S+)", text):
            assert (REPOSITORY / listed).is_file(), listed
        known.add(name)
    assert all(f"{app}/" in _stages()["shop"] for app in APPS)


def test_services_are_built_from_stages_and_mount_files_that_exist() -> None:
    built = {service["build"]["target"] for service in SERVICES.values() if "build" in service}

    assert built == {"web", "worker"} <= set(_stages())
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (REPOSITORY / source).is_file(), source
        assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_the_health_check_asks_an_address_that_exists() -> None:
    check = (REPOSITORY / "deploy" / "healthcheck.py").read_text("utf-8")
    (path,) = re.findall(r"http://127\.0\.0\.1:\{PORT\}(/\S*)\"", check)

    assert resolve(path).url_name == "health"
    assert "deploy/healthcheck.py" in _stages()["web"]


def test_the_images_are_those_of_production() -> None:
    assert "ENV ENVIRONMENT=production" in _stages()["shop"]
    for name in ("web", "worker"):
        assert "USER 1000" in _stages()[name]
