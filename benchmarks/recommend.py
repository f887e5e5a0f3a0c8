"""How long one answer of the recommender takes at 100,000 products and 1,000,000 shoppers, and what a worker weighs.

    make bench-recommend
    python -m benchmarks.recommend --scale 0.1

The artefacts are synthetic: as large as a night at that size writes them, with random content of the right
shape and a ranker of 100 trees. The engine runs as in a web process (one thread, memory-mapped files): all
sources of the personal row, the ranker, variety; the workers are forked from a loaded shop, as gunicorn forks them. What the shop's own query takes stands in `make bench-pages`.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import numpy as np

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from rich.console import Console

    from recommendations.ranking.ranker import Ranker
    from recommendations.serving.bundle import Bundle
    from recommendations.vocabulary import Context

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ITEMS, PEOPLE = 100_000, 1_000_000
ENGINE_MS, ENGINE_GOAL_MS, CACHED_MS = 10.0, 7.0, 2.0
RSS_GIB, PRIVATE_MB = 0.7, 100.0
Figures: TypeAlias = dict[str, dict[str, float]]
ASKED = 400
VISITING, RETURNING = "engine, in a visit", "engine, coming back"


def main() -> int:
    """Write the artefacts, let two workers answer from them, print; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--server", help=argparse.SUPPRESS)
    parser.add_argument("--profile", action="store_true", help="print where the engine's time goes")
    asked = parser.parse_args()
    if asked.server:
        sys.stdout.write(json.dumps(serve(Path(asked.server), profile=asked.profile)))
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-recommend-") as folder:
        began = time.perf_counter()
        from benchmarks import synthetic_artefacts

        path = synthetic_artefacts.write(
            Path(folder),
            n_items=int(ITEMS * asked.scale),
            n_people=int(PEOPLE * asked.scale),
            now=NOW,
        )
        size = sum(file.stat().st_size for file in path.rglob("*.npy")) / 2**30
        from rich.console import Console

        console = Console()
        console.print(
            f"{size:.1f} GiB of artefacts in {time.perf_counter() - began:.0f} s;"
            f" load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"
        )
        return report(console, run_server(path, profile=asked.profile))


def run_server(path: Path, *, profile: bool) -> list[Figures]:
    """Start a server of two workers in a process that knows nothing of the artefacts yet; return what both measured."""
    command = [sys.executable, "-m", "benchmarks.recommend", "--server", str(path)]
    if profile:
        command.append("--profile")
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: list[Figures] = json.loads(answer)
    return found


def serve(path: Path, *, profile: bool) -> list[Figures]:
    """Load the shop, fork two workers as ``deploy/gunicorn.conf.py`` does, let one after the other measure."""
    import storefront.wsgi  # noqa: F401 - loads all that a web process has loaded before it forks

    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    pipes, workers = [], []
    for _ in range(2):
        here, there = fork.Pipe()
        worker = fork.Process(target=work, args=(path, there), kwargs={"profile": profile})
        worker.start()
        pipes.append(here)
        workers.append(worker)
    found: list[Figures] = []
    for pipe in pipes:
        # One after the other answers, so that they do not measure each other; all stay until the end.
        pipe.send("go")
        found.append(pipe.recv())
    for pipe, worker in zip(pipes, workers, strict=True):
        pipe.send("end")
        worker.join()
    return found


def work(path: Path, lead: Connection, *, profile: bool) -> None:
    """Open the version, answer, measure; wait at both ends for a word."""
    from recommendations.registry import artefacts
    from recommendations.serving import bundle as bundles

    lead.recv()
    bundle = bundles.of_artefacts("bench", artefacts.open_version(path))
    engine = Engine(bundle)
    for number in range(20):
        for in_visit in (True, False):
            engine.answer(number, in_visit=in_visit)
    engine.forget()
    if profile:
        profiled(engine)
    visiting = [timed(partial(engine.answer, number, in_visit=True)) for number in range(ASKED)]
    returning = [timed(partial(engine.answer, number, in_visit=False)) for number in range(ASKED)]
    cached = [timed(partial(engine.cached, number % 50)) for number in range(ASKED)]
    lead.send(
        {
            VISITING: percentiles([wall for wall, _ in visiting]),
            f"{VISITING}, CPU": percentiles([cpu for _, cpu in visiting]),
            RETURNING: percentiles([wall for wall, _ in returning]),
            f"{RETURNING}, CPU": percentiles([cpu for _, cpu in returning]),
            "cached": percentiles([wall for wall, _ in cached[50:]]),
            **{name: percentiles(spent) for name, spent in engine.stages.items()},
            "memory": memory(),
        }
    )
    lead.recv()


