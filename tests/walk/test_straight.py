"""What stands in where roads are missing, and how a figure says what it is."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.walk.circles import circles
from geo.walk.errors import BadRule, CrsUnknown
from geo.walk.presets import PACES, Rule, radius_m
from geo.walk.snap import snap_centers
from geo.walk.times import walk_times
from tests.walk.town import CRS, HERE, points, town


def test_a_straight_circle_is_smaller_than_the_walk_and_says_what_it_is():
    drawn = circles(points((0, 0)).to_crs("EPSG:4490"), crs=CRS, minutes=[15])
    assert drawn["radius_m"].iloc[0] == pytest.approx(1125 / 1.33)
    assert drawn["method"].tolist() == ["circle"]
    assert drawn.geometry.area.iloc[0] == pytest.approx(np.pi * (1125 / 1.33) ** 2, rel=0.01)


def test_a_centre_without_a_point_has_an_empty_circle():
    drawn = circles(gpd.GeoSeries([None, shapely.Point(HERE)], index=["a", "b"], crs=CRS), crs=CRS, minutes=[5, 10])
    assert drawn["status"].tolist() == ["没有坐标"] * 2 + ["正常"] * 2
    assert drawn.geometry.is_empty.tolist() == [True, True, False, False]


def test_nonsense_circles_are_refused():
    with pytest.raises(BadRule):
        circles(points((0, 0)), crs=CRS, detour=0.5)
    with pytest.raises(CrsUnknown):
        circles(points((0, 0)), crs="EPSG:4490")


def test_paces_are_speeds_people_walk():
    assert radius_m(15, 4.5) == 1125
    assert {pace.kmh for pace in PACES} >= {4.5, 3.0}
    assert len({pace.key for pace in PACES}) == len(PACES)
    assert all(pace.basis for pace in PACES)


def test_each_figure_can_say_how_it_was_measured():
    net = town()
    one = snap_centers(net, points((0, 0)))
    rule = walk_times(net, one, one, cutoff_m=1125).rule(15, 4.5)
    assert rule.text == f"步行 15 分钟，4.5 公里/小时（1125 米），离路不超过 500 米，路网 {net.hash}"
    assert "直线缓冲" in Rule(15, 4.5, 150, "").text
