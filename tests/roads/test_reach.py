"""What the look 服务圈 answers: exact, nested, never more than the role may see; bad questions get a sentence."""

import csv
import io
import itertools
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.frames import CRS
from geo.layers import bands, catchments, coverage, overlap, sites
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Role, Scope
from geo.model.view import ViewSpec
from geo.rules.nine import published
from pages.parts import reach, reach_area, reach_export, reach_sites, wiring

DISTRICT, ZONE, L2, OTHER = "410106", "410106-Z4", "410106001005", "410106002"
LEADER = Scope("t", Role.LEADER, DISTRICT)
STREET = Scope("t", Role.STREET, "410106001")
pytestmark = pytest.mark.usefixtures("demo")


def area(scope=LEADER, draw=frozenset(), **asked):
    return json.loads(reach_area.area_json(scope, reach.asked({k: str(v) for k, v in asked.items()}, scope.root), draw))


def shapes(collection):
    return [shapely.make_valid(shapely.geometry.shape(feature["geometry"])) for feature in collection["features"]]


def test_a_longer_walk_reaches_more_people():
    shares = [area(min=m, kmh=k)["covered"]["share"] for m, k in ((5, 3), (10, 3), (15, 3), (15, 4.5), (30, 6))]
    assert shares == sorted(shares)
    assert shares[0] < 60 < shares[-1]


def test_the_page_and_the_tile_agree():
    told = area()["covered"]
    found = wiring.store()
    from geo.metrics import covered  # noqa: PLC0415

    homes, _ = covered.homes(found, LEADER)
    exact = 100 * homes["covered"].sum() / homes["located"].sum()
    assert told["share"] == pytest.approx(exact, abs=0.051)


def test_bands_are_nested_and_gaps_are_the_rest():
    told = area()
    assert told["minutes"] == [5, 10, 15.0]
    far, middle, near = shapes(told["bands"])
    assert [f["properties"]["n"] for f in told["bands"]["features"]] == [3, 2, 1]
    assert middle.difference(far).area < 0.002 * middle.area
    assert near.difference(middle).area < 0.002 * near.area
    (gap,) = shapes(told["gaps"])
    assert gap.intersection(far).area < 0.002 * far.area


def test_shared_areas_and_borders_come_when_asked():
    told = area(draw=frozenset({"shared", "borders", "nonsense"}))
    two, three = shapes(told["shared"])
    far = shapes(told["bands"])[0]
    assert three.area < two.area < far.area
    assert shapes(told["borders"])[0].length > 0
    assert "shared" not in area()


def test_the_printed_overlays_agree_with_the_circles():
    book = wiring.store()
    crs = book.profile().measure_crs
    view = ViewSpec(DISTRICT)
    found = {one: one.load(book, LEADER, view).to_crs(crs) for one in (bands, overlap, catchments, coverage)}
    whole = found[coverage].geometry.iloc[0]
    rings = list(found[bands].geometry)
    assert found[bands]["band"].tolist() == ["5", "10", "15"]
    assert all(a.intersection(b).area < 1.0 for a, b in itertools.combinations(rings, 2))
    assert shapely.union_all(rings).symmetric_difference(whole).area < 0.005 * whole.area
    sides = found[catchments]
    assert set(sides.index) <= set(book.centers(LEADER).index)
    assert sides.area.sum() == pytest.approx(shapely.union_all(list(sides.geometry)).area, rel=1e-3), "nobody's twice"
    assert shapely.union_all(list(sides.geometry)).symmetric_difference(whole).area < 0.02 * whole.area
    two, three = found[overlap].geometry
    assert two.intersection(three).area < 1.0
    assert two.difference(whole).area < 0.01 * two.area


def test_people_live_on_the_side_of_the_centre_they_walk_to():
    book = wiring.store()
    sides = catchments.load(book, LEADER, ViewSpec(DISTRICT)).to_crs(book.profile().measure_crs)
    homes = book.home_points(LEADER).join(book.walks(LEADER))
    homes = homes[homes["metres"] <= 1_100].iloc[::7]
    points = GeoSeries.from_xy(homes["lon"], homes["lat"], crs=CRS).to_crs(sides.crs)
    row, side = shapely.STRtree(list(sides.geometry)).query(list(points), predicate="intersects")
    right = np.asarray(sides.index)[side] == homes["center"].to_numpy()[row]
    assert right.mean() > 0.98, "the drawing follows the counting"


def test_proposed_sites_are_those_of_the_page():
    book = wiring.store()
    told = json.loads(reach_sites.next_json(LEADER, reach.Ask(ZONE), {"k": "3"}))["sites"]
    rows = sites.load(book, LEADER, ViewSpec(ZONE))
    spots = rows[rows["form"] == sites.SPOT]
    assert spots["name"].tolist() == [one["name"] for one in told]
    assert [None if n is pd.NA else n for n in spots["gain"]] == [one["gain"] for one in told]
    with pytest.raises(NotFound):
        book.sites(STREET, OTHER)


