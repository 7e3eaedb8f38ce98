"""Hot spots, repeats and standouts against fields one can count by hand."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as some

from geo.rules import hotspots, repeats
from geo.rules.standouts import standouts
from tests.rules.world import CRS, PLANE, lonlat

SIZE = 9


def field():
    """Nine by nine hexagons in axial places."""
    return pd.DataFrame([(q, r) for q in range(SIZE) for r in range(SIZE)], columns=["q", "r"])


def test_a_cell_in_the_middle_has_six_neighbours_and_itself():
    weights = hotspots.neighbours(field())
    rows = np.asarray(weights.sum(axis=1)).ravel().reshape(SIZE, SIZE)
    assert rows[4, 4] == 7
    assert rows[0, 0] == 3
    assert (weights != weights.T).nnz == 0


def test_a_heap_is_hot_and_the_far_corner_is_not():
    cells = field()
    counts = np.ones(len(cells))
    heap = (cells["q"].between(3, 5) & cells["r"].between(3, 5)).to_numpy()
    counts[heap] = 30
    found = hotspots.hot_spots(counts, hotspots.neighbours(cells))
    middle = int(np.flatnonzero((cells["q"] == 4) & (cells["r"] == 4))[0])
    assert found["z"].idxmax() == middle
    assert found.loc[middle, "hot"]
    assert not found.loc[0, "hot"]


def test_the_statistic_is_the_one_of_ord_and_getis():
    """Gi* of the middle of a line of three, worked out on paper: counts 0 12 0 of n = 3."""
    cells = pd.DataFrame({"q": [0, 1, 2], "r": [0, 0, 0]})
    counts = np.array([0.0, 12.0, 0.0])
    found = hotspots.hot_spots(counts, hotspots.neighbours(cells))
    mean, spread = 4.0, np.sqrt((16 + 64 + 16) / 3)
    left = (12 - mean * 2) / (spread * np.sqrt((3 * 2 - 4) / 2))
    assert found["z"].tolist() == pytest.approx([left, 0.0, left])  # the middle sees all three: no spread left


@pytest.mark.parametrize("counts", [np.zeros(81), np.full(81, 5.0), np.eye(1, 81)[0] * 9])
def test_nothing_is_hot_without_events_without_spread_or_with_too_few(counts):
    found = hotspots.hot_spots(counts, hotspots.neighbours(field()))
    assert not found["hot"].any()
    assert (found["q"] == 1).all()


def test_noise_is_rarely_called_hot():
    rng = np.random.default_rng(7)
    weights = hotspots.neighbours(field())
    false = [hotspots.hot_spots(rng.poisson(20, SIZE * SIZE).astype(float), weights)["hot"].any() for _ in range(200)]
    assert np.mean(false) <= hotspots.LEVEL


def reports(xy, kinds):
    points = lonlat(xy)
    frame = pd.DataFrame({"reported_at": pd.date_range("2026-11-01", periods=len(xy), freq="D")})
    return GeoDataFrame(frame, geometry=shapely.points(points), crs=CRS), pd.Series(kinds)


def test_repeats_need_the_same_kind_within_forty_metres_three_times():
    xy = [(0, 0), (10, 0), (0, 10), (200, 0), (210, 0), (400, 0), (401, 0), (402, 0)]
    events, kinds = reports(xy, ["a"] * 5 + ["a", "b", "a"])
    found = repeats.spots(events, by=kinds, crs=PLANE)
    assert found[["kind", "n"]].to_numpy().tolist() == [["a", 3]]
    assert sorted(found["members"][0]) == [0, 1, 2]
    assert (found["first"][0], found["last"][0]) == (pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-03"))


@settings(max_examples=30, deadline=None)
@given(some.lists(some.tuples(some.integers(0, 300), some.integers(0, 300)), min_size=1, max_size=40))
def test_no_report_counts_in_two_spots_and_none_is_far_from_its_middle(xy):
    events, kinds = reports(xy, ["a"] * len(xy))
    found = repeats.spots(events, by=kinds, crs=PLANE)
    members = [n for spot in found["members"] for n in spot]
    assert len(members) == len(set(members))
    for spot, middle in zip(found["members"], found["row"], strict=True):
        assert all(np.hypot(*np.subtract(xy[n], xy[middle])) <= repeats.RADIUS_M + 0.5 for n in spot)


def test_what_is_far_above_its_share_stands_out_by_place_and_by_day():
    rng = np.random.default_rng(3)
    kinds = pd.Series(rng.choice(["灯", "路"], 2000).tolist() + ["灰"] * 40 + ["水"] * 30)
    places = pd.Series(rng.choice([f"p{n}" for n in range(20)], 2000).tolist() + ["p3"] * 40 + ["p1", "p2", "p5"] * 10)
    days = pd.Series(rng.choice([f"d{n:02d}" for n in range(30)], 2040).tolist() + ["d07"] * 30)
    found = standouts(kinds, places, days)
    assert found.loc[0, ["kind", "place"]].tolist() == ["灰", "p3"]
    assert ["水", "d07"] in found[["kind", "day"]].to_numpy().tolist()
    assert (found["n"] >= 2 * found["expected"]).all()
    assert not found["kind"].isin(["灯", "路"]).any()


def test_nothing_stands_out_of_nothing():
    none = pd.Series([], dtype=object)
    assert standouts(none, none, none).empty
