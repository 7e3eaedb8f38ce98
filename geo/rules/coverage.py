"""Who lives within a straight line of the nearest service centre: 直线缓冲(估算), until people walk."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from scipy.spatial import cKDTree

from geo.rules.shapes import WGS, bare, united

NOTE = "直线缓冲(估算)"
HECTARE = 10_000.0


def nearest(points: GeoSeries, centers: GeoSeries, crs: str) -> pd.DataFrame:
    """Distance from each point to its nearest centre.

    Parameters
    ----------
    points, centers
        Points in one CRS; empty points get NaN.
    crs
        Plane system in metres to measure in.

    Returns
    -------
    DataFrame, index of `points`
        center (its index label, None without centres) and dist_m (metres, NaN then).
    """
    here = shapely.get_coordinates(bare(points.to_crs(crs)))
    filled = ~np.asarray(points.is_empty | points.isna())
    there = shapely.get_coordinates(bare(centers.to_crs(crs)))
    out = pd.DataFrame({"center": None, "dist_m": np.nan}, index=points.index)
    if len(there) and filled.any():
        far, row = cKDTree(there).query(here)
        out.loc[filled, "dist_m"] = far
        out["center"] = out["center"].astype(object)
        out.loc[filled, "center"] = np.asarray(centers.index, dtype=object)[row]
    return out


def homes_covered(homes: pd.DataFrame, centers: GeoDataFrame, *, radius_m: float, crs: str) -> pd.DataFrame:
    """People within and outside the circles, counted home point by home point.

    Parameters
    ----------
    homes
        As of `Reads.home_points`: lon, lat, micro, people. Homes without a point or grid count as
        unlocated.
    centers
        Open centres, points in EPSG:4490.

    Returns
    -------
    DataFrame
        Index micro code; columns located, covered (people). Unlocated people are in neither.
    """
    known = homes[homes["lon"].notna() & homes["lat"].notna() & homes["micro"].notna()]
    points = GeoSeries(shapely.points(known["lon"], known["lat"]), index=known.index, crs=WGS)
    near = nearest(points, centers.geometry, crs)["dist_m"].to_numpy() <= radius_m
    people = known["people"].fillna(0).to_numpy(dtype=float)
    frame = pd.DataFrame({"micro": known["micro"].to_numpy(), "located": people, "covered": people * near})
    return frame.groupby("micro").sum()


def circles(centers: GeoDataFrame, *, radius_m: float, crs: str) -> GeoDataFrame:
    """Draw a circle around each centre (EPSG:4490, same rows); drawn with 32 corners, radius within 0.5 %."""
    flat = centers.geometry.to_crs(crs).buffer(radius_m, quad_segs=8)
    return centers.set_geometry(flat.to_crs(WGS))


def covered_area(centers: GeoDataFrame, outline: GeoSeries, *, radius_m: float, crs: str) -> GeoSeries:
    """One dissolved area within reach, cut to the outline; EPSG:4490, empty without centres."""
    rings = centers.geometry.to_crs(crs).buffer(radius_m, quad_segs=12)
    area = shapely.intersection(united(rings, crs), united(outline, crs))
    return GeoSeries([_areal(area)], crs=crs).to_crs(WGS)


def gaps(covered: GeoSeries, outline: GeoSeries, *, crs: str, smallest_m2: float = HECTARE) -> GeoSeries:
    """Parts of the outline out of reach, one row each, EPSG:4490; parts below `smallest_m2` are dropped."""
    rest = shapely.difference(united(outline, crs), united(covered, crs))
    parts = shapely.get_parts(_areal(rest))
    return GeoSeries(parts[shapely.area(parts) >= smallest_m2], crs=crs).to_crs(WGS)


def _areal(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])