def test_staff_are_shared_out_without_loss():
    """The two-step sum: what all communities get together is what the centres offer."""
    told = area(draw=frozenset({"supply"}), min=30, kmh=6)
    book = wiring.store()
    people = book.ground().homes.groupby(book.ground().homes["micro"].str[:12])["people"].sum()
    got = sum(value / 1000 * people[code] for code, value in told["supply"]["rows"].items())
    assert got == pytest.approx(book.centers(LEADER)["staff_n"].sum(), rel=0.01)
    assert len(told["supply"]["rows"]) == 65
    assert set(area(STREET, draw=frozenset({"supply"}))["supply"]["rows"]) < set(told["supply"]["rows"])


def test_what_a_centre_must_offer_and_closing_it_cost_people():
    every = area()["covered"]["inside"]
    needing = area(need="0001100")
    assert needing["covered"]["inside"] < every
    assert len(needing["active"]) < 65
    centers = wiring.store().centers(LEADER)
    none = area(off=",".join(centers.index))
    assert none["covered"]["share"] == 0
    assert none["active"] == []


def test_a_place_has_its_own_figures_and_rows():
    told = area(place=ZONE)
    assert told["place"]["name"].endswith("片区")
    assert told["centers"]["all"] < 65
    assert all(row["code"].startswith("410106") for row in told["rows"])
    fine = area(place=L2)
    assert fine["of"] == "三级网格"


@pytest.mark.parametrize(
    "query",
    [
        {"min": "0"}, {"min": "-5"}, {"min": "nan"}, {"min": "inf"}, {"min": "31"}, {"min": "十五"},
        {"kmh": "0"}, {"kmh": "-4.5"}, {"kmh": "NaN"}, {"kmh": "60"},
        {"need": "2"}, {"need": "01010101"}, {"off": "x" * 30},
    ],
)  # fmt: skip
def test_a_senseless_question_is_a_sentence(query):
    with pytest.raises(BadInput) as refused:
        reach.asked(query, DISTRICT)
    assert refused.value.remedy


def test_places_outside_the_scope_are_not_there():
    with pytest.raises(NotFound):
        area(STREET, place=OTHER)
    with pytest.raises(NotFound):
        reach_sites.center_json(STREET, reach.Ask("410106001"), "DQ" + OTHER + "001")


def small(value):
    """Numbers of people a leader must not read."""
    return value is not None and (0 < value < 10 or value % 10)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 30),
    st.sampled_from([2.0, 2.7, 3.0, 4.5, 6.0]),
    st.sampled_from([DISTRICT, ZONE, "410106001", L2, L2 + "001"]),
)
def test_a_leader_never_reads_a_small_count(minutes, kmh, place):
    told = area(min=minutes, kmh=kmh, place=place)
    for key in ("inside", "outside", "off_street"):
        assert not small(told["covered"][key]), key
    assert not any(small(row["outside"]) for row in told["rows"])
    assert all(row["share"] is None for row in told["rows"] if row["outside"] is None)
    for group in told["groups"] or []:
        assert all(n is None or n == 0 or n >= 10 for n in (group["inside"], group["outside"]))
        assert (group["inside"] is None) == (group["outside"] is None)


def test_inside_and_outside_make_up_what_is_told_of_the_place():
    table = published(wiring.store(), LEADER)
    hidden = 0
    for place in (DISTRICT, ZONE, *table.index[-3:]):
        for walk in ({"min": 5}, {"min": 10}, {"min": 15}, {"min": 15, "kmh": 3}):
            for group in area(place=place, **walk)["groups"]:
                whole = table.loc[place, group["code"]]
                if group["inside"] is None:
                    hidden += 1
                else:
                    assert group["inside"] + group["outside"] == whole
    assert hidden, "the demo has groups few of whom live near a border"


def test_groups_are_not_narrowed_by_a_slider():
    assert area(min=15, kmh=3)["groups"]
    for odd in (
        {"min": 14},
        {"kmh": 4.4},
        {"kmh": 2.7},
        {"min": 5, "kmh": 3},
        {"need": "1000000"},
        {"off": "DQ" + L2},
        {"place": L2},
    ):
        told = area(**odd)
        assert told["groups"] is None
        assert told["groups_why"]


def test_restricted_groups_are_in_no_answer():
    restricted = {group.code for group in wiring.store().profile().groups if group.restricted}
    for scope in (LEADER, STREET):
        assert not restricted & {group["code"] for group in area(scope)["groups"]}


def test_a_click_answers_minutes_and_the_way():
    center = wiring.store().centers(LEADER).iloc[0]
    told = json.loads(
        reach_sites.path_json(LEADER, reach.Ask(DISTRICT), {"lon": str(center["lon"]), "lat": str(center["lat"])})
    )
    assert told["rows"][0]["code"] == center.name
    minutes = [row["minutes"] for row in told["rows"]]
    assert minutes == sorted(minutes)
    assert len(told["lines"]["features"]) == len(told["rows"]) == 3
    assert "圈内" in told["said"]
    far = json.loads(reach_sites.path_json(LEADER, reach.Ask(DISTRICT), {"lon": "113.9", "lat": "34.8"}))
    assert far["rows"] == []
    with pytest.raises(BadInput):
        reach_sites.path_json(LEADER, reach.Ask(DISTRICT), {"lon": "34.8", "lat": "113.3"})


