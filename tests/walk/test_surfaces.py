"""One raster for the whole district: outline, choice and catchments."""

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
from geo.walk.surfaces import catchment_areas, make_surface, reach_area
from geo.walk.times import walk_times
from tests.walk.test_barriers import fence
from tests.walk.town import CRS, HERE, points, random_streets, town

STREET = [[(-3000, 0), (3000, 0)]]


def surface_of(net, xy, *, barriers=None, cutoff=600.0, width=20):
    field = make_field(net, resolution_m=width, barriers=barriers)
    return make_surface(net, snap_centers(net, points(*xy), barriers=barriers), field, cutoff_m=cutoff)


def test_the_border_of_two_catchments_lies_half_way():
    areas = catchment_areas(surface_of(town(STREET), [(0, 0), (500, 0)]), radius_m=600)
    west, east = areas.geometry
    assert west.bounds[2] - HERE[0] == pytest.approx(250, abs=1)
    assert east.bounds[0] - HERE[0] == pytest.approx(250, abs=1)
    assert areas["center"].tolist() == [0, 1]


def test_a_choice_of_two_is_where_both_circles_lie():
    surface = surface_of(town(STREET), [(0, 0), (500, 0)])
    both = reach_area(surface, radius_m=400, at_least=2).iloc[0]
    assert (both.bounds[0] - HERE[0], both.bounds[2] - HERE[0]) == pytest.approx((100, 400), abs=1)
    assert reach_area(surface, radius_m=400, at_least=3).is_empty.all()


def test_a_centre_that_is_nobodys_nearest_has_no_catchment():
    areas = catchment_areas(surface_of(town(STREET), [(0, 0), (0, 0)]), radius_m=300)
    assert areas.geometry.is_empty.tolist() == [False, True]


def test_what_was_not_walked_is_refused():
    surface = surface_of(town(STREET), [(0, 0)])
    for ask in (
        lambda: reach_area(surface, radius_m=601),
        lambda: catchment_areas(surface, radius_m=-1),
        lambda: reach_area(surface, radius_m=100, at_least=4),
        lambda: reach_area(surface, radius_m=100, at_least=0),
    ):
        with pytest.raises(BadRule):
            ask()
    with pytest.raises(BadRule):
        make_surface(town(), surface.centers, surface.field, cutoff_m=100)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), walls=st.booleans())
def test_outline_is_the_union_of_the_circles_and_catchments_fill_it(seed, walls):
    rng = np.random.default_rng(seed)
    net = build_network(random_streets(rng), crs=CRS, min_keep_share=0)
    barriers = fence(*(rng.uniform(0, 550, (3, 2)).tolist() for _ in range(3))) if walls else None
    xy = rng.uniform(0, 550, (4, 2))
    surface = surface_of(net, xy, barriers=barriers, cutoff=300.0)
    drawn = isochrones(net, surface.centers, minutes=[4], field=surface.field).geometry
    outline, choice = (reach_area(surface, radius_m=300, at_least=n).iloc[0] for n in (1, 2))
    union = shapely.union_all(drawn.to_numpy())
    assert outline.is_valid
    assert outline.symmetric_difference(union).area <= 0.05 * union.area + 800
    assert choice.difference(outline).area < 1
    assert reach_area(surface, radius_m=150).iloc[0].difference(outline).area < 1
    mine = catchment_areas(surface, radius_m=300)
    assert mine.geometry.is_valid.all()
    assert mine.geometry.area.sum() == pytest.approx(outline.area, rel=0.12, abs=1500)
    assert shapely.union_all(mine.geometry.to_numpy()).symmetric_difference(outline).area <= 0.12 * outline.area + 1500


def test_people_live_in_the_catchment_of_their_nearest_centre():
    rng = np.random.default_rng(8)
    net = build_network(random_streets(rng, size=9), crs=CRS)
    surface = surface_of(net, rng.uniform(0, 880, (6, 2)), width=10)
    shapes = catchment_areas(surface, radius_m=600).geometry.to_numpy()
    homes = snap_xy(net, HERE + rng.uniform(0, 880, (2000, 2)))
    walks = walk_times(net, surface.centers, homes, cutoff_m=600).metres
    near = np.isfinite(walks).any(axis=0)
    inside = shapely.contains_xy(shapes[walks.argmin(axis=0)[near]], homes.xy[near])
    assert inside.mean() > 0.97
