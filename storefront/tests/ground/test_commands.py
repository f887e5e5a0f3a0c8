"""``manage.py services`` and what ``manage.py demo`` refuses."""

from __future__ import annotations

import io
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from storefront.management.commands import demo
from storefront.services import private
from storefront.services.place import SHARED_TEMP


@pytest.fixture
def empty_var_dir(tmp_path: Path, settings: Any) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def _say(*arguments: str) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_services_shows_that_nothing_runs(empty_var_dir: Path) -> None:
    lines = _say("services").splitlines()

    assert lines[0] == "PostgreSQL not running"
    assert lines[2] == "Valkey     not running"
    assert lines[1].endswith("postgres.log")


def test_services_stop_says_that_nothing_ran(empty_var_dir: Path) -> None:
    outside = set(SHARED_TEMP.glob("shelfwise-*"))

    assert _say("services", "stop") == "Nothing was running.\n"

    assert [path.name for path in empty_var_dir.rglob("*")] == ["services", "lock"]
    assert set(SHARED_TEMP.glob("shelfwise-*")) == outside


def test_services_start_leaves_alone_what_the_environment_names(
    empty_var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache")

    said = _say("services", "start")

    assert said.count("not running") == 2


def test_services_remove_deletes_the_folder(empty_var_dir: Path) -> None:
    _say("services", "remove")

    assert list(empty_var_dir.iterdir()) == []


def test_services_takes_no_other_word() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'restart'"):
        call_command("services", "restart")


class TestDemo:
    @pytest.fixture(autouse=True)
    def servers_of_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The tests' own servers may have been started by this very process.
        monkeypatch.setattr(private, "started_by_this_process", lambda: False)
        for name in ("DEMO_PORT", "DEMO_SCALE", "DEMO_HOST"):
            monkeypatch.delenv(name, raising=False)

    def test_a_taken_port_is_one_sentence(
        self, empty_var_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.socket() as somebody:
            somebody.bind(("127.0.0.1", 0))
            somebody.listen()
            port = somebody.getsockname()[1]
            monkeypatch.setenv("DEMO_PORT", str(port))

            with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
                call_command("demo")

        assert list(empty_var_dir.iterdir()) == []

    def test_another_running_demo_is_one_sentence(
        self, empty_var_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        notes = empty_var_dir / "demo.json"
        owner = {"pid": 1, "started_at": demo.traces.started_at(1)}
        text = json.dumps({"url": "http://localhost:1/", "owner": owner, "programs": []})
        notes.write_text(text, "utf-8")

        with pytest.raises(CommandError, match="A demo of this folder runs already"):
            call_command("demo")

        assert notes.read_text("utf-8") == text
