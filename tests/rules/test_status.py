"""States of events."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from geo.model.status import State
from geo.rules.status import NONE, day_bins, states
from tests.rules.world import AS_OF, World, event, scope


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("E1", State.OVERDUE),
        ("E3", State.WAITING),
        ("E4", State.DOING),
        ("E5", State.DONE),
        ("E7", NONE),  # 作废 is never counted
        ("E8", State.DONE),
    ],
)
def test_each_event_is_in_one_state(code, state):
    assert states(World().events(scope()), AS_OF)[code] == state


def test_paused_events_are_never_overdue():
    late = World(the_events=(event("A", "0101", 1, 1, reported=9, due=1, status="挂起"),))
    assert states(late.events(scope()), AS_OF)["A"] == State.DOING


def test_what_was_closed_later_was_open_before():
    events = World().events(scope())
    assert states(events, AS_OF - timedelta(days=38))["E5"] == State.DOING
    assert states(events, AS_OF - timedelta(days=41))["E5"] == NONE


def test_bins_are_the_first_moment_at_or_after():
    times = pd.Series(
        [AS_OF, AS_OF - timedelta(hours=1), AS_OF - timedelta(days=1), AS_OF - timedelta(days=99), pd.NaT]
    )
    np.testing.assert_array_equal(day_bins(times, AS_OF, 10), [9, 9, 8, 0, 10])
