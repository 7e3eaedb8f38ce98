"""Who is within reach."""

import pytest
import shapely

from geo.rules.coverage import circles, covered_area, gaps, homes_covered
from geo.rules.scope import outline
from tests.rules.world import L2S, PLANE, World, scope

HOMES = {"radius_m": 500.0, "crs": PLANE}


def test_people_are_counted_home_by_home():
    world = World()
    counts = homes_covered(world.home_points(scope()), world.centers(scope()), **HOMES)
    # every home of 甲 and 丙山 lies within 500 m of its centre; none of the others does
    assert counts.groupby(counts.index.str[:12]).sum().to_dict() == {
        "located": dict.fromkeys(L2S, 208.0),
        "covered": dict(zip(L2S, (208.0, 0.0, 208.0, 0.0), strict=True)),
    }


def test_homes_without_a_point_are_in_neither_number():
    world = World()
    homes = world.home_points(scope())
    homes.loc["H0", "lon"] = None
    assert homes_covered(homes, world.centers(scope()), **HOMES)["located"].sum() == 15 * 52


def test_without_centres_nobody_is_covered():
    world = World()
    none = world.centers(scope()).iloc[:0]
    assert homes_covered(world.home_points(scope()), none, **HOMES)["covered"].sum() == 0
    assert covered_area(none, outline(world, scope()).geometry, **HOMES).is_empty.all()


def test_area_and_gaps_add_up_to_the_outline():
    world = World()
    edge = outline(world, scope()).geometry
    area = covered_area(world.centers(scope()), edge, **HOMES)
    rest = gaps(area, edge, crs=PLANE, smallest_m2=0)
    total = area.to_crs(PLANE).area.sum() + rest.to_crs(PLANE).area.sum()
    assert total == pytest.approx(3200 * 800, rel=1e-5)


def test_small_gaps_are_dropped():
    world = World()
    edge = outline(world, scope()).geometry
    area = covered_area(world.centers(scope()), edge, **HOMES)
    assert (gaps(area, edge, crs=PLANE).to_crs(PLANE).area >= 9_999).all()


def test_circles_have_the_radius_in_metres():
    ring = circles(World().centers(scope()), **HOMES).to_crs(PLANE).geometry.iloc[0]
    assert shapely.area(ring) == pytest.approx(3.1416 * 500**2, rel=0.01)
