"""Walked metres: by hand, and against a graph cut at every point."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walk.build import build_network
from geo.walk.errors import BadRule, CrsUnknown
from geo.walk.presets import SLACK_M
from geo.walk.snap import Status, snap, snap_centers, snap_xy
from geo.walk.times import walk_times, within
from tests.walk.town import CRS, EAST, NORTH, RUNGS, oracle, points, random_streets, town


def metres(net, a, b, cutoff=5000):
    return walk_times(net, snap(net, points(a)), snap(net, points(b)), cutoff_m=cutoff).metres[0, 0]


def test_a_walk_round_the_corner():
    # 30 m to E's street, 50 up to it ... from (50, -30) to (200, 60): legs 30, then 50 + 100 + 60
    assert metres(town(), (50, -30), (200, 60)) == pytest.approx(30 + 50 + 100 + 60)


def test_a_walk_within_one_street_never_visits_its_ends():
    assert metres(town(), (20, 3), (50, -4)) == pytest.approx(3 + 30 + 4)


def test_the_other_way_round_one_street_may_be_shorter():
    net = town([[(0, 0), (0, 300), (100, 300), (100, 0)], [(0, 0), (100, 0)]])
    assert metres(net, (0, 20), (100, 20)) == pytest.approx(140)


def test_both_ways_round_a_loop():
    net = town([[(-100, 0), (0, 0)], [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]])
    assert metres(net, (-50, 0), (0, 90)) == pytest.approx(140)
    assert metres(net, (10, 0), (0, 10)) == pytest.approx(20)


def test_walking_is_symmetric():
    net = town()
    a, b = snap(net, points((10, 10), (150, 90))), snap(net, points((70, 20), (190, 5), (30, 99)))
    there, back = walk_times(net, a, b, cutoff_m=900), walk_times(net, b, a, cutoff_m=900)
    assert there.metres == pytest.approx(back.metres.T)


def test_beyond_the_cut_off_is_infinite():
    net = town()
    assert metres(net, (0, 0), (200, 0), cutoff=199.9) == np.inf
    assert metres(net, (0, 0), (200, 0), cutoff=200) == pytest.approx(200)


def test_no_centre_is_a_shortcut_for_another():
    """A centre 100 m off the street joins it at its foot; nobody walks up to the centre and back down."""
    net = town([[(0, 0), (200, 0)]])
    one = walk_times(net, snap(net, points((50, 0))), snap(net, points((150, 0))), cutoff_m=900).metres
    two = walk_times(net, snap(net, points((50, 0), (100, 100))), snap(net, points((150, 0))), cutoff_m=900).metres
    assert one[0, 0] == two[0, 0] == 100


def test_every_point_keeps_its_row_and_says_why_it_cannot_walk():
    net = town()
    pts = points((0, 0), (0, 400), (100, 160), labels=["a", "b", "c"])
    pts = gpd.GeoSeries([*pts, shapely.Point(), None], index=[*pts.index, "d", "e"], crs=CRS)
    snaps = snap(net, pts)
    assert snaps.index.tolist() == list("abcde")
    assert snaps.status.tolist() == [Status.OK, Status.OFF_NETWORK, Status.OK, Status.NO_POINT, Status.NO_POINT]
    assert snaps.access_m[:3] == pytest.approx([0, 300, 60])
    assert snaps.frame()["status"].tolist()[1] == "离路过远"
    lost = snap_xy(net, np.array([[np.nan, NORTH], [np.inf, NORTH]]))
    assert set(lost.status) == {Status.NO_POINT}


def test_centres_may_stand_farther_off_but_not_at_the_end_of_the_world():
    net = town()
    snaps = snap_centers(net, points((0, -100), (0, -300), (0, -60_000)))
    assert snaps.status.tolist() == [Status.OK, Status.LONG_LEG, Status.OFF_NETWORK]
    assert np.isinf(walk_times(net, snaps, snaps, cutoff_m=100_000).metres[2]).all()


def test_points_in_degrees_are_taken_to_the_network():
    net = town()
    here = points((130, 20))
    there = here.to_crs("EPSG:4490")
    assert snap(net, there).along_m == pytest.approx(snap(net, here).along_m, abs=1e-4)
    with pytest.raises(CrsUnknown):
        snap(net, gpd.GeoSeries([shapely.Point(0, 0)]))


def test_points_of_another_network_are_refused():
    net, other = town(), town(RUNGS[:-1])
    with pytest.raises(BadRule):
        walk_times(net, snap(other, points((0, 0))), snap(net, points((0, 0))), cutoff_m=100)


@pytest.mark.parametrize("cutoff", [-1, float("nan")])
def test_a_cut_off_nobody_can_walk_is_refused(cutoff):
    with pytest.raises(BadRule):
        metres(town(), (0, 0), (1, 1), cutoff=cutoff)


def test_nobody_and_nowhere_are_answers():
    net = town()
    none, one = snap(net, points()), snap(net, points((0, 0)))
    assert walk_times(net, none, one, cutoff_m=10).metres.shape == (0, 1)
    assert walk_times(net, one, none, cutoff_m=10).metres.shape == (1, 0)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), cutoff=st.sampled_from([0.0, 150.0, 400.0, 3000.0]))
def test_walks_equal_those_on_a_graph_cut_at_every_point(seed, cutoff):
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    corner, span = [EAST - 80, NORTH - 80], 760
    origins = snap_xy(net, corner + rng.random((5, 2)) * span, max_offstreet_m=200)
    dests = snap_xy(net, corner + rng.random((40, 2)) * span, max_offstreet_m=100)
    ours, brute = walk_times(net, origins, dests, cutoff_m=cutoff).metres, oracle(net, origins, dests)
    assert (np.isfinite(ours) == within(brute, cutoff)).all()
    near = np.isfinite(ours)
    assert np.abs(ours[near] - brute[near]).max(initial=0) <= SLACK_M
