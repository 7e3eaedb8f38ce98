"""圈阅: what may be drawn, what is refused in a sentence, which grid answers for it."""

import json

import pytest
import shapely
from geopandas import GeoSeries

from geo.layers.sketches import load
from geo.model.codes import Level
from geo.model.errors import BadInput, NotAllowed
from geo.model.scope import Role
from geo.model.view import ViewSpec
from geo.rules.scope import outline
from geo.rules.sketches import LONGEST, answers_for, checked, may_draw, read
from tests.rules.world import CRS, DISTRICT, L2S, PLANE, World, lonlat, scope

BOW = [(0, 0), (200, 200), (200, 0), (0, 200), (0, 0)]


def feature(kind, points):
    coordinates = {"Polygon": [points], "LineString": points, "Point": points[0] if points else None}[kind]
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}}


def ring(*corners):
    return read(feature("Polygon", lonlat([*corners, corners[0]])), None, PLANE)


def keep(shape, words="看一看", who=None):
    return checked(shape, words, outline(World(), who or scope()), PLANE)


def test_a_polygon_and_a_line_are_kept_as_they_were_drawn():
    shape = ring((60, 60), (180, 60), (180, 140))
    assert keep(shape, " 垃圾站\n挪到路北 ") == ("面", shape, "垃圾站 挪到路北")
    line = read(feature("LineString", lonlat([(60, 60), (300, 60)])), None, PLANE)
    assert keep(line)[0] == "线"


def test_a_circle_is_as_large_as_its_radius():
    circle = read(feature("Point", lonlat([(400, 400)])), 50.0, PLANE)
    area = GeoSeries([circle], crs=CRS).to_crs(PLANE).area.iloc[0]
    assert area == pytest.approx(7854, rel=0.02)


@pytest.mark.parametrize(
    ("shape", "words", "told"),
    [
        (lambda: ring((60, 60), (180, 60), (180, 140)), "  \n ", "没有写批注"),
        (lambda: ring((60, 60), (180, 60), (180, 140)), "长" * (LONGEST + 1), "缩短"),
        (lambda: read(feature("Polygon", lonlat(BOW)), None, PLANE), "看", "自己交叉"),
        (lambda: ring((60, 60), (65, 60), (65, 65)), "看", "平方米"),
        (lambda: ring((-900, -900), (3900, -900), (3900, 1500), (-900, 1500)), "看", "平方公里"),
        (lambda: ring((-400, 0), (100, 0), (100, 100), (-400, 100)), "看", "之外"),
        (lambda: read(feature("LineString", lonlat([(0, 0), (3, 3)])), None, PLANE), "看", "线"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(shape, words, told):
    with pytest.raises(BadInput, match=told):
        keep(shape(), words)


@pytest.mark.parametrize(
    "drawing",
    [
        {},
        {"geometry": None},
        {"geometry": {"type": "Polygon", "coordinates": "x"}},
        {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, None], [1, 1], [0, 0]]]}},
        {"geometry": {"type": "LineString", "coordinates": [[float("nan"), 1], [2, 2]]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[900, 1], [2, 2], [3, 3], [900, 1]]]}},
        {"geometry": {"type": "MultiPolygon", "coordinates": []}},
        {"geometry": {"type": "LineString", "coordinates": [[113, 34]] * 999}},
    ],
)
def test_what_a_browser_sends_is_not_trusted(drawing):
    with pytest.raises(BadInput):
        read(drawing, None, PLANE)
    with pytest.raises(BadInput):
        read({"geometry": {"type": "Point", "coordinates": [113.2, 34.8]}}, 1e9, PLANE)


def test_a_street_may_only_circle_its_own_ground():
    east = ring((1700, 60), (1800, 60), (1800, 140))
    assert keep(east)[0] == "面"
    with pytest.raises(BadInput, match="西街之外"):
        keep(east, who=scope(Role.STREET, "410106001"))


def test_grid_workers_report_events_instead():
    may_draw(scope(Role.LEADER))
    with pytest.raises(NotAllowed, match="巡查"):
        may_draw(scope(Role.GRID_WORKER))


def test_the_grid_with_most_of_it_answers():
    grids = World().grids(scope(), Level.MICRO)
    code, point = answers_for(ring((300, 20), (450, 20), (450, 180), (300, 180)), grids, PLANE)
    assert code == L2S[0] + "001001"  # 100 m of it, and 50 m of the next
    assert grids.geometry[code].contains(point)
    line = read(feature("LineString", lonlat([(390, 100), (700, 100)])), None, PLANE)
    assert answers_for(line, grids, PLANE)[0] == L2S[0] + "002001"


def test_the_layer_numbers_them_and_says_how_far_each_has_come():
    frame = load(World(), scope(), ViewSpec(DISTRICT))
    assert frame["tag"].tolist() == ["1", "2"]
    assert frame["stage"].tolist() == ["圈阅", "办结"]  # E6 was made of the second
    assert frame["who"].iloc[0] == "领导 11-19 18:00"
    assert isinstance(json.loads(shapely.to_geojson(frame.geometry.iloc[1])), dict)
