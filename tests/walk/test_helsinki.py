"""Real streets, with their bridges, tunnels and oddities: central Helsinki."""

import numpy as np
import pytest

from geo.walk.build import build_network
from geo.walk.field import make_field
from geo.walk.isochrones import isochrones
from geo.walk.presets import SLACK_M
from geo.walk.snap import snap_xy
from geo.walk.times import walk_times, within
from tests.walk import helsinki
from tests.walk.town import oracle


@pytest.fixture(scope="module")
def net():
    return build_network(helsinki.roads(), crs=helsinki.CRS)


def test_hardly_anything_of_the_extract_is_lost(net):
    assert net.km == pytest.approx(88.5, abs=0.5)
    assert net.report.dropped_km < 0.015 * net.km
    assert net.report.healed_ends == 0


def test_walks_equal_those_on_a_graph_cut_at_every_point(net):
    rng = np.random.default_rng(21)
    low, high = net.nodes.min(axis=0), net.nodes.max(axis=0)
    centers = snap_xy(net, low + rng.random((15, 2)) * (high - low))
    dests = snap_xy(net, low + rng.random((100, 2)) * (high - low))
    ours, brute = walk_times(net, centers, dests, cutoff_m=1125).metres, oracle(net, centers, dests)
    near = np.isfinite(ours)
    assert near.sum() > 300
    assert (near == within(brute, 1125)).all()
    assert np.abs(ours[near] - brute[near]).max() <= SLACK_M


def test_every_circle_is_valid_and_holds_its_centre(net):
    rng = np.random.default_rng(22)
    at = net.nodes[rng.integers(0, len(net.nodes), 20)]
    drawn = isochrones(net, snap_xy(net, at), minutes=[3, 5], field=make_field(net))
    assert drawn.geometry.is_valid.all()
    assert (drawn["area_km2"] > 0.01).all()
    small, large = (drawn[drawn["minutes"] == m].geometry.reset_index(drop=True) for m in (3, 5))
    assert small.difference(large).area.max() < 1e-6
