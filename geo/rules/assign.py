"""Which grid a point lies in: every point inside gets exactly one, border points the lowest code."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
POINTS_PER_CELL = 8
EDGE = 1e-6  # of a cell
MOST_CELLS = 256  # a side: cell numbers fit 16 bits, which sort in linear time


def assign(x: Floats, y: Floats, polygons: NDArray[np.object_], codes: Sequence[str]) -> NDArray[np.intp]:
    """Find the polygon of each point.

    Parameters
    ----------
    x, y
        Coordinates of the points, in the CRS of the polygons; NaN lies nowhere.
    polygons
        Polygons or MultiPolygons; they are prepared in place (shapely.prepare), which only speeds
        them up. Empty and missing ones hold no point.
    codes
        One per polygon; where a point lies on a shared border the lowest code wins.

    Returns
    -------
    positions
        For each point the position in `polygons`, -1 where no polygon holds it.
    """
    polygons = np.asarray(polygons, dtype=object)
    if not len(polygons) or not np.isfinite(shapely.total_bounds(polygons)).all():
        return np.full(len(x), -1, dtype=np.intp)
    order = np.argsort(np.asarray(codes, dtype=np.str_), kind="stable")
    ranked = polygons[order]  # by code: of two answers the smaller position is the lower code
    shapely.prepare(ranked)
    found = np.full(len(x), len(order), dtype=np.intp)
    cells = _Cells(ranked, len(x))
    point, cell = cells.place(x, y)
    whole = cells.whole[cell]
    found[point] = whole
    open_ = whole == len(order)
    pair, polygon = cells.candidates(cell[open_])
    point = point[open_][pair]
    # intersects, not contains: a point on a border belongs to somebody
    inside = shapely.intersects_xy(ranked[polygon], x[point], y[point])
    np.minimum.at(found, point[inside], polygon[inside])
    return np.append(order, -1)[found]


class _Cells:
    """A raster over the polygons: a cell inside one polygon answers for all its points at once.

    It spares making a geometry per point, the dearest step of a tree query over a million of them.
    """

    def __init__(self, ranked: NDArray[np.object_], points: int) -> None:
        self.side = int(np.clip(np.sqrt(points / POINTS_PER_CELL), 1, MOST_CELLS))
        bounds = shapely.total_bounds(ranked)
        self.low = bounds[:2]
        self.size = np.maximum((bounds[2:] - bounds[:2]) / self.side, np.finfo(float).tiny)
        index = np.arange(self.side * self.side)
        corner = self.low + np.column_stack([index % self.side, index // self.side]) * self.size
        # wider than the arithmetic that puts a point into a cell can err
        slack = self.size * 2 * EDGE + np.abs(bounds).max(initial=0.0) * 1e-15
        boxes = shapely.box(*(corner - slack).T, *(corner + self.size + slack).T)
        cell, polygon = shapely.STRtree(ranked).query(boxes)
        by_cell = np.argsort(cell, kind="stable")
        cell, self._polygon = cell[by_cell], polygon[by_cell]
        self._start = np.searchsorted(cell, np.arange(self.side * self.side + 1))
        full = shapely.contains_properly(ranked[self._polygon], boxes[cell])
        self.whole = np.full(self.side * self.side, len(ranked), dtype=np.intp)
        np.minimum.at(self.whole, cell[full], self._polygon[full])
        # where polygons overlap, another one of a lower code may hold part of a full cell
        lowest = np.full(self.side * self.side, len(ranked), dtype=np.intp)
        np.minimum.at(lowest, cell, self._polygon)
        self.whole[lowest < self.whole] = len(ranked)

    def place(self, x: Floats, y: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions of the points over the raster, in the order of their cells, and those cells."""
        with np.errstate(invalid="ignore", over="ignore"):
            column, row = (x - self.low[0]) / self.size[0], (y - self.low[1]) / self.size[1]
            # a little beyond the edge is let in: rounding may push a border point over it
            most = self.side + EDGE
            over = np.flatnonzero((column >= -EDGE) & (row >= -EDGE) & (column <= most) & (row <= most))
        last = self.side - 1
        cell = np.clip(row[over].astype(np.intp), 0, last) * self.side
        cell += np.clip(column[over].astype(np.intp), 0, last)
        # neighbours together: one prepared polygon stays in the processor's cache
        by_cell = np.argsort(cell.astype(np.uint16), kind="stable")
        return over[by_cell], cell[by_cell]

    def candidates(self, cell: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs of (position in `cell`, polygon whose box meets that cell)."""
        count = self._start[cell + 1] - self._start[cell]
        pair = np.repeat(np.arange(len(cell)), count)
        first = np.repeat(self._start[cell] - (np.cumsum(count) - count), count)
        return pair, self._polygon[first + np.arange(len(pair))]


def nearest(
    x: Floats, y: Floats, polygons: NDArray[np.object_], codes: Sequence[str], *, limit_m: float
) -> NDArray[np.intp]:
    """Find the nearest polygon within a limit, for points that lie in none.

    Parameters
    ----------
    x, y
        Coordinates in metres, in the plane CRS of the polygons; NaN is near nothing.
    polygons, codes
        As for assign(); of equally near ones the lowest code wins.
    limit_m
        Greatest distance, metres.

    Returns
    -------
    positions
        For each point the position in `polygons`, -1 where none is near enough.
    """
    polygons = np.asarray(polygons, dtype=object)
    order = np.argsort(np.asarray(codes, dtype=np.str_), kind="stable")
    found = np.full(len(x), len(order), dtype=np.intp)
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    tree = shapely.STRtree(polygons[order])
    point, polygon = tree.query_nearest(shapely.points(x[finite], y[finite]), max_distance=limit_m, all_matches=True)
    np.minimum.at(found, finite[point], polygon)
    return np.append(order, -1)[found]
