"""A small district one can check by hand, written as the files of an office and loaded through the readers.

north                       micro grids are 1 x 1 steps of 0.005 degrees; codes W to E, N to S
+----+----+----+----+
| m1 | m2 | m1 | m2 |       L1 410106001; L2 001 (west half), 002 (east half)
+----+----+----+----+       L3 of an L2: 001 (upper row), 002 (lower row)
| m1 | m2 | m1 | m2 |       micro of an L3: 001 (west), 002 (east)
+----+----+----+----+       zone 410106-Z2 = everything; dedicated 901 in each L2
113.20            113.22    34.80 .. 34.81
"""

from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter

from data.loading import confirm
from data.readers.stage import stage
from data.store import Store, open_store

WEST, NORTH, STEP = 113.20, 34.81, 0.005
L1, L2S, ZONE = "410106001", ("410106001001", "410106001002"), "410106-Z2"
COUNTS = {"L1": 1, "L2": 2, "L3": 4, "dedicated": 2, "micro": 8}
AS_OF = "2026-11-20T18:00"


def cell(column, row, width=1, height=1):
    """Box of cells; column 0 is west, row 0 north."""
    west, north = WEST + column * STEP, NORTH - row * STEP
    return shapely.box(west, north - height * STEP, west + width * STEP, north)


def micro_cells():
    """Code -> box of the eight micro grids."""
    return {
        f"{l2}00{row + 1}00{column + 1}": cell(2 * side + column, row)
        for side, l2 in enumerate(L2S)
        for row in (0, 1)
        for column in (0, 1)
    }


def middles():
    """Code -> (lon, lat) in the middle of each micro grid."""
    return {code: (box.centroid.x, box.centroid.y) for code, box in micro_cells().items()}


def units():
    """Layer name -> rows of 网格.gpkg; every larger unit is the union of its micro grids."""
    micro = micro_cells()

    def row(code, name, level, parent, **more):
        prefix = "" if level in {"区", "片区"} else code
        shape = shapely.union_all([box for key, box in micro.items() if key.startswith(prefix)])
        return {"编码": code, "名称": name, "层级": level, "上级编码": parent, "geometry": shape, **more}

    l3 = sorted({code[:15] for code in micro})
    return {
        "区": [row("410106", "上街区", "区", None)],
        "片区": [row(ZONE, "三湾街片区", "片区", "410106")],
        "一级网格": [row(L1, "济源路街道", "一级", "410106")],
        "二级网格": [row(c, f"第{c[-1]}社区", "二级", L1, 片区编码=ZONE, 类型="城市社区") for c in L2S],
        "三级网格": [row(c, f"三级{c[-3:]}", "三级", c[:12]) for c in l3],
        "微网格": [row(c, f"微{c[-6:]}", "微网格", c[:15], 户数=10, 人数=25, 编制=1) for c in micro],
    }


def gdf(rows):
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4490")


def gbk_csv(path, rows):
    pd.DataFrame(rows).to_csv(path, index=False, encoding="gb18030")


def workbook(path, rows):
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        for x, header in enumerate(rows[0]):
            sheet.write(0, x, header)
            for y, row in enumerate(rows, start=1):
                sheet.write(y, x, row[header])


def shapefile_zip(path, rows, stem="专属网格"):
    """A Shapefile with a GBK table in a zip."""
    folder = path.parent / "_shp"
    folder.mkdir()
    gdf(rows).to_file(folder / "layer.shp", driver="ESRI Shapefile", encoding="GB18030")
    with ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            if part.suffix != ".cpg":
                archive.write(part, f"{stem}{part.suffix}")
            part.unlink()
    folder.rmdir()


