"""What the worker does on a schedule; each task is one call and may run twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from recommendations.events import erasure, partitions, slate_log, stream, tombstones
from recommendations.features import store
from recommendations.monitoring import searches
from recommendations.registry import promotion
from recommendations.serving import skew, slate_features, warm
from recommendations.serving.replay import NoLongerThere


@shared_task(bind=True)  # type: ignore[untyped-decorator]
def train(
    self: Task[Any, Any], *, compare_with_live: bool = True, judges: bool = False
) -> dict[str, object]:
    """Train every model and promote the result; a run that finds another under way leaves it alone."""
    # Training libraries belong to the worker that trains; beat and web only name this task.
    from recommendations.training import lock, pipeline  # noqa: PLC0415

    def report(stage: str, done: int, total: int) -> None:
        if not self.request.is_eager:
            self.update_state(state="PROGRESS", meta={"stage": stage, "done": done, "total": total})

    try:
        outcome = pipeline.train(
            now=timezone.now(),
            progress=report,
            compare_with_live=compare_with_live,
            judges=judges,
        )
    except lock.AlreadyTraining:
        return {"version": promotion.live_version(), "is_live": True, "skipped": True}
    return {
        "version": outcome.version,
        "is_live": outcome.is_live,
        "findings": list(outcome.findings),
        "metrics": outcome.metrics,
        "readiness": [each.as_dict() for each in outcome.readiness],
    }


@shared_task  # type: ignore[untyped-decorator]
def train_leaderboard() -> None:
    """Hold the nightly contest against the trivial baselines."""
    # The command stands above this floor, so it is called by its name.
    call_command("leaderboard", verbosity=0)


@shared_task(time_limit=7_000)  # type: ignore[untyped-decorator]
def train_encoder() -> dict[str, object]:
    """Fine-tune the sentence encoder of search on the shop's own clicks. It may take an hour, so nothing schedules it.

    The limit stays below the broker's two hours, after which another worker would begin anew.
    """
    from recommendations.training import fine_tune  # noqa: PLC0415 - training libraries

    outcome = fine_tune.fine_tune(
        Path(settings.VAR_DIR) / "encoder", now=timezone.now(), progress=lambda *report: None
    )
    return {"digest": outcome.digest, "serves": outcome.serves, "findings": list(outcome.findings)}


@shared_task  # type: ignore[untyped-decorator]
def refresh_near_line() -> str | None:
    """Renew visits, counts and new products over the live version; return the update's name."""
    from recommendations.training import nearline  # noqa: PLC0415 - training libraries

    return nearline.refresh(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def take_in_new_products() -> str | None:
    """Renew at once where a product was saved; return the update's name, None where there was nothing to do."""
    from recommendations.training import nearline  # noqa: PLC0415 - training libraries

    return nearline.refresh_if_products_changed(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def make_rows_ready() -> int:
    """After a promotion or renewal, make the home page's row of the shoppers who are about; return how many."""
    return warm.make_ready(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def compare_features() -> float:
    """Compare what pages of the last day read with the event log; return the share that differs."""
    return skew.measure(now=timezone.now(), since=timedelta(days=1)).share


@shared_task  # type: ignore[untyped-decorator]
def refresh_item_features() -> int:
    """Compute the features of all products for whoever asks the online store; return how many."""
    return store.refresh_items(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def drain_events() -> int:
    """Move buffered events from Redis into the log, drop what was forgotten; return how many were new."""
    written = stream.drain(now=timezone.now())
    erasure.catch_up()
    return written


@shared_task  # type: ignore[untyped-decorator]
def prepare_event_partitions() -> int:
    """Make the partitions that the coming events need, drop old slates and tombstones; return how many were missing."""
    now = timezone.now()
    slate_log.sweep(now=now)
    made = partitions.prepare(now=now)
    erasure.catch_up()
    tombstones.sweep(arrived_until=stream.arrived_until(now=now))
    return made


@shared_task  # type: ignore[untyped-decorator]
def count_searches() -> int:
    """Count what shoppers ask, for staff and for suggestions; return how many different questions."""
    return searches.count(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def explain_slate(slate_id: str) -> bool:
    """Take apart the ranker's scores of a logged slate, or note why not; return whether it could be done."""
    from recommendations.training.contributions import (  # noqa: PLC0415 - training libraries
        Contributions,
        NoTrees,
    )

    logged = slate_log.LoggedSlate.objects.filter(pk=UUID(slate_id)).first()
    if logged is None:
        return False
    try:
        ranker, kept = slate_features.ranker_of(logged)
        read = slate_features.features_of(logged, ranker)
        parts = Contributions.of(kept.arrays, read.features)
    except (NoLongerThere, NoTrees) as error:
        slate_log.explain(logged, {"problem": str(error)})
        return False
    slate_log.explain(logged, parts.as_record(read.item_ids, ranker.scorer.feature_names))
    return True
