"""Notices a file that is not of this district: another city's, another zone's, another system's."""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from data.frames import CRS
from data.readers.staging import StagedTable

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NEAR_M, FAR_M = 1000.0, 20_000.0  # (p) nothing so near, or less than half within the second: not our file
MOSTLY = 0.5
SAMPLE = 1000
HINT = "请核对是不是别处的文件、坐标系或带号是否写错；范围太大的请先裁切到本区周边"


def doubt_place(table: StagedTable, outline: "BaseGeometry | None", *, crs: str) -> None:
    """Ask for a person's word before rows far from the district are stored.

    Parameters
    ----------
    table
        Staged rows in EPSG:4490, as geometry or lon and lat; grids are never doubted, they are the district.
    outline
        Polygon of the district, EPSG:4490; None = nothing to hold the table against.
    crs
        Plane system in metres.

    Notes
    -----
    A doubt is added where no row lies within 1 km of the district, or less than half of them within 20 km.
    """
    if outline is None or table.kind is None or table.kind.key == "grid" or table.needs_datum:
        return
    shapes = _positions(table)
    if not len(shapes):
        return
    far = metres_from(shapes, outline, crs=crs)
    if not (far <= NEAR_M).any():
        where = f"全部在本区之外，最近的也有 {_distance(far.min())}"
    elif (far <= FAR_M).mean() < MOSTLY:
        where = f"有 {(far > FAR_M).mean():.0%} 在本区 {FAR_M / 1000:.0f} 公里以外"
    else:
        return
    message = f"{table.file} 的{table.kind.title}{where}"
    table.doubts.append(f"{message}：{HINT}")
    table.fault(None, "", "", "afar", message, hint=HINT, drops=False)


def metres_from(shapes: NDArray[np.object_], outline: "BaseGeometry", *, crs: str) -> NDArray[np.float64]:
    """Metres from each geometry (EPSG:4490) to the district, 0 inside it; inf where the plane does not reach."""
    flat = GeoSeries([outline, *shapes], crs=CRS).to_crs(crs).to_numpy()
    shapely.prepare(flat[0])
    far = shapely.distance(flat[0], flat[1:])
    return np.where(np.isfinite(far), far, np.inf)


def _positions(table: StagedTable) -> NDArray[np.object_]:
    """Return a sample of what the table places, without what has no place."""
    good = table.good
    made: NDArray[Any]
    if "geometry" in good:
        made = good["geometry"].to_numpy(dtype=object)
    elif {"lon", "lat"} <= set(good.columns):
        xy = good[["lon", "lat"]].to_numpy(dtype=float)
        made = np.asarray(shapely.points(xy[np.isfinite(xy).all(axis=1)]), dtype=object)
    else:
        return np.empty(0, dtype=object)
    made = made[~(shapely.is_missing(made) | shapely.is_empty(made))]
    return made[:: max(len(made) // SAMPLE, 1)]


def _distance(metres: float) -> str:
    return f"{metres / 1000:.0f} 公里" if np.isfinite(metres) else "上千公里"
