"""Grids stored with gaps and overlaps become a draft that fits; the published borders stay until it is published."""

import numpy as np
import pytest
import shapely
from sqlalchemy import LargeBinary, select, type_coerce, update

from data.health import check
from data.plans import cleaning, rebase
from data.plans.compare import diff, state_of
from data.plans.verify import verify
from data.tables import Grid
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed, NotReady
from geo.model.scope import Role, Scope
from geo.plan import ops
from geo.plan.checks import check as faults
from geo.plan.states import State
from tests.plan.conftest import LEADER, OTHER, PLANNER, ids
from tests.plan.test_office import through

BAD = "410106001001001001"
SHIFT = 0.0008  # degrees, some 70 m: over its eastern neighbour, a gap in the west


@pytest.fixture
def dirty(desk):
    """The small district with one micro grid moved aside."""
    with desk.store.command("tests", "弄脏") as connection:
        query = select(type_coerce(Grid.wkb, LargeBinary)).where(Grid.code == BAD)
        shape = shapely.from_wkb(connection.execute(query).scalar_one())
        moved = shapely.transform(shape, lambda xy: xy + np.array([SHIFT, 0.0]))
        connection.execute(update(Grid).where(Grid.code == BAD).values(wkb=shapely.to_wkb(moved)))
    return desk


def stored(desk):
    with desk.store.reading() as connection:
        return dict(connection.execute(select(Grid.code, type_coerce(Grid.wkb, LargeBinary))).all())


def test_what_fits_is_not_cleaned(desk):
    found = cleaning.look_over(desk, PLANNER)
    assert (found.changed, found.doubts) == (0, [])
    with pytest.raises(BadInput, match="没有要清理"):
        cleaning.draft(desk, PLANNER, "清理", found)
    assert desk.plans() == []


def test_one_part_of_many_is_no_fault(desk):
    """GIS software writes whole layers as MultiPolygons of one part."""
    with desk.store.command("tests", "多面") as connection:
        for code, wkb in stored(desk).items():
            many = shapely.MultiPolygon([shapely.from_wkb(wkb)]) if len(code) == len(BAD) else shapely.from_wkb(wkb)
            connection.execute(update(Grid).where(Grid.code == code).values(wkb=shapely.to_wkb(many)))
    assert cleaning.look_over(desk, PLANNER).changed == 0
    cov = desk.coverage(desk.create(PLANNER, "照样起草").id)
    assert [fault for fault in faults(cov.units.values(), None) if fault.grave] == []


def test_dirty_grids_become_a_draft_that_fits_and_can_be_published(dirty):
    desk, before = dirty, stored(dirty)
    assert not next(f for f in check(desk.store) if f.title == "边界与嵌套").ok
    with pytest.raises(NotReady, match="不能在上面做方案"):
        desk.create(PLANNER, "不行")
    found = cleaning.look_over(desk, PLANNER)
    assert found.changed
    told = {found.codes[doubt.unit]: doubt for doubt in found.doubts}
    assert BAD in told
    assert all(abs(d.after_m2 - d.before_m2) > 0.05 * d.before_m2 or "移动" in d.reason for d in told.values())
    plan = cleaning.draft(desk, PLANNER, "清理", found).id
    assert stored(desk) == before, "the published borders stay"
    cov = desk.coverage(plan)
    shapes = np.array([unit.body for unit in cov.micro()], dtype=object)
    assert shapely.coverage_is_valid(shapes)
    assert cov.outline.geom_type == "Polygon"
    assert not cov.outline.interiors
    assert [fault for fault in faults(cov.units.values(), None) if fault.grave] == []
    assert {unit.code for unit in state_of(desk, "").micro()} == {unit.code for unit in cov.micro()}
    assert diff(desk, "", plan)
    assert verify(desk).faults == []
    with pytest.raises(NotReady):  # nothing else may stand on the dirty grids
        desk.create(PLANNER, "仍不行")
    with pytest.raises(BadInput, match="没有可以撤销"):
        desk.undo(PLANNER, plan, desk.info(plan).head_seq)
    code = ids(cov)
    head = desk.commit(PLANNER, plan, ops.Rename(code[BAD], "理顺了"), desk.info(plan).head_seq)
    assert desk.undo(PLANNER, plan, head) > head
    assert through(desk, plan).state is State.PUBLISHED
    assert next(f for f in check(desk.store) if f.title == "边界与嵌套").ok
    assert desk.store.grids(LEADER, Level.DISTRICT).geometry.iloc[0].wkb == before_district(before)
    assert verify(desk).faults == []
    assert desk.create(PLANNER, "又能起草了").state is State.DRAFT


def before_district(rows):
    return shapely.from_wkb(rows["410106"]).wkb


def test_a_grid_without_area_ends_with_an_heir_and_an_l3_is_not_left_bare(desk):
    before = desk.coverage(desk.create(PLANNER, "从前").id)
    held = ids(before)
    mates = sorted(before.units[key].code for key in before.children[before.units[held[BAD]].parent])
    lay_on(desk, BAD, next(code for code in mates if code != BAD))
    found = cleaning.look_over(desk, PLANNER)
    (gone,) = found.heirs
    told = {doubt.unit: doubt for doubt in found.doubts}
    assert "撤销并入" in told[gone].reason
    plan = cleaning.draft(desk, PLANNER, "清理", found).id
    cov = desk.coverage(plan)
    assert held[found.codes[gone]] not in cov.units
    assert sum(unit.households for unit in cov.micro()) == sum(unit.households for unit in before.micro())
    assert [fault for fault in faults(cov.units.values(), None) if fault.grave] == []
    assert through(desk, plan).state is State.PUBLISHED
    assert found.codes[gone] not in {unit.code for unit in state_of(desk, "").micro()}
    assert verify(desk).faults == []


def test_cleaning_does_not_end_an_l3(desk):
    for code in (code for code in micros(desk) if code.startswith("410106001001002")):
        lay_on(desk, code, BAD)  # of two on one spot the one with the lower code stays
    with pytest.raises(BadInput, match="三级网格会没有微网格") as told:
        cleaning.look_over(desk, PLANNER)
    assert told.value.rows


def micros(desk):
    return sorted(code for code in stored(desk) if len(code) == len(BAD))


def lay_on(desk, code, other):
    """Give a micro grid the very shape of another."""
    with desk.store.command("tests", "弄脏") as connection:
        connection.execute(update(Grid).where(Grid.code == code).values(wkb=stored(desk)[other]))


def test_grids_that_changed_meanwhile_or_people_who_may_not_are_refused(dirty):
    found = cleaning.look_over(dirty, PLANNER)
    with dirty.store.command("tests", "改名") as connection:
        connection.execute(update(Grid).where(Grid.code == BAD).values(name="另", row_version=9))
    with pytest.raises(BadInput, match="已有变动"):
        cleaning.draft(dirty, PLANNER, "清理", found)
    assert dirty.plans() == []
    with pytest.raises(NotAllowed):
        cleaning.look_over(dirty, LEADER)
    with pytest.raises(NotAllowed, match="全区"):
        cleaning.look_over(dirty, Scope("镇街", Role.STREET, "410106001"))
    plan = cleaning.draft(dirty, OTHER, "清理", cleaning.look_over(dirty, OTHER)).id
    assert rebase.edits(dirty, plan) == []
