"""What a publication leaves behind: a batch it stands on stays, and the store's check vouches for its log."""

from datetime import timedelta

import pytest

from data.health import check
from data.loading import undo
from data.then import Then
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.scope import Role, Scope
from geo.plan import ops
from tests.plan.conftest import PLANNER, ids
from tests.plan.test_desk import L2, story
from tests.plan.test_office import through

STREET = Scope("tests", Role.STREET, "410106")


def found(store):
    return {finding.title: finding for finding in check(store)}


def test_a_batch_under_a_published_plan_is_not_taken_back(desk):
    assert found(desk.store)["方案日志"].ok
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    through(desk, plan)
    version = desk.store.version()
    with pytest.raises(BadInput, match="发布过方案"):
        undo(desk.store, 1, "管理员")
    assert desk.store.version() == version
    told = found(desk.store)
    assert all(finding.ok for finding in told.values()), told
    assert "已锚定" in told["方案日志"].message


def test_yesterday_is_read_as_it_was_and_every_record_stands_in_a_grid_of_that_day(desk):
    store, yesterday = desk.store, clock() - timedelta(days=1)
    before = {level: store.grids(STREET, level) for level in Level}
    plan = desk.create(PLANNER, "试划").id
    code = ids(desk.coverage(plan))
    gone = L2 + "001001"
    desk.commit(PLANNER, plan, ops.Reassign((code[gone],), code[L2 + "002"]), desk.info(plan).head_seq)
    through(desk, plan)
    then = Then(store, yesterday).need()
    assert then.version() != store.version()
    for level, frame in before.items():
        assert then.grids(STREET, level).drop(columns="geometry").equals(frame.drop(columns="geometry"))
    places = then.places(STREET)
    assert gone in places.index
    assert gone not in store.places(STREET).index
    for read in (then.events, then.buildings, then.centers, then.home_points, then.households, then.tags):
        assert read(STREET)["micro"].isin(places.index).all(), read.__name__
    assert then.home_points(STREET)["households"].sum() == store.home_points(STREET)["households"].sum()
    since = yesterday - timedelta(days=4000)
    seen, now = (book.visit_counts(STREET, since=since)["visits"] for book in (then, store))
    assert seen.sum() == now.sum()
    assert set(then.ledger_counts(STREET).index) == set(places.index[places["level"] == Level.MICRO])
    assert gone in set(then.buildings(STREET)["micro"])


def test_a_log_that_was_touched_or_lost_its_key_is_reported(desk):
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    with desk.store.command("tests", "破坏") as connection:
        connection.exec_driver_sql("UPDATE unit_version SET households = households + 1 WHERE plan = ?", (plan,))
    told = found(desk.store)["方案日志"]
    assert not told.ok
    assert "与日志不符" in told.message
    desk.seal.key_path.unlink()
    assert "密钥" in found(desk.store)["方案日志"].message
