"""Files that want more than to be read: bombs, ways out of the folder, formats under false names."""

import stat
import subprocess
import sys
import time
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import psutil
import pytest

from data.readers.stage import stage
from tests.worlds import gbk_csv


def reason(staging):
    assert not any(len(table.good) for table in staging.tables)
    return "".join(fault.message for fault in staging.all_faults)


def packed(path, *entries):
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_a_vrt_under_the_name_of_a_geojson_reads_nothing(tmp_path, staged):
    secret = tmp_path / "secret.csv"
    gbk_csv(secret, [{"编号": "秘密", "用途": "x"}])
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    for name in ("楼栋.geojson", "楼栋.gpkg", "楼栋.kml"):
        path = tmp_path / name
        path.write_text(vrt, encoding="utf-8")
        assert "秘密" not in reason(staged(path))


def test_a_vrt_inside_a_kml_or_a_shapefile_is_refused(tmp_path, staged):
    inner = "<OGRVRTDataSource><kml/></OGRVRTDataSource>"
    path = tmp_path / "a.kml"
    path.write_text(inner, encoding="utf-8")
    assert "不是完整的 KML" in reason(staged(path))
    parts = packed(tmp_path / "a.zip", ("a.shp", inner), ("a.shx", "x"), ("a.dbf", "\0" * 40))
    assert "损坏" in reason(staged(parts))


def test_drivers_that_read_other_files_are_off():
    """In a process of its own: another test may have loaded GDAL before the list was set."""
    program = "import data.readers, pyogrio; print('|'.join(pyogrio.list_drivers()))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    allowed = "ESRI Shapefile|GPKG|GeoJSON|GeoJSONSeq|KML|LIBKML|FlatGeobuf|DXF|OpenFileGDB|GPX|MapInfo File"
    assert set(answer.stdout.strip().split("|")) <= set(allowed.split("|"))
    assert not answer.stderr


@pytest.mark.parametrize("name", ["../out.shp", "/etc/out.shp", "a/../../out.shp", "C:\\out.shp", "..\\out.shp"])
def test_a_way_out_of_the_folder_is_refused(name, tmp_path, staged):
    assert "包外" in reason(staged(packed(tmp_path / "a.zip", (name, "x"))))
    assert not (tmp_path.parent / "out.shp").exists()


def test_a_link_is_refused(tmp_path, staged):
    link = ZipInfo("a.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "包外" in reason(staged(tmp_path / "a.zip"))


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_a_bomb_is_refused_quickly_and_in_little_memory(ending, tmp_path, staged):
    path = packed(tmp_path / f"a{ending}", ("a.shp", b"\0" * 250_000_000))
    assert path.stat().st_size < 1_000_000
    before, start = psutil.Process().memory_info().rss, time.perf_counter()
    assert "压缩炸弹" in reason(staged(path))
    assert time.perf_counter() - start < 1
    assert psutil.Process().memory_info().rss - before < 200 * 1024 * 1024


def test_an_archive_in_an_archive_is_refused(tmp_path, staged):
    inner = packed(tmp_path / "inner.zip", ("a.shp", "x"))
    assert "又套了压缩包" in reason(staged(packed(tmp_path / "a.zip", ("inner.zip", inner.read_bytes()))))


def test_thousands_of_entries_are_refused(tmp_path, staged):
    path = packed(tmp_path / "a.zip", *((f"{i}.shp", "x") for i in range(300)))
    assert "300 个文件" in reason(staged(path))


def test_a_path_in_a_declared_name_stays_a_name(tmp_path, store):
    path = tmp_path / "0.csv"
    gbk_csv(path, [{"编号": "N1", "户编号": "H0", "时间": "2026-11-01"}])
    staging = stage([path], store=store, names={str(path): "../../走访.csv"})
    assert staging.tables[0].file == "../../走访.csv"
    assert not list(tmp_path.parent.glob("走访*"))


def test_a_json_deeper_than_any_map_is_refused(tmp_path, staged):
    path = tmp_path / "楼栋.geojson"
    path.write_text("[" * 100_000, encoding="utf-8")
    assert "GeoJSON" in reason(staged(path))
