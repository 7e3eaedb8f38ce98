"""From draft to published borders: who may, from when, and what the whole app sees afterwards."""

from datetime import timedelta

import pandas as pd
import pytest
import shapely

from data.plans.compare import diff, state_of
from data.plans.office import publish_due, published, step
from data.plans.rebase import conflicts, rebase
from data.plans.verify import verify
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed
from geo.model.scope import Role, Scope
from geo.plan import ops
from geo.plan.refused import Refused
from geo.plan.states import STEPS, State, stepped
from geo.rules.codes_check import check_codes, check_tiling
from tests.plan.conftest import LEADER, OTHER, PLANNER, ids
from tests.plan.test_desk import L2, again, cut, story

ADMIN = Scope("tests", Role.STREET, "410106")


def everything(store):
    """All grids as the app reads them."""
    return pd.concat([store.grids(ADMIN, level) for level in Level])


def through(desk, plan, effective=None):
    step(desk, PLANNER, plan, "submit")
    step(desk, OTHER, plan, "pass")
    return step(desk, LEADER, plan, "approve", effective=effective)


def test_a_published_plan_is_what_the_whole_app_reads(desk):
    store = desk.store
    then = clock() - timedelta(seconds=1)
    before = everything(store)
    outline = store.grids(ADMIN, Level.DISTRICT).geometry.iloc[0].wkb
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    version = store.version()
    assert through(desk, plan).state is State.PUBLISHED
    assert store.version() != version
    now = everything(store)
    assert check_codes(now, now.index, district="410106") == []
    assert check_tiling(now, crs=desk.crs) == []
    assert now["households"].groupby(now["level"]).sum()["micro"] == 80
    assert store.grids(ADMIN, Level.DISTRICT).geometry.iloc[0].wkb == outline
    for level in (Level.MICRO, Level.L3, Level.L2, Level.L1, Level.ZONE):
        assert shapely.coverage_is_valid(store.grids(ADMIN, level).geometry.to_numpy()), level
    old = store.grids(ADMIN, Level.MICRO, at=then)
    assert list(old.index) == list(before.index[before["level"] == "micro"])
    assert verify(desk).faults == []
    again_ = desk.create(PLANNER, "下一步")
    assert diff(desk, "", again_.id) == []
    assert desk.history(None)[-1].kind == "publish"


def test_codes_are_given_once_and_what_stands_there_follows(desk):
    store = desk.store
    plan = desk.create(PLANNER, "试划").id
    code = ids(desk.coverage(plan))
    moved = L2 + "001001"
    desk.commit(PLANNER, plan, ops.Reassign((code[moved],), code[L2 + "002"]), desk.info(plan).head_seq)
    through(desk, plan)
    new = L2 + "002003"
    places = store.places(ADMIN)
    assert moved not in places.index
    assert places.loc[new, "households"] == 10
    assert set(store.households(ADMIN)["micro"]) == set(places.index[places["level"] == "micro"])
    assert (store.staff(ADMIN)["grid"] == new).sum() == 1
    assert store.pairings(ADMIN)["micro"].tolist() == [new]
    assert store.buildings(ADMIN).loc["B0", "micro"] == new
    assert store.centers(ADMIN)["micro"].tolist()[0] == new
    events = store.events(ADMIN)
    assert set(events.loc[events["status"] != "办结", "micro"]) <= set(places.index)
    assert store.tags(ADMIN)["micro"].isin(places.index).all()
    back = desk.create(PLANNER, "退回去").id
    code = ids(desk.coverage(back))
    assert new in code
    desk.commit(PLANNER, back, ops.Reassign((code[new],), code[L2 + "001"]), desk.info(back).head_seq)
    through(desk, back)
    places = store.places(ADMIN)
    assert moved not in places.index, "a code is never given again"
    assert L2 + "001003" in places.index
    assert verify(desk).faults == []


def test_a_pair_of_grids_survives_a_split_and_a_merge(desk):
    store = desk.store
    paired = store.pairings(ADMIN)["micro"].iloc[0]
    plan = desk.create(PLANNER, "切").id
    cov = desk.coverage(plan)
    desk.commit(PLANNER, plan, cut(cov, ids(cov)[paired]), desk.info(plan).head_seq)
    through(desk, plan)
    assert store.pairings(ADMIN)["micro"].tolist() == [paired], "the largest part keeps the pair"
    plan = desk.create(PLANNER, "并").id
    code = ids(desk.coverage(plan))
    other = L2 + "001002"
    desk.commit(PLANNER, plan, ops.Merge((code[other], code[paired])), desk.info(plan).head_seq)
    through(desk, plan)
    left = store.pairings(ADMIN)["micro"].tolist()
    assert len(left) == 1, "who took the grid over took its pair"
    assert left[0] in store.places(ADMIN).index
    assert left[0] != paired


def test_any_date_can_be_looked_at(desk):
    began = clock()
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    through(desk, plan)
    yesterday = state_of(desk, began - timedelta(days=1)).units
    assert yesterday == state_of(desk, began - timedelta(days=400)).units
    today = state_of(desk, clock()).units
    assert set(today) != set(yesterday)
    assert today == state_of(desk, "").units


