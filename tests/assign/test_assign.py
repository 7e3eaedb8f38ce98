"""Every point inside gets exactly one grid; border points the lowest code."""

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.rules.assign import assign, nearest

# c | d      four unit squares; codes out of order on purpose
# --+--
# a | b
SQUARES = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 1, 1, 2), shapely.box(1, 1, 2, 2)])
CODES = ["3", "1", "4", "2"]


def found(*points, polygons=SQUARES, codes=CODES):
    xy = np.array(points, dtype=float).reshape(-1, 2)
    return [codes[i] if i >= 0 else None for i in assign(xy[:, 0], xy[:, 1], polygons, codes)]


def test_an_inner_point_finds_its_square():
    assert found((0.5, 0.5), (1.5, 0.5), (0.5, 1.5), (1.5, 1.5)) == ["3", "1", "4", "2"]


def test_a_border_point_gets_the_lowest_code():
    assert found((1, 0.5), (1, 1), (0.5, 1), (1, 1.5)) == ["1", "1", "3", "2"]


def test_the_rim_belongs_to_the_district():
    assert found((0, 0), (2, 2), (2, 0), (0, 2), (0, 0.5), (2, 1.5)) == ["3", "2", "1", "4", "3", "2"]


def test_points_outside_and_without_position_lie_nowhere():
    assert found((-0.01, 0.5), (9, 9), (np.nan, 0.5), (0.5, np.inf)) == [None] * 4


def test_no_polygons_and_no_points_are_no_fault():
    assert found((0, 0), polygons=np.array([], dtype=object), codes=[]) == [None]
    assert found((0, 0), polygons=np.array([shapely.Polygon(), None]), codes=["a", "b"]) == [None]
    assert found() == []


def test_where_grids_overlap_the_lowest_code_wins_also_deep_inside():
    big, small = shapely.box(0, 0, 100, 100), shapely.box(40, 40, 60, 60)
    points = np.random.default_rng(0).random((5000, 2)) * 100
    answer = assign(points[:, 0], points[:, 1], np.array([big, small]), ["b", "a"])
    assert (answer == shapely.intersects_xy(small, points[:, 0], points[:, 1])).all()


def test_the_nearest_grid_within_the_limit():
    x, y = np.array([2.3, 2.3, -0.2, np.nan]), np.array([0.5, 1.0, 5.0, 0.0])
    assert nearest(x, y, SQUARES, CODES, limit_m=0.5).tolist() == [1, 1, -1, -1]


cell = st.integers(0, 6)


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 29), min_size=1, max_size=8, unique=True),
    points=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=80),
    seed=st.integers(0, 9),
)
def test_assignment_is_total_and_equals_the_plain_definition(cuts, points, seed):
    """Random rows and columns tile a square; points on half steps fall on many borders and corners."""
    edges = [0, *sorted(cuts), 30]
    boxes = np.array(
        [shapely.box(a, c, b, d) for a, b in zip(edges, edges[1:]) for c, d in zip(edges, edges[1:])]  # noqa: B905, RUF007
    )
    codes = [f"{i:04d}" for i in np.random.default_rng(seed).permutation(len(boxes))]
    xy = np.array(points) / 2
    answer = assign(xy[:, 0], xy[:, 1], boxes, codes)
    for (x, y), got in zip(xy, answer, strict=True):
        holders = [i for i in range(len(boxes)) if shapely.intersects_xy(boxes[i], x, y)]
        assert got == min(holders, key=lambda i: codes[i])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_equal_to_a_spatial_join_on_crooked_cells(seed):
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.random((40, 2)) * [0.08, 0.13] + [113.2, 34.75])
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
    codes = [f"{i:03d}" for i in range(len(cells))]
    points = np.vstack([rng.random((300, 2)) * [0.09, 0.14] + [113.195, 34.745], shapely.get_coordinates(cells)])
    answer = assign(points[:, 0], points[:, 1], cells, codes)
    joined = gpd.sjoin(gpd.GeoDataFrame(geometry=shapely.points(points)), gpd.GeoDataFrame(geometry=cells))
    oracle = joined["index_right"].groupby(level=0).min().reindex(range(len(points)), fill_value=-1)
    assert (answer == oracle.to_numpy()).all()