class Engine:
    """Asks what a page asks, for shoppers who exist only here."""

    def __init__(self, bundle: Bundle) -> None:
        from recommendations.serving.cache import Cache

        self.bundle = bundle
        self.cache = Cache()
        self.stages: dict[str, list[float]] = defaultdict(list)
        self._watch()

    def answer(self, number: int, *, in_visit: bool) -> None:
        """Make the personal row of one shopper, nothing kept; ``in_visit`` of one who looked around just now."""
        from recommendations.serving import plan, proposal
        from recommendations.serving.budget import Budget
        from recommendations.vocabulary import Placement

        made = proposal.propose(
            plan.PLANS[Placement.FOR_YOU],
            self._shopper(number, in_visit=in_visit),
            bundle=self.bundle,
            budget=Budget(1_000),
            now=NOW,
        )
        wanted = "next_look" if in_visit else "discover"
        if made.ranker != wanted or len(made.item_ids) < plan.SIZE:
            raise RuntimeError(f"{made.ranker or 'the blend'} answered {len(made.item_ids)} items")

    def cached(self, number: int) -> None:
        """Ask for a product's rows that somebody else asked for before."""
        from recommendations.serving import fallback, plan
        from recommendations.serving.budget import Budget
        from recommendations.vocabulary import Context, ItemId, PersonKey, Placement

        context = Context(PersonKey(""), subject=(ItemId(number * 7 + 1),))
        for placement in (
            Placement.SIMILAR_PRODUCTS,
            Placement.BOUGHT_TOGETHER,
            Placement.TRENDING,
        ):
            fallback.answer(
                plan.PLANS[placement],
                context,
                bundle=self.bundle,
                cache=self.cache,
                budget=Budget(1_000),
                now=NOW,
            )

    def forget(self) -> None:
        """Drop what warming up measured."""
        self.stages.clear()

    def _shopper(self, number: int, *, in_visit: bool) -> Context:
        from recommendations.vocabulary import Act, Context, ItemId, PersonKey

        rng = np.random.default_rng(number)
        n_items = len(self.bundle.rankers["discover"].item_ids)
        drawn = (n_items * rng.random(35) ** 2).astype(int) + 1
        looks, bought = (tuple(map(ItemId, part.tolist())) for part in (drawn[:20], drawn[20:]))
        day = NOW.timestamp() - 86_400
        looked_at = NOW.timestamp() if in_visit else day
        acts = [Act(item, looked_at - 40 * n) for n, item in enumerate(looks)]
        acts += [Act(item, day * 1.0 - 86_400 * n, True) for n, item in enumerate(bought)]
        return Context(PersonKey(f"u{number}"), recent=looks, purchased=bought, acts=tuple(acts))

    def _watch(self) -> None:
        """Note how much processor time each source and the ranker take."""
        from recommendations.serving import ordering, proposal

        ask, learned, order = proposal._ask, ordering._learned, ordering.order

        def asked(name: str, *args: object, **kwargs: object) -> object:
            began = time.thread_time()
            found = ask(name, *args, **kwargs)  # type: ignore[arg-type]
            self.stages[f"source {name}"].append((time.thread_time() - began) * 1e3)
            return found

        def ranked(ranker: Ranker, *args: object, **kwargs: object) -> object:
            began = time.thread_time()
            found = learned(ranker, *args, **kwargs)  # type: ignore[arg-type]
            self.stages[f"ranker {ranker.name}"].append((time.thread_time() - began) * 1e3)
            return found

        def ordered(*args: object, **kwargs: object) -> object:
            began = time.thread_time()
            found = order(*args, **kwargs)  # type: ignore[arg-type]
            self.stages["ranker and variety"].append((time.thread_time() - began) * 1e3)
            return found

        proposal._ask = asked  # type: ignore[assignment]
        ordering._learned = ranked  # type: ignore[assignment]
        proposal.order = ordered  # type: ignore[assignment, attr-defined]


def profiled(engine: Engine) -> None:
    """Print where the time of a hundred answers goes."""
    import cProfile
    import pstats

    profiler = cProfile.Profile(time.thread_time)
    profiler.enable()
    for number in range(100):
        engine.answer(1_000 + number, in_visit=number % 2 == 0)
    profiler.disable()
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    engine.forget()


def timed(ask: Callable[[], None]) -> tuple[float, float]:
    """Return how many milliseconds one call takes, by the clock and of the processor."""
    began, cpu_began = time.perf_counter(), time.thread_time()
    ask()
    return (time.perf_counter() - began) * 1e3, (time.thread_time() - cpu_began) * 1e3


def percentiles(times: list[float]) -> dict[str, float]:
    """Return the median, the 95th and the 99th percentile."""
    return {f"p{p}": float(np.percentile(times, p)) for p in (50, 95, 99)}


def memory() -> dict[str, float]:
    """Return what this process holds, and what of it is its own, in bytes."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    private = kib["Private_Clean"] + kib["Private_Dirty"]
    return {"rss": kib["Rss"] * 1024.0, "private": private * 1024.0}


def report(console: Console, workers: list[Figures]) -> int:
    """Print the better-off first worker's figures with the targets; return 1 if one is missed."""
    from benchmarks import tables

    first, second = workers
    table = tables.table(
        "One thread, milliseconds", ("stage", "p50", "p95", "p99", "target p95"), words={"stage"}
    )
    engine = f"{ENGINE_MS:.0f} (goal {ENGINE_GOAL_MS:.0f})"
    targets = {
        VISITING: engine,
        RETURNING: engine,
        "cached": f"{CACHED_MS:.0f}",
    }
    for name, spent in first.items():
        if name != "memory":
            figures = [f"{spent[p]:.2f}" for p in ("p50", "p95", "p99")]
            table.add_row(name, *figures, targets.get(name, ""))
    console.print(table)
    rss, private = first["memory"]["rss"] / 2**30, second["memory"]["private"] / 1e6
    console.print(f"first worker: {rss:.2f} GiB resident (target {RSS_GIB})")
    console.print(f"second worker: {private:.0f} MB of its own (target {PRIVATE_MB:.0f})")
    is_met = (
        max(first[VISITING]["p95"], first[RETURNING]["p95"]) < ENGINE_MS
        and first["cached"]["p95"] < CACHED_MS
        and rss < RSS_GIB
        and private < PRIVATE_MB
    )
    return int(not is_met)


if __name__ == "__main__":
    sys.exit(main())
