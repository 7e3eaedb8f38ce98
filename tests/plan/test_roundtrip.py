"""Grids go out as files and come back: the same geometry, no difference; what was edited elsewhere is adopted."""

import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.plans.compare import diff, state_of
from data.plans.incoming import changes, incoming
from data.plans.show import frames
from data.plans.verify import verify
from data.writers.grids import write_grids
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan import ops
from geo.plan.adopt import Drawn, adopt
from geo.plan.clean import TOLD_SHARE
from geo.plan.edit import work_out
from geo.plan.keys import alone
from geo.plan.refused import Refused
from geo.plan.states import State
from tests.plan.conftest import PLANNER
from tests.plan.dirt import shaken
from tests.plan.invariants import Start, broken
from tests.plan.test_office import through
from tests.plan.worlds import voronoi
from tests.stress.edits import Hand

ENDINGS = {"gpkg": "gpkg", "geojson": "geojson", "shp": "zip"}


def written(desk, what, kind, folder):
    path = folder / f"网格.{ENDINGS[kind]}"
    path.write_bytes(write_grids(frames(desk, what), kind))
    return path


def edited(desk, seed, edits=12):
    """A plan with random edits."""
    plan = desk.create(PLANNER, f"随机 {seed}").id
    rng = np.random.default_rng(seed)
    done = 0
    for _ in range(edits * 20):
        info = desk.info(plan)
        hand = Hand(desk.coverage(plan), rng)
        hand.count = info.head_seq * 1000
        try:
            op, _ = hand.op()
            desk.commit(PLANNER, plan, op, info.head_seq)
        except Refused:
            continue
        done += 1
        if done == edits:
            break
    return plan


def shapes(cov):
    return {u.id: u.body.wkb for u in cov.micro()}


@pytest.mark.parametrize("kind", list(ENDINGS))
def test_what_was_exported_comes_back_with_no_difference(desk, tmp_path, kind):
    for what in ("", edited(desk, 5)):
        desk.create(PLANNER, "底")  # today's grids are in the log
        cov = state_of(desk, what)
        path = written(desk, what, kind, tmp_path)
        found = incoming(desk, cov, path, path.name)
        assert found.adopted.exact
        assert found.adopted.op is None
        assert found.adopted.same == len(cov.micro())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_exported_plan_becomes_a_draft_of_equal_geometry(desk, tmp_path, seed):
    plan = edited(desk, seed)
    there = desk.coverage(plan)
    path = written(desk, plan, "gpkg", tmp_path)
    copy = desk.create(PLANNER, "导入").id
    base = desk.coverage(copy)
    before = shapes(base)
    found = incoming(desk, base, path, path.name)
    assert found.adopted.exact
    head = desk.commit(PLANNER, copy, found.adopted.op, desk.info(copy).head_seq)
    here = desk.coverage(copy)
    assert sorted(u.body.wkb for u in here.micro()) == sorted(u.body.wkb for u in there.micro())
    above = [{(u.body.wkb, cov.units[u.parent].name) for u in cov.micro()} for cov in (here, there)]
    assert above[0] == above[1], "an L3 founded or ended in the plan comes along"
    assert len(here.of(Level.L3)) == len(there.of(Level.L3))
    assert sum(u.households for u in here.micro()) == sum(u.households for u in there.micro())
    desk.undo(PLANNER, copy, head)
    assert shapes(desk.coverage(copy)) == before
    assert diff(desk, "", copy) == []


def layers(path):
    """The tiers of an exported file, as other software opens them."""
    return {name: gpd.read_file(path, layer=name) for name in ("二级网格", "三级网格", "微网格")}


def saved(tiers, path):
    for name, rows in tiers.items():
        rows.to_file(path, layer=name, driver="GPKG")
    return path


