"""Every way a road may come in, and every way it may be wrong."""

import geopandas as gpd
import numpy as np
import osmium
import pytest
import shapely

from data.loading import confirm
from data.readers import datum as datums
from data.readers import osm as osm_reader
from data.roads import levels, load_roads
from geo.model.errors import BadInput
from geo.model.scope import Role, Scope
from geo.walk.build import build_network
from geo.walk.snap import snap
from geo.walk.times import walk_times
from tests.roads.drawings import DX, DY, SOUTH, WEST, cross, geojson, lattice, osm
from tests.walk.helsinki import extract
from tests.worlds import gdf, shapefile_zip, workbook

ALL = Scope("t", Role.ADMIN, "410106")
PLANE = "EPSG:4547"


def codes(staging):
    return [fault.code for fault in staging.all_faults]


def streets(staging):
    return staging.of("street")[0]


def test_osm_ways_are_split_where_they_share_a_node(tmp_path, staged):
    table = streets(staged(osm(tmp_path / "路网.osm", *cross())))
    assert sorted(table.good["code"]) == ["W11-1", "W11-2", "W12-1", "W12-2"]
    assert set(table.good["klass"]) == {"residential", "path"}
    assert not table.faults
    assert any("可步行道路" in note for note in table.notes)


def test_an_unsplit_way_would_lose_its_crossing(tmp_path, staged):
    """The point of splitting: one can turn at the shared node."""
    staging = staged(osm(tmp_path / "路网.osm", *cross()))
    good = streets(staging).good
    net = build_network(load_roads(gpd.GeoDataFrame(good, geometry="geometry", crs="EPSG:4490")), crs=PLANE)
    ends = gpd.GeoSeries.from_xy([WEST, WEST + DX / 2], [SOUTH + DY / 2, SOUTH + DY], crs="EPSG:4490")
    here = snap(net, ends)
    walked = walk_times(net, here.take(np.array([0])), here.take(np.array([1])), cutoff_m=5000).metres[0, 0]
    flat = ends.to_crs(PLANE)
    middle = gpd.GeoSeries.from_xy([WEST + DX / 2], [SOUTH + DY / 2], crs="EPSG:4490").to_crs(PLANE)[0]
    assert walked == pytest.approx(flat[0].distance(middle) + flat[1].distance(middle), abs=0.2)


def test_a_bridge_keeps_its_level_in_the_store(tmp_path, staged, store):
    staging = staged(osm(tmp_path / "路网.osm", *cross(bridge=True)))
    confirm(store, staging, "t", synthetic=True)
    stored = store.streets(ALL)
    assert levels(stored.index).loc["W13-1@1"] == 1
    assert (levels(stored.index.drop("W13-1@1")) == 0).all()
    net = build_network(load_roads(stored), crs=PLANE, min_keep_share=0)
    # no node where the bridge passes over the street below
    at = gpd.GeoSeries.from_xy([WEST + DX / 2 + 0.002], [SOUTH + DY / 2], crs="EPSG:4490").to_crs(PLANE)[0]
    assert shapely.distance(shapely.points(net.nodes), at).min() > 50


def test_a_clipped_extract_is_taken(tmp_path, staged):
    table = streets(staged(osm(tmp_path / "路网.osm", *cross(clipped=True))))
    assert sorted(table.good["code"]) == ["W11-1", "W12-1", "W12-2"]
    assert any("裁切" in note for note in table.notes)


def test_pbf_reads_as_xml_does(tmp_path):
    plain = osm(tmp_path / "a.osm", *cross(bridge=True))
    with osmium.SimpleWriter(str(tmp_path / "a.osm.pbf")) as out:
        for thing in osmium.FileProcessor(str(plain)):
            out.add(thing)
    one, two = (osm_reader.read(tmp_path / name, name)[0] for name in ("a.osm", "a.osm.pbf"))
    assert one.cells.equals(two.cells)
    assert shapely.equals_exact(one.geometry, two.geometry, 1e-9).all()


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "footway", "foot": "no"}, "禁止步行"),
        ({"highway": "service", "access": "private"}, "不对外开放"),
        ({"highway": "construction"}, "在建"),
        ({"highway": "pedestrian", "area": "yes"}, "面状"),
    ],
)
def test_what_nobody_may_walk_is_told_in_kilometres(tmp_path, tags, reason):
    nodes, ways = cross()
    path = osm(tmp_path / "a.osm", nodes, [*ways, (20, [4, 6], tags), (21, [6, 8], tags), (22, [8, 9], tags)])
    table = osm_reader.read(path, "a.osm")[0]
    assert not table.cells["编号"].str.startswith(("W20", "W21", "W22")).any()
    assert any(reason in note and "公里" in note for note in table.notes)