def test_a_plan_for_tomorrow_waits(desk):
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    info = through(desk, plan, effective=clock() + timedelta(days=1))
    assert info.state is State.WAITING
    assert publish_due(desk, LEADER) == []
    with pytest.raises(BadInput, match="还没有到"):
        published(desk, LEADER, plan)


def test_a_date_before_the_borders_in_force_is_refused(desk):
    first = desk.create(PLANNER, "一").id
    story(desk, first)
    through(desk, first)
    second = desk.create(PLANNER, "二").id
    code = ids(desk.coverage(second))
    desk.commit(
        PLANNER, second, cut(desk.coverage(second), code["410106001002001001"], "N9"), desk.info(second).head_seq
    )
    version = desk.store.version()
    with pytest.raises(BadInput, match="早于现行边界"):
        through(desk, second, effective=clock() - timedelta(days=3))
    assert desk.store.version() == version
    assert desk.info(second).state is State.WAITING


def test_nobody_decides_on_their_own_plan_and_steps_have_an_order(desk):
    plan = desk.create(PLANNER, "试划").id
    with pytest.raises(BadInput):
        step(desk, LEADER, plan, "approve")
    step(desk, PLANNER, plan, "submit")
    with pytest.raises(NotAllowed):
        step(desk, PLANNER, plan, "pass")
    with pytest.raises(BadInput, match="已锁定"):
        desk.undo(PLANNER, plan, desk.info(plan).head_seq)
    step(desk, OTHER, plan, "return", reason="再改")
    story(desk, plan)
    through(desk, plan)
    with pytest.raises(BadInput):
        desk.undo(PLANNER, plan, desk.info(plan).head_seq)
    with pytest.raises(BadInput):
        step(desk, OTHER, plan, "return")
    step(desk, LEADER, plan, "archive")
    for name in STEPS:
        with pytest.raises((NotAllowed, BadInput)):
            stepped(name, State.VOID, author="a", actor="b", role=Role.LEADER)


def test_a_draft_on_older_borders_is_moved_and_conflicts_are_named(desk):
    mine, theirs = desk.create(PLANNER, "我的").id, desk.create(OTHER, "他的").id
    code = ids(desk.coverage(mine))
    far = "410106001002002002"
    head = desk.commit(PLANNER, mine, cut(desk.coverage(mine), code[far], "N5"), desk.info(mine).head_seq)
    head = desk.commit(PLANNER, mine, cut(desk.coverage(mine), code[L2 + "001001"], "N6"), head)
    op = ops.Reassign((code[L2 + "001001"],), code[L2 + "002"])
    desk.commit(OTHER, theirs, op, desk.info(theirs).head_seq)
    step(desk, OTHER, theirs, "submit")
    step(desk, PLANNER, theirs, "pass")
    step(desk, LEADER, theirs, "approve")
    with pytest.raises(BadInput, match="新的基线"):
        step(desk, PLANNER, mine, "submit")
    assert code[L2 + "001001"] in conflicts(desk, PLANNER, mine)
    assert code[far] not in conflicts(desk, PLANNER, mine)
    made = rebase(desk, PLANNER, mine, head)
    assert len(made.kept) == 2
    cov = again(desk).coverage(mine)
    assert cov.units["N6"].parent == code[L2 + "002"]
    assert {"N5", "N6"} <= set(cov.units)
    assert conflicts(desk, PLANNER, mine) == []
    assert verify(desk).faults == []
    made = rebase(desk, PLANNER, mine, made.head, drop=frozenset(made.kept[1:]))
    assert "N6" not in again(desk).coverage(mine).units
    assert "N5" in desk.coverage(mine).units
    assert through(desk, mine).state is State.PUBLISHED
    assert verify(desk).faults == []


def test_an_import_moves_the_main_line_and_keeps_ids(desk):
    first = desk.create(PLANNER, "一").id
    code = ids(desk.coverage(first))
    with desk.store.command("tests", "改名") as connection:
        connection.exec_driver_sql(
            "UPDATE grid SET name = '新名', row_version = row_version + 1 WHERE code = ?", (L2 + "001001",)
        )
    second = desk.create(PLANNER, "二").id
    cov = desk.coverage(second)
    assert ids(cov) == code
    assert cov.units[code[L2 + "001001"]].name == "新名"
    assert [event.kind for event in desk.history(None)] == ["import", "import"]
    assert verify(desk).faults == []


def test_a_merged_unit_leaves_a_tombstone_and_its_code_is_gone(desk):
    plan = desk.create(PLANNER, "合并").id
    code = ids(desk.coverage(plan))
    keep, gone = L2 + "001001", L2 + "001002"
    desk.commit(PLANNER, plan, ops.Merge((code[keep], code[gone])), desk.info(plan).head_seq)
    through(desk, plan)
    places = desk.store.places(ADMIN)
    assert gone not in places.index
    assert places.loc[keep, "households"] == 20
    assert (desk.store.staff(ADMIN)["grid"] == keep).sum() == 2
    with desk.store.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT gone, merged_into FROM unit_version WHERE unit = ? AND plan IS NULL AND to_seq IS NULL",
            (code[gone],),
        ).one()
    assert tuple(row) == (1, code[keep])
    fresh = desk.create(PLANNER, "再合").id
    with pytest.raises(Refused):
        desk.commit(PLANNER, fresh, ops.Merge((code[keep], code[gone])), desk.info(fresh).head_seq)
