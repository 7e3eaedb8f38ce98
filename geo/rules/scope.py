"""Which places an account sees, and how places lie in one another."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.model.codes import Level, parse_code
from geo.model.errors import NotFound
from geo.model.scope import Scope
from geo.ports import Reads
from geo.rules.shapes import WGS, bare

# Digits of a micro code that name the ancestor of a level.
PREFIX = {Level.L3: 15, Level.L2: 12, Level.L1: 9, Level.DISTRICT: 6}


def within(codes: pd.Index, root: str, zones: pd.Series | None = None) -> NDArray[np.bool_]:
    """Tell which grid codes lie in the subtree of a root, itself included.

    Parameters
    ----------
    codes
        Grid codes of any level, one form of docs/house.md, section 1.
    root
        Code of a place. For a zone, `zones` must give the zone of each L2 (index 12 digits); the
        zone itself and everything below its L2 are inside.
    zones
        Index L2 code, value zone code; ignored for other roots.
    """
    text = codes.astype(str)
    if parse_code(root).level is not Level.ZONE:
        return np.asarray(text.str.startswith(root), dtype=bool)
    members = set() if zones is None else set(zones.index[zones == root])
    return np.asarray(text.str[:12].isin(members) | (text == root), dtype=bool)


def ancestry(places: pd.DataFrame) -> pd.DataFrame:
    """For every micro grid, the code of its place at each level.

    Parameters
    ----------
    places
        As of `Reads.places`: index `code`, columns level, zone.

    Returns
    -------
    DataFrame
        Index micro code (sorted); columns micro, l3, l2, l1, zone, district. A micro grid whose L2
        has no zone gets an empty text there.
    """
    micro = places.index[places["level"] == Level.MICRO].astype(str).sort_values()
    frame = pd.DataFrame({"micro": micro}, index=micro)
    for level, digits in PREFIX.items():
        frame[level.value] = micro.str[:digits]
    # A zone is a fact of the 社区; it is inherited below, but files may say it there only.
    above = places.loc[places["level"] == Level.L2, "zone"].astype(object)
    own = places["zone"].astype(object).reindex(micro)
    frame["zone"] = own.where(own.notna(), frame["l2"].astype(object).map(above)).astype(object).fillna("").astype(str)
    frame.index.name = "code"
    return frame


def outline(store: Reads, scope: Scope) -> GeoDataFrame:
    """Read the scope's root as one row: index its code, columns name, level; EPSG:4490.

    Raises
    ------
    NotFound
        The store holds no polygon for the root.
    """
    level = parse_code(scope.root).level
    grids = store.grids(scope, level)
    if scope.root not in grids.index:
        raise NotFound(f"没有编码为“{scope.root}”的网格。", remedy="请检查账号的管辖范围，或先导入网格。")
    return grids.loc[[scope.root], ["name", "level", "geometry"]]


def inner_points(areas: GeoSeries, crs: str) -> tuple[GeoSeries, pd.Series]:
    """Centre and radius of the largest circle inside each polygon.

    Parameters
    ----------
    areas
        Polygons or multipolygons, any CRS; empty ones give an empty point and radius 0.
    crs
        Plane system in metres to measure in (profile.measure_crs).

    Returns
    -------
    points, radius
        Same index; points in the CRS of `areas`, radius in metres (to 2 %).
    """
    flat = areas.to_crs(crs)
    geoms = bare(flat)
    size = np.sqrt(np.maximum(shapely.area(geoms), 0.0))
    spokes = np.array(
        [
            shapely.maximum_inscribed_circle(geom, tolerance=max(side * 0.02, 0.1))
            if side > 0
            else shapely.LineString()
            for geom, side in zip(geoms, size, strict=True)
        ],
        dtype=object,
    )
    points = GeoSeries(shapely.get_point(spokes, 0), index=areas.index, crs=crs).to_crs(areas.crs or WGS)
    return points, pd.Series(shapely.length(spokes), index=areas.index)
