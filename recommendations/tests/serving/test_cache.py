from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest
import redis

from recommendations.blending.weighted import Blend
from recommendations.events import connection
from recommendations.serving import fallback
from recommendations.serving import plan as plans
from recommendations.serving.budget import Budget
from recommendations.serving.bundle import Bundle
from recommendations.serving.cache import FRESH_SECONDS, NEAR_SECONDS, Cache
from recommendations.serving.proposal import Proposal
from recommendations.tests.serving.tiny_shop import NOON
from recommendations.vocabulary import Context, ItemId, PersonKey, Placement

TOGETHER = plans.PLANS[Placement.BOUGHT_TOGETHER]
FOR_YOU = plans.PLANS[Placement.FOR_YOU]
RECENTLY_VIEWED = plans.PLANS[Placement.RECENTLY_VIEWED]
LAMP = Context(person=PersonKey(""), subject=(ItemId(1),))


BASKET = Context(person=PersonKey(""), subject=(ItemId(1), ItemId(2)))


def proposal(version: str = "one", *item_ids: int, update: str = "") -> Proposal:
    found = item_ids or (5, 6)
    return Proposal(
        ranked=Blend(
            np.array(found, np.int64),
            np.array([[0.5]] * len(found), np.float32),
            np.array([[1]] * len(found), np.int64),
        ),
        scores=np.array([0.5] * len(found), np.float32),
        sources=("co_purchase",),
        version=version,
        ranker="discover",
        update=update,
        made_at=NOON.timestamp(),
    )


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def found_ids(cache: Cache, version: str = "one") -> tuple[tuple[int, ...], bool] | None:
    kept = cache.find(TOGETHER, LAMP, version=version)
    return None if kept is None else (kept.proposal.item_ids, kept.is_fresh)


def test_packed_proposal_comes_back_as_it_was() -> None:
    import json

    made = proposal("one", 7, 8, 9, update="20260301-120000-000000")

    again = Proposal.unpacked(json.loads(made.packed()))

    assert again.item_ids == (7, 8, 9)
    assert again.ranked.parts.tolist() == made.ranked.parts.tolist()
    assert again.ranked.causes.tolist() == made.ranked.causes.tolist()
    assert (again.scores.tolist(), again.ranker) == (made.scores.tolist(), "discover")
    assert (again.sources, again.version) == (made.sources, "one")
    assert (again.update, again.made_at) == (made.update, made.made_at)


def test_answer_is_shared_between_processes() -> None:
    clock = Clock()
    here, there = Cache(clock=clock), Cache(clock=clock)

    here.keep(TOGETHER, LAMP, proposal())

    assert found_ids(there) == ((5, 6), True)


def test_nothing_is_known_of_another_question() -> None:
    cache = Cache()
    cache.keep(TOGETHER, LAMP, proposal())

    other = Context(person=PersonKey(""), subject=(ItemId(2),))

    assert cache.find(TOGETHER, other, version="one") is None


def test_ranked_answer_of_one_shopper_is_shared_while_it_is_fresh() -> None:
    clock = Clock()
    shopper = Context(person=PersonKey("u1"), recent=(ItemId(1),))
    here, there = Cache(clock=clock), Cache(clock=clock)

    here.keep(FOR_YOU, shopper, proposal())

    found = there.find(FOR_YOU, shopper, version="one")
    assert found is not None
    assert (found.proposal.item_ids, found.is_fresh) == ((5, 6), True)
    server: redis.Redis = connection.cache.patient()
    [name] = server.keys("recommendations:for_you:*")
    assert b"u1" not in name
    assert 0 < server.ttl(name) <= FRESH_SECONDS


def test_answer_that_is_made_sooner_than_looked_up_stays_in_the_process() -> None:
    shopper = Context(person=PersonKey(""), recent=(ItemId(1),))
    here, there = Cache(), Cache()

    here.keep(RECENTLY_VIEWED, shopper, proposal())

    assert here.find(RECENTLY_VIEWED, shopper, version="one") is not None
    assert there.find(RECENTLY_VIEWED, shopper, version="one") is None
    server: redis.Redis = connection.cache.patient()
    assert server.keys("recommendations:recently_viewed:*") == []


def test_answer_at_hand_is_renewed_from_redis_after_its_time() -> None:
    clock = Clock()
    here, there = Cache(clock=clock), Cache(clock=clock)
    here.keep(TOGETHER, LAMP, proposal("one", 1))
    there.keep(TOGETHER, LAMP, proposal("one", 2))
    assert found_ids(here) == ((1,), True)

    clock.now += NEAR_SECONDS

    assert found_ids(here) == ((2,), True)


