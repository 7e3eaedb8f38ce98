"""Gestures in degrees, patches for the browser, frames for files that come back equal, tables of what changes hands."""

import json

import geopandas as gpd
import pytest
import shapely

from data.plans.show import changes, frames, gesture, known
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.scope import Tier
from geo.plan import ops
from geo.plan.patch import patch
from geo.plan.refused import Refused
from geo.rules.codes_check import check_codes, check_tiling
from tests.plan.conftest import PLANNER, ids
from tests.plan.test_desk import L2, story
from tests.plan.test_office import ADMIN


def test_a_gesture_in_degrees_becomes_an_operation(desk):
    plan = desk.create(PLANNER, "试划")
    cov = desk.coverage(plan.id)
    key = ids(cov)[L2 + "001001"]
    body = {"op": "split", "unit": key, "line": [[113.19, 34.8074], [113.207, 34.8075]]}
    op = gesture(desk, json.loads(json.dumps(body)))
    shown = desk.preview(PLANNER, plan.id, op, plan.head_seq)
    made = patch(cov, shown.change, known(desk))
    assert len(op.born[0]) == 26
    assert {key, op.born[0]} <= {f["id"] for f in made["features"]}
    assert made["gone"] == []
    west, south, east, north = shapely.geometry.shape(made["features"][0]["geometry"]).bounds
    assert 113.19 < west < east < 113.23
    assert 34.79 < south < north < 34.82
    assert "households" not in json.dumps(made)
    found = gesture(desk, {"op": "found", "units": [key], "name": "新网"})
    assert desk.preview(PLANNER, plan.id, found, plan.head_seq).effects
    with pytest.raises(BadInput):
        gesture(desk, {"op": "explode"})
    with pytest.raises(BadInput):
        gesture(desk, {"op": "split", "line": []})
    with pytest.raises(Refused):
        desk.preview(PLANNER, plan.id, gesture(desk, body | {"line": [["x", None], [113, 34]]}), plan.head_seq)


def test_a_draft_written_to_a_file_and_read_again_is_equal(desk, tmp_path):
    plan = desk.create(PLANNER, "试划").id
    story(desk, plan)
    made = frames(desk, plan)
    everything = gpd.pd.concat(made.values())
    assert check_codes(everything, everything.index, district="410106") == []
    assert check_tiling(everything, crs=desk.crs) == []
    path = tmp_path / "plan.gpkg"
    made[Level.MICRO].reset_index().to_file(path, layer="微网格")
    back = gpd.read_file(path, layer="微网格").set_index("code")
    assert [a.wkb for a in back.geometry] == [b.wkb for b in made[Level.MICRO].geometry]


def test_today_as_frames_is_what_the_store_says(desk):
    desk.create(PLANNER, "试划")
    for level, frame in frames(desk, "").items():
        stored = desk.store.grids(ADMIN, level)
        assert list(frame.index) == list(stored.index)
        area = shapely.symmetric_difference(frame.geometry.to_numpy(), stored.geometry.to_numpy())
        assert shapely.area(area).max() < 1e-12


def test_what_changes_hands_is_a_table(desk):
    plan = desk.create(PLANNER, "试划")
    assert changes(desk, "", plan.id).empty
    code = ids(desk.coverage(plan.id))
    desk.commit(PLANNER, plan.id, ops.Reassign((code[L2 + "001001"],), code[L2 + "002"]), plan.head_seq)
    table = changes(desk, "", plan.id, tier=Tier.T0)
    row = table.iloc[0]
    assert (row["change"], row["from"], row["to"], row["posts"], row["before"]) == (
        "改归属",
        "三级001",
        "三级002",
        1,
        10,
    )
    story_plan = desk.create(PLANNER, "再试").id
    story(desk, story_plan)
    assert {"新设", "撤销", "改边界"} & set(changes(desk, "", story_plan)["change"])
