"""Straight circles where no roads are loaded: 直线缓冲(估算), never mixed with walked figures."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.rules.shapes import bare
from geo.walk.errors import BadRule
from geo.walk.plane import check_metric
from geo.walk.presets import DETOUR, MINUTES, radius_m

METHOD = "circle"
TITLE = "直线缓冲(估算)"
OVERSTATES = "在演示路网上，同样半径的直线圈比步行多算 16 至 26 个百分点，按绕行系数缩小后仍多算 7 至 9 个百分点"


def circles(
    centers: GeoSeries,
    *,
    crs: str,
    minutes: Sequence[float] = MINUTES,
    speed_kmh: float = 4.5,
    detour: float = DETOUR,
) -> GeoDataFrame:
    """Draw a circle of walked metres / detour around each centre.

    Parameters
    ----------
    centers
        Points with any known CRS; missing ones get an empty area.
    crs
        Plane system in metres to measure in.
    detour
        Walked metres per straight metre; 1 draws the flattering full radius.

    Returns
    -------
    GeoDataFrame, CRS `crs`
        Columns as of `isochrones`; method "circle", to be drawn dashed and labelled 直线缓冲(估算).

    Raises
    ------
    BadRule
        Minutes or pace nobody walks, or a detour below 1.
    CrsUnknown
        `crs` is not metric.
    """
    check_metric(crs)
    if not detour >= 1:
        raise BadRule(f"绕行系数应不小于 1，现在是 {detour}。", remedy="没有把握时请用 1.33。")
    radii = np.array([radius_m(m, speed_kmh) / detour for m in minutes])
    at = bare(centers.to_crs(crs))
    given = ~(shapely.is_missing(at) | shapely.is_empty(at))
    grid = np.full((len(at), len(radii)), shapely.Polygon(), dtype=object)
    grid[given] = shapely.buffer(at[given][:, None], radii[None, :], quad_segs=16)
    shapes = grid.ravel()
    row = np.repeat(np.arange(len(at)), len(radii))
    table = pd.DataFrame(
        {
            "center": centers.index[row],
            "minutes": np.tile(np.asarray(minutes, dtype=float), len(at)),
            "radius_m": np.tile(radii, len(at)),
            "area_km2": shapely.area(shapes) / 1e6,
            "method": METHOD,
            "access_m": np.nan,
            "status": np.where(given, "正常", "没有坐标")[row],
        }
    )
    return GeoDataFrame(table, geometry=shapes, crs=crs)
