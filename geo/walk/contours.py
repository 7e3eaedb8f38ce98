"""From metres on a raster to areas: the contour at a radius, and the squares a barrier divides set right."""

from dataclasses import dataclass

import contourpy
import numpy as np
import shapely

from geo.walk.arrays import Floats, Ints, Shapes
from geo.walk.cuts import Cuts
from geo.walk.times import within

ALL_CORNERS = 4
CAP_CELLS = 3  # farther cells are taken as this many cells too far: keeps the contour local


@dataclass(frozen=True, slots=True)
class Window:
    """Part of the raster around a centre.

    Attributes
    ----------
    row, col
        Position of its lower left cell in the raster.
    x, y
        Cell centres.
    metres
        Walk to each cell, inf where nobody gets to.
    part_metres
        Walk to each part of the divided squares of the whole raster; empty without barriers.
    """

    row: int
    col: int
    x: Floats
    y: Floats
    metres: Floats
    part_metres: Floats


class Areas:
    """Collects contours and makes all areas in one go."""

    def __init__(self, width: float, cuts: Cuts | None) -> None:
        self._width = width
        self._cuts = cuts
        self._points: list[Floats] = []
        self._rings: list[Ints] = []
        self._owner: list[int] = []
        self._count: list[int] = []
        self._out: dict[int, object] = {}
        self._missed: dict[int, object] = {}

    def add(self, owner: int, window: Window, radius: float) -> None:
        """Add the area within a radius."""
        if min(window.metres.shape, default=0) < 2:  # noqa: PLR2004 - a contour needs a square
            return
        level = np.minimum(window.metres, radius + CAP_CELLS * self._width)
        x, y = np.broadcast_arrays(window.x[None, :], window.y[:, None])
        # made by its class: contour_generator() copies into masked arrays, three quarters of its time
        generator = contourpy.SerialContourGenerator(
            x,
            y,
            level,
            np.zeros(level.shape, dtype=bool),
            corner_mask=False,
            line_type=contourpy.LineType.Separate,
            fill_type=contourpy.FillType.OuterOffset,
            quad_as_tri=False,
            z_interp=contourpy.ZInterp.Linear,
            x_chunk_size=0,
            y_chunk_size=0,
        )
        for points, offsets in zip(*generator.filled(-1.0, radius), strict=True):
            self._points.append(points)
            self._rings.append(np.diff(offsets))
            self._count.append(len(offsets) - 1)
            self._owner.append(owner)
        if self._cuts is not None:
            out, missed = _amiss(self._cuts, window, radius)
            if len(out):
                self._out[owner] = shapely.coverage_union_all(self._cuts.part[out])
            if len(missed):
                self._missed[owner] = shapely.coverage_union_all(self._cuts.part[missed])

    def shapes(self, size: int) -> Shapes:
        """One valid MultiPolygon per owner, empty where there is no area."""
        found = self._contours(size)
        for overlay, parts in ((shapely.difference, self._out), (shapely.union, self._missed)):
            owners = np.array(list(parts), dtype=np.intp)
            found[owners] = overlay(found[owners], np.array(list(parts.values()), dtype=object))
        return _areal(found, np.arange(size), size) if self._out or self._missed else found

    def _contours(self, size: int) -> Shapes:
        if not self._points:
            return np.full(size, shapely.MultiPolygon(), dtype=object)
        ring = np.concatenate([[0], np.cumsum(np.concatenate(self._rings))])
        polygon = np.concatenate([[0], np.cumsum(self._count)])
        shapes = shapely.from_ragged_array(shapely.GeometryType.POLYGON, np.concatenate(self._points), (ring, polygon))
        bad = np.flatnonzero(~shapely.is_valid(shapes))
        shapes[bad] = shapely.make_valid(shapes[bad])
        return _areal(shapes, np.array(self._owner), size)


def _areal(shapes: Shapes, owner: Ints, size: int) -> Shapes:
    """Gather the polygons of each owner into one MultiPolygon."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    parts, deeper = shapely.get_parts(parts, return_index=True)
    areal = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    parts, owner = parts[areal], owner[of[deeper][areal]]
    order = np.argsort(owner, kind="stable")
    found = np.unique(owner)
    out = np.full(size, shapely.MultiPolygon(), dtype=object)
    if len(found):
        out[found] = shapely.multipolygons(parts[order], indices=np.searchsorted(found, owner[order]))
    return out


def _amiss(cuts: Cuts, window: Window, radius: float) -> tuple[Ints, Ints]:
    """Parts of divided squares that the contour draws though they are out, and those it misses though in."""
    row, col = cuts.row - window.row, cuts.col - window.col
    rows, cols = window.metres.shape
    here = np.flatnonzero((row >= 0) & (row < rows - 1) & (col >= 0) & (col < cols - 1))
    corners = np.zeros(len(cuts.row), dtype=np.intp)  # how many are inside; outside the window none
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        corners[here] += within(window.metres[row[here] + i, col[here] + j], radius)
    drawn = corners[cuts.of]
    inside = within(window.part_metres, radius)
    return np.flatnonzero(~inside & (drawn > 0)), np.flatnonzero(inside & (drawn < ALL_CORNERS))
