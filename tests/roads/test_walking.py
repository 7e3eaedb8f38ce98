"""The store's figures walk: by whose metres, for whom, and what happens without roads."""

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries

from data.loading import confirm
from geo.layers import circles, coverage, gaps
from geo.metrics import covered
from geo.metrics.board import board
from geo.model.errors import NotFound
from geo.model.scope import Role, Scope
from geo.model.view import ViewSpec
from geo.rules.coverage import NOTE, WALKED
from tests.roads.drawings import geojson, lattice
from tests.worlds import L2S, gbk_csv, micro_cells

ALL = Scope("t", Role.STREET, "410106")
LEADER = Scope("t", Role.LEADER, "410106")
PLANE = "EPSG:4547"
VIEW = ViewSpec("410106")


@pytest.fixture
def paved(staged, store, tmp_path):
    """The small district with streets through all its grids."""
    confirm(store, staged(geojson(tmp_path / "路网.geojson", lattice())), "t", synthetic=True)
    return store


def test_every_home_walks_to_its_nearest_centre(paved):
    """Held against a brute force over all ways along the lattice."""
    walks = paved.walks(ALL)
    homes, centers = paved.home_points(ALL), paved.centers(ALL)
    lines = shapely.union_all(np.asarray(paved.streets(ALL).to_crs(PLANE).geometry.array))
    for code, home in homes.iterrows():
        metres = walks.loc[code, "metres"]
        start = GeoSeries.from_xy([home["lon"]], [home["lat"]], crs="EPSG:4490").to_crs(PLANE)[0]
        straight = min(start.distance(point) for point in centers.to_crs(PLANE).geometry)
        if lines.distance(start) > 150:
            assert np.isinf(metres)
        else:
            assert straight - 0.01 <= metres <= 3 * straight + 400
            assert walks.loc[code, "center"] in centers.index


def test_nobody_is_lost_or_counted_twice(paved):
    found, rule = covered.homes(paved, ALL)
    assert rule == WALKED
    people = paved.home_points(ALL)["people"].sum()
    assert found["located"].sum() == people
    assert 0 < found["covered"].sum() <= people
    figures = board(paved, ALL, 30)
    assert figures.reach == WALKED
    assert figures.part(figures.num, "410106", "covered") == found["covered"].sum()
    assert figures.part(figures.den, "410106", "covered") == people


def test_figures_do_not_depend_on_who_looks(paved):
    whole = paved.walks(LEADER)
    street = paved.walks(Scope("t", Role.GRID_WORKER, L2S[0]))
    assert 0 < len(street) < len(whole)
    assert street["metres"].equals(whole["metres"].reindex(street.index))


def test_a_scope_that_does_not_exist_reaches_nothing(paved):
    with pytest.raises(NotFound):
        paved.reach(Scope("t", Role.STREET, "410106999"), 500.0)


def test_the_layers_are_walked_and_say_so(paved):
    area = coverage.load(paved, LEADER, VIEW)
    rest = gaps.load(paved, LEADER, VIEW)
    single = circles.load(paved, LEADER, VIEW)
    assert "步行 15 分钟" in area["note"].iloc[0]
    assert NOTE not in str(coverage.LAYER.told(paved, LEADER))
    assert set(single.index) <= set(paved.centers(LEADER).index)
    flat = [frame.to_crs(PLANE).area.sum() for frame in (area, rest)]
    whole = paved.grids(LEADER, "district").to_crs(PLANE).area.sum()
    assert sum(flat) == pytest.approx(whole, rel=0.02)


def test_the_network_outlives_a_load_that_does_not_touch_it(paved, staged, tmp_path):
    before = paved.ground()
    code, box = next(iter(micro_cells().items()))
    row = {
        "编号": "P900",
        "人员编号": None,
        "网格编码": code,
        "时间": "2026-11-19T10:00",
        "经度": box.centroid.x,
        "纬度": box.centroid.y,
        "发现问题": 0,
    }
    gbk_csv(tmp_path / "巡查.csv", [row])
    confirm(paved, staged(tmp_path / "巡查.csv"), "t", synthetic=True)
    after = paved.ground()
    assert after is not before
    assert after.net is before.net
    assert after.field is before.field
    assert after.times is before.times


def test_roads_that_end_at_the_outline_are_told(paved):
    assert set(paved.ground().short) == set(paved.centers(ALL)["name"])


def test_roads_that_run_on_are_enough(paved, staged, tmp_path):
    far = 0.02
    ways = [[(113.18, y), (113.24, y)] for y in np.arange(34.78, 34.831, 0.004)]
    ways += [[(x, 34.80 - far), (x, 34.81 + far)] for x in np.arange(113.18, 113.241, 0.004)]
    confirm(paved, staged(geojson(tmp_path / "外围道路.geojson", ways)), "t", synthetic=True)
    assert paved.ground().short == ()


def test_without_roads_it_is_a_straight_line_and_says_so(store):
    with store.command("t", "清空道路") as connection:
        connection.exec_driver_sql("DELETE FROM street")
    assert store.ground() is None
    assert store.walks(ALL) is None
    assert store.reach(ALL, 1125.0) is None
    assert covered.homes(store, ALL)[1] == NOTE
    assert coverage.LAYER.told(store, LEADER) == NOTE
    assert NOTE in coverage.load(store, LEADER, VIEW)["note"].iloc[0]


def test_people_of_a_kind_are_counted_for_siting_only(paved):
    ground = paved.ground()
    tagged = ground.tagged()
    shown = {group.code for group in paved.profile().groups if not group.restricted}
    assert shown <= set(tagged.columns)
    restricted = {group.code for group in paved.profile().groups if group.restricted}
    assert not restricted & set(tagged.columns)
    assert (ground.demand("elderly")["elderly"] >= 0).all()
