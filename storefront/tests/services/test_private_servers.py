"""The launcher: started once, found again, survived, stopped; never two servers on one folder."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from storefront.services import place, private, running
from storefront.services.account import Account

BOTH = ("database", "redis")
REPOSITORY = Path(__file__).resolve().parents[3]
is_root = os.geteuid() == 0


def _ask(urls: dict[str, str]) -> tuple[str, bool]:
    """Return the database's name and whether Valkey answers, each through its own client."""
    with psycopg.connect(urls["database"]) as connection:
        name = connection.execute("SELECT current_database()").fetchone()
    client = redis.Redis.from_url(urls["redis"])
    answer = bool(client.ping())
    client.close()
    return (name[0] if name else "", answer)


def _pids(var_dir: Path) -> tuple[int, ...]:
    return tuple(state.pid for state in private.status(var_dir))


def test_the_first_command_starts_both_and_says_so_in_one_line(
    var_dir: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    urls = private.ensure(var_dir, BOTH)

    assert _ask(urls) == ("shelfwise", True)
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "started a private PostgreSQL and Valkey" in lines[0]


def test_the_next_command_finds_them_and_a_child_process_keeps_quiet(
    var_dir: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = private.ensure(var_dir, BOTH)
    pids = _pids(var_dir)
    capfd.readouterr()

    from_a_child = private.ensure(var_dir, BOTH)
    said_by_a_child = capfd.readouterr().err
    monkeypatch.delenv(private.SAID)
    from_the_next_command = private.ensure(var_dir, BOTH)

    assert from_a_child == urls == from_the_next_command
    assert _pids(var_dir) == pids
    assert said_by_a_child == ""
    assert "using the private PostgreSQL and Valkey" in capfd.readouterr().err


def test_extensions_of_the_shop_can_be_made(var_dir: Path) -> None:
    urls = private.ensure(var_dir, ("database",))

    with psycopg.connect(urls["database"], autocommit=True) as connection:
        for extension in ("vector", "pg_trgm", "unaccent", "btree_gin", "pg_stat_statements"):
            connection.execute(f"CREATE EXTENSION {extension}")
        folded = connection.execute("SELECT lower('ÉTÉ'), current_setting('jit')").fetchone()

    assert folded == ("été", "off")
    assert list(urls) == ["database"]


def test_stop_ends_both_and_leaves_no_socket(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    pids = _pids(var_dir)
    sockets = next(place.socket_folder_paths(var_dir.resolve() / "services"))
    assert sockets.exists()

    stopped = private.stop(var_dir)

    assert stopped == ("PostgreSQL", "Valkey")
    assert [running.is_alive(pid) for pid in pids] == [False, False]
    assert not sockets.exists()
    assert private.stop(var_dir) == ()


def test_rows_and_keys_survive_stop_and_start(var_dir: Path) -> None:
    urls = private.ensure(var_dir, BOTH)
    with psycopg.connect(urls["database"]) as connection:
        connection.execute("CREATE TABLE shelf AS SELECT 42 AS answer")
    with redis.Redis.from_url(urls["redis"]) as client:
        client.set("answer", 42)
    private.stop(var_dir)

    urls = private.ensure(var_dir, BOTH)

    with psycopg.connect(urls["database"]) as connection:
        assert connection.execute("SELECT answer FROM shelf").fetchone() == (42,)
    with redis.Redis.from_url(urls["redis"]) as client:
        assert client.get("answer") == b"42"


def test_servers_killed_with_their_pid_files_left_behind_are_started_again(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    killed = _pids(var_dir)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
        assert running.wait_until(lambda pid=pid: not running.is_alive(pid), timeout_seconds=10)

    urls = private.ensure(var_dir, BOTH)

    assert _ask(urls) == ("shelfwise", True)
    assert not set(_pids(var_dir)) & set(killed)


@pytest.mark.slow
def test_a_pid_file_whose_number_belongs_to_a_stranger_is_no_obstacle(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    private.stop(var_dir)
    data = var_dir / "services" / "postgres"
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        for pid_file in (data / "postmaster.pid", var_dir / "services" / "valkey" / "valkey.pid"):
            pid_file.write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n\n0 0\nready\n", "ascii")

        urls = private.ensure(var_dir, BOTH)

        assert _ask(urls) == ("shelfwise", True)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.slow
def test_servers_whose_sockets_were_swept_away_are_replaced(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    unreachable = _pids(var_dir)
    shutil.rmtree(next(place.socket_folder_paths(var_dir.resolve() / "services")))

    urls = private.ensure(var_dir, BOTH)

    assert _ask(urls) == ("shelfwise", True)
    assert [running.is_alive(pid) for pid in unreachable] == [False, False]


def test_servers_whose_folder_was_deleted_are_replaced(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    orphans = _pids(var_dir)
    shutil.rmtree(var_dir)

    urls = private.ensure(var_dir, BOTH)

    assert _ask(urls) == ("shelfwise", True)
    assert [running.is_alive(pid) for pid in orphans] == [False, False]


@pytest.mark.slow
def test_a_renamed_folder_keeps_its_servers_and_a_copy_gets_its_own(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    pids = _pids(var_dir)
    renamed = var_dir.with_name("renamed")
    copy = var_dir.with_name("copy")
    var_dir.rename(renamed)
    shutil.copytree(
        renamed / "services", copy / "services", ignore=shutil.ignore_patterns("postgres")
    )

    try:
        assert _ask(private.ensure(renamed, BOTH)) == ("shelfwise", True)
        assert _pids(renamed) == pids
        assert _pids(copy) == (0, 0)
        assert private.stop(renamed) == ("PostgreSQL", "Valkey")
    finally:
        private.remove(renamed)
        private.remove(copy)


def test_commands_that_start_at_the_same_moment_share_one_pair_of_servers(var_dir: Path) -> None:
    script = (
        "import pathlib, sys; from storefront.services import private;"
        "print(private.ensure(pathlib.Path(sys.argv[1]), ('database', 'redis')))"
    )
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(var_dir)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    answers = [command.communicate(timeout=60) for command in commands]

    assert {out for out, _ in answers} == {f"{private.ensure(var_dir, BOTH)}\n"}
    assert sum("started a private" in err for _, err in answers) == 1
    assert sum("using the private" in err for _, err in answers) == 3


@pytest.mark.slow
def test_where_no_socket_fits_a_port_of_this_machine_asks_for_a_password(
    var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "LONGEST_SOCKET_PATH", 10)

    urls = private.ensure(var_dir, BOTH)

    assert "@127.0.0.1:" in urls["database"]
    assert "@127.0.0.1:" in urls["redis"]
    assert _ask(urls) == ("shelfwise", True)
    password = urls["database"].partition("shelfwise:")[2].partition("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(urls["database"].replace(password, "guess"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(f"redis://{urls['redis'].partition('@')[2]}").ping()
    for kind in BOTH:
        assert (var_dir / "services" / f"{kind}.json").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_socket_folder_that_somebody_else_made_is_not_used(
    var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = var_dir.resolve() / "services"
    folder.mkdir(parents=True)
    planted = next(place.socket_folder_paths(folder))
    planted.symlink_to(var_dir)

    try:
        urls = private.ensure(var_dir, BOTH)

        assert str(planted) not in urls["database"]
        assert _ask(urls) == ("shelfwise", True)
    finally:
        planted.unlink()


@pytest.mark.slow
def test_remove_stops_them_and_deletes_their_data(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)
    pids = _pids(var_dir)

    private.remove(var_dir)

    assert [running.is_alive(pid) for pid in pids] == [False, False]
    assert list(var_dir.iterdir()) == []


@pytest.mark.skipif(not is_root, reason="only root changes to another account")
def test_root_runs_them_as_nobody(var_dir: Path) -> None:
    private.ensure(var_dir, BOTH)

    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in _pids(var_dir)}

    assert owners == {pwd.getpwnam("nobody").pw_uid}
    assert (var_dir / "services" / "postgres").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not is_root, reason="only root changes to another account")
def test_below_a_closed_folder_root_keeps_the_data_elsewhere_and_opens_nothing(
    closed_var_dir: Path,
) -> None:
    parent = closed_var_dir.parent
    mode_before = parent.stat().st_mode

    urls = private.ensure(closed_var_dir, BOTH)

    home = Path((closed_var_dir / "services" / "home").read_text("utf-8").splitlines()[0])
    assert _ask(urls) == ("shelfwise", True)
    assert home.parent == place.SHARED_TEMP
    assert (home / "postgres" / "PG_VERSION").exists()
    assert parent.stat().st_mode == mode_before
    private.remove(closed_var_dir)
    assert not home.exists()


@pytest.mark.slow
@pytest.mark.skipif(not is_root, reason="starts the servers as another user")
def test_an_ordinary_user_starts_them_as_themselves() -> None:
    user = pwd.getpwnam("nobody")
    parent = Path(tempfile.mkdtemp(prefix="shelf "))
    os.chown(parent, user.pw_uid, user.pw_gid)
    script = (
        "import os, pathlib, sys; from storefront.services import private, running;"
        "var = pathlib.Path(sys.argv[1]);"
        "private.ensure(var, ('database', 'redis'));"
        "print([os.stat(f'/proc/{s.pid}').st_uid for s in private.status(var)]);"
        "private.remove(var)"
    )

    answer = subprocess.run(
        [_python_for_everyone(), "-c", script, str(parent / "var")],
        cwd=REPOSITORY,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": sysconfig.get_path("purelib")},
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(parent)

    assert answer.stdout == f"[{user.pw_uid}, {user.pw_uid}]\n", answer.stderr


def _python_for_everyone() -> str:
    """Return an interpreter of this version that an ordinary user may run, or skip."""
    nobody = Account.of_name("nobody")
    if not nobody.can_enter(REPOSITORY):
        pytest.skip("the repository lies in a folder that ordinary users may not enter")
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (Path(sys.executable), Path("/usr/bin") / name, Path("/usr/local/bin") / name):
        if program.exists() and nobody.can_run(program):
            return str(program)
    pytest.skip("no interpreter here that ordinary users may run")