def test_a_centre_tells_who_walks_there():
    told = json.loads(reach_sites.center_json(LEADER, reach.Ask(DISTRICT), "DQ" + L2))
    people = [pace["people"] for pace in told["paces"]]
    assert people == sorted(people, reverse=True)
    assert not any(map(small, [*people, told["nearest"], told["only"]]))
    assert len(told["resources"]) == 7
    assert told["supply"] > 0
    assert shapes(told["area"])[0].area > 0


@pytest.mark.parametrize("weight", ["people", "elderly", "children", "poor"])
def test_next_centres_add_up_and_are_proven(weight):
    told = json.loads(reach_sites.next_json(LEADER, reach.Ask(ZONE, 15, 3.0), {"k": "3", "who": weight}))
    before = area(place=ZONE, min=15, kmh=3)["covered"]
    assert told["proven"]
    assert 1 <= len(told["sites"]) <= 3
    assert told["covered"]["inside"] >= before["inside"]
    shares = [site["share"] for site in told["sites"]]
    assert shares == sorted(shares)
    if weight == "people":
        assert told["sites"][-1]["share"] == pytest.approx(told["covered"]["share"], abs=0.11)


def test_a_group_is_not_narrowed_by_sites_of_ones_own():
    place = wiring.store().centers(LEADER).iloc[0]
    at = f"{place['lon']:.6f},{place['lat']:.6f}"
    for ask, query in (
        (reach.Ask(ZONE, 14), {}),
        (reach.Ask(ZONE, off=("DQ" + L2,)), {}),
        (reach.Ask(ZONE), {"at": at}),
    ):
        told = json.loads(reach_sites.next_json(LEADER, ask, {"k": "1", "who": "poor", **query}))
        assert all(site["gain"] is None and site["share"] is None for site in told["sites"])
        assert "预设" in told["note"]
    usual = json.loads(reach_sites.next_json(LEADER, reach.Ask(ZONE), {"k": "1", "who": "poor"}))
    assert not any(small(site["gain"]) for site in usual["sites"])


def test_the_next_centres_of_a_list():
    places = wiring.store().grids(LEADER, "l3").geometry.representative_point()[:5]
    listed = ";".join(f"{p.x:.6f},{p.y:.6f}" for p in places) + ";113.900000,34.800000"
    told = json.loads(reach_sites.next_json(LEADER, reach.Ask(DISTRICT), {"k": "2", "at": listed}))
    assert all(site["name"].startswith("名单第") for site in told["sites"])
    assert "离路过远" in told["note"]
    for bad in ({"k": "0"}, {"k": "11"}, {"k": "x"}, {"k": "1", "at": "1,2,3"}, {"k": "1", "who": "everybody"}):
        with pytest.raises(BadInput):
            reach_sites.next_json(LEADER, reach.Ask(DISTRICT), bad)


def test_the_table_leaves_as_the_role_sees_it():
    body, kind = reach_export.outside_file(LEADER, reach.Ask(DISTRICT), "csv")
    assert kind.startswith("text/csv")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    at = rows.index(["编码", "名称", "人数", "圈外人数", "占本格(%)", "圈外平均步行(分钟)"])
    table = [row for row in rows[at + 1 :] if len(row) == 6]
    assert "口径" in rows[1][0]
    assert "演示数据" in rows[2][0]
    assert all(row[3] == "不足10" or int(row[3]) % 10 == 0 for row in table)
    book, kind = reach_export.outside_file(LEADER, reach.Ask(DISTRICT), "xlsx")
    assert zipfile.ZipFile(io.BytesIO(book)).testzip() is None
    exact, _ = reach_export.outside_file(STREET, reach.Ask("410106001", 10, 3.0), "csv")
    numbers = [row[3] for row in csv.reader(io.StringIO(exact.decode("utf-8-sig"))) if row[0].startswith("\t")]
    assert any(int(n) % 10 for n in numbers if n)
    with pytest.raises(BadInput):
        reach_export.outside_file(LEADER, reach.Ask(DISTRICT), "exe")


def test_without_roads_the_circles_are_straight_and_say_so(monkeypatch):
    book = wiring.store()
    monkeypatch.setattr(type(book), "ground", lambda _self: None)
    monkeypatch.setattr(reach_area, "_answers", type(reach_area._answers)(4))
    told = area()
    assert told["method"] == "circle"
    assert "直线缓冲(估算)" in told["rule"]
    assert any("没有载入道路" in text for text in told["warn"])
    assert told["groups"] is None
    with pytest.raises(BadInput, match="没有载入道路"):
        reach_sites.next_json(LEADER, reach.Ask(DISTRICT), {"k": "1", "at": "113.3,34.8"})
    assert np.isfinite(told["covered"]["share"])
