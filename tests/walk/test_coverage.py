"""Heads counted by their own walk."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.walk.build import build_network
from geo.walk.coverage import catchments, coverage, overlap, reached, uncovered
from geo.walk.errors import BadRule
from geo.walk.snap import snap, snap_centers, snap_xy
from geo.walk.times import walk_times
from tests.walk.town import CRS, EAST, NORTH, points, random_streets, town

# one street, centres a at 0 and b at 1000; people at 100, 400, 600, 950, and 300 m off the street
STREET = [[(-500, 0), (2500, 0)]]
PEOPLE = pd.DataFrame(
    {"people": [10, 20, 40, 80, 160], "elder": [1, None, 4, 8, 16], "grid": ["g1", "g1", "g2", "g2", None]},
    index=["h1", "h2", "h3", "h4", "h5"],
)


def walked(cutoff=1125):
    net = town(STREET)
    homes = points((100, 0), (400, 0), (600, 0), (950, 0), (500, 300), labels=PEOPLE.index)
    centers = snap_centers(net, points((0, 0), (1000, 0), labels=["a", "b"]))
    return walk_times(net, centers, snap(net, homes), cutoff_m=cutoff)


def test_each_place_knows_its_nearest_centre():
    near = reached(walked(), radius_m=500)
    assert near["center"].tolist()[:4] == ["a", "a", "b", "b"]
    assert near["center"].isna().tolist()[4]
    assert near["metres"].tolist()[:4] == pytest.approx([100, 400, 400, 50])
    assert near["n_within"].tolist() == [1, 1, 1, 1, 0]
    assert near["off_street"].tolist() == [False] * 4 + [True]


def test_covered_uncovered_and_off_street_make_the_total():
    row = coverage(walked(), PEOPLE, radius_m=399, weights=["people", "elder"]).loc["total"]
    assert row[["people_covered", "people_uncovered", "people_off_street", "people_total"]].tolist() == [
        90,
        60,
        160,
        310,
    ]
    assert row["people_share"] == pytest.approx(90 / 310)
    assert row["elder_total"] == 29


def test_groups_are_counted_apart_and_a_missing_key_is_one_of_them():
    table = coverage(walked(), PEOPLE, radius_m=399, by="grid")
    assert table["people_covered"].tolist() == [10, 80, 0]
    assert table["people_total"].tolist() == [30, 120, 160]


def test_where_nobody_lives_there_is_no_share():
    nobody = PEOPLE.assign(people=0)
    assert np.isnan(coverage(walked(), nobody, radius_m=399)["people_share"].iloc[0])


def test_who_is_outside_the_farthest_first():
    out = uncovered(walked(), PEOPLE, radius_m=399)
    assert out.index.tolist() == ["h5", "h2", "h3"]
    assert out["off_street"].tolist() == [True, False, False]
    assert out["access_m"].iloc[0] == pytest.approx(300)


def test_people_by_the_number_of_centres_they_can_choose_from():
    assert overlap(walked(), PEOPLE, radius_m=900).tolist() == [0, 80, 70]
    assert overlap(walked(), PEOPLE, radius_m=10).tolist() == [150]


def test_each_person_is_in_one_catchment():
    table = catchments(walked(), PEOPLE, radius_m=900)
    assert table["people"].tolist() == [30, 120]
    assert table["people_within"].tolist() == [70, 150]
    assert table["mean_m"].tolist() == pytest.approx([300, (400 * 40 + 50 * 80) / 120])


def test_equally_near_the_first_centre_serves():
    net = town(STREET)
    times = walk_times(net, snap(net, points((0, 0), (200, 0))), snap(net, points((100, 0))), cutoff_m=500)
    assert reached(times, radius_m=500)["center"].tolist() == [0]


def test_without_centres_everybody_is_outside():
    net = town(STREET)
    times = walk_times(net, snap(net, points()), snap(net, points((100, 0))), cutoff_m=500)
    one = pd.DataFrame({"people": [5]})
    assert coverage(times, one, radius_m=500)["people_uncovered"].tolist() == [5]
    assert not len(catchments(times, one, radius_m=500))


def test_a_radius_that_was_not_walked_is_refused():
    with pytest.raises(BadRule, match="1125"):
        coverage(walked(1125), PEOPLE, radius_m=1126)
    with pytest.raises(BadRule):
        coverage(walked(), PEOPLE, radius_m=float("nan"))


def test_people_of_another_list_are_refused():
    with pytest.raises(BadRule, match="对不上"):
        coverage(walked(), PEOPLE.iloc[::-1], radius_m=100)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_sums_hold_and_more_minutes_never_cover_fewer(seed):
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    corner = [EAST - 150, NORTH - 150]
    homes = snap_xy(net, corner + rng.random((80, 2)) * 850)
    centers = snap_xy(net, corner + rng.random((4, 2)) * 850)
    people = pd.DataFrame({"people": rng.integers(0, 9, 80), "grid": rng.integers(0, 5, 80)})
    times = walk_times(net, centers, homes, cutoff_m=900)
    before = None
    for radius in (0, 75, 300, 900):
        table = coverage(times, people, radius_m=radius, by="grid")
        assert table["people_total"].sum() == people["people"].sum()
        assert overlap(times, people, radius_m=radius).iloc[1:].sum() == table["people_covered"].sum()
        assert catchments(times, people, radius_m=radius)["people"].sum() == table["people_covered"].sum()
        if before is not None:
            assert (table["people_covered"] >= before).all()
        before = table["people_covered"]