def test_old_answer_and_answer_of_another_version_are_stale() -> None:
    clock = Clock()
    cache = Cache(clock=clock)
    cache.keep(TOGETHER, LAMP, proposal("one"))

    assert found_ids(cache, version="two") == ((5, 6), False)
    clock.now += FRESH_SECONDS
    assert found_ids(cache) == ((5, 6), False)


def test_an_answer_of_the_renewal_before_is_stale_at_hand_and_in_redis() -> None:
    here, there = Cache(), Cache()
    here.keep(TOGETHER, LAMP, proposal(update="0905"))

    for cache in (here, there):
        before = cache.find(TOGETHER, LAMP, version="one", update="0905")
        after = cache.find(TOGETHER, LAMP, version="one", update="0910")
        assert before is not None
        assert before.is_fresh
        assert after is not None
        assert (after.proposal.item_ids, after.is_fresh) == ((5, 6), False)


def test_a_process_that_is_behind_takes_the_answer_of_a_later_renewal() -> None:
    ahead, behind = Cache(), Cache()
    ahead.keep(TOGETHER, LAMP, proposal(update="0910"))

    found = behind.find(TOGETHER, LAMP, version="one", update="0905")

    assert found is not None
    assert found.is_fresh


def test_answer_for_a_basket_stays_in_the_process() -> None:
    clock = Clock()
    here, there = Cache(clock=clock), Cache(clock=clock)

    here.keep(TOGETHER, BASKET, proposal())

    found = here.find(TOGETHER, BASKET, version="one")
    assert found is not None
    assert found.is_fresh
    assert there.find(TOGETHER, BASKET, version="one") is None
    clock.now += NEAR_SECONDS
    found = here.find(TOGETHER, BASKET, version="one")
    assert found is not None
    assert not found.is_fresh
    assert [cache.may_renew(TOGETHER, BASKET) for cache in (here, there)] == [True, True]
    here.let_renew(TOGETHER, BASKET)
    server: redis.Redis = connection.cache.patient()
    assert server.keys("recommendations:bought_together:*") == []


def test_an_empty_answer_is_gone_when_it_is_no_longer_fresh() -> None:
    cache = Cache()
    cache.keep(TOGETHER, LAMP, Proposal.nothing("one"))

    server: redis.Redis = connection.cache.patient()
    [name] = server.keys("recommendations:bought_together:*")
    assert 0 < server.ttl(name) <= FRESH_SECONDS


def test_only_one_may_renew_a_stale_answer() -> None:
    caches = [Cache() for _ in range(5)]

    assert [cache.may_renew(TOGETHER, LAMP) for cache in caches] == [True, *[False] * 4]


@pytest.mark.usefixtures("without_redis")
def test_without_redis_everybody_may_renew() -> None:
    assert Cache().may_renew(TOGETHER, LAMP)


@pytest.mark.parametrize("text", ["nonsense", "{}", '{"made_at": 1, "answer": "{}"}', "[]"])
def test_what_cannot_be_read_is_not_there(text: str) -> None:
    server: redis.Redis = connection.cache.patient()
    server.set("recommendations:bought_together:1:", text)

    assert found_ids(Cache()) is None


def test_expiry_under_load_computes_once_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    caches = [Cache(clock=clock) for _ in range(8)]
    caches[0].keep(TOGETHER, LAMP, proposal("one", 1))
    clock.now += FRESH_SECONDS
    computed = []

    def slow(*_: Any, **__: Any) -> Proposal:
        computed.append(1)
        time.sleep(0.5)
        return proposal("one", 2)

    monkeypatch.setattr(fallback, "propose", slow)
    waits: list[float] = []
    answers: list[tuple[int, ...]] = []

    def ask(cache: Cache) -> None:
        began = time.perf_counter()
        answer = fallback.answer(
            TOGETHER,
            LAMP,
            bundle=Bundle("one", {}),
            cache=cache,
            budget=Budget(1_000),
            now=NOON,
        )
        waits.append(time.perf_counter() - began)
        answers.append(answer.item_ids)

    threads = [threading.Thread(target=ask, args=(caches[i % 8],)) for i in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(computed) <= 2
    assert sorted(waits)[-1 - len(computed)] < 0.4
    assert sum(found == (1,) for found in answers) == 40 - len(computed)
