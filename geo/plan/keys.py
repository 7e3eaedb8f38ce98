"""Shapes compared by their millimetre: points, segments, shared borders and pinches."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

MM = 1000.0  # millimetres in a metre: every vertex of this room lies on that grid
GRID = 0.001
Shapes = NDArray[np.object_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def rounded(shapes: Shapes) -> Shapes:
    """Put every vertex on the millimetre; points that fall together stay (GEOS drops them when noding)."""
    return np.asarray(shapely.transform(shapes, lambda xy: np.rint(xy * MM) / MM), dtype=object)


def point_keys(xy: Floats) -> Ints:
    """Name points by their millimetre.

    Two points of one district never share a name: names repeat every 2,147 km.
    """
    mm = np.rint(xy * MM).astype(np.int64)
    return ((mm[:, 0] & 0x7FFFFFFF) << 32) | (mm[:, 1] & 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Segments:
    """Edges of many shapes: position of the shape, the two ends by name (low < high), metres."""

    owner: NDArray[np.intp]
    low: Ints
    high: Ints
    metres: Floats

    def keys(self) -> set[tuple[int, int]]:
        """Both ends of each edge."""
        return set(zip(self.low.tolist(), self.high.tolist(), strict=True))


def segments(shapes: Shapes) -> Segments:
    """Take Polygons or MultiPolygons apart into their edges; empty ones have none."""
    parts, part_of = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    xy, at = shapely.get_coordinates(rings, return_index=True)
    keys = point_keys(xy)
    inner = at[1:] == at[:-1]
    a, b = keys[:-1][inner], keys[1:][inner]
    step = (xy[1:] - xy[:-1])[inner]
    owner = part_of[ring_of[at[:-1][inner]]] if len(at) else np.empty(0, dtype=np.intp)
    return Segments(owner, np.minimum(a, b), np.maximum(a, b), np.hypot(step[:, 0], step[:, 1]))


@dataclass(frozen=True, slots=True)
class Borders:
    """Pairs of shapes that share an edge: positions i < j and the metres shared."""

    i: NDArray[np.intp]
    j: NDArray[np.intp]
    metres: Floats


def shared(shapes: Shapes) -> Borders:
    """Find which shapes of a coverage border each other (an edge, not only a point) and how long."""
    edges = segments(shapes)
    order = np.lexsort((edges.high, edges.low))
    low, high, owner, metres = edges.low[order], edges.high[order], edges.owner[order], edges.metres[order]
    twin = np.flatnonzero((low[1:] == low[:-1]) & (high[1:] == high[:-1]) & (owner[1:] != owner[:-1]))
    i, j = np.minimum(owner[twin], owner[twin + 1]), np.maximum(owner[twin], owner[twin + 1])
    pair, inverse = np.unique(i * len(shapes) + j, return_inverse=True)
    total: Floats = np.bincount(inverse, weights=metres[twin], minlength=len(pair)).astype(np.float64)
    return Borders(pair // max(len(shapes), 1), pair % max(len(shapes), 1), total)


def alone(shapes: Shapes) -> Segments:
    """Edges that only one shape has: the outline of a coverage."""
    edges = segments(shapes)
    order = np.lexsort((edges.high, edges.low))
    low, high = edges.low[order], edges.high[order]
    same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    twin = np.zeros(len(order), dtype=bool)
    twin[1:] |= same
    twin[:-1] |= same
    keep = np.sort(order[~twin])
    return Segments(edges.owner[keep], edges.low[keep], edges.high[keep], edges.metres[keep])


def pinched(shape: BaseGeometry) -> bool:
    """Tell whether a ring touches itself or another ring in a point.

    Such a polygon is valid, yet a coverage that holds it is not, and it hangs on a single point.
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    keys = point_keys(shapely.get_coordinates(rings))
    return bool(len(np.unique(keys)) != len(keys) - len(rings))
