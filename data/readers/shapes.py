"""Positions of a staged table: declared system, swapped axes, broken geometry; all in EPSG:4490 afterwards."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.readers import datum as datums
from data.readers.base import RawTable
from data.readers.roads import turned
from geo.rules.shapes import single
from geo.schema.values import EAST, NORTH, SOUTH, WEST

if TYPE_CHECKING:
    from data.readers.staging import StagedTable

MOSTLY = 0.9  # of the rows swapped: then the headers are, not the rows
FIXES = {"area": {3, 6}, "line": {1, 2, 5}}  # type ids of shapely: polygons; lines
DEGREES = 360.0  # beyond it a number is no longitude
METRES = "坐标以米计，是投影坐标而不是经纬度", "请声明投影坐标系，如 EPSG:4547（命令行：--datum 文件名=EPSG:4547）"
SHAPES = {"area": "面", "line": "线"}


def take_positions(table: "StagedTable", raw: RawTable, forced: str | None, default: str | None) -> None:
    """Put `geometry` or `lon`, `lat` in EPSG:4490 into the table, or mark that the system is not told.

    Parameters
    ----------
    table
        A recognised table; its columns are read, its schema not yet checked.
    raw
        What the reader gave.
    forced
        System the person named for this very file.
    default
        System the person named for files that do not say theirs.
    """
    kind = table.kind
    if kind is None or kind.shape == "none":
        return
    if raw.geometry is not None:
        said = None if raw.assumed else raw.crs
        crs = forced or said or default or raw.crs
    else:
        crs = forced or default
    table.crs = crs
    if kind.shape == "point" and raw.geometry is None:
        _points(table, crs)
        return
    if raw.geometry is None:
        return
    if crs is None:
        _undeclared(table)
        return
    moved = datums.moved_shapes(raw.geometry, datums.shift(crs))
    if kind.shape == "line" and turned(moved):
        message = "经度和纬度写反了（坐标里先写了纬度）"
        table.fault(None, "", "", "swapped", message, hint="请在 GIS 软件中对调 X、Y 后重新导出")
        table.good = table.good.iloc[:0]
        return
    shapes = _sound(table, moved)
    if kind.shape == "point":
        inner = shapely.point_on_surface(shapes)
        table.good["lon"], table.good["lat"] = shapely.get_x(inner), shapely.get_y(inner)
    else:
        table.good["geometry"] = pd.Series(shapes, index=table.good.index, dtype=object)


def _undeclared(table: "StagedTable") -> None:
    table.needs_datum = True
    message = "没有写明坐标系"
    table.fault(None, "", "", "datum", message, hint=f"请声明：{datums.CHOICES}", drops=False)


def _points(table: "StagedTable", crs: str | None) -> None:
    if not {"lon", "lat"} <= set(table.good.columns):
        table.good["lon"], table.good["lat"] = np.nan, np.nan
        return
    lon, lat = table.good["lon"].to_numpy(dtype=float), table.good["lat"].to_numpy(dtype=float)
    filled = np.isfinite(lon) & np.isfinite(lat)
    if not filled.any():
        return
    if crs is None:
        _undeclared(table)
        return
    wrong = datums.swapped(lon, lat)
    if wrong.sum() >= MOSTLY * filled.sum():
        table.notes.append("经度、纬度两列写反了，已对调，请核对")
        lon, lat = lat, lon
    else:
        for at in np.flatnonzero(wrong):
            table.fault(
                int(at), "lon", f"{lon[at]:g}, {lat[at]:g}", "swapped", "经度和纬度写反了", hint="请对调这一行的两个数"
            )
    way = datums.shift(crs)
    if way is not None:
        moved = way(lon[filled], lat[filled])
        lon, lat = lon.copy(), lat.copy()
        lon[filled], lat[filled] = moved
        lon[~np.isfinite(lon)] = np.nan
        lat[~np.isfinite(lat)] = np.nan
    table.good["lon"], table.good["lat"] = lon, lat


def _sound(table: "StagedTable", shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Report what cannot be used, mend what can."""
    told = {fault.row for fault in table.faults if fault.code == "geometry"}
    gone = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for at in np.flatnonzero(gone):
        if int(table.numbers[at]) not in told:
            table.fault(int(at), "", "", "geometry", "没有几何图形", hint="请在 GIS 软件中补画或删除该要素")
    box = shapely.bounds(shapes)
    inside = (box[:, 0] >= WEST) & (box[:, 2] <= EAST) & (box[:, 1] >= SOUTH) & (box[:, 3] <= NORTH)
    metric = np.abs(box[:, :2]).max(axis=1) > DEGREES
    for at in np.flatnonzero(~gone & ~inside):
        message, hint = METRES if metric[at] else ("坐标不在中国范围内", "坐标系可能写错，请核对")
        table.fault(int(at), "", "", "position", message, hint=hint)
    wanted = FIXES.get(table.kind.shape if table.kind else "")
    if wanted:
        odd = ~gone & ~np.isin(shapely.get_type_id(shapes), list(wanted))
        for at in np.flatnonzero(odd):
            word = SHAPES[table.kind.shape] if table.kind else ""
            table.fault(int(at), "", "", "geometry", f"应为{word}要素", hint="请检查图层是否选错")
    broken = ~gone & ~shapely.is_valid(shapes)
    if broken.any():
        shapes = shapes.copy()
        before = shapely.area(shapes[broken])
        shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
        change = (shapely.area(shapes[broken]) - before) / np.where(before > 0, before, 1.0)
        for at, part in zip(np.flatnonzero(broken), change, strict=True):
            message = f"图形自相交，已修复（面积变化 {part:+.2%}）"
            table.fault(
                int(at), "", "", "mended", message, hint="请在地图上核对", drops=bool(shapely.is_empty(shapes[at]))
            )
    return single(shapes)
