"""Another district begins with its own grids: the configuration is written from them and everything loads by it."""

import geopandas as gpd
import pytest
import shapely

from data.__main__ import main
from data.config import load_profile
from data.config.outset import district_toml, measure_crs
from data.store import open_store
from geo.model.errors import BadInput
from geo.model.scope import Role, Scope

WEST, NORTH, STEP = 120.10, 30.28, 0.005


def grids(folder, *, district="330106", whole=True):
    """A 区 of one street, one community, one third tier and two micro grids."""
    left, right = (shapely.box(WEST + n * STEP, NORTH, WEST + (n + 1) * STEP, NORTH + STEP) for n in (0, 1))
    both = shapely.union_all([left, right])
    tiers = {
        "一级": [(district + "001", "北山街街道", both)],
        "二级": [(district + "001001", "第一社区", both)],
        "三级": [(district + "001001001", "第一网格", both)],
        "微网格": [(district + "001001001001", "东", left), (district + "001001001002", "西", right)],
    }
    if whole:
        tiers = {"区": [(district, '西"湖\\区', both)], "片区": [(district + "-Z1", "西溪片区", both)], **tiers}
    path = folder / "网格.gpkg"
    for level, rows in tiers.items():
        codes, names, shapes = zip(*rows, strict=True)
        table = {"编码": codes, "名称": names, "层级": level, "户数": 10}
        gpd.GeoDataFrame(table, geometry=list(shapes), crs="EPSG:4490").to_file(path, layer=level, driver="GPKG")
    return path


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    for name in ("OGM_DATABASE_URL", "OGM_DISTRICT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OGM_VAR", str(tmp_path / "var"))


def test_a_district_begins_with_its_own_grids(tmp_path, capsys):
    file = str(grids(tmp_path))
    assert main(["district", file]) == 0
    told = load_profile()
    assert (told.district, told.name, told.measure_crs) == ("330106", '西"湖\\区', "EPSG:4549")
    assert set(told.zone_fills) == {"330106-Z1"}
    assert main(["init"]) == 0
    assert main(["load", file, "--yes"]) == 0
    store = open_store()
    assert set(store.places(Scope("t", Role.ADMIN, "330106")).index) >= {"330106", "330106001001001002"}
    assert store.as_of().year > 2000  # nothing has happened yet: 数据截至 is when the grids came in
    store.close()
    capsys.readouterr()
    assert main(["demo", "--force"]) == 1
    assert "OGM_VAR" in capsys.readouterr().err
    assert main(["district", file]) == 1
    assert "已经存在" in capsys.readouterr().err


def test_without_a_district_row_the_name_is_asked_for(tmp_path, capsys):
    file = str(grids(tmp_path, whole=False))
    assert main(["district", file]) == 1
    assert "--name" in capsys.readouterr().err
    assert main(["district", file, "--name", "西湖区"]) == 0
    assert load_profile().name == "西湖区"


def test_a_store_of_another_district_is_not_given_a_new_name(tmp_path, capsys):
    here = tmp_path / "here"
    here.mkdir()
    assert main(["init"]) == 0
    assert main(["load", str(grids(here, district="410106")), "--yes"]) == 0
    assert main(["district", str(grids(tmp_path))]) == 1
    assert "一个库管一个区县" in capsys.readouterr().err
    assert load_profile().district == "410106"


def test_a_file_without_grids_is_said(tmp_path, capsys):
    other = tmp_path / "a.csv"
    other.write_text("姓名,电话\n", encoding="utf-8")
    assert main(["district", str(other)]) == 1
    assert "没有认得出的网格" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lon", "crs"), [(113.3, "EPSG:4547"), (75.0, "EPSG:4534"), (135.2, "EPSG:4554"), (87.6, "EPSG:4538")]
)
def test_the_plane_system_follows_the_longitude(lon, crs):
    assert measure_crs(lon) == crs


@pytest.mark.parametrize(
    ("code", "name", "lon"), [("33010", "某区", 120), ("330106", " ", 120), ("330106", "某区", 12)]
)
def test_what_cannot_be_a_district_is_refused(code, name, lon):
    with pytest.raises(BadInput):
        district_toml(code, name, {}, lon)
