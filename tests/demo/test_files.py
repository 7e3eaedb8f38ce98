"""The office files exist and say in the right encoding what they hold."""

import zipfile

import pandas as pd
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from data.demo.files import NOTE, STAMP, write_office_files


@pytest.fixture(scope="session")
def folder(district, tmp_path_factory):
    target = tmp_path_factory.mktemp("office")
    write_office_files(district, target)
    return target


def test_grids_lie_in_named_layers_unrounded(folder, district):
    layers = [name for name, _ in pyogrio.list_layers(folder / "网格.gpkg")]
    assert layers == ["区", "片区", "一级网格", "二级网格", "三级网格", "微网格"]
    micro = pyogrio.read_dataframe(folder / "网格.gpkg", layer="微网格")
    mine = district.grid[district.grid["level"] == "微网格"]
    assert list(micro.columns) == [
        "编码",
        "名称",
        "层级",
        "上级编码",
        "片区编码",
        "类型",
        "户数",
        "人数",
        "编制",
        "geometry",
    ]
    assert micro.crs.to_epsg() == 4490
    assert micro.geometry.to_wkb().tolist() == mine.geometry.to_wkb().tolist()
    assert micro["编码"].tolist() == mine["code"].tolist()


def test_dedicated_grids_are_a_zipped_shapefile_with_a_gbk_table(folder, district):
    with zipfile.ZipFile(folder / "专属网格.zip") as box:
        names = set(box.namelist())
        table = box.read("专属网格.dbf")
    assert {"专属网格.shp", "专属网格.shx", "专属网格.dbf", "专属网格.prj"} <= names
    assert not any(name.endswith(".cpg") for name in names)
    assert "上级编码".encode("gbk") in table
    name = district.grid.loc[district.grid["level"] == "专属", "name"].iloc[0]
    assert name.encode("gbk") in table


def test_base_layers_and_buildings_reopen(folder, district):
    layers = dict(pyogrio.list_layers(folder / "底图.gpkg"))
    assert set(layers) == {"道路", "铁路", "水系", "地块", "屏障"}
    total = sum(pyogrio.read_info(folder / "底图.gpkg", layer=name)["features"] for name in layers)
    assert total == len(district.street) + len(district.base)
    assert pyogrio.read_info(folder / "楼栋.gpkg", layer="楼栋")["features"] == len(district.building)


def test_compounds_are_geojson_stamped_as_demo(folder):
    frame = pyogrio.read_dataframe(folder / "楼院.geojson")
    assert set(frame["数据性质"]) == {STAMP}
    assert (frame["无主管"] == "是").sum() == 128
    assert frame["五有"].astype(str).str.fullmatch("[01]{5}").all()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("户底册", "household"),
        ("九色标签", "tag"),
        ("事件", "event"),
        ("走访", "visit"),
        ("巡查", "patrol"),
        ("随手记", "note"),
    ],
)
def test_csv_is_gb18030_and_whole(folder, district, name, kind):
    path = folder / f"{name}.csv"
    frame = pd.read_csv(path, encoding="gb18030", dtype=str)
    assert len(frame) == len(getattr(district, kind))
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")


def test_times_are_local_iso(folder):
    frame = pd.read_csv(folder / "事件.csv", encoding="gb18030", dtype=str)
    assert frame["上报时间"].str.fullmatch(r"2026-\d\d-\d\dT\d\d:\d\d").all()
    assert frame["办结时间"].dropna().str.fullmatch(r"2026-\d\d-\d\dT\d\d:\d\d").all()


@pytest.mark.parametrize(("name", "rows"), [("党群服务中心", 65), ("双格联建", 120)])
def test_sheets_hold_text_codes_and_say_demo(folder, name, rows):
    book = CalamineWorkbook.from_path(folder / f"{name}.xlsx")
    data = book.get_sheet_by_name(name).to_python()
    assert len(data) == rows + 1
    assert all(isinstance(row[0], str) for row in data)
    assert book.get_sheet_by_name("说明").to_python()[0][0] == STAMP


def test_centres_carry_seven_yes_or_no(folder):
    data = CalamineWorkbook.from_path(folder / "党群服务中心.xlsx").get_sheet_by_name("党群服务中心").to_python()
    assert data[0][-7:] == ["便民服务", "文明实践", "技能培训", "养老托幼", "医疗卫生", "会客休闲", "代表委员联络"]
    assert {cell for row in data[1:] for cell in row[-7:]} == {"是", "否"}


def test_the_note_says_what_is_made_up(folder):
    assert NOTE in (folder / "说明.txt").read_text(encoding="utf-8-sig")
