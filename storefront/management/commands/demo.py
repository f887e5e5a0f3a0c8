"""The demo: a seeded, trained shop with web, worker and schedule in the foreground of one terminal."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone
from rich.console import Console

from recommendations.registry import promotion
from storefront.demo import seed
from storefront.demo.progress import Progress, silent
from storefront.demo_run import preflight, programs, steps, traces
from storefront.demo_run.interrupts import Interrupted, Interrupts, pass_on_from_make
from storefront.demo_run.screen import Outlet, Screen
from storefront.demo_run.supervisor import GivesUp, Program, Supervisor
from storefront.services import private

SEED = 1
REFUSALS = (
    preflight.CannotStart,
    seed.AnotherDemo,
    seed.NotForProduction,
    steps.TrainingFailed,
    GivesUp,
)
ANSWER_TIMEOUT_SECONDS = 60
LOOK_EVERY_SECONDS = 0.2


class Command(BaseCommand):
    """Builds what is missing, then serves until it is told to stop."""

    help = "Build, fill and train a demo shop where that was not done yet, then serve it."
    requires_system_checks: list[str] = []  # the web process runs them

    def handle(self, *args: object, **options: Any) -> None:
        """Run the demo; whatever ends it, nothing it started stays behind."""
        screen = Screen(Console(file=cast(IO[str], Outlet(sys.stdout))))
        supervisor = Supervisor(screen.pass_on, folder=settings.BASE_DIR)
        interrupts = Interrupts()
        path = Path(settings.VAR_DIR) / preflight.TRACES
        demo = Demo(screen, supervisor, interrupts, path)
        with interrupts.caught():
            pass_on_from_make()
            try:
                demo.run()
            except REFUSALS as refusal:
                raise CommandError(str(refusal)) from refusal
            except Interrupted as interruption:
                screen.say(f"\n{interruption}: stopping")
                sys.exit(interruption.exit_code)
            finally:
                interrupts.from_now_on(supervisor.hurry)
                demo.leave_nothing()


class Demo:
    """One run, from the checks to the frame with the logins, and on until something ends it."""

    def __init__(
        self, screen: Screen, supervisor: Supervisor, interrupts: Interrupts, path: Path
    ) -> None:
        """Take what the command has set up."""
        self._screen = screen
        self._supervisor = supervisor
        self._interrupts = interrupts
        self._path = path
        self._owns_services = private.started_by_this_process()

    def run(self) -> None:
        """Check, build what is missing, serve."""
        started = time.monotonic()
        left = traces.clear(self._path)
        self._owns_services |= left.owned_services
        if left.programs:
            self._screen.say(f"Ended {left.programs} programs of a demo that was killed.")
        self._asked = preflight.check_all()
        self._screen.say(f"{settings.SHOP_NAME}: a {self._asked.scale} shop for {self._asked.url}")
        self._build()
        metrics = Path(settings.VAR_DIR) / "metrics"
        self._start(programs.web(self._asked.host, self._asked.port, metrics))
        self._start(programs.beat())
        self._wait_for_an_answer()
        self._screen.frame(
            f"{settings.SHOP_NAME} is open after {time.monotonic() - started:.0f} s", self._facts()
        )
        while True:
            self._supervisor.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def leave_nothing(self) -> None:
        """End what was started here; private servers that ran before run on."""
        has_notes = bool(self._supervisor.pids)
        self._supervisor.stop()
        if has_notes:
            self._path.unlink(missing_ok=True)
        connections.close_all()
        if self._owns_services:
            private.stop(settings.VAR_DIR)

    def _build(self) -> None:
        if steps.waiting_migrations():
            with self._screen.step("Tables") as step:
                steps.migrate(step)
        is_new = not seed.is_seeded(scale=self._asked.scale, seed=SEED)
        if is_new:
            with self._screen.step("Products, shoppers and what they did") as step:
                self._seed(step.report)
        if not steps.is_static_collected():
            with self._screen.step("Styles, scripts and pictures") as step:
                steps.collect_static(step)
        self._start(programs.worker())
        if is_new or promotion.live_version() is None:
            with self._screen.step("Models, trained by the worker on what shoppers did") as step:
                steps.train(step, meanwhile=self._supervisor.look)

    def _seed(self, progress: Progress = silent) -> seed.SeedReport:
        return seed.seed_shop(
            scale=self._asked.scale, seed=SEED, now=timezone.now(), progress=progress
        )

    def _start(self, program: Program) -> None:
        with self._interrupts.held():
            self._supervisor.start(program)
            traces.note(
                self._path,
                url=self._asked.url,
                pids=self._supervisor.pids,
                owns_services=self._owns_services,
            )

    def _wait_for_an_answer(self) -> None:
        deadline = time.monotonic() + ANSWER_TIMEOUT_SECONDS
        while not _answers(f"http://127.0.0.1:{self._asked.port}/health"):
            if time.monotonic() > deadline:
                raise preflight.CannotStart(
                    f"The shop did not answer within {ANSWER_TIMEOUT_SECONDS} s; what the web process said"
                    " is above."
                )
            self._supervisor.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def _facts(self) -> list[tuple[str, str]]:
        report = self._seed()  # changes nothing any more, and knows the logins
        return [
            ("Shop", self._asked.url),
            ("Admin", f"{self._asked.url}admin/"),
            ("Staff", f"{report.owner.email}   {report.owner.password}"),
            ("Shopper", f"{report.shopper.email}   {report.shopper.password}"),
            ("Stop", "Ctrl-C"),
        ]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own port
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
