"""Who lives near enough to a service centre: by walked metres; without roads by a line (直线缓冲(估算))."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.rules.shapes import WGS, bare, united

NOTE = "直线缓冲(估算)"
WALKED = "步行路网，逐户计"  # how people are counted where roads are loaded
SLACK_M = 1e-6  # rounding of sums
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
    known = located(homes)
    points = GeoSeries(shapely.points(known["lon"], known["lat"]), index=known.index, crs=WGS)
    near = nearest(points, centers.geometry, crs)["dist_m"].to_numpy() <= radius_m
    return _by_grid(known, near)


def homes_walked(homes: pd.DataFrame, walks: pd.DataFrame, *, limit_m: float) -> pd.DataFrame:
    """People within and outside a walk, each home by its own exact metres.

    Parameters
    ----------
    homes
        As of `Reads.home_points`; homes without a point or grid count as unlocated.
    walks
        As of `Reads.walks`: index building, column metres. Homes it lacks, and those too far from any
        street (inf), are located and not covered.
    limit_m
        Longest walk that counts as covered, metres.

    Returns
    -------
    DataFrame
        Index micro code; columns located, covered (people).
    """
    known = located(homes)
    metres = walks["metres"].reindex(known.index).fillna(np.inf).to_numpy(dtype=float)
    return _by_grid(known, metres <= limit_m + SLACK_M)


def located(homes: pd.DataFrame) -> pd.DataFrame:
    """Homes with a point and a grid."""
    return homes[homes["lon"].notna() & homes["lat"].notna() & homes["micro"].notna()]


def _by_grid(known: pd.DataFrame, near: NDArray[np.bool_]) -> pd.DataFrame:
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


def shared(centers: GeoDataFrame, *, radius_m: float, crs: str) -> GeoDataFrame:
    """Areas within the straight radius of two (index `2`) and of three or more centres (`3`); EPSG:4490."""
    rings = shapely.buffer(bare(centers.geometry.to_crs(crs)), radius_m, quad_segs=8)
    one = two = three = shapely.MultiPolygon()
    for ring in rings:
        three = shapely.union(three, shapely.intersection(two, ring))
        two = shapely.union(two, shapely.intersection(one, ring))
        one = shapely.union(one, ring)
    made = GeoDataFrame(index=pd.Index(["2", "3"], name="code"), geometry=[_areal(two), _areal(three)], crs=crs)
    return GeoDataFrame(made.to_crs(WGS))


def catchments(centers: GeoDataFrame, *, radius_m: float, crs: str) -> GeoDataFrame:
    """Part of each centre's straight circle to which it is the nearest; index of `centers`, EPSG:4490."""
    points = bare(centers.geometry.to_crs(crs))
    rings = shapely.buffer(points, radius_m, quad_segs=12)
    if len(points) > 1:
        around = shapely.box(*shapely.buffer(shapely.MultiPoint(list(points)), radius_m).bounds)
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(list(points)), extend_to=around))
        point, cell = shapely.STRtree(cells).query(points, predicate="intersects")
        first = np.unique(point, return_index=True)[1]
        rings = shapely.intersection(rings[point[first]], cells[cell[first]])
    made = GeoDataFrame(index=centers.index, geometry=[_areal(one) for one in rings], crs=crs)
    return GeoDataFrame(made.to_crs(WGS))


def gaps(covered: GeoSeries, outline: GeoSeries, *, crs: str, smallest_m2: float = HECTARE) -> GeoSeries:
    """Parts of the outline out of reach, one row each, EPSG:4490; parts below `smallest_m2` are dropped."""
    rest = shapely.difference(united(outline, crs), united(covered, crs))
    parts = shapely.get_parts(_areal(rest))
    return GeoSeries(parts[shapely.area(parts) >= smallest_m2], crs=crs).to_crs(WGS)


def _areal(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])
