"""One good and one broken sample for every reader; a broken one names its row or its part."""

import json
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xlsxwriter

from data.readers import READERS
from data.readers.shapefile import dbf_encoding
from tests.worlds import cell, event, gbk_csv, gdf, middles, shapefile_zip, workbook

HERE = middles()["410106001001001001"]


def told(staging, code=None):
    return [fault for fault in staging.all_faults if code in {None, fault.code}]


def building(code, shape, **more):
    return {"编号": code, "用途": "住宅", "层数": 6, "户数": 10, "geometry": shape} | more


def square(size=0.0004):
    return shapely.Point(HERE).buffer(size / 2, cap_style="square")


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>楼院</name>{}</Folder></Document></kml>"""
PLACE = """<Placemark><name>一号院</name><ExtendedData><Data name="编号"><value>{}</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"""


def write_kml(path, *codes):
    ring = " ".join(f"{x},{y}" for x, y in shapely.get_coordinates(square()))
    path.write_text(KML.format("".join(PLACE.format(code, ring) for code in codes)), encoding="utf-8")


def write_osm(path, *, far):
    x, y = HERE
    spots = [(1, x, y), (2, x + 0.001, y), (3, 10.0 if far else x + 0.001, y + 0.001)]
    nodes = "".join(f'<node id="{n}" version="1" lon="{a:.7f}" lat="{b:.7f}"/>' for n, a, b in spots)
    ways = "".join(
        f'<way id="{n}" version="1"><nd ref="{n}"/><nd ref="{n + 1}"/><tag k="highway" v="residential"/></way>'
        for n in (1, 2)
    )
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{nodes}{ways}</osm>', encoding="utf-8")


def write(key, folder, *, broken):
    """Write a sample of a format with two rows; in a broken one the second is at fault."""
    if key == "gpkg":
        path = folder / "楼栋.gpkg"
        gdf([building("B1", square()), building("B2", None if broken else square())]).to_file(path, driver="GPKG")
    elif key == "shapefile":
        path = folder / "楼栋.zip"
        shapefile_zip(path, [building("B1", square()), building("B1" if broken else "B2", square())], stem="楼栋")
    elif key == "geojson":
        path = folder / "楼栋.geojson"
        gdf([building("B1", square()), building("B2", square(), 层数=999 if broken else 6)]).to_crs(4326).to_file(
            path, driver="GeoJSON"
        )
    elif key == "xlsx":
        path = folder / "事件.xlsx"
        workbook(path, [event(1, *HERE), event(2, *HERE, **({"上报时间": "昨天"} if broken else {}))])
    elif key == "csv":
        path = folder / "事件.csv"
        gbk_csv(path, [event(1, *HERE), event(2, *HERE, **({"小类编码": "9999"} if broken else {}))])
    elif key == "osm":
        path = folder / "路网.osm"
        write_osm(path, far=broken)
    else:
        path = folder / "楼院.kml"
        write_kml(path, "C1", "C1" if broken else "C2")
    return path


BROKEN_AT = {
    "gpkg": (2, "没有几何图形"),
    "shapefile": (2, "与前面的行重复"),
    "geojson": (2, "应在 0 到 120 之间"),
    "xlsx": (3, "读不懂"),
    "csv": (3, "读不懂"),
    "kml": (2, "与前面的行重复"),
    "osm": (2, "坐标不在中国范围内"),
}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.key)
def test_a_good_sample_has_no_fault(reader, tmp_path, staged):
    staging = staged(write(reader.key, tmp_path, broken=False))
    assert not told(staging)
    assert [len(table.good) for table in staging.tables] == [2]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.key)
def test_a_broken_sample_names_its_row_and_keeps_the_other(reader, tmp_path, staged):
    staging = staged(write(reader.key, tmp_path, broken=True))
    row, message = BROKEN_AT[reader.key]
    assert any(fault.row == row and message in fault.message and fault.drops for fault in told(staging))
    assert len(staging.tables[0].good) == 1


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.key)
@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe garbage" * 99, "只有一行字".encode()])
def test_garbage_is_a_sentence(reader, content, tmp_path, staged):
    path = tmp_path / f"事件{reader.suffixes[0]}"
    path.write_bytes(content)
    staging = staged(path)
    assert told(staging)
    assert not any(len(table.good) for table in staging.tables)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.key)
def test_a_file_cut_in_the_middle_is_a_sentence(reader, tmp_path, staged):
    path = write(reader.key, tmp_path, broken=False)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert told(staged(path)) or reader.key == "csv"


@pytest.mark.parametrize(
    ("name", "word"), [("a.xls", ".xlsx"), ("a.dwg", "DXF"), ("a.shp", "zip"), ("a.pdf", "可以导入")]
)
def test_other_formats_say_how_to_convert(name, word, tmp_path, staged):
    (tmp_path / name).write_bytes(b"x")
    assert word in told(staged(tmp_path / name))[0].hint


def test_a_missing_file_is_a_sentence(tmp_path, staged):
    assert "打不开" in told(staged(tmp_path / "none.csv"))[0].message


@pytest.mark.parametrize("part", [".shx", ".dbf", ".shp"])
def test_a_missing_part_is_named(part, tmp_path, staged):
    whole = write("shapefile", tmp_path, broken=False)
    cut = tmp_path / "缺件.zip"
    with ZipFile(whole) as source, ZipFile(cut, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith(part):
                target.writestr(entry.filename, source.read(entry))
    assert part in told(staged(cut))[0].message


def test_a_shapefile_in_a_folder_of_the_zip_with_gbk_names(tmp_path, staged):
    whole = write("shapefile", tmp_path, broken=False)
    nested = tmp_path / "压缩.zip"
    with ZipFile(whole) as source, ZipFile(nested, "w") as target:
        for entry in source.infolist():
            target.writestr("新建文件夹/" + entry.filename, source.read(entry))
    staging = staged(nested)
    assert not told(staging)
    assert staging.tables[0].encoding == "GB18030"


def test_a_shapefile_without_prj_asks_for_its_system(tmp_path, staged):
    whole = write("shapefile", tmp_path, broken=False)
    bare = tmp_path / "楼栋.bare.zip"
    with ZipFile(whole) as source, ZipFile(bare, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".prj"):
                target.writestr(entry.filename, source.read(entry))
    assert len(staged(bare, datum=None).undeclared) == 1
    assert not staged(bare, datum="4490").undeclared


def test_dbf_tables_tell_their_encoding():
    def table(text):
        header = (32 + 32 + 1).to_bytes(2, "little")
        return b"\x03" + b"\0" * 7 + header + b"\0" * 22 + text[:10].ljust(32, b"\0") + b"\r" + text

    assert dbf_encoding(table("名称".encode("gb18030"))) == "GB18030"
    assert dbf_encoding(table("名称".encode())) == "UTF-8"


def test_headers_below_a_title_are_found_and_rows_counted_as_excel_does(tmp_path, staged):
    path = tmp_path / "事件台账.xlsx"
    row = event(1, *HERE) | {"等级": "特大"}
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 5, "上街区事件台账（2026年）")
        sheet.write_row(2, 0, list(row))
        for number, line in enumerate([event(2, *HERE), row], start=3):
            sheet.write_row(number, 0, ["" if value is None else value for value in line.values()])
    staging = staged(path)
    assert [(fault.row, fault.column) for fault in told(staging)] == [(5, "等级")]


def test_dates_of_excel_and_of_the_office(tmp_path, staged):
    path = tmp_path / "事件.xlsx"
    forms = [datetime(2026, 11, 2, 9), "2026/11/2 9:00", "2026年11月2日", "20261102", "2026-11-02 09:00:00"]
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(event(0, *HERE)))
        for number, form in enumerate(forms):
            line = event(number, *HERE, 上报时间=form, 立案时间=None, 反馈时间=None, 截止时间=None, 办结时间=None)
            sheet.write_row(number + 1, 0, ["" if value is None else value for value in line.values()])
    staging = staged(path)
    assert not told(staging)
    assert set(staging.tables[0].good["reported_at"].dt.strftime("%Y-%m-%d")) == {"2026-11-02"}


def test_a_long_code_kept_as_a_number_is_told(tmp_path, staged):
    path = tmp_path / "网格员.xlsx"
    rows = [
        {"编号": "W90", "姓名": "演示", "岗位": "网格员", "网格编码": code}
        for code in (410106001001001001.0, "410106001001001001")
    ]
    rows[1]["编号"] = "W91"
    workbook(path, rows)
    faults = told(staged(path))
    assert [(fault.row, fault.column) for fault in faults if fault.drops] == [(2, "网格编码")]
    assert "文本" in faults[0].message


def test_csv_in_utf8_with_mark_tabs_and_quotes(tmp_path, staged):
    path = tmp_path / "走访.tsv"
    path.write_text('编号\t户编号\t人员编号\t时间\t类型\n"N\n1"\tH0\tW0\t2026-11-01\t月循环\n', encoding="utf-8-sig")
    staging = staged(path)
    assert not told(staging)
    assert staging.tables[0].encoding == "UTF-8"


def test_a_line_with_too_many_cells_is_named_and_the_rest_kept(tmp_path, staged):
    path = tmp_path / "走访.csv"
    path.write_text(
        "编号,户编号,人员编号,时间,类型\nN1,H0,W0,2026-11-01,月循环\nN2,H0,W0,2026-11-01,月循环,多,了\n",
        encoding="gb18030",
    )
    staging = staged(path)
    assert [(fault.row, fault.code) for fault in told(staging)] == [(3, "cells")]
    assert len(staging.tables[0].good) == 1


def test_bytes_of_no_encoding_name_their_line(tmp_path, staged):
    path = tmp_path / "走访.csv"
    path.write_bytes("编号,户编号\nN1,H0\n".encode("gb18030") + b"\xff\xff\xff,H0\n")
    assert "第 3 行" in told(staged(path))[0].message


def test_many_layers_of_one_geopackage(tmp_path, staged):
    path = tmp_path / "底图.gpkg"
    line = shapely.LineString([(113.2, 34.8), (113.21, 34.8)])
    gdf([{"编号": "S9", "名称": "路", "等级": "lane", "geometry": line}]).to_file(path, layer="道路", driver="GPKG")
    gdf([{"编号": "R9", "名称": "河", "类型": "river", "geometry": line}]).to_file(path, layer="水系", driver="GPKG")
    staging = staged(path)
    assert [(table.layer, table.kind.key) for table in staging.tables] == [("道路", "street"), ("水系", "base")]


def test_a_projected_file_lands_in_degrees(tmp_path, staged):
    path = tmp_path / "楼栋.gpkg"
    gdf([building("B1", square())]).to_crs("EPSG:4547").to_file(path, driver="GPKG")
    shape = staged(path).tables[0].good["geometry"].iloc[0]
    assert shapely.hausdorff_distance(shape, square()) < 1e-8


def test_a_self_crossing_shape_is_mended_and_told(tmp_path, staged):
    x, y = HERE
    bow = shapely.Polygon([(x, y), (x + 0.001, y + 0.001), (x + 0.001, y), (x, y + 0.001)])
    path = tmp_path / "楼栋.gpkg"
    gdf([building("B1", bow)]).to_file(path, driver="GPKG")
    staging = staged(path)
    assert [(fault.code, fault.drops) for fault in told(staging)] == [("mended", False)]
    assert shapely.is_valid(staging.tables[0].good["geometry"].iloc[0])


def test_null_and_empty_geojson_geometries_name_their_feature(tmp_path, staged):
    whole = json.loads(gpd.GeoDataFrame([building("B1", square())], geometry="geometry").to_json())
    whole["features"] += [{"type": "Feature", "properties": {"编号": "B2"}, "geometry": None}]
    whole["features"] += [
        {"type": "Feature", "properties": {"编号": "B3"}, "geometry": {"type": "Polygon", "coordinates": "x"}}
    ]
    path = tmp_path / "楼栋.geojson"
    path.write_text(json.dumps(whole), encoding="utf-8")
    faults = told(staged(path), "geometry")
    assert [fault.row for fault in faults] == [2, 3] or [fault.row for fault in faults] == [3, 2]


def test_a_sheet_of_fifty_thousand_rows_takes_no_age(tmp_path, staged):
    path = tmp_path / "走访.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "户编号", "人员编号", "时间", "类型"])
        for number in range(5_000):
            sheet.write_row(number + 1, 0, [f"N{number}", f"H{number % 16}", "W0", "2026-11-01T10:00", "月循环"])
    staging = staged(path)
    assert not told(staging)
    assert len(staging.tables[0].good) == 5_000


def test_grids_as_a_zip_with_deflate(tmp_path, staged):
    path = tmp_path / "专属网格.zip"
    shapefile_zip(
        path, [{"编码": "410106001001902", "名称": "医院", "层级": "专属", "类型": "医院", "geometry": cell(0, 0)}]
    )
    packed = tmp_path / "专属.zip"
    with ZipFile(path) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry))
    staging = staged(packed)
    assert not told(staging)
    assert staging.tables[0].good["level"].tolist() == ["dedicated"]
    assert np.isclose(staging.tables[0].good["geometry"].iloc[0].area, cell(0, 0).area)
