"""Work that can wait steps aside while somebody asks, and is not kept waiting for ever."""

import threading
import time

import pytest

from pages.parts.door import stir


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(stir, "IDLE_S", 0.3)
    monkeypatch.setattr(stir, "LONGEST_S", 1.2)
    monkeypatch.setattr(stir, "_last", float("-inf"))


def waited():
    begun = time.monotonic()
    stir.wait_idle()
    return time.monotonic() - begun


def test_where_nobody_asks_nothing_waits():
    assert waited() < 0.1


def test_it_waits_until_nobody_has_asked_for_a_while():
    stir.asked()
    assert 0.25 < waited() < 0.9


def test_a_wall_that_asks_for_ever_does_not_stop_it():
    stir.asked()
    over = threading.Event()

    def wall():
        while not over.wait(0.05):
            stir.asked()

    other = threading.Thread(target=wall)
    other.start()
    try:
        assert 1.1 < waited() < 2.5
    finally:
        over.set()
        other.join()
