"""Measure how well search answers, on any catalogue with judgements: the only source of claims about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from catalog.imports.columns import parse_mapping
from catalog.imports.files import UnreadableFile
from catalog.search.vectors import Encoder
from recommendations.training import encoder as encoders
from recommendations.training import judgements
from recommendations.training.search_order import Verdict
from storefront.search_evaluation import contest, reranked, rivals, scratch
from storefront.search_evaluation.contest import Contest, NothingToEvaluate

WIDTH_OF_A_FILE = 150


class Command(BaseCommand):
    """Imports the catalogue into a database of its own and asks the shop's search every judged question."""

    help = (
        "Evaluate search on a catalogue file and a table of judgements (query, product, rating): nDCG@10, MRR and "
        "recall@50 of plain BM25, of words, meaning, their fusion, of the shop's default and of a learned order, for clean questions "
        "and with one mistake in each. The shop's own database is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what to evaluate on."""
        parser.add_argument("catalogue", type=Path, help="any file that import_products reads")
        parser.add_argument("judgements", type=Path, help="CSV or TSV: query, product, rating")
        parser.add_argument(
            "--queries",
            type=Path,
            metavar="FILE",
            help="the words of each question (query_id, query), where the judgements name it by number",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="a column of the judgements that has another name than query, product or rating",
        )
        parser.add_argument(
            "--map-catalogue",
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="a column of the catalogue, as with --map of import_products",
        )
        parser.add_argument(
            "--not-relevant",
            type=float,
            metavar="GRADE",
            help="the grade that means so (default: 0; 1 where no grade is lower and some are higher)",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--seed", type=int, default=5, help="decides the typing mistakes (default 5)"
        )
        parser.add_argument(
            "--words-only", action="store_true", help="leave out what needs the sentence encoder"
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Evaluate, then print tables or JSON; what cannot be evaluated is an error of one sentence."""
        try:
            mapping = parse_mapping(options["map"])
            judged = judgements.read(
                options["judgements"],
                mapping=mapping,
                questions=options["queries"],
                not_relevant=options["not_relevant"],
            )
            if not judged.answerable:
                raise NothingToEvaluate(
                    "No judgement is above the grade for not relevant: nothing counts. Name that grade with --not-relevant."
                )
            encoder = None if options["words_only"] else self._encoder()
            with scratch.database():
                scratch.fill(
                    options["catalogue"],
                    mapping=parse_mapping(options["map_catalogue"]),
                    currency=settings.SHOP_CURRENCY,
                    progress=self._progress,
                )
                now = timezone.now()
                if encoder is not None:
                    scratch.encode(encoder, now=now, progress=self._progress)
                found = contest.compete(
                    judged,
                    rivals.rivals(encoder, now=now),
                    seed=options["seed"],
                    now=now,
                    progress=self._progress,
                )
        except (UnreadableFile, NothingToEvaluate, encoders.NoWeights) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(
                json.dumps(_as_dict(found) | {"lowered_by": judged.lowered_by}, indent=1)
            )
        else:
            self._print(found)
            if judged.lowered_by:
                self.stdout.write(
                    f"Grades begin at {judged.lowered_by:g}, taken as not relevant and off every grade; "
                    "--not-relevant GRADE says otherwise."
                )

    def _encoder(self) -> Encoder:
        folder = Path(settings.VAR_DIR)
        ready = encoders.ready(folder / "encoder", n_threads=2)
        return scratch.RememberingEncoder.beside(ready, folder / "search-evaluation")

    def _progress(self, stage: str, done: int) -> None:
        self.stderr.write(f"{stage} {done:,}\r", ending="")

    def _print(self, found: Contest) -> None:
        is_terminal = self.stdout.isatty() if hasattr(self.stdout, "isatty") else False
        console = Console(
            file=cast("IO[str]", self.stdout), width=None if is_terminal else WIDTH_OF_A_FILE
        )
        console.print(
            f"{found.queries} questions with a relevant product, {found.judged_pairs:,} judged pairs, "
            f"{found.products:,} products; {found.unanswerable} questions without one left out, "
            f"{found.strangers} judged products not in the catalogue."
        )
        console.print(_main_table(found))
        console.print(_table_by_words(found))
        if found.re_ranked is not None:
            console.print(_sentence(found.re_ranked))


def _sentence(verdict: Verdict) -> str:
    """Say how the learned order does on questions it never saw, and whether the gate would let it serve."""
    gain = verdict.difference
    would = "stay off" if verdict.findings(reranked.CONFIG) else "serve"
    return (
        f"re-ranked, on the first page, mean of several foldings, each question by models that never saw it: "
        f"nDCG@10 {gain.mean:+.3f} (95 % {gain.low:+.3f} to {gain.high:+.3f}), so it would {would}."
    )


def _main_table(found: Contest) -> Table:
    table = Table(title="nDCG@10 (gain 2^grade - 1), MRR, recall@50")
    for heading in (
        "way", "nDCG, unjudged = 0", "nDCG, unjudged removed", "MRR", "recall@50", "unjudged in top 10",
        "misspelt nDCG", "removed", "kept",
    ):  # fmt: skip
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for one in found.outcomes:
        s = one.scores
        table.add_row(
            one.name,
            *(f"{value:.3f}" for value in (s.ndcg, s.ndcg_judged, s.mrr, s.recall)),
            f"{s.unjudged:.0%}",
            f"{one.misspelt.ndcg:.3f}",
            f"{one.misspelt.ndcg_judged:.3f}",
            f"{one.kept:.0%}",
        )
    return table


def _table_by_words(found: Contest) -> Table:
    table = Table(title="nDCG@10 by words of the question: unjudged = 0 / removed")
    table.add_column("way")
    lengths = list(found.outcomes[0].by_words)
    for length in lengths:
        table.add_column(f"{length} word{'' if length == '1' else 's'}", justify="right")
    for one in found.outcomes:
        cells = [one.by_words[length] for length in lengths]
        table.add_row(one.name, *(f"{s.ndcg:.3f} / {s.ndcg_judged:.3f}" for s in cells))
    return table


def _as_dict(found: Contest) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(found).items() if name != "outcomes"},
        "ways": {
            one.name: {
                **asdict(one.scores),
                "by_words": {length: asdict(scores) for length, scores in one.by_words.items()},
                "misspelt": asdict(one.misspelt),
                "kept": one.kept,
            }
            for one in found.outcomes
        },
    }
