"""Locks are taken in one order or refused; messages are carried out at least once and never forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import TransactionTestCase

from orders import locks, outbox
from orders.locks import LockOrderBroken
from orders.models import OrderStatus, OutboxMessage
from orders.numbers import ALPHABET, new_number
from orders.states import LEGAL_MOVES
from orders.tests.shop import Shopfloor, stranger


def test_locks_out_of_order_are_refused(shop: Shopfloor) -> None:
    lamp = shop.article("Lamp")
    cart = shop.cart_of(stranger(), {lamp: 1})

    with locks.transaction() as lock:
        lock.cart(cart.pk)
        lock.stock([lamp.pk])
        with pytest.raises(LockOrderBroken):
            lock.stock([lamp.pk])
        with pytest.raises(LockOrderBroken):
            lock.cart(cart.pk)


class TestTransactions(TransactionTestCase):
    serialized_rollback = True

    def test_a_locking_transaction_stands_on_its_own(self) -> None:
        with transaction.atomic(), pytest.raises(RuntimeError), locks.transaction():
            pass


class Worker:
    """Carries messages out and remembers them; fails as often as it is told to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.seen: list[int] = []
        self.failures = failures

    def __call__(self, payload: Mapping[str, Any], now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("mail server is down")
        self.seen.append(payload["number"])


def put(number: int, now: datetime) -> None:
    outbox.write("count", key=f"count:{number}", payload={"number": number}, due_at=now)


def test_due_messages_are_carried_out_once_in_order(db: None, now: datetime) -> None:
    worker = Worker()
    for number in range(3):
        put(number, now)
    put(9, now + timedelta(hours=1))

    assert outbox.deliver({"count": worker}, now=now) == 3
    assert outbox.deliver({"count": worker}, now=now) == 0
    assert worker.seen == [0, 1, 2]


def test_the_same_key_is_one_message(db: None, now: datetime) -> None:
    put(1, now)
    put(1, now)

    assert OutboxMessage.objects.count() == 1


def test_a_failing_message_waits_ever_longer_and_is_not_forgotten(db: None, now: datetime) -> None:
    worker = Worker(failures=2)
    put(1, now)

    outbox.deliver({"count": worker}, now=now)
    message = OutboxMessage.objects.get()
    assert message.due_at == now + timedelta(seconds=10)
    assert "mail server is down" in message.last_error

    later = now + timedelta(seconds=10)
    outbox.deliver({"count": worker}, now=later)
    assert OutboxMessage.objects.get().due_at == later + timedelta(seconds=20)

    assert outbox.deliver({"count": worker}, now=later + timedelta(hours=1)) == 1
    assert worker.seen == [1]
    assert OutboxMessage.objects.get().last_error == ""


def test_a_message_leased_by_a_worker_that_died_comes_back(db: None, now: datetime) -> None:
    class Killed(BaseException):
        pass

    def die(payload: Mapping[str, Any], now: datetime) -> None:
        raise Killed

    put(1, now)
    with pytest.raises(Killed):
        outbox.deliver({"count": die}, now=now)
    worker = Worker()

    assert outbox.deliver({"count": worker}, now=now + timedelta(seconds=119)) == 0
    assert outbox.deliver({"count": worker}, now=now + outbox.LEASE) == 1
    assert worker.seen == [1]


def test_no_order_moves_back_or_out_of_its_end() -> None:
    ends = {OrderStatus.CANCELLED, OrderStatus.REFUNDED}

    assert not {before for before, _ in LEGAL_MOVES} & ends
    assert all((after, before) not in LEGAL_MOVES for before, after in LEGAL_MOVES)


def test_order_numbers_are_readable_and_drawn() -> None:
    from random import Random

    numbers = {new_number(Random(seed)) for seed in range(200)}

    assert len(numbers) == 200
    for number in numbers:
        assert [len(part) for part in number.split("-")] == [4, 4, 2]
        assert set(number) <= {*ALPHABET, "-"}
    assert not set("01ILOU") & set(ALPHABET)
