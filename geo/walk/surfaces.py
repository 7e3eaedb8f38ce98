"""The district as one raster: the walk to the nearest centres of every cell, and the areas that follow.

Outline of all circles, places with a choice of two or three centres, and whose place it is: each one
contour of one raster, no union of polygons.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.walk.arrays import Floats, Ints
from geo.walk.contours import CAP_CELLS, Areas, Window
from geo.walk.errors import BadRule
from geo.walk.field import Field
from geo.walk.isochrones import walk_window
from geo.walk.network import WalkNetwork
from geo.walk.snap import Snaps
from geo.walk.times import node_metres

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Surface:
    """Walks from each cell of the raster to its nearest centres.

    Attributes
    ----------
    metres
        (rank, rows, columns): walk to the nearest, second nearest ... centre; inf beyond the cut-off.
    center
        (rows, columns) position of the nearest centre, of equally near ones the first; -1 where none is.
    part_metres, part_center
        The same for the parts of squares a barrier divides.
    centers
        The snapped centres.
    cutoff_m
        Longest walk looked for.
    """

    field: Field
    crs: str
    metres: Floats
    center: Ints
    part_metres: Floats
    part_center: Ints
    centers: Snaps
    cutoff_m: float


def make_surface(net: WalkNetwork, centers: Snaps, field: Field, *, cutoff_m: float, ranks: int = 3) -> Surface:
    """Walk from all cells to their nearest centres.

    Parameters
    ----------
    centers, field
        Snapped to, and made of, this network, with the same barriers.
    cutoff_m
        Longest walk, metres: the largest radius to be drawn.
    ranks
        How many of the nearest centres are kept.

    Raises
    ------
    BadRule
        Field or centres belong to another network, or there is no rank.
    """
    if net.hash != field.network or net.hash != centers.network:
        raise BadRule("栅格或点位属于另一份路网。", remedy="请重新计算后再出图。")
    if ranks < 1:
        raise BadRule(f"至少要看最近的一个中心，现在是 {ranks}。", remedy="请填 1 到 5。")
    parts = 0 if field.cuts is None else len(field.cuts.part)
    metres = np.full((ranks, *field.edge.shape), np.inf)
    part_metres = np.full((ranks, parts), np.inf)
    center = np.full(field.edge.shape, NOBODY, dtype=np.intp)
    part_center = np.full(parts, NOBODY, dtype=np.intp)
    for rows, far in node_metres(net, centers, cutoff_m=cutoff_m):
        for row, each in zip(rows.tolist(), far, strict=True):
            window = walk_window(net, field, centers, row, each, radius=cutoff_m)
            at = window.at
            _insert(metres[(slice(None), *at)], center[at], window.metres, row)
            _insert(part_metres, part_center, window.part_metres, row)
    return Surface(field, net.crs, metres, center, part_metres, part_center, centers, cutoff_m)


def _insert(ranked: Floats, center: Ints, metres: Floats, row: int) -> None:
    """Sort one centre's walks into the ranks, in place."""
    if not metres.size:
        return
    center[metres < ranked[0]] = row
    for rank in ranked:
        rank[...], metres = np.minimum(rank, metres), np.maximum(rank, metres)


def reach_area(surface: Surface, *, radius_m: float, at_least: int = 1) -> GeoSeries:
    """Draw where at least so many centres are within reach: with 1, the outline of all circles.

    Returns
    -------
    GeoSeries, one MultiPolygon, CRS of the network
        Areas of more centres lie within areas of fewer, those of smaller radii within those of larger.

    Raises
    ------
    BadRule
        The radius was not walked, or more centres are asked for than ranks were kept.
    """
    _check(surface, radius_m)
    if not 1 <= at_least <= len(surface.metres):
        raise BadRule(f"只算到最近的 {len(surface.metres)} 个中心。", remedy="请减少个数或重新计算。")
    field = surface.field
    areas = Areas(field.resolution_m, field.cuts)
    rank = at_least - 1
    areas.add(0, Window(0, 0, field.x, field.y, surface.metres[rank], surface.part_metres[rank]), radius_m)
    return GeoSeries(areas.shapes(1), crs=surface.crs)


def catchment_areas(surface: Surface, *, radius_m: float) -> GeoDataFrame:
    """Draw whose place it is: for each centre the cells within its radius that have no nearer one.

    Neighbours meet where both are equally near and do not overlap but by rounding; where three meet a
    gap or overlap of a part of a cell may remain.

    Returns
    -------
    GeoDataFrame, CRS of the network, one row per centre in its order
        center (label), area_km2, geometry (MultiPolygon, empty where the centre is nobody's nearest).

    Raises
    ------
    BadRule
        The radius was not walked, or fewer than two ranks were kept.
    """
    _check(surface, radius_m)
    if len(surface.metres) < 2:  # noqa: PLR2004 - a border needs two
        raise BadRule("划分服务区至少要算最近的两个中心。", remedy="请重新计算。")
    field = surface.field
    areas = Areas(field.resolution_m, field.cuts)
    cap = CAP_CELLS * field.resolution_m
    for row in range(len(surface.centers)):
        mine = surface.center == row
        if not mine.any():
            continue
        window = _around(mine)
        part_mine = surface.part_center == row
        cells = _level(surface.metres[(slice(None), *window)], mine[window], radius_m, cap)
        parts = _level(surface.part_metres, part_mine, radius_m, cap)
        rows, cols = window
        areas.add(row, Window(rows.start, cols.start, field.x[cols], field.y[rows], cells, parts), radius_m)
    shapes = areas.shapes(len(surface.centers))
    table = pd.DataFrame({"center": surface.centers.index, "area_km2": shapely.area(shapes) / 1e6})
    return GeoDataFrame(table, geometry=shapes, crs=surface.crs)


def _level(metres: Floats, mine: NDArray[np.bool_], radius_m: float, cap_m: float) -> Floats:
    """Metres by which a centre is farther than the next best, or than the radius; its border is `radius_m`.

    Lifted by the radius, since a contour of walks begins at 0. Capped alike on both sides, so that
    neighbours find the same border.
    """
    nearest, second = metres[0], metres[1]
    ahead = np.full(nearest.shape, cap_m, dtype=float)
    both = np.isfinite(second)
    ahead[both] = np.minimum(second[both] - nearest[both], cap_m)
    behind = np.where(mine, np.maximum(-ahead, nearest - radius_m), ahead)
    return np.asarray(np.maximum(behind + radius_m, 0.0))


def _around(mine: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns of a centre's cells, and one more on each side for the contour."""
    rows, cols = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
    return slice(max(rows[0] - 1, 0), rows[-1] + 2), slice(max(cols[0] - 1, 0), cols[-1] + 2)


def _check(surface: Surface, radius_m: float) -> None:
    if not 0 <= radius_m <= surface.cutoff_m + 1e-9:
        raise BadRule(
            f"要画 {radius_m} 米以内，但只算到 {surface.cutoff_m:.0f} 米。", remedy="请用更大的距离上限重新计算。"
        )
