"""Teach the sentence encoder of search the words of this shop, or go back to the one that is shipped."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recommendations.features import encoder as encoders
from recommendations.management import progress_line
from recommendations.training import encoder, fine_tune
from recommendations.training.fine_tune import CannotFineTune, FineTuneConfig, Outcome
from recommendations.training.lock import AlreadyTraining


class Command(BaseCommand):
    """Fine-tunes on questions and the products opened after them; what does not surely gain is thrown away."""

    help = (
        "Fine-tune the sentence encoder of search on the shop's own questions and clicks, and use it if it finds what "
        "shoppers opened better than the one that serves, on questions it never saw. Needs requirements/encoder.txt; "
        "about five seconds of CPU time a step."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how long to train."""
        parser.add_argument(
            "--steps", type=int, default=FineTuneConfig().most_steps, help="default %(default)s"
        )
        parser.add_argument(
            "--shipped", action="store_true", help="train nothing, use the shipped encoder again"
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Train, or go back."""
        root = Path(settings.VAR_DIR) / "encoder"
        try:
            if options["shipped"]:
                digest = encoder.ready(root, n_threads=1).digest
                encoders.choose(root, digest)
                self.stdout.write(f"Search uses the shipped encoder {digest} again.")
                return
            with progress_line.shown("reading clicks") as progress:
                outcome = fine_tune.fine_tune(
                    root,
                    now=timezone.now(),
                    progress=progress,
                    config=FineTuneConfig(most_steps=options["steps"]),
                )
        except (CannotFineTune, encoder.NoWeights, AlreadyTraining) as error:
            raise CommandError(str(error)) from error
        self._say(outcome, as_json=options["json"])

    def _say(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(outcome), indent=1))
            return
        for name, figure in outcome.figures.items():
            self.stdout.write(f"{name:20} {figure:,.3f}")
        if outcome.serves:
            self.stdout.write(
                f"Search uses {outcome.digest} from now on; vectors follow within minutes."
            )
        for finding in outcome.findings:
            self.stdout.write(f"Not used: {finding}.")
