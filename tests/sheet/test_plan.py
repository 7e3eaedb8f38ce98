"""方案前后 shows what changes hands, both ways round, and says so where nothing does."""

import pandas as pd
import pytest

from data.plans.desk import Desk
from geo.model.errors import NotAllowed
from geo.model.view import Mode, SheetSpec, ViewSpec
from geo.plan import ops
from geo.plan.coverage import Coverage
from geo.render.sheet import Material, compose, png
from geo.render.sheet.handover import Handover
from tests.plan.conftest import PLANNER, ids
from tests.rules.world import DISTRICT, L2S
from tests.worlds import small_store

SPEC = SheetSpec(ViewSpec(DISTRICT), template="plan", after="P")
EMPTY = pd.DataFrame(columns=["三级网格", "微网格", "户", "人"])


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    store = small_store(tmp_path_factory.mktemp("plan"))
    desk = Desk(store)
    plan = desk.create(PLANNER, "试划")
    before = Coverage(desk.coverage(plan.id).units.values())
    code = ids(before)
    unit, target = code[L2S[0] + "001001"], code[L2S[0] + "002"]
    desk.commit(PLANNER, plan.id, ops.Reassign((unit,), target), plan.head_seq)
    yield store, before, desk.coverage(plan.id), unit
    store.close()


def material(store, before, after, units):
    row = {
        "层级": "微网格",
        "名称": "甲微网格",
        "编码": "1",
        "变化": "归属",
        "原属": "一网格",
        "现属": "二网格",
        "户": "10",
        "人": "20",
    }
    table = pd.DataFrame([row] * len(units), index=pd.Index(units, name="id"), columns=list(row) if units else None)
    loads = pd.DataFrame({"三级网格": ["一网格"], "微网格": ["3 → 2"], "户": ["30 → 20"], "人": ["60 → 40"]})
    change = Handover("现行网格", "试划", before, after, table, loads if units else EMPTY)
    return Material(store, PLANNER, Mode.MEETING, 30, handover=lambda _a, _b: change)


def test_both_states_stand_side_by_side_with_the_table(states):
    store, before, after, unit = states
    made = compose(material(store, before, after, [unit]), SPEC)
    said = [word.text for word in made.page.texts()]
    assert made.title == "试划：1 个网格改归属"
    assert {"改前：现行网格", "改后：试划", "1　甲", "30 → 20"} <= set(said)
    assert said.count("1") >= 2, "numbered on both maps"
    assert png(made.figure, dpi=40)
    again = compose(material(store, before, after, [unit]), SPEC)
    assert again.content_sha() == made.content_sha()
    back = compose(material(store, after, before, [unit]), SPEC)
    assert back.content_sha() != made.content_sha()


def test_no_difference_is_said(states):
    store, before, _, _ = states
    made = compose(material(store, before, before, []), SPEC)
    assert "没有不同" in made.title
    assert any("请换一个地点" in word.text for word in made.page.texts())


def test_without_a_second_state_one_is_asked_for(states):
    store, before, after, unit = states
    with pytest.raises(NotAllowed, match="两个状态"):
        compose(material(store, before, after, [unit]), SheetSpec(ViewSpec(DISTRICT), template="plan"))
