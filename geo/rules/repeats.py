"""Addresses that report the same thing again and again."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.rules.shapes import bare

RADIUS_M = 40.0  # (p) two reports of one spot: a position on a telephone is no better
WITHIN_DAYS = 90  # domain note, 2.7
FEWEST = 3  # reports before a spot is called a repeat


def spots(events: GeoDataFrame, *, by: pd.Series, crs: str) -> pd.DataFrame:
    """Gather events of one kind that lie close together.

    Parameters
    ----------
    events
        Column reported_at; points as the asker may see them (homes at T0 stand at their grid, so that
        they gather by grid and never by address), EPSG:4490.
    by
        Kind of each event, same index: only equal kinds gather.
    crs
        Plane system in metres.

    Returns
    -------
    DataFrame
        Most reports first: kind, n, first, last (times), row (position in `events` of the middle report),
        members (positions of all). Spots of fewer than FEWEST reports are left out.

    Notes
    -----
    The densest point takes all within RADIUS_M, then the densest of the rest: spots cannot grow into
    chains along a street, and no report counts twice.
    """
    found = []
    shapes = GeoSeries(events.geometry)
    filled = ~np.asarray(shapes.is_empty | shapes.isna())
    xy = np.full((len(events), 2), np.nan)
    if filled.any():
        xy[filled] = shapely.get_coordinates(bare(GeoSeries(shapes[filled]).to_crs(crs)))
    kinds, names = pd.factorize(by)
    at = events["reported_at"].to_numpy()
    for kind in range(len(names)):
        rows = np.flatnonzero((kinds == kind) & filled)
        if len(rows) < FEWEST:
            continue
        for members in _gathered(xy[rows]):
            mine = rows[members]
            found.append((str(names[kind]), len(mine), at[mine].min(), at[mine].max(), int(mine[0]), mine))
    made = pd.DataFrame(found, columns=["kind", "n", "first", "last", "row", "members"])
    return made.sort_values(["n", "last"], ascending=False, kind="stable", ignore_index=True)


def _gathered(xy: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Group points, densest first; the first member of each is its middle."""
    near = cKDTree(xy).query_ball_point(xy, RADIUS_M)
    free = np.ones(len(xy), dtype=bool)
    out = []
    for middle in np.argsort([-len(around) for around in near], kind="stable"):
        if not free[middle]:
            continue
        rest = [n for n in near[middle] if free[n] and n != middle]
        if len(rest) + 1 < FEWEST:
            continue
        members = np.array([middle, *rest], dtype=np.int64)
        free[members] = False
        out.append(members)
    return out