def write_world(folder: Path) -> list[Path]:
    """Write the office files of the small district; answer their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    middle = middles()
    codes = sorted(middle)
    for layer, rows in units().items():
        gdf(rows).to_file(folder / "网格.gpkg", layer=layer, driver="GPKG")
    lots = [{"编码": f"{c}901", "名称": f"学校{c[-1]}", "层级": "专属", "上级编码": c, "类型": "学校"} for c in L2S]
    shapefile_zip(
        folder / "专属网格.zip",
        [
            lot | {"geometry": shapely.box(x, y, x + 0.001, y + 0.001)}
            for lot, (x, y) in zip(lots, [middle[codes[0]], middle[codes[4]]], strict=True)
        ],
    )
    roads = [
        {
            "编号": "S1",
            "名称": "济源路",
            "等级": "primary",
            "geometry": shapely.LineString([(113.2, 34.805), (113.22, 34.805)]),
        }
    ]
    gdf(roads).to_file(folder / "底图.gpkg", layer="道路", driver="GPKG")
    rail = [
        {
            "编号": "R1",
            "名称": "铁路",
            "类型": "rail",
            "geometry": shapely.LineString([(113.19, 34.8), (113.23, 34.802)]),
        }
    ]
    gdf(rail).to_file(folder / "底图.gpkg", layer="铁路", driver="GPKG")
    houses = [
        {
            "编号": f"B{i}",
            "用途": "住宅",
            "层数": 6,
            "户数": 10,
            "楼院编号": "C1" if i == 0 else None,
            "geometry": shapely.Point(middle[c]).buffer(0.0002),
        }
        for i, c in enumerate(codes)
    ]
    gdf(houses).to_file(folder / "楼栋.gpkg", driver="GPKG")
    court = [
        {
            "编号": "C1",
            "名称": "一号院",
            "类型": "老公房",
            "无主管": "是",
            "步骤": 2,
            "五有": "10110",
            "geometry": shapely.Point(middle[codes[0]]).buffer(0.0004),
        }
    ]
    gdf(court).to_crs("EPSG:4326").to_file(folder / "楼院.geojson", driver="GeoJSON", COORDINATE_PRECISION=9)
    flags = ["便民服务", "文明实践", "技能培训", "养老托幼", "医疗卫生", "会客休闲", "代表委员联络"]
    workbook(
        folder / "党群服务中心.xlsx",
        [
            {
                "编码": f"DQ{l2}",
                "名称": f"中心{l2[-1]}",
                "社区编码": l2,
                "经度": middle[l2 + "001001"][0],
                "纬度": middle[l2 + "001001"][1],
                "工作人员": 3,
                "开放时间": "9:00-18:00",
            }
            | dict.fromkeys(flags, "是")
            | {"医疗卫生": "否"}
            for l2 in L2S
        ],
    )
    workbook(
        folder / "网格员.xlsx",
        [
            {"编号": f"W{i}", "姓名": f"演示{i}", "岗位": "网格员", "网格编码": c, "到岗日期": "2026-01-01"}
            for i, c in enumerate(codes)
        ],
    )
    workbook(folder / "双格联建.xlsx", [{"专属编码": f"{L2S[0]}901", "微网格编码": codes[0], "事项": "共建"}])
    gbk_csv(
        folder / "户底册.csv",
        [
            {
                "户编号": f"H{i}",
                "楼栋编号": f"B{i // 2}",
                "人数": 1 + i % 4,
                "经度": middle[codes[i // 2]][0],
                "纬度": middle[codes[i // 2]][1],
                "核实日期": "2026-11-10" if i % 2 else "2026-05-01",
            }
            for i in range(16)
        ],
    )
    groups = ["高龄·独居·空巢老人", "残疾人", "重点关注", "流动·租住"]
    gbk_csv(
        folder / "九色标签.csv",
        [
            {
                "标签编号": f"T{i}",
                "人员编号": f"P{i}",
                "户编号": f"H{i}",
                "出生年": 1950 + i,
                "人群": groups[i % 4],
                "来源": "走访",
                "起始日期": "2026-01-01",
                "终止日期": "2026-06-01" if i == 8 else None,
                "应访日期": "2026-11-01" if i % 2 else "2026-12-01",
            }
            for i in range(12)
        ],
    )
    gbk_csv(folder / "事件.csv", [event(i, *middle[codes[i % 8]]) for i in range(10)])
    gbk_csv(
        folder / "走访.csv",
        [
            {
                "编号": f"V{i}",
                "户编号": f"H{i % 6}",
                "人员编号": "W0",
                "时间": f"2026-11-{i + 1:02d}T10:00",
                "类型": "月循环",
            }
            for i in range(10)
        ],
    )
    gbk_csv(
        folder / "巡查.csv",
        [
            {
                "编号": f"X{i}",
                "人员编号": f"W{i}",
                "网格编码": c,
                "时间": AS_OF,
                "经度": middle[c][0],
                "纬度": middle[c][1],
                "发现问题": i % 2,
            }
            for i, c in enumerate(codes)
        ],
    )
    return sorted(path for path in folder.iterdir() if path.is_file())


def event(number, lon, lat, **more):
    """Make one row of 事件.csv; every second one is closed, numbers 3 and 8 are private (07)."""
    done = number % 2 == 0
    return {
        "事件编号": f"EV20261101001{number:05d}",
        "小类编码": "0701" if number % 5 == 3 else "0102",
        "内容": f"演示内容{number}",
        "地址": f"演示路{number}号",
        "经度": lon,
        "纬度": lat,
        "来源": "巡查",
        "等级": "一般",
        "状态": "办结" if done else "处置",
        "派单方式": "智能",
        "上报时间": f"2026-11-{number + 1:02d}T09:00",
        "立案时间": f"2026-11-{number + 1:02d}T10:00",
        "反馈时间": f"2026-11-{number + 2:02d}T10:00",
        "截止时间": f"2026-11-{number + 3:02d}T18:00",
        "办结时间": f"2026-11-{number + 3:02d}T12:00" if done else None,
        "责任部门": "城市管理",
        "重复于": None,
        "评价": "满意" if done else None,
    } | more


def small_store(tmp_path: Path, *, url: str | None = None) -> Store:
    """Open a store with the small district, loaded through the readers (a file in tmp_path by default)."""
    files = write_world(tmp_path / "world")
    store = open_store(url or f"sqlite:///{(tmp_path / 'grid.db').as_posix()}", create=True)
    staging = stage(files, datum="CGCS2000", store=store)
    told = [f"{fault.place} {fault.message}" for fault in staging.all_faults]
    assert not told, told
    confirm(store, staging, "tests", synthetic=True)
    return store