def test_a_private_way_open_to_walkers_is_kept(tmp_path):
    nodes, ways = cross()
    tags = {"highway": "service", "access": "private", "foot": "yes"}
    table = osm_reader.read(osm(tmp_path / "a.osm", nodes, [*ways, (20, [4, 6], tags)]), "a.osm")[0]
    assert table.cells["编号"].eq("W20-1").any()


def test_a_real_extract_loads():
    path = extract()
    table = osm_reader.read(path, path.name)[0]
    lines = gpd.GeoDataFrame(
        {"code": table.cells["编号"], "klass": table.cells["等级"]}, geometry=table.geometry, crs="EPSG:4326"
    )
    net = build_network(load_roads(lines), crs="EPSG:3067")
    assert net.km > 70
    assert net.report.levels_known


def test_a_drawing_without_codes_classes_and_nodes_is_healed(tmp_path, staged, store):
    staging = staged(geojson(tmp_path / "路网.geojson", lattice()))
    table = streets(staging)
    assert table.good["code"].tolist() == [f"路网-{n}" for n in range(1, 7)]
    assert any("没有道路编号" in note for note in table.notes)
    assert any("没有道路等级" in note for note in table.notes)
    confirm(store, staging, "t", synthetic=True)
    assert len(store.ground().net.nodes) > 8  # crossings were found


def test_pieces_of_one_road_and_chinese_classes(tmp_path, staged):
    rows = [
        {"编号": "A1", "名称": "济源路", "等级": word, "geometry": shapely.LineString(line)}
        for word, line in zip(("主干路", "次干道", "支路", "巷道", "人行道", "高速公路"), lattice(), strict=True)
    ]
    path = tmp_path / "道路.zip"
    shapefile_zip(path, rows, stem="道路")
    table = streets(staged(path))
    assert table.good["code"].tolist() == ["A1", *(f"A1-{n}" for n in range(2, 7))]
    assert table.good["klass"].tolist() == ["primary", "secondary", "tertiary", "lane", "path", "motorway"]


def test_bridge_and_layer_columns_become_levels(tmp_path, staged):
    rows = [
        {
            "编号": f"R{n}",
            "名称": "",
            "等级": "支路",
            "桥梁": "是" if n == 0 else "否",
            "geometry": shapely.LineString(x),
        }
        for n, x in enumerate(lattice())
    ]
    gdf(rows).to_file(tmp_path / "路网.gpkg", layer="道路", driver="GPKG")
    table = streets(staged(tmp_path / "路网.gpkg"))
    assert table.good["code"].tolist()[:2] == ["R0@1", "R1"]


def test_swapped_coordinates_are_named(tmp_path, staged):
    staging = staged(geojson(tmp_path / "路网.geojson", lattice(), turned=True))
    fault = next(fault for fault in staging.all_faults if fault.code == "swapped")
    assert "经度和纬度写反了" in fault.message
    assert not len(streets(staging).good)


def test_a_drawing_without_a_system_must_say_it(tmp_path, staged, store):
    lines = gpd.GeoDataFrame(
        {"编号": range(6), "等级": "支路"}, geometry=[shapely.LineString(line) for line in lattice()]
    )
    with pytest.warns(UserWarning, match="crs"):
        lines.to_file(tmp_path / "路网.gpkg", layer="道路", driver="GPKG")
    staging = staged(tmp_path / "路网.gpkg", datum=None)
    assert staging.undeclared
    with pytest.raises(BadInput, match="坐标系"):
        confirm(store, staging, "t", synthetic=True)


def test_roads_of_another_datum_are_doubted(tmp_path, staged, store):
    houses = store.buildings(ALL).geometry.representative_point()
    shift = [np.array(datums.to_gcj02(*np.array(line).T)).T.tolist() for line in _past(houses)]
    staging = staged(geojson(tmp_path / "路网.geojson", shift))
    assert "datum?" in codes(staging)
    assert any("GCJ-02" in doubt for doubt in staging.doubts)
    assert not staged(geojson(tmp_path / "路网.geojson", _past(houses))).doubts


