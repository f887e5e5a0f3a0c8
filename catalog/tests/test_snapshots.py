"""What every page needs is read by one thread; the others go on with what there was."""

from __future__ import annotations

import threading

import pytest

from catalog.snapshots import Snapshot


@pytest.fixture(autouse=True)
def no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the snapshots of these tests out of the list that other tests forget."""
    monkeypatch.setattr(Snapshot, "everything", [])


def test_an_old_value_serves_while_one_thread_renews_it() -> None:
    values = iter(["first", "second", "third"])
    is_asked, may_answer = threading.Event(), threading.Event()
    found: list[str] = []

    def read() -> str:
        value = next(values)
        if value == "second":
            is_asked.set()
            assert may_answer.wait(10)
        return value

    snapshot = Snapshot(read, ttl_seconds=0)
    assert snapshot.get() == "first"
    renewing = threading.Thread(target=lambda: found.append(snapshot.get()))
    renewing.start()
    assert is_asked.wait(10)

    assert snapshot.get() == "first"
    may_answer.set()
    renewing.join(10)

    assert found == ["second"]
    assert snapshot.get() == "third"


def test_a_renewal_that_fails_can_be_tried_again() -> None:
    answers: list[str | Exception] = ["first", OSError("away"), "second"]

    def read() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    snapshot = Snapshot(read, ttl_seconds=0)
    assert snapshot.get() == "first"
    with pytest.raises(OSError, match="away"):
        snapshot.get()
    assert snapshot.get() == "second"
