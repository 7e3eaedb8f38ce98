"""Each check finds its fault, names the place and mends what is safe; the panel shows what a role may see."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.model.codes import Level
from geo.model.norms import Norms
from geo.model.scope import Role, Scope, Tier
from geo.plan import ops
from geo.plan.checks import TITLES, Facts, check, grave
from geo.plan.edit import work_out
from geo.plan.facts import by_id, facts, load
from geo.plan.panel import Load, Spots, balance_of, before_after, l3_of, panel, roundness
from geo.plan.states import State
from geo.plan.today import LEVELS, today, units
from tests.plan.worlds import SIDE, E, N, cell

CALM = Norms(urban={}, rural={}, cap=9.0)


def codes(units, known=None, norms=CALM):
    return [fault.code for fault in check(units, known, norms)]


def changed(cov, key, **more):
    units = dict(cov.units)
    units[key] = replace(units[key], **more)
    return units.values()


def test_a_sound_district_has_no_fault(cov):
    assert check(cov.units.values(), Facts(published=True), CALM) == []
    assert grave(cov) == []


def test_a_gap_and_an_overlap_are_found_with_their_place(cov):
    for shape in (cell(0, 0, 0.9, 1), cell(0, 0, 1.1, 1)):
        found = check(changed(cov, "M00", shape=shape), None, CALM)
        assert found[0].code == "coverage"
        assert found[0].grave
        west, south, _, _ = found[0].bbox
        assert abs(west - E) < 2 * SIDE
        assert abs(south - N) < 2 * SIDE


def test_a_hole_in_the_middle_is_found(cov):
    units = {key: unit for key, unit in cov.units.items() if key != "M11"}
    found = [fault for fault in check(units.values(), None, CALM) if fault.code == "holes"]
    assert "10,000 平方米" in found[0].text


def test_a_moved_outline_is_found(cov):
    official = shapely.union_all([cell(0, 0, 4, 4), shapely.box(E - 10, N, E, N + 10)])
    assert codes(cov.units.values(), Facts(outline=official)) == ["outline"]


def test_pieces_parents_and_codes(cov):
    assert "pieces" in codes(changed(cov, "M33", parent="C0"))
    assert codes(changed(cov, "M00", parent="nobody"))[0] == "parents"
    assert "codes" in codes(changed(cov, "M00", code=cov.units["M01"].code))
    assert codes(changed(cov, "M00", code="41010600100100X001")) == ["codes"]
    assert codes(changed(cov, "M00", code="410106001001002077"), Facts(published=True)) == ["codes"]
    assert codes(changed(cov, "M00", code="410106001001002009")) == [], "a draft's codes come at publishing"


def test_a_sliver_is_mended_by_its_neighbour(cov):
    line = ((E - 10, N + 99), (E + 110, N + 99))
    cov.take(work_out(cov, ops.Split("M00", ((E - 10, N + 98), (E + 110, N + 98)), ("S",))))
    assert "S" in cov.units, line
    found = check(cov.units.values(), None, replace(CALM, thinnest_m=5.0))
    assert [fault.code for fault in found] == ["slivers"]
    cov.take(work_out(cov, found[0].fix))
    assert check(cov.units.values(), None, replace(CALM, thinnest_m=5.0)) == []


def test_norms_caps_posts_and_dedicated(cov):
    strict = Norms(urban={Level.L3: (100, 200)}, rural={Level.L3: (10, 50)}, cap=0.1)
    found = check(cov.units.values(), Facts(rural=frozenset({"B0"})), strict)
    assert {fault.units[0] for fault in found if fault.code == "norms"} == {"C2", "C3"}
    heavy = check(changed(cov, "M00", households=80), None, replace(CALM, cap=0.3))
    assert [fault.code for fault in heavy] == ["cap", "cap"]
    posts = {cov.units["C0"].code: frozenset({"三级网格长", "网格员"})}
    found = check(cov.units.values(), Facts(posts=posts), CALM)
    assert len(found) == 3 + 16
    assert all(fault.code == "staff" for fault in found)
    wide = Facts(dedicated={"d": ("学校", cov.units["B0"].code, cell(1, 0, 2, 1)), "e": ("厂", "x", cell(0, 0))})
    assert codes(cov.units.values(), wide) == ["dedicated", "dedicated"]


def test_the_store_gives_facts_and_loads(desk):
    who = Scope("规划甲", Role.PLANNER, "410106")
    plan = desk.create(who, "试划").id
    made = desk.coverage(plan)
    known = by_id(facts(desk.store, who), made)
    assert set(TITLES) >= set(codes(made.units.values(), known))
    assert "outline" not in codes(made.units.values(), known)
    told = load(desk.store, who, made)
    l2 = made.of(Level.L2)[0].id
    table = panel(made, l3_of(made, l2), told, tier=Tier.T1)
    assert table["households"].tolist() == [20, 20]
    assert table["events"].sum() > 0
    assert State.DRAFT.title == "草稿"


def test_the_panel_measures_and_hides(cov):
    spots = Spots(
        np.array([E + 50, E + 50, E + 150.0]), np.array([N + 50, N + 51, N + 50.0]), np.array([3.0, 4.0, 40.0])
    )
    told = Load(events=spots, care=spots, workers={"C0": 2}, circle=cell(0, 0, 1, 2))
    keys = l3_of(cov, "B0")
    exact = panel(cov, keys, told, tier=Tier.T1)
    assert exact.loc["C0", "households"] == 40
    assert exact.loc["C0", "events"] == 7
    assert exact.loc["C0", "visits"] == 20
    assert exact.loc["C0", "covered"] == 0.5
    assert exact.loc["C0", "roundness"] == pytest.approx(roundness(4 * SIDE**2, 10 * SIDE), abs=1e-3)
    assert exact["care"].isna().tolist() == [True, False], "fewer than ten are nobody's business"
    cov.take(work_out(cov, ops.Reassign(("M10",), "C0")))
    cov.units["M10"] = replace(cov.units["M10"], households=13)
    coarse = panel(cov, keys, told, tier=Tier.T0)
    assert coarse["households"].tolist() == [50, 30]
    assert coarse["deviation"].tolist() == [0.25, -0.25]
    both = before_after(exact, coarse)
    assert both.loc["C1", ("households", "before")] == 40
    assert both.loc["C1", ("households", "after")] == 30


def test_evenness_of_a_load():
    assert balance_of(pd.Series([10, 10]))["worst"] == 0
    assert balance_of(pd.Series([5, 15]))["ratio"] == 3
    assert np.isnan(balance_of(pd.Series([], dtype=float))["cv"])


def test_a_faulty_map_is_checked_as_it_is(desk):
    """Gaps, units in two pieces and unreadable codes do not stop the check: they are its answer."""
    who = Scope("规划甲", Role.PLANNER, "410106")
    frames = {level: desk.store.grids(who, level) for level in LEVELS}
    micro = frames[Level.MICRO].copy()
    shapes = micro.geometry.to_numpy().copy()
    shapes[0] = shapely.union_all([shapes[0].buffer(-0.001), shapes[5].buffer(-0.002)])
    micro = micro.set_geometry(gpd.GeoSeries(shapes, index=micro.index, crs=micro.crs))
    micro.index = [*micro.index[:-1], "坏编码"]
    made = check(units(frames | {Level.MICRO: micro}, desk.crs), facts(desk.store, who, published=True), CALM)
    assert {"coverage", "pieces", "parents", "codes", "outline"} <= {fault.code for fault in made}
    today_, _ = today(desk.store, who)
    assert not {fault.code for fault in check(today_, facts(desk.store, who, published=True), CALM)} - {"staff"}


def test_a_look_holds_still(desk):
    plan = desk.create(Scope("规划甲", Role.PLANNER, "410106"), "试划")
    with desk.look(plan.id) as held:
        assert grave(held) == []
