"""数据截至 source by source: the newest record, or the day its file was taken in."""

import pandas as pd

from data import open_store
from geo.metrics.board import board
from geo.model.scope import Role, Scope

LEADER = Scope("l", Role.LEADER, "410106")


def test_every_source_says_how_new_it_is(store):
    told = store.freshness()
    events = store.events(LEADER)
    newest = events[["reported_at", "feedback_at", "closed_at"]].max().max()
    assert told.loc["event", "at"] == newest
    assert (told.loc["event", "how"], told.loc["grid", "how"]) == ("最新记录", "入库")
    assert pd.notna(told.loc["grid", "at"])
    assert set(store.profile().stale_after) == set(told.index)


def test_an_empty_store_has_no_time_to_tell():
    book = open_store("sqlite://", create=True)
    assert book.freshness()["at"].isna().all()
    book.close()


def test_a_figure_reaches_as_far_as_the_oldest_of_its_sources(store):
    told, found = store.freshness(), board(store, LEADER, 30).at
    assert found["open"] == f"{told.loc['event', 'at']:%m-%d %H:%M}"
    assert found["visits"] == f"{min(told.loc['visit', 'at'], told.loc['tag', 'at']):%m-%d %H:%M}"
