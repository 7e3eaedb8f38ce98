"""What becomes of drawn roads."""

import numpy as np
import pytest

from geo.walk.build import build_network
from geo.walk.errors import CrsUnknown, NetworkFragmented, NoRoads
from geo.walk.roads import RoadSet
from tests.walk.town import CRS, EAST, NORTH, RUNGS, streets, town


def test_lines_meet_where_they_touch():
    net = town()
    assert len(net.nodes) == 6
    assert sorted(net.length.tolist()) == [100.0] * 7
    assert net.km == pytest.approx(0.7)


def test_crossings_of_a_drawing_become_nodes():
    net = town([[(0, 0), (200, 0)], [(100, -100), (100, 100)]])
    assert len(net.nodes) == 5
    assert (net.nodes[2] == [EAST + 100, NORTH]).all()


def test_a_bridge_is_no_crossing():
    lines = [[(0, 0), (200, 0)], [(100, -100), (100, 100)], [(0, 0), (100, -100)]]
    net = build_network(streets(lines, level=[0, 1, 0]), crs=CRS)
    assert len(net.nodes) == 4  # the bridge hangs on the ramp at (100, -100) only
    assert net.km == pytest.approx(0.4 + 0.1 * 2**0.5)


def test_a_bridge_that_ends_on_a_street_joins_it():
    lines = [[(0, 0), (200, 0)], [(100, 0), (100, 100)], [(0, 100), (200, 100)]]
    net = build_network(streets(lines, level=[0, 1, 0]), crs=CRS)
    assert len(net.nodes) == 6
    assert len(net.length) == 5


def test_levels_that_both_go_on_stay_apart_though_cut_at_one_place():
    lines = [
        [(0, 0), (100, 0)],
        [(100, 0), (200, 0)],
        [(100, -100), (100, 0)],
        [(100, 0), (100, 100)],
        [(0, 0), (100, -100)],
    ]
    net = build_network(streets(lines, level=[0, 0, 1, 1, 0]), crs=CRS)
    here = (net.nodes == [EAST + 100, NORTH]).all(axis=1)
    assert here.sum() == 2


def test_noded_lines_cross_without_a_node():
    lines = streets([[(0, 0), (200, 0)], [(100, -100), (100, 100)], [(0, 0), (100, -100)]])
    net = build_network(RoadSet(lines, noded=True), crs=CRS)
    assert len(net.length) == 3


def test_small_gaps_are_closed_and_told():
    apart = [[(0, 0), (99, 0)], [(101, 0), (200, 0)], [(150, 2), (150, 100)]]
    net = town(apart)
    assert net.report.dropped_km == 0
    assert net.report.healed_ends == 3
    assert net.report.farthest_heal_m == pytest.approx(2.0)
    assert any("断头" in line for line in net.report.sentences)


def test_gaps_are_left_open_when_asked():
    with pytest.raises(NetworkFragmented) as told:
        town([[(0, 0), (99, 0)], [(101, 0), (200, 0)]], gap_tol_m=0)
    assert told.value.share == pytest.approx(0.5)
    assert told.value.remedy


def test_a_person_may_accept_fragments():
    net = town([[(0, 0), (99, 0)], [(110, 0), (200, 0)]], min_keep_share=0)
    assert net.km == pytest.approx(0.099)
    assert net.report.dropped_km == pytest.approx(0.09)
    assert len(net.report.dropped) == 1


def test_a_shaken_drawing_loses_hardly_more_than_a_clean_one():
    rng = np.random.default_rng(5)
    lines = [[(100 * i, 100 * j), (100 * i + 100, 100 * j)] for i in range(8) for j in range(9)]
    lines += [[(100 * j, 100 * i), (100 * j, 100 * i + 100)] for i in range(8) for j in range(9)]
    shaken = [(np.array(line) + rng.uniform(-0.6, 0.6, (2, 2))).tolist() for line in lines]
    with pytest.raises(NetworkFragmented):
        town(shaken, gap_tol_m=0)
    net = town(shaken)
    assert net.km == pytest.approx(14.4, rel=0.01)
    assert len(net.nodes) == 81


def test_the_shorter_of_two_parallel_edges_counts():
    net = town([[(0, 0), (100, 0)], [(0, 0), (50, 80), (100, 0)]])
    assert net.graph.max() == pytest.approx(100.0)
    assert len(net.length) == 2


def test_a_loop_stays_walkable():
    net = town([[(0, 0), (100, 0)], [(100, 0), (150, 50), (200, 0), (100, 0)]])
    assert (net.u == net.v).sum() == 1
    assert net.km == pytest.approx(0.1 + 0.1 + 2 * 0.05 * 2**0.5)


def test_nobody_walks_on_the_motorway():
    net = build_network(streets([*RUNGS, [(0, 300), (200, 300)]], klass=["lane"] * 5 + ["motorway"]), crs=CRS)
    assert net.report.not_walked_km == pytest.approx(0.2)
    assert net.km == pytest.approx(0.7)


def test_the_order_of_the_file_does_not_matter():
    turned = [line[::-1] for line in RUNGS[::-1]]
    assert town().hash == town(turned).hash
    assert town().hash != town(RUNGS[:-1]).hash


def test_empty_and_unfinite_lines_are_left_out():
    net = town([*RUNGS, [(0, 0), (np.nan, 5)], [(7, 7), (7, 7)]])
    assert net.hash == town().hash


@pytest.mark.parametrize("crs", [None, "EPSG:4490", "EPSG:3857", "EPSG:2263", "nonsense"])
def test_systems_without_true_metres_are_refused(crs):
    with pytest.raises(CrsUnknown):
        build_network(streets(RUNGS), crs=crs)


def test_roads_without_a_system_are_refused():
    with pytest.raises(CrsUnknown):
        build_network(streets(RUNGS, crs=None), crs=CRS)


def test_no_roads_is_a_sentence():
    with pytest.raises(NoRoads):
        build_network(streets([]), crs=CRS)
    with pytest.raises(NoRoads):
        build_network(streets(RUNGS, klass="motorway"), crs=CRS)
