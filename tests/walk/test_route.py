"""The line of a walk is as long as the walk."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walk.build import build_network
from geo.walk.errors import BadRule
from geo.walk.route import nearest_routes, route
from geo.walk.snap import snap, snap_xy
from tests.walk.town import CRS, EAST, HERE, NORTH, points, random_streets, town


def corners(line):
    return (shapely.get_coordinates(line) - HERE).round(6).tolist()


def test_a_walk_round_the_corner():
    net = town()
    walk = route(net, snap(net, points((50, -30))), snap(net, points((210, 60))))
    assert corners(walk.geometry.iloc[0]) == [[50, -30], [50, 0], [100, 0], [200, 0], [200, 60], [210, 60]]
    assert walk["metres"].iloc[0] == pytest.approx(250)
    assert (walk["access_m"].iloc[0], walk["arrive_m"].iloc[0]) == pytest.approx((30, 10))


def test_a_walk_within_one_street():
    net = town()
    walk = route(net, snap(net, points((80, 5))), snap(net, points((20, 0))))
    assert corners(walk.geometry.iloc[0]) == [[80, 5], [80, 0], [20, 0]]


def test_no_walk_no_line():
    net = town()
    walks = route(net, snap(net, points((0, 0))), snap(net, points((200, 100), (0, 900))), cutoff_m=200)
    assert np.isinf(walks["metres"]).all()
    assert walks.geometry.is_empty.all()


def test_nearest_centres_come_first():
    net = town()
    centers = snap(net, points((200, 0), (0, 100), (100, 0), (0, 900), labels=["far", "near", "mid", "off"]))
    walks = nearest_routes(net, snap(net, points((0, 50))), centers, most=2)
    assert walks.index.tolist() == ["near", "mid"]
    assert walks["metres"].tolist() == pytest.approx([50, 150])
    assert not len(nearest_routes(net, snap(net, points((0, 900))), centers))


def test_one_place_at_a_time():
    net = town()
    with pytest.raises(BadRule):
        route(net, snap(net, points((0, 0), (1, 1))), snap(net, points((0, 0))))


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_line_is_as_long_as_its_walk_and_stays_on_the_streets(seed):
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    corner = [EAST - 80, NORTH - 80]
    origin = snap_xy(net, corner + rng.random((1, 2)) * 760, max_offstreet_m=500)
    dest = snap_xy(net, corner + rng.random((20, 2)) * 760)
    walks = route(net, origin, dest)
    found = np.isfinite(walks["metres"])
    assert walks.geometry.length[found].to_numpy() == pytest.approx(walks["metres"][found].to_numpy(), abs=1e-6)
    streets = shapely.buffer(shapely.union_all(net.segments), 0.01)
    off = walks["access_m"] + walks["arrive_m"]
    astray = shapely.length(shapely.difference(walks.geometry.to_numpy(), streets))
    assert (astray[found] <= off[found] + 1e-6).all()