def halved(desk, tmp_path, plan=""):
    """An exported file whose first third-level grid was cut in two in other software: the row copied, a new code."""
    desk.create(PLANNER, "底")
    path = tmp_path / "出.gpkg"
    path.write_bytes(write_grids(frames(desk, plan), "gpkg"))
    tiers = layers(path)
    l3, micro = tiers["三级网格"], tiers["微网格"]
    code = l3["编码"].iloc[0]
    own = micro.index[micro["上级编码"] == code]
    gone = own[: len(own) // 2]
    twin = l3.iloc[[0]].assign(编码=code[:12] + "077", 名称="拆出来的网格")  # its 单元号 is copied, as software does
    tiers["三级网格"] = gpd.GeoDataFrame(pd.concat([l3, twin], ignore_index=True), crs=l3.crs)
    micro.loc[gone, "上级编码"] = code[:12] + "077"
    return tiers, code, set(micro.loc[gone, "编码"])


def test_a_third_level_grid_split_in_other_software_is_founded_with_its_community(desk, tmp_path):
    tiers, code, gone = halved(desk, tmp_path)
    path = saved(tiers, tmp_path / "拆.gpkg")
    plan = desk.create(PLANNER, "导入").id
    cov = desk.coverage(plan)
    start, before = Start(cov), set(cov.units)
    found = incoming(desk, cov, path, path.name)
    assert "新设三级网格：拆出来的网格" in "".join(found.notes)
    ((born, l2, name),) = found.adopted.op.founded
    assert (cov.units[l2].code, name, born in before) == (code[:12], "拆出来的网格", False)
    told = changes(cov, found.adopted)["what"]
    assert "新设三级网格" in told[born]
    assert set(told.drop(born)) == {"归属（到拆出来的网格）"}
    head = desk.commit(PLANNER, plan, found.adopted.op, desk.info(plan).head_seq)
    here = desk.coverage(plan)
    assert {u.code for u in here.micro() if u.parent == born} == gone
    assert broken(here, start) == []
    assert incoming(desk, here, path, path.name).adopted.op is None, "read again, nothing is founded twice"
    desk.undo(PLANNER, plan, head)
    assert set(desk.coverage(plan).units) == before
    desk.redo(PLANNER, plan, desk.info(plan).head_seq)
    assert born in desk.coverage(plan).units
    made = through(desk, plan)
    assert made.state is State.PUBLISHED
    codes = {u.code for u in state_of(desk, "").of(Level.L3)} - {u.code for u in cov.of(Level.L3)}
    assert len(codes) == 1
    assert codes != {code[:12] + "077"}, "the next number of the community, not the file's"
    assert verify(desk).faults == []


def test_the_layer_of_third_level_grids_alone_founds_by_place(desk, tmp_path):
    tiers, code, gone = halved(desk, tmp_path)
    l3, micro = tiers["三级网格"], tiers["微网格"]
    for at, part in ((l3.index[0], ~micro["编码"].isin(gone)), (l3.index[-1], micro["编码"].isin(gone))):
        own = micro[part & micro["编码"].str.startswith(code)]
        l3.loc[at, "geometry"] = shapely.coverage_union_all(own.geometry.to_numpy())
    path = saved({"三级网格": l3}, tmp_path / "三级.gpkg")
    plan = desk.create(PLANNER, "导入").id
    cov = desk.coverage(plan)
    found = incoming(desk, cov, path, path.name)
    assert (found.tier, found.doubts) == (Level.L3, [])
    desk.commit(PLANNER, plan, found.adopted.op, desk.info(plan).head_seq)
    here = desk.coverage(plan)
    born = found.adopted.op.founded[0][0]
    assert {u.code for u in here.micro() if u.parent == born} == gone


def test_what_cannot_be_founded_is_said_with_what_to_do(desk, tmp_path):
    tiers, code, _ = halved(desk, tmp_path)
    plan = desk.create(PLANNER, "导入").id
    cov = desk.coverage(plan)
    only = saved({"微网格": tiers["微网格"]}, tmp_path / "微.gpkg")
    found = incoming(desk, cov, only, only.name)
    assert found.adopted.op is None
    assert "请在三级网格图层加一行" in "".join(found.notes)
    tiers["三级网格"].loc[tiers["三级网格"].index[-1], ["编码", "上级编码"]] = ["999999999999077", "没有"]
    tiers["微网格"]["上级编码"] = tiers["微网格"]["上级编码"].replace(code[:12] + "077", "999999999999077")
    lost = saved(tiers, tmp_path / "迷.gpkg")
    assert "请在“上级编码”里填社区编码" in "".join(incoming(desk, cov, lost, lost.name).notes)


def test_a_border_moved_in_other_software_is_healed_and_doubts_are_listed(desk, tmp_path):
    plan = desk.create(PLANNER, "导入").id
    cov = desk.coverage(plan)
    path = tmp_path / "改.gpkg"
    path.write_bytes(write_grids(frames(desk, ""), "gpkg"))
    rows = gpd.read_file(path, layer="微网格")
    first = rows.geometry.iloc[0]
    rows.loc[rows.index[0], "geometry"] = first.buffer(0.0003)  # over its neighbours, 30 m
    rows.loc[rows.index[1], "名称"] = "新名字"
    rows.to_file(tmp_path / "边.geojson", driver="GeoJSON")
    found = incoming(desk, cov, tmp_path / "边.geojson", "边.geojson")
    assert not found.adopted.exact
    table = changes(cov, found.adopted)
    assert "边界" in "".join(table["what"])
    assert "新名字" in set(table["name"])
    for _, doubt in found.doubts:
        assert abs(doubt.after_m2 - doubt.before_m2) > TOLD_SHARE * doubt.before_m2 or "移动" in doubt.reason
    assert found.doubts
    desk.commit(PLANNER, plan, found.adopted.op, desk.info(plan).head_seq)
    made = np.array([u.body for u in desk.coverage(plan).micro()], dtype=object)
    assert shapely.coverage_is_valid(made)
    assert alone(made).keys() == cov.frozen


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_dirty_drawing_becomes_a_sound_plan(seed):
    cov = voronoi(seed)
    start = Start(cov)
    dirty = shaken(np.array([u.body for u in cov.micro()], dtype=object), np.random.default_rng(seed))
    rows = [Drawn(u.id, u.name, u.parent, shape) for u, shape in zip(cov.micro(), dirty, strict=True)]
    made = adopt(cov, rows, ["F0"])
    cov.take(work_out(cov, made.op))
    assert broken(cov, start) == []


def test_what_a_file_lacks_ends_only_where_others_cover_it():
    cov = voronoi(2)
    micro = cov.micro()
    one = micro[0]
    mate = next(u for u in micro[1:] if u.parent == one.parent and u.body.intersection(one.body).length > 1)
    both = shapely.normalize(shapely.coverage_union_all([one.body, mate.body]))
    merged = [Drawn(mate.id, mate.name, None, both)]
    told = adopt(cov, [*merged, *(Drawn(u.id, u.name, None, u.body) for u in micro if u not in {one, mate})], ["F"])
    assert told.op.ended == ((one.id, mate.id),)
    cov.take(work_out(cov, told.op))
    assert one.id not in cov.units
    part = adopt(cov, [Drawn(mate.id, "只有它", None, cov.units[mate.id].body)], ["F"])
    assert [each[2] for each in part.op.units] == ["只有它"]
    assert part.op.ended == ()


def test_files_without_what_is_needed_are_refused(desk, tmp_path):
    cov = desk.coverage(desk.create(PLANNER, "导入").id)
    only = {Level.L2: frames(desk, "")[Level.L2]}
    (tmp_path / "社区.geojson").write_bytes(write_grids(only, "geojson"))
    with pytest.raises(BadInput, match="没有找到微网格"):
        incoming(desk, cov, tmp_path / "社区.geojson", "社区.geojson", tier=Level.MICRO)
    same = incoming(desk, cov, tmp_path / "社区.geojson", "社区.geojson")
    assert (same.tier, same.adopted.op, same.doubts) == (Level.L2, None, [])
    none = {Level.L1: frames(desk, "")[Level.L1]}
    (tmp_path / "镇街.geojson").write_bytes(write_grids(none, "geojson"))
    with pytest.raises(BadInput, match="没有找到微网格、三级网格"):
        incoming(desk, cov, tmp_path / "镇街.geojson", "镇街.geojson")
    body = json.loads(write_grids({Level.MICRO: frames(desk, "")[Level.MICRO]}, "geojson"))
    body["features"].append(body["features"][0])
    (tmp_path / "双.geojson").write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(BadInput, match="不止一次"):
        incoming(desk, cov, tmp_path / "双.geojson", "双.geojson")
    with pytest.raises(Refused):
        work_out(cov, ops.read({"op": "adopt", "units": [], "ended": []}))


def test_a_shapefile_says_its_encoding_and_system(desk):
    desk.create(PLANNER, "底")
    with zipfile.ZipFile(io.BytesIO(write_grids(frames(desk, ""), "shp"))) as archive:
        names = set(archive.namelist())
        assert {"微网格.shp", "微网格.cpg", "微网格.prj", "二级网格.dbf"} <= names
        assert archive.read("微网格.cpg").strip() == b"GB18030"
        assert "上级编码".encode("gb18030") in archive.read("微网格.dbf")
        assert b"China_2000" in archive.read("微网格.prj") or b"China Geodetic" in archive.read("微网格.prj")
