"""What the planner presses: onto newer grids, a sliver mended, dirty grids ticked row by row and cleaned."""

import numpy as np
import pytest
import shapely
from sqlalchemy import LargeBinary, select, type_coerce, update

from data.plans import office
from data.tables import Grid
from geo.model.codes import Level
from geo.model.scope import Role, Scope
from geo.plan import ops
from pages.parts import checkup
from pages.parts.door.identity import standing_in
from pages.parts.planning import book, review, tidy
from pages.parts.planning.room import desk
from tests.pages.conftest import opened, told
from tests.pages.test_planning import LEADER, PLANNER, small
from tests.plan.conftest import ids
from tests.worlds import L2S

OTHER = Scope("规划乙", Role.PLANNER, "410106")
__all__ = ["small"]


def press(page, label):
    """Press the button of this label and run the page."""
    next(button for button in page.button if button.label == label).click()
    return again(page)


def again(page):
    """Run the page once more as the same person."""
    with standing_in(Scope("test-planner", Role.PLANNER, "410106")):
        return page.run()


def commit(plan, op):
    return desk().commit(PLANNER, plan, op, desk().info(plan).head_seq)


@pytest.mark.usefixtures("small")
def test_a_draft_goes_onto_newer_grids_from_its_panel():
    mine, theirs = (book.open_draft(PLANNER, name) for name in ("我的", "别人的"))
    code = ids(desk().coverage(mine))
    commit(mine, ops.Rename(code[L2S[1] + "001001"], "新名"))
    commit(theirs, ops.Reassign((code[L2S[0] + "001001"],), code[L2S[0] + "002"]))
    for who, step in ((PLANNER, "submit"), (OTHER, "pass"), (LEADER, "approve")):
        office.step(desk(), who, theirs, step, reason="试")
    page = opened(Role.PLANNER, "410106", "review", plan=mine)
    assert not page.exception
    assert "现行网格已有变动" in told(page)
    page = press(page, "换到新的基线")
    assert not page.exception
    assert not page.error
    assert "现行网格已有变动" not in told(page)
    assert review.moved_on(PLANNER, mine) is None
    assert desk().coverage(mine).units[code[L2S[1] + "001001"]].name == "新名"


@pytest.mark.usefixtures("small")
def test_a_sliver_is_mended_by_the_button():
    plan = book.open_draft(PLANNER, "有碎片")
    cov = desk().coverage(plan)
    key = ids(cov)[L2S[0] + "001001"]
    shape = cov.units[key].body
    west, _, east, north = shape.bounds
    corners = shapely.get_coordinates(shape)
    a, b = (corners[np.abs(corners - [x, north]).sum(axis=1).argmin()] for x in (west, east))
    along, down = (b - a) / 100, np.array([0.0, 1.5])  # the northern border, one metre and a half further south
    commit(plan, ops.Split(key, (tuple(a - along - down), tuple(b + along - down)), ("N1", "N2")))
    count = len(desk().coverage(plan).micro())
    page = opened(Role.PLANNER, "410106", "review", plan=plan)
    assert not page.exception
    page = press(page, "修复，作为一步")
    assert not page.exception
    assert not page.error
    assert len(desk().coverage(plan).micro()) == count - 1
    assert "修复，作为一步" not in [button.label for button in page.button]


def test_dirty_grids_are_ticked_one_by_one_and_become_a_draft(small):
    with small.command("tests", "弄脏") as connection:
        where = Grid.code == L2S[0] + "001001"
        shape = shapely.from_wkb(
            connection.execute(select(type_coerce(Grid.wkb, LargeBinary)).where(where)).scalar_one()
        )
        moved = shapely.transform(shape, lambda xy: xy + np.array([0.0008, 0.0]))
        connection.execute(update(Grid).where(where).values(wkb=shapely.to_wkb(moved)))
    assert next(row for row in checkup.findings() if row["项目"] == checkup.BORDERS)["结果"] != "正常"
    page = opened(Role.PLANNER, "410106", "plans")
    page.text_input[0].input("不行")
    page = press(page, "从现行网格起草")
    assert "不能在上面做方案" in told(page)
    assert [box.proto.expanded for box in page.expander] == [False, True]  # what to do lies open
    next(toggle for toggle in page.toggle if toggle.key == "tidying").set_value(True)
    page = again(page)
    assert not page.exception
    assert "个的边线要清理" in told(page)
    wrong = tidy.faults(PLANNER)
    grave = wrong[wrong["程度"] == "必须改正"]
    assert {"缝隙或重叠", "不成一整块", "区界变动"} & set(grave["类别"])
    assert grave["位置"].str.match(r"/\?place=[\dZ-]+&v=[\d.]+,[\d.]+,[\d.]+$").all()  # every one can be looked at
    go = next(button for button in page.button if button.key == "tidy-go")
    assert go.disabled  # nothing is taken before every large change was ticked
    found = tidy.look_over(PLANNER)
    assert len(tidy.table(found)) == len(found.doubts) > 0
    assert not tidy.may(LEADER)
    plan = tidy.draft(PLANNER, found)
    assert "清理边界" in book.changes(plan)
    assert [fault.code for fault in review.found(PLANNER, plan) if fault.grave] == []
    for key, query in (("compare", {"a": "today", "b": plan}), ("review", {"plan": plan}), ("edit", {"plan": plan})):
        shown = opened(Role.PLANNER, "410106", key, **query)
        assert not shown.exception
        assert not shown.error
    assert desk().store.grids(PLANNER, Level.MICRO).geometry[L2S[0] + "001001"].equals(moved)
