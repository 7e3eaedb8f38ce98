"""From metres on a raster to areas: the contour at a radius, and the squares a barrier divides set right."""

from dataclasses import dataclass

import contourpy
import numpy as np
import shapely

from geo.walk.arrays import Floats, Ints, Shapes
from geo.walk.cuts import Cuts
from geo.walk.times import within

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
        self._redrawn: dict[int, tuple[Ints, Ints]] = {}

    def add(self, owner: int, window: Window, radius: float) -> None:
        """Add the area within a radius."""
        if min(window.metres.shape, default=0) < 2:  # noqa: PLR2004 - a contour needs a square
            return
        level = np.minimum(window.metres, radius + CAP_CELLS * self._width)
        generator = contourpy.contour_generator(
            window.x, window.y, level, name="serial", fill_type=contourpy.FillType.OuterOffset
        )
        for points, offsets in zip(*generator.filled(-1.0, radius), strict=True):
            self._points.append(points)
            self._rings.append(np.diff(offsets))
            self._count.append(len(offsets) - 1)
            self._owner.append(owner)
        if self._cuts is not None:
            squares, parts = _wrong(self._cuts, window, radius)
            if len(squares):
                self._redrawn[owner] = squares, parts

    def shapes(self, size: int) -> Shapes:
        """One valid MultiPolygon per owner, empty where there is no area."""
        out = self._contours(size)
        if self._cuts is not None and self._redrawn:
            owners = np.array(list(self._redrawn))
            squares = [shapely.coverage_union_all(self._cuts.squares[s]) for s, _ in self._redrawn.values()]
            parts = [shapely.coverage_union_all(self._cuts.part[p]) for _, p in self._redrawn.values()]
            shapes = shapely.union(shapely.difference(out[owners], squares), parts)
            out[owners] = _areal(shapes, np.arange(len(owners)), len(owners))
        return out

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


def _wrong(cuts: Cuts, window: Window, radius: float) -> tuple[Ints, Ints]:
    """Divided squares the contour would draw wrongly, and their parts that are inside."""
    row, col = cuts.row - window.row, cuts.col - window.col
    rows, cols = window.metres.shape
    here = np.flatnonzero((row >= 0) & (row < rows - 1) & (col >= 0) & (col < cols - 1))
    row, col = row[here], col[here]
    corner = within(np.stack([window.metres[row + i, col + j] for i in (0, 1) for j in (0, 1)]), radius)
    inside = within(window.part_metres, radius)
    inner = np.bincount(cuts.of[inside], minlength=len(cuts.row))[here]
    whole = np.bincount(cuts.of, minlength=len(cuts.row))[here]
    right = (corner.all(axis=0) & (inner == whole)) | (~corner.any(axis=0) & (inner == 0))
    wrong = np.zeros(len(cuts.row), dtype=bool)
    wrong[here[~right]] = True
    return np.flatnonzero(wrong), np.flatnonzero(inside & wrong[cuts.of])
