"""Scopes, names, hexagons, rounding, simplification and what may be published."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoSeries

from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.model.scope import Role, Tier
from geo.rules import rounding
from geo.rules.hexes import SIDE_M, hex_rows, hexagons
from geo.rules.names import short
from geo.rules.publish import is_private, published_points
from geo.rules.scope import ancestry, inner_points, outline, within
from geo.rules.shapes import bare
from geo.rules.tiling import TILING, slim
from tests.rules.world import CRS, DISTRICT, L2S, PLANE, PROFILE, World, scope


def test_a_root_holds_its_prefix_and_a_zone_its_communities():
    codes = pd.Index([DISTRICT, "410106-Z1", "410106001", L2S[0], L2S[0] + "001", L2S[2] + "001001"])
    zones = pd.Series({L2S[0]: "410106-Z1", L2S[2]: "410106-Z2"})
    assert within(codes, DISTRICT).all()
    assert list(within(codes, "410106001")) == [False, False, True, True, True, False]
    assert list(within(codes, "410106-Z1", zones)) == [False, True, False, True, True, False]


def test_every_micro_grid_has_its_ancestors():
    family = ancestry(World().places(scope()))
    assert len(family) == 32
    assert family.loc[L2S[2] + "001001"].to_dict() == {
        "micro": L2S[2] + "001001",
        "l3": L2S[2] + "001",
        "l2": L2S[2],
        "l1": "410106002",
        "district": DISTRICT,
        "zone": "410106-Z2",
    }


def test_the_outline_is_the_root_of_the_account():
    assert list(outline(World(), scope(Role.STREET, "410106001")).index) == ["410106001"]
    with pytest.raises(NotFound, match="没有编码"):
        outline(World(), scope(Role.STREET, "410106009"))


def test_the_inner_point_lies_deepest_inside():
    square = GeoSeries([shapely.box(0, 0, 10, 4), shapely.Polygon()], crs=PLANE)
    points, radius = inner_points(square, PLANE)
    assert radius.tolist() == pytest.approx([2.0, 0.0], abs=0.1)
    assert shapely.within(points.iloc[0], square.iloc[0])


@pytest.mark.parametrize(
    ("name", "shown"), json.loads(Path(__file__).with_name("short_names.json").read_text(encoding="utf-8")).items()
)
def test_names_lose_the_word_for_their_kind(name, shown):
    assert short(name) == shown


def test_hexagons_tile_the_outline():
    edge = outline(World(), scope()).geometry
    cells = hexagons(edge, crs=PLANE)
    flat = cells.to_crs(PLANE)
    assert flat.area.sum() == pytest.approx(3200 * 800, rel=1e-6)
    assert flat.area.max() <= 1.5 * 3**0.5 * SIDE_M**2 + 1


def test_points_find_the_hexagon_they_lie_in():
    edge = outline(World(), scope()).geometry
    cells = hexagons(edge, crs=PLANE)
    inside = cells.to_crs(PLANE).representative_point().to_crs(CRS)
    np.testing.assert_array_equal(hex_rows(inside, cells, crs=PLANE), np.arange(len(cells)))
    away = GeoSeries([shapely.Point(0, 0), shapely.Point()], crs=CRS)
    np.testing.assert_array_equal(hex_rows(away, cells, crs=PLANE), [-1, -1])


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (14, 10), (26, 30), (None, None)])
def test_leaders_see_people_below_communities_in_tens(value, shown):
    assert rounding.people(value, tier=Tier.T0, level=Level.MICRO) == shown


def test_registered_totals_and_finer_tiers_stay_exact():
    assert rounding.people(1234, tier=Tier.T0, level=Level.L2) == 1234
    assert rounding.people(7, tier=Tier.T1, level=Level.MICRO) == 7
    assert rounding.words(7, tier=Tier.T0, level=Level.L3) == "不足10"
    assert rounding.words(None, tier=Tier.T0) == "—"


def test_unknown_classes_count_as_private():
    assert list(is_private(pd.Series(["0101", "0702", "9901"]), PROFILE)) == [False, True, True]


def test_homes_and_disputes_stand_at_their_grid_for_leaders():
    world = World()
    events = world.events(scope())
    grids = world.grids(scope(), Level.MICRO)
    centre, _ = inner_points(grids.geometry, PLANE)
    seen = published_points(events, centre, PROFILE, tier=Tier.T0)
    assert seen.geometry["E2"] == centre[events.loc["E2", "micro"]]
    assert seen.geometry["E1"] == events.geometry["E1"]
    assert seen.loc["E2", ["text", "address"]].tolist() == ["", ""]
    assert published_points(events, centre, PROFILE, tier=Tier.T1).geometry["E2"] == events.geometry["E2"]


def test_private_events_without_a_grid_stay_inside():
    world = World()
    seen = published_points(world.events(scope()), GeoSeries([], crs=CRS), PROFILE, tier=Tier.T0)
    assert not is_private(seen["type"], PROFILE).any()


def test_simplified_tiers_share_their_borders():
    thin = slim(World(), scope(), tolerance_m=1.5)
    micro = bare(thin[Level.MICRO])
    assert shapely.coverage_is_valid(micro)
    for level in TILING[1:]:
        assert shapely.union_all(bare(thin[level])).equals(shapely.coverage_union_all(micro))


def test_a_dirty_coverage_is_left_exact():
    world = World()
    grids = world.the_grids.copy()
    code = L2S[0] + "001001"
    grids.loc[[code], "geometry"] = grids.loc[[code]].geometry.translate(0.0001, 0)
    assert slim(World(the_grids=grids), scope(), tolerance_m=1.5) is None
