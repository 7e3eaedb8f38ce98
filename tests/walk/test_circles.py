"""The drawn circles: nested, honest about the streets, and never failing for one centre."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walk.build import build_network
from geo.walk.errors import BadRule
from geo.walk.field import make_field
from geo.walk.isochrones import isochrones
from geo.walk.snap import snap_centers, snap_xy
from geo.walk.times import walk_times
from tests.walk.town import CRS, EAST, HERE, NORTH, points, random_streets, town

LONG = [[(-2000, 0), (2000, 0)]]


def test_on_one_straight_street_the_circle_is_a_diamond():
    """|x| + |y| <= 300 with legs up to 150 m: a diamond whose upper and lower tips are cut off."""
    drawn = isochrones(town(LONG), points((0, 0)), minutes=[4], speed_kmh=4.5, resolution_m=5)
    square = shapely.box(-300, -150, 300, 150)
    diamond = shapely.Polygon([(-300, 0), (0, 300), (300, 0), (0, -300)]).intersection(square)
    shape = shapely.transform(drawn.geometry.iloc[0], lambda xy: xy - [EAST, NORTH])
    assert shape.symmetric_difference(diamond).area < 0.02 * diamond.area
    assert drawn["radius_m"].tolist() == [300]
    assert drawn["area_km2"].iloc[0] == pytest.approx(diamond.area / 1e6, rel=0.02)
    assert drawn.crs == CRS


def test_bad_centres_are_rows_with_a_reason():
    pts = points((0, 0), (0, 60_000), (0, 250), labels=["a", "b", "c"])
    pts = gpd.GeoSeries([*pts, None], index=["a", "b", "c", "d"], crs=CRS)
    drawn = isochrones(town(LONG), pts, minutes=[0, 5, 10])
    assert drawn["center"].tolist() == [*"aaabbbcccddd"]
    empty = drawn.set_index(["center", "minutes"]).geometry.is_empty
    assert empty["a"].tolist() == [True, False, False]
    assert empty["b"].all()
    assert empty["d"].all()
    assert not empty["c"][10]
    status = drawn.groupby("center")["status"].last()
    assert status.to_dict() == {"a": "正常", "b": "离路过远", "c": "离路偏远", "d": "没有坐标"}


def test_identical_centres_are_allowed():
    drawn = isochrones(town(LONG), points((0, 0), (0, 0)), minutes=[5])
    assert drawn.geometry.iloc[0].equals(drawn.geometry.iloc[1])


@pytest.mark.parametrize("minutes", [-1, float("nan"), float("inf")])
def test_minutes_nobody_can_walk_are_refused(minutes):
    with pytest.raises(BadRule):
        isochrones(town(LONG), points((0, 0)), minutes=[5, minutes])


@pytest.mark.parametrize("pace", [0, -4.5, float("nan"), 300])
def test_paces_nobody_walks_are_refused(pace):
    with pytest.raises(BadRule):
        isochrones(town(LONG), points((0, 0)), speed_kmh=pace)


@pytest.mark.parametrize("width", [0, -20, float("nan"), 1e-4])
def test_rasters_nobody_can_draw_are_refused(width):
    with pytest.raises(BadRule):
        make_field(town(LONG), resolution_m=width)


def test_a_field_of_another_network_is_refused():
    with pytest.raises(BadRule):
        isochrones(town(), points((0, 0)), field=make_field(town(LONG)))


def test_no_centre_no_circle():
    assert not len(isochrones(town(), points()))
    assert not len(isochrones(town(), points((0, 0)), minutes=[]))


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), pace=st.sampled_from([2.7, 4.5, 6.0]))
def test_bands_nest_and_are_valid(seed, pace):
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    centers = snap_centers(net, points(*rng.uniform(0, 550, (3, 2))))
    drawn = isochrones(net, centers, minutes=[1, 3, 6], speed_kmh=pace)
    assert drawn.geometry.is_valid.all()
    for _, rings in drawn.groupby("center"):
        small, middle, large = rings.geometry
        assert small.difference(middle).area < 1e-6
        assert middle.difference(large).area < 1e-6


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_drawn_is_what_is_walked(seed):
    """No place is drawn whose neighbourhood of two cells is out of reach, none is missing that is well inside."""
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    centers = snap_centers(net, points(rng.uniform(100, 450, 2)))
    circle = isochrones(net, centers, minutes=[4], resolution_m=10).geometry.iloc[0]
    at = HERE + rng.uniform(-100, 650, (300, 2))
    near = [snap_xy(net, at + step) for step in 20 * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])]
    walks = np.stack([walk_times(net, centers, place, cutoff_m=2000).metres[0] for place in near])
    drawn = shapely.contains_xy(circle, at)
    assert drawn[(walks <= 300 - 40).all(axis=0)].all()
    assert not drawn[(walks > 300 + 60).all(axis=0)].any()
