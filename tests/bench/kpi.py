"""Measures the figures of every place over 90 days, on the demo district and at ten times its events."""

import time

import numpy as np
import pandas as pd

from data import open_store
from geo.metrics.board import board
from geo.model.scope import Role, Scope
from tests.served import demo_store

TIMES = 10
DAYS = 90
ROUNDS = 5


class Tenfold:
    """A store whose every event stands ten times: all other reads are the real ones."""

    def __init__(self, store, scope):
        """Copy the events once, so that only the counting is timed."""
        self._store = store
        events = store.events(scope)
        big = pd.concat([events] * TIMES)
        big.index = pd.Index(np.arange(len(big)).astype(str), name="code")
        self._events = big

    def __getattr__(self, name):
        """Everything else is the store's."""
        return getattr(self._store, name)

    def events(self, _scope, *, since=None):
        """All events, ten times."""
        assert since is None
        return self._events.copy(deep=False)


def fastest(call):
    """CPU milliseconds of the best of some rounds: the machine may be busy with other things."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        found.append((time.process_time() - start) * 1000)
    return min(found)


def measure():
    """Compute the board of the whole district with everything in memory."""
    store = open_store(f"sqlite:///{demo_store().as_posix()}")
    scope = Scope("bench", Role.LEADER, store.profile().district)
    board(store, scope, DAYS)
    big = Tenfold(store, scope)
    board(big, scope, DAYS)
    made = {
        "kpi.district_ms": fastest(lambda: board(store, scope, DAYS)),
        "kpi.district_10x_ms": fastest(lambda: board(big, scope, DAYS)),
        "kpi.events": float(len(store.events(scope))),
    }
    store.close()
    return made
