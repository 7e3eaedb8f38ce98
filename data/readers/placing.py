"""Gives every staged record its micro grid, from its position or from the household it belongs to."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import Transformer

from data.frames import CRS
from data.readers.known import Known
from data.readers.staging import StagedTable, Staging
from geo.model.codes import Level
from geo.rules.assign import assign, nearest

NEAR_M = 20.0  # a point this near the district's border is taken for its nearest grid, to be checked (proposal)
TELL_M = 1500.0  # from here on the distance is part of the message
INSIDE, NEAR, NOWHERE = "落格", "待核", "未落格"


def place(staging: Staging, known: Known, grids: GeoDataFrame, crs: str) -> None:
    """Fill the column `micro` (and `placed` of events) of all staged tables.

    Points outside every micro grid take the nearest within 20 m and are marked 待核; farther ones stay
    without a grid and are listed as 未落格. Neither is left out.
    """
    micro = grids[grids["level"] == Level.MICRO]
    for kind in ("compound", "building", "center", "household", "event", "patrol", "note"):
        for table in staging.of(kind):
            if kind == "household":
                _from_building(table, known)
            if len(table.good) and not table.needs_datum:
                _by_position(table, micro, crs)
    for kind in ("tag", "visit"):
        for table in staging.of(kind):
            if len(table.good):
                table.good["micro"] = table.good["household"].map(known.homes())


def _from_building(table: StagedTable, known: Known) -> None:
    """Put a household without a position where its building stands."""
    if "building" not in table.good or table.good["lon"].notna().all():
        return
    shapes = known.staged("building")
    if "geometry" not in shapes:
        return
    middle = shapely.point_on_surface(shapes["geometry"].to_numpy())
    at = pd.DataFrame({"lon": shapely.get_x(middle), "lat": shapely.get_y(middle)}, index=shapes["code"])
    bare = table.good["lon"].isna()
    for axis in ("lon", "lat"):
        table.good.loc[bare, axis] = table.good.loc[bare, "building"].map(at[axis])


def _by_position(table: StagedTable, micro: GeoDataFrame, crs: str) -> None:
    x, y = _points(table)
    table.good["micro"] = None
    if micro.empty:
        table.notes.append("库中还没有微网格，暂不落格")
        return
    codes = micro.index.to_numpy(dtype=object)
    shapes = micro.geometry.to_numpy()
    found = assign(x, y, shapes, list(codes))
    lost = np.flatnonzero((found < 0) & np.isfinite(x))
    far = np.zeros(len(x))
    if len(lost):
        flat = Transformer.from_crs(CRS, crs, always_xy=True)
        mx, my = flat.transform(x[lost], y[lost])
        flat_shapes = micro.to_crs(crs).geometry.to_numpy()
        found[lost] = nearest(np.asarray(mx), np.asarray(my), flat_shapes, list(codes), limit_m=NEAR_M)
        far[lost] = _metres(np.asarray(mx), np.asarray(my), flat_shapes)
    answer = np.array([*codes, None], dtype=object)[found]  # -1 takes the None at the end
    table.good["micro"] = pd.Series(answer, index=table.good.index, dtype="str")
    near = lost[found[lost] >= 0]
    if table.kind is not None and table.kind.key == "event":
        placed = np.where(found >= 0, INSIDE, NOWHERE).astype(object)
        placed[near] = NEAR
        table.good["placed"] = placed
    for at in near:
        _tell(table, int(at), "near", f"在本区边界外 {NEAR_M:.0f} 米内，归入最近的网格（{NEAR}）")
    for at in lost[found[lost] < 0]:
        away = f"离本区约 {far[at] / 1000:.0f} 公里，" if far[at] > TELL_M else ""
        _tell(table, int(at), "outside", f"{away}不在任何微网格内（{NOWHERE}）")


def _metres(x: NDArray[np.float64], y: NDArray[np.float64], micro: NDArray[np.object_]) -> NDArray[np.float64]:
    """Metres to the nearest micro grid; 0 where the plane does not reach so far."""
    far = np.zeros(len(x))
    there = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    tree = shapely.STRtree(micro)
    (at, _), metres = tree.query_nearest(shapely.points(x[there], y[there]), return_distance=True, all_matches=False)
    far[there[at]] = metres
    return far


def _tell(table: StagedTable, at: int, code: str, message: str) -> None:
    position = int(table.good.index[at])
    table.fault(
        position, "lon" if "lon" in table.mapping.headers else "", "", code, message, hint="请核对坐标", drops=False
    )


def _points(table: StagedTable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if "geometry" in table.good:
        inner = shapely.point_on_surface(table.good["geometry"].to_numpy())
        return shapely.get_x(inner), shapely.get_y(inner)
    return table.good["lon"].to_numpy(dtype=float), table.good["lat"].to_numpy(dtype=float)
