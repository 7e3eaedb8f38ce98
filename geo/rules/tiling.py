"""Simplifies all tiers of grids together, so that borders shared by two tiers stay one line."""

import pandas as pd
import shapely
from geopandas import GeoSeries

from geo.model.codes import Level
from geo.model.scope import Scope
from geo.ports import Reads
from geo.rules.scope import PREFIX, ancestry
from geo.rules.shapes import WGS, bare

TILING = (Level.MICRO, Level.L3, Level.L2, Level.L1, Level.ZONE, Level.DISTRICT)


def slim(store: Reads, scope: Scope, *, tolerance_m: float) -> dict[Level, GeoSeries] | None:
    """Polygons of every tiling level, simplified once from the micro grids and united upwards.

    Parameters
    ----------
    tolerance_m
        Of `shapely.coverage_simplify`, in metres; outer borders are simplified too.

    Returns
    -------
    dict of GeoSeries, or None
        By level: index code, EPSG:4490. None when the micro grids are no valid coverage (gaps,
        overlaps, missing shared nodes): then exact polygons must be shown, a simplified invalid
        coverage shows specks.
    """
    grids = store.grids(scope, Level.MICRO)
    crs = store.profile().measure_crs
    flat = grids.geometry.to_crs(crs)
    geoms = bare(flat)
    if not len(geoms) or not shapely.coverage_is_valid(geoms, gap_width=0.0):
        return None
    thin = pd.Series(shapely.coverage_simplify(geoms, tolerance_m), index=grids.index)
    family = ancestry(store.places(scope)).reindex(grids.index)
    out = {Level.MICRO: GeoSeries(thin, crs=crs).to_crs(WGS)}
    for level in TILING[1:]:
        parent = (
            family[level.value] if level is Level.ZONE else pd.Series(grids.index.str[: PREFIX[level]], grids.index)
        )
        united = {
            str(code): shapely.coverage_union_all(rows.to_numpy())
            for code, rows in thin.groupby(parent.fillna(""))
            if code
        }
        out[level] = GeoSeries(united, crs=crs).to_crs(WGS)
        out[level].index.name = "code"
    return out
