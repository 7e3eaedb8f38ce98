"""Nobody walks through a wall: legs go round it, areas stop at it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walk.barriers import barriers_of, crossings
from geo.walk.build import build_network
from geo.walk.errors import CrsUnknown
from geo.walk.field import make_field
from geo.walk.isochrones import isochrones
from geo.walk.snap import Status, snap, snap_centers
from geo.walk.times import walk_times
from tests.walk.town import CRS, HERE, points, random_streets, streets, town
from tests.walk.walls import fence, sees_reached

# a street below, a street above, tied far in the east; a wall between them
TWO = [[(0, 0), (1000, 0), (1000, 100), (0, 100)]]
WALL = [(-500, 40), (900, 40)]


def test_a_leg_goes_to_the_street_on_its_own_side():
    net, wall = town(TWO), fence(WALL)
    home = points((500, 45))  # 45 m to the street below, but behind the wall; 55 m to the one above
    assert snap(net, home).access_m.tolist() == pytest.approx([45])
    assert snap(net, home, barriers=wall).access_m.tolist() == pytest.approx([55])


def test_who_has_no_street_on_the_own_side_is_told_so():
    net, wall = town([[(0, 0), (1000, 0)]]), fence(WALL)
    snaps = snap(net, points((500, 60), (500, 30)), barriers=wall)
    assert snaps.status.tolist() == [Status.ACROSS_BARRIER, Status.OK]
    assert np.isinf(walk_times(net, snaps, snaps, cutoff_m=900).metres[0]).all()


def test_nobody_stands_in_the_river():
    net = town(TWO)
    river = fence(shapely.box(-100, 30, 900, 70))
    drawn = isochrones(net, points((500, 0)), minutes=[15], barriers=river).geometry.iloc[0]
    water = shapely.transform(shapely.box(-100, 30, 900, 70), lambda xy: xy + HERE)
    assert drawn.intersection(water).area < 1


@pytest.mark.parametrize("width", [10, 20, 33])
def test_an_area_stops_at_a_wall_without_a_gate(width):
    net = town([[(-2000, 0), (2000, 0)]])
    wall = fence([(-3000, 40), (3000, 47)])
    for minutes in (2, 5):
        drawn = isochrones(net, points((0, 0)), minutes=[minutes], resolution_m=width, barriers=wall).geometry.iloc[0]
        beyond = shapely.transform(
            shapely.Polygon([(-3000, 40), (3000, 47), (3000, 500), (-3000, 500)]), lambda xy: xy + HERE
        )
        assert drawn.intersection(beyond).area < 0.1
        near = shapely.contains_xy(drawn, *(HERE + np.array([0, 40])))  # the wall meets x = 0 at 43.5
        assert near


def test_an_area_goes_on_beyond_a_gate():
    net = town([[(-500, 0), (500, 0)], [(0, 0), (0, 150)]])
    wall = fence([(-3000, 40), (3000, 40)])
    drawn = isochrones(net, points((0, 0)), minutes=[4], resolution_m=10, barriers=wall).geometry.iloc[0]
    assert shapely.contains_xy(drawn, *(HERE + np.array([20, 60])))
    assert not shapely.contains_xy(drawn, *(HERE + np.array([250, 60])))


def test_streets_that_cross_are_listed_and_minor_ones_doubted():
    frame = streets([[(-500, 0), (500, 0)], [(0, 0), (0, 150)], [(90, 0), (90, 150)], [(200, 0), (200, 150)]])
    frame["klass"] = ["primary", "lane", "primary", "lane"]
    frame["level"] = [0, 0, 0, 1]
    told = crossings(build_network(frame, crs=CRS), fence([(-3000, 40), (3000, 40)]))
    assert told["code"].tolist() == ["R1", "R2", "R3"]
    assert told["doubtful"].tolist() == [True, False, False]


def test_no_barriers_are_no_obstacle():
    net = town(TWO)
    none = barriers_of(gpd.GeoSeries([], crs=CRS), crs=CRS)
    plain, fenced = (isochrones(net, points((500, 0)), barriers=b) for b in (None, none))
    assert plain.geometry.geom_equals(fenced.geometry).all()
    assert make_field(net, barriers=none).cuts is None


def test_barriers_need_a_system():
    with pytest.raises(CrsUnknown):
        barriers_of(gpd.GeoSeries([shapely.LineString([(0, 0), (1, 1)])]), crs=CRS)


def test_long_straight_lines_are_cut_for_the_index():
    wall = fence([(0, 0), (1000, 0), (1000, 50)])
    assert shapely.length(wall.lines).max() <= 400
    assert shapely.length(wall.lines).sum() == pytest.approx(1050)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_drawn_place_is_cut_off_from_all_reached_ones(seed):
    """Each sample inside has within two cells a place in reach that no barrier hides from it."""
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    walls = fence(*(rng.uniform(0, 550, (3, 2)).tolist() for _ in range(4)))
    centers = snap_centers(net, points(rng.uniform(100, 450, 2)), barriers=walls)
    drawn = isochrones(net, centers, minutes=[4], barriers=walls).geometry.iloc[0]
    at = HERE + rng.uniform(-100, 650, (250, 2))
    at = at[shapely.contains_xy(drawn, at)]
    for step in (10, 2):  # narrow wedges need a closer look
        at = at[~sees_reached(net, centers, walls, at, np.arange(-40, 41, step), radius=300)]
    assert not len(at)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), slope=st.floats(-0.5, 0.5))
def test_across_a_barrier_nobody_crosses_nothing_is_inside(seed, slope):
    rng = np.random.default_rng(seed)
    frame = random_streets(rng)
    wall = [(-500, 275 - 775 * slope), (1050, 275 + 775 * slope)]
    line = shapely.transform(shapely.LineString(wall), lambda xy: xy + HERE)
    open_ = frame[~frame.geometry.dwithin(line, 5)]
    net = build_network(open_, crs=CRS, min_keep_share=0)
    centers = snap_centers(net, points(*rng.uniform(0, 550, (3, 2))), barriers=fence(wall))
    drawn = isochrones(net, centers, minutes=[2, 6], barriers=fence(wall))
    above, below = (shapely.Polygon([*wall, (1050, far), (-500, far)]) for far in (3000, -3000))
    sides = [shapely.transform(side, lambda xy: xy + HERE) for side in (above, below)]
    beyond = [side for side in sides if not side.intersects(shapely.Point(net.nodes[0]))]
    assert len(beyond) == 1
    assert drawn.geometry.intersection(beyond[0]).area.max() < 0.5