def _past(houses):
    """Streets close by every house, tied together by one across."""
    ways = [[(x + 0.0001, SOUTH - 0.002), (x + 0.0001, SOUTH + DY + 0.002)] for x in sorted(set(houses.x.round(4)))]
    return [*ways, [(WEST - 0.002, SOUTH + 0.0045), (WEST + DX + 0.002, SOUTH + 0.0045)]]


def test_fragments_are_stored_only_after_a_yes(tmp_path, staged, store):
    apart = [[(WEST + i * 0.004, SOUTH), (WEST + i * 0.004, SOUTH + DY)] for i in range(5)]
    staging = staged(geojson(tmp_path / "路网.geojson", apart))
    assert "fragmented" in codes(staging)
    with pytest.raises(BadInput, match="不连通") as refused:
        confirm(store, staging, "t", synthetic=True)
    assert "仍然入库" in refused.value.remedy
    before = len(store.streets(ALL))
    confirm(store, staging, "t", synthetic=True, sure=True)
    assert len(store.streets(ALL)) == before + 5


def test_small_ways_across_the_railway_are_told(tmp_path, staged):
    across = [[(WEST + x, SOUTH - 0.003), (WEST + x, SOUTH + DY)] for x in (0.004, 0.012)]
    along = [[(WEST, SOUTH + 0.004), (WEST + DX, SOUTH + 0.004)]]
    notes = streets(staged(geojson(tmp_path / "路网.geojson", across + along))).notes
    assert any("穿过铁路" in note and "2 处" in note for note in notes)


def test_an_empty_or_foreign_file_is_a_sentence(tmp_path, staged):
    (tmp_path / "a.pbf").write_bytes(b"")
    (tmp_path / "b.osm").write_text('<?xml version="1.0"?><osm version="0.6"></osm>', encoding="utf-8")
    said = [fault.message for fault in staged(tmp_path / "a.pbf", tmp_path / "b.osm").all_faults]
    assert any("不是 OpenStreetMap 数据" in text for text in said)
    assert any("没有数据" in text for text in said)


@pytest.mark.parametrize("shift", [(0.6, 0.3), (3.0, 0.0)], ids=["another city", "another zone"])
def test_roads_of_another_place_are_refused_until_somebody_says_yes(tmp_path, staged, store, shift):
    away = [[(x + shift[0], y + shift[1]) for x, y in line] for line in lattice()]
    staging = staged(geojson(tmp_path / "路网.geojson", away))
    assert "afar" in codes(staging)
    with pytest.raises(BadInput, match="本区之外") as refused:
        confirm(store, staging, "t", synthetic=True)
    assert "公里" in str(refused.value)
    assert "仍然入库" in refused.value.remedy
    confirm(store, staging, "t", synthetic=True, sure=True)


def test_roads_that_run_on_past_the_outline_are_ours(tmp_path, staged):
    wide = [[(x + (x - WEST - DX / 2) * 3, y + (y - SOUTH - DY / 2) * 3) for x, y in line] for line in lattice()]
    assert not staged(geojson(tmp_path / "路网.geojson", wide)).doubts


def test_a_whole_province_is_doubted(tmp_path, staged):
    province = [[(x + far, y) for x, y in line] for far in (0, 0.5, 1.0) for line in lattice()]
    staging = staged(geojson(tmp_path / "路网.geojson", province))
    assert any("67%" in doubt and "裁切" in doubt for doubt in staging.doubts)


def test_a_centre_sixty_kilometres_away_is_told_by_its_row(tmp_path, staged):
    flags = dict.fromkeys(
        ["便民服务", "文明实践", "技能培训", "养老托幼", "医疗卫生", "会客休闲", "代表委员联络"], "是"
    )
    rows = [
        {"编码": f"DQ{l2}", "名称": l2, "社区编码": l2, "经度": lon, "纬度": 34.8075} | flags
        for l2, lon in (("410106001001", 113.2025), ("410106001002", 113.86))
    ]
    workbook(tmp_path / "党群服务中心.xlsx", rows)
    told = [(fault.row, fault.message) for fault in staged(tmp_path / "党群服务中心.xlsx").all_faults]
    assert [(row, "约 59 公里" in message) for row, message in told] == [(3, True)]


def test_metres_without_their_system_are_told_from_degrees(tmp_path, staged):
    away = [[(x * 4000, y * 100_000) for x, y in line] for line in lattice()]
    told = {fault.message for fault in staged(geojson(tmp_path / "路网.geojson", away)).all_faults}
    assert any("以米计" in message for message in told)
