"""Writes the kinds of file an office holds: GeoPackage, zipped Shapefile, Excel, GB18030 CSV, GeoJSON."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import xlsxwriter

from data.demo.frames import District

STAMP = "演示数据"
NOTE = (
    "演示数据：边界以外的一切（网格、道路、楼栋、人口、事件、位置、人员姓名）均由程序按种子生成，"
    "与真实情况无关；轮廓为示意边界，非法定界线。"
)
RESOURCES = ("便民服务", "文明实践", "技能培训", "养老托幼", "医疗卫生", "会客休闲", "代表委员联络")
LAYERS = {"区": "区", "片区": "片区", "一级": "一级网格", "二级": "二级网格", "三级": "三级网格", "微网格": "微网格"}
_GRID = {
    "code": "编码", "name": "名称", "level": "层级", "parent": "上级编码", "zone": "片区编码", "kind": "类型",
    "households": "户数", "people": "人数", "posts": "编制",
}  # fmt: skip
_LINE = {"code": "编号", "name": "名称", "klass": "等级"}
_LAND = {"code": "编号", "name": "名称", "klass": "类型"}
_BASE_LAYERS = {"rail": "铁路", "river": "水系", "pond": "水系", "gully": "屏障", "wall": "屏障", "terrace": "屏障"}
_BUILDING = {"code": "编号", "use": "用途", "floors": "层数", "units": "户数", "compound": "楼院编号"}
_COMPOUND = {"code": "编号", "name": "名称", "kind": "类型", "unmanaged": "无主管", "step": "步骤", "five_have": "五有"}
_CENTER = {
    "code": "编码",
    "name": "名称",
    "l2": "社区编码",
    "lon": "经度",
    "lat": "纬度",
    "staff_n": "工作人员",
    "hours": "开放时间",
}
_STAFF = {"code": "编号", "name": "姓名", "role": "岗位", "grid": "网格编码", "valid_from": "到岗日期"}
_PAIRING = {"dedicated": "专属编码", "micro": "微网格编码", "topic": "事项"}
_ITEM = {"l2": "社区编码", "no": "序号", "group": "大项", "dept": "责任部门", "state": "状态"}
_CARD = {
    "code": "编号", "l2": "社区编码", "card": "牌色", "reason": "事由",
    "valid_from": "挂牌日期", "valid_to": "摘牌日期",
}  # fmt: skip
_HOUSEHOLD = {
    "code": "户编号",
    "building": "楼栋编号",
    "people": "人数",
    "lon": "经度",
    "lat": "纬度",
    "verified_at": "核实日期",
}
_TAG = {
    "code": "标签编号", "resident": "人员编号", "household": "户编号", "birth_year": "出生年", "group": "人群",
    "source": "来源", "valid_from": "起始日期", "valid_to": "终止日期", "visit_due": "应访日期",
}  # fmt: skip
_EVENT = {
    "code": "事件编号", "type": "小类编码", "text": "内容", "address": "地址", "lon": "经度", "lat": "纬度",
    "source": "来源", "severity": "等级", "status": "状态", "dispatch": "派单方式",
    "reported_at": "上报时间", "filed_at": "立案时间",
    "feedback_at": "反馈时间", "due_at": "截止时间", "closed_at": "办结时间", "dept": "责任部门",
    "duplicate_of": "重复于", "rating": "评价", "callback": "回访结果",
}  # fmt: skip
_VISIT = {"code": "编号", "household": "户编号", "staff": "人员编号", "at": "时间", "kind": "类型"}
_PATROL = {
    "code": "编号",
    "staff": "人员编号",
    "grid": "网格编码",
    "at": "时间",
    "lon": "经度",
    "lat": "纬度",
    "found": "发现问题",
}

_NOTE = {"code": "编号", "staff": "人员编号", "at": "时间", "lon": "经度", "lat": "纬度"}


def write_office_files(
    d: District, folder: Path, *, progress: Callable[[float, str], None] | None = None
) -> list[Path]:
    """Write every file of docs/house.md section 2 into a folder, replacing files of the same name.

    Parameters
    ----------
    d
        From `make_district`.
    folder
        Made if missing.
    progress
        Called with a share 0..1 and the name of the file in work.

    Returns
    -------
    list of Path
        The files in the order a person would load them; 说明.txt, which says 演示数据, comes last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs: list[tuple[str, Callable[[Path], None]]] = [
        ("网格.gpkg", lambda path: _grids(d, path)),
        ("专属网格.zip", lambda path: _dedicated(d, path)),
        ("底图.gpkg", lambda path: _base(d, path)),
        ("楼院.geojson", lambda path: _compounds(d, path)),
        ("楼栋.gpkg", lambda path: _layer(path, "楼栋", d.building, _BUILDING)),
        ("党群服务中心.xlsx", lambda path: _excel(path, "党群服务中心", _center(d))),
        ("网格员.xlsx", lambda path: _excel(path, "网格员", _chinese(d.staff, _STAFF, dates=("valid_from",)))),
        ("双格联建.xlsx", lambda path: _excel(path, "双格联建", _chinese(d.pairing, _PAIRING))),
        ("57项清单.csv", lambda path: _csv(path, d.star_item, _ITEM)),
        ("挂牌.xlsx", lambda path: _excel(path, "挂牌", _cards(d))),
        ("户底册.csv", lambda path: _csv(path, d.household, _HOUSEHOLD, dates=("verified_at",))),
        ("九色标签.csv", lambda path: _csv(path, _titled(d.tag), _TAG, dates=("valid_from", "valid_to", "visit_due"))),
        ("事件.csv", lambda path: _csv(path, d.event, _EVENT)),
        ("走访.csv", lambda path: _csv(path, d.visit, _VISIT)),
        ("巡查.csv", lambda path: _csv(path, d.patrol, _PATROL)),
        ("随手记.csv", lambda path: _csv(path, d.note, _NOTE)),
        ("说明.txt", lambda path: _note(d, path)),
    ]
    for i, (name, write) in enumerate(jobs):
        if progress:
            progress(i / len(jobs), name)
        (folder / name).unlink(missing_ok=True)
        write(folder / name)
    if progress:
        progress(1.0, "完成")
    return [folder / name for name, _ in jobs]


