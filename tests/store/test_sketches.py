"""圈阅 in the store: kept, seen by whom it concerns, closed, and made an event with a deadline."""

from datetime import date

import pytest
from sqlalchemy import select

from data import sketches
from data.audit import first_break
from data.tables import Audit, EventLog
from geo.metrics.board import board
from geo.model.errors import BadInput, NotAllowed, NotFound
from geo.model.scope import Role, Scope
from tests.worlds import L2S, cell

DISTRICT = "410106"
LEADER = Scope("l", Role.LEADER, DISTRICT)
DUE = date(2026, 12, 1)


@pytest.fixture
def drawn(store):
    return sketches.draw(store, LEADER, cell(0, 0).buffer(-0.001), "垃圾站挪到路北")


def test_circling_changes_no_data_version_but_the_mark(store):
    before, mark = store.version(), store.sketched()
    made = sketches.draw(store, LEADER, cell(0, 0).buffer(-0.001), "垃圾站挪到路北")
    row = store.sketches(LEADER).loc[made]
    assert (row["words"], row["role"], row["root"], row["micro"]) == (
        "垃圾站挪到路北", "leader", DISTRICT, L2S[0] + "001001",
    )  # fmt: skip
    assert row.geometry.equals(cell(0, 0).buffer(-0.001))
    assert store.version() == before
    assert store.sketched() != mark


def test_only_whose_ground_it_is_sees_it(store, drawn):
    assert drawn in store.sketches(Scope("a", Role.STREET, L2S[0])).index
    assert drawn not in store.sketches(Scope("b", Role.STREET, L2S[1])).index
    with pytest.raises(NotFound, match="管辖范围"):
        sketches.close(store, Scope("b", Role.STREET, L2S[1]), drawn)


def test_its_author_or_the_office_closes_it(store, drawn):
    with pytest.raises(NotAllowed, match="领导所画"):
        sketches.close(store, Scope("other", Role.LEADER, DISTRICT), drawn)
    sketches.close(store, Scope("o", Role.ADMIN, DISTRICT), drawn)
    assert store.sketches(LEADER).empty
    with pytest.raises(NotFound, match="可能已了结"):
        sketches.close(store, LEADER, drawn)
    with store.reading() as db:
        assert first_break(db) is None
        told = db.execute(select(Audit.action, Audit.object).order_by(Audit.seq)).all()
    assert told[-2:] == [("圈阅", drawn), ("了结圈阅", drawn)]


def test_an_event_is_made_of_it_with_a_deadline_and_the_grid_that_answers(store, drawn):
    before, as_of = store.version(), store.as_of()
    code = sketches.order(store, LEADER, drawn, kind="0102", due=DUE)
    made = store.events(LEADER).loc[code]
    assert code == f"EV{as_of:%Y%m%d}00190001"
    assert (made["source"], made["status"], made["micro"]) == ("领导交办", "派单", L2S[0] + "001001")
    assert f"{made['due_at']:%Y-%m-%d %H:%M}" == "2026-12-01 18:00"
    assert made["text"] == "垃圾站挪到路北"
    assert store.as_of() == as_of  # the clock of the data stands
    assert store.version() != before
    assert store.sketches(LEADER).loc[drawn, "event"] == code
    with store.reading() as db:
        assert db.execute(select(EventLog.event, EventLog.to_status, EventLog.reason)).all() == [
            (code, "派单", "圈阅转事件")
        ]
    with pytest.raises(BadInput, match="已经转为事件"):
        sketches.order(store, LEADER, drawn, kind="0102", due=DUE)


def test_the_event_counts_like_any_other(store, drawn):
    was = board(store, LEADER, 30).now.loc[L2S[0], "open"]
    sketches.order(store, LEADER, drawn, kind="0102", due=DUE)
    assert board(store, LEADER, 30).now.loc[L2S[0], "open"] == was + 1


def test_numbers_of_a_day_go_on(store, drawn):
    other = sketches.draw(store, LEADER, cell(1, 0).buffer(-0.001), "再看一处")
    codes = [sketches.order(store, LEADER, one, kind="0102", due=DUE) for one in (drawn, other)]
    assert [code[-5:] for code in codes] == ["90001", "90002"]


@pytest.mark.parametrize(("kind", "due"), [("9999", DUE), ("0102", date(2026, 1, 1)), ("0102", date(2030, 1, 1))])
def test_an_order_that_cannot_be_kept_is_refused(store, drawn, kind, due):
    with pytest.raises(BadInput):
        sketches.order(store, LEADER, drawn, kind=kind, due=due)
    assert store.sketches(LEADER)["event"].isna().all()


def test_planners_circle_but_give_no_orders(store):
    planner = Scope("p", Role.PLANNER, DISTRICT)
    made = sketches.draw(store, planner, cell(1, 1).buffer(-0.001), "边界存疑")
    with pytest.raises(NotAllowed, match="镇街"):
        sketches.order(store, planner, made, kind="0102", due=DUE)
    with pytest.raises(NotAllowed):
        sketches.draw(store, Scope("g", Role.GRID_WORKER, L2S[0]), cell(0, 0).buffer(-0.001), "看")