def _chinese(frame: pd.DataFrame, names: dict[str, str], *, dates: tuple[str, ...] = ()) -> pd.DataFrame:
    """Headers in Chinese, times as local ISO text, missing as nothing."""
    out = {}
    for column, header in names.items():
        values = frame[column]
        if pd.api.types.is_datetime64_any_dtype(values):
            unit = "D" if column in dates else "m"
            text = np.datetime_as_string(values.to_numpy().astype(f"datetime64[{unit}]")).astype(object)
            text[values.isna().to_numpy()] = None
            values = pd.Series(text, index=frame.index)
        out[header] = values
    return pd.DataFrame(out)


def _layer(path: Path, layer: str, frame: gpd.GeoDataFrame, names: dict[str, str]) -> None:
    table = gpd.GeoDataFrame(_chinese(frame, names), geometry=frame.geometry.to_numpy(), crs=frame.crs)
    pyogrio.write_dataframe(
        table, path, layer=layer, driver="GPKG", append=path.exists(),
        layer_metadata={"IDENTIFIER": f"{layer}（{STAMP}）", "DESCRIPTION": NOTE},
    )  # fmt: skip


def _grids(d: District, path: Path) -> None:
    for level, layer in LAYERS.items():
        _layer(path, layer, d.grid[d.grid["level"] == level], _GRID)


def _dedicated(d: District, path: Path) -> None:
    """Zip a Shapefile as offices keep it: table in GBK, no .cpg that would say so."""
    frame = d.grid[d.grid["level"] == "专属"]
    table = gpd.GeoDataFrame(_chinese(frame, _GRID), geometry=frame.geometry.to_numpy(), crs=frame.crs)
    with TemporaryDirectory() as room:
        shp = Path(room) / "专属网格.shp"
        pyogrio.write_dataframe(table, shp, driver="ESRI Shapefile", encoding="GBK")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for part in sorted(Path(room).iterdir()):
                if part.suffix != ".cpg":
                    out.write(part, part.name)
            out.writestr("说明.txt", NOTE)


def _base(d: District, path: Path) -> None:
    _layer(path, "道路", d.street, _LINE)
    layer = d.base["klass"].map(_BASE_LAYERS).fillna("地块")
    for name in ("铁路", "水系", "地块", "屏障"):
        _layer(path, name, d.base[layer == name], _LAND)


def _compounds(d: District, path: Path) -> None:
    table = _chinese(d.compound, _COMPOUND)
    table["无主管"] = np.where(d.compound["unmanaged"], "是", "否")
    table["数据性质"] = STAMP
    # RFC 7946 knows no crs member; EPSG:4490 degrees differ from WGS84 by centimetres, and 说明.txt names the datum.
    frame = gpd.GeoDataFrame(table, geometry=d.compound.geometry.to_numpy(), crs=d.compound.crs)
    pyogrio.write_dataframe(frame, path, driver="GeoJSON", layer_options={"COORDINATE_PRECISION": "9"})


def _center(d: District) -> pd.DataFrame:
    table = _chinese(d.center, _CENTER)
    for i, title in enumerate(RESOURCES):
        table[title] = np.where(d.center["resources"].str[i] == "1", "是", "否")
    return table


def _cards(d: District) -> pd.DataFrame:
    return _chinese(d.star_card, _CARD, dates=("valid_from", "valid_to"))


def _titled(tag: pd.DataFrame) -> pd.DataFrame:
    from data.config.profile import DEFAULT, load_profile  # noqa: PLC0415 -- the one table that needs titles

    titles = {g.code: g.title for g in load_profile(DEFAULT).groups}
    return tag.assign(group=tag["group"].map(titles))


def _excel(path: Path, sheet: str, table: pd.DataFrame) -> None:
    """Plain text cells: a leading = stays a text, a code of eighteen digits stays whole."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": f"{sheet}（{STAMP}）", "comments": NOTE})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, list(table.columns), book.add_format({"bold": True}))
        for i, row in enumerate(table.itertuples(index=False), start=1):
            for j, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(i, j, value)
                elif value is not None and value == value:  # noqa: PLR0124 -- NaN is no number to write
                    page.write_number(i, j, float(value))
        page.freeze_panes(1, 0)
        page.set_column(0, len(table.columns) - 1, 20)
        about = book.add_worksheet("说明")
        about.write_string(0, 0, STAMP)
        about.write_string(1, 0, NOTE)


def _csv(path: Path, frame: pd.DataFrame, names: dict[str, str], *, dates: tuple[str, ...] = ()) -> None:
    table = _chinese(frame, names, dates=dates)
    for header in ("经度", "纬度"):
        if header in table:
            table[header] = table[header].round(7)  # points only: a centimetre
    table.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")


def _note(d: District, path: Path) -> None:
    text = "\r\n".join(
        [
            STAMP, NOTE, "坐标系：CGCS2000（EPSG:4490），经纬度。时间为北京时间。",
            f"数据截至：{d.as_of:%Y-%m-%dT%H:%M}；种子：{d.seed}。",
            "表格编码：CSV 为 GB18030，Shapefile 属性表为 GBK。",
        ]
    )  # fmt: skip
    path.write_bytes((text + "\r\n").encode("utf-8-sig"))
