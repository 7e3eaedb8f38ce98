"""Shapes from elsewhere are brought onto the frozen outline: its vertices put in, strange ones moved to the nearest."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.plan.keys import Floats, Shapes, alone, point_keys

NEAR_M = 0.002  # a frozen vertex this near to a straight border belongs on it
FARTHEST_M = 6.0  # a strange vertex on the outline moves at most so far: the outline has one every 5 m


@dataclass(frozen=True, slots=True, eq=False)
class Rim:
    """Rings of the frozen outline: points and names of each, without the closing one, and where a name stands."""

    rings: list[tuple[Floats, NDArray[np.int64]]]
    at: dict[int, list[tuple[int, int]]]


def rim_of(outline: BaseGeometry) -> Rim:
    """Take an outline apart; plane, every vertex on the millimetre."""
    rings = []
    at: dict[int, list[tuple[int, int]]] = {}
    for number, ring in enumerate(shapely.get_rings(shapely.get_parts(outline))):
        xy = shapely.get_coordinates(ring)[:-1]
        keys = point_keys(xy)
        rings.append((xy, keys))
        for place, key in enumerate(keys.tolist()):
            at.setdefault(key, []).append((number, place))
    return Rim(rings, at)


def onto(shapes: Shapes, rim: Rim) -> Shapes:
    """Move vertices of the coverage's outer border that the outline does not have to its nearest vertex.

    All units that carry such a vertex move with it, so no gap opens. Shapes stay as they are where
    nothing is to move.
    """
    outer = alone(shapes)
    ends = np.unique(np.concatenate([outer.low, outer.high]))
    strange = ends[~np.isin(ends, np.fromiter(rim.at, dtype=np.int64, count=len(rim.at)))]
    if not len(strange):
        return shapes
    points = np.vstack([xy for xy, _ in rim.rings])
    tree = cKDTree(points)

    def moved(xy: Floats) -> Floats:
        rows = np.flatnonzero(np.isin(point_keys(xy), strange))
        far, near = tree.query(xy[rows])
        out = xy.copy()
        out[rows[far <= FARTHEST_M]] = points[near[far <= FARTHEST_M]]
        return out

    made = np.asarray(shapely.transform(shapes, moved), dtype=object)
    touched = np.array([not shapely.equals_exact(a, b, 0) for a, b in zip(shapes, made, strict=True)], dtype=bool)
    made[touched] = shapely.remove_repeated_points(made[touched])
    return made


def filled(shapes: Shapes, rim: Rim) -> Shapes:
    """Put the vertices of the outline that lie between two others on an outer border into it; normalized."""
    outer = alone(shapes)
    pairs = set(zip(outer.low.tolist(), outer.high.tolist(), strict=True))
    made = shapes.copy()
    for at in np.unique(outer.owner):
        if isinstance(made[at], Polygon):
            rings = [_fill(shapely.get_coordinates(ring), pairs, rim) for ring in shapely.get_rings(made[at])]
            made[at] = Polygon(rings[0], rings[1:])
    return np.asarray(shapely.normalize(made), dtype=object)


def _fill(xy: Floats, pairs: set[tuple[int, int]], rim: Rim) -> Floats:
    keys = point_keys(xy).tolist()
    line = [xy[:1]]
    for a, b, p, q in zip(keys[:-1], keys[1:], xy[:-1], xy[1:], strict=True):
        if (min(a, b), max(a, b)) in pairs and a in rim.at and b in rim.at:
            line.append(_between(a, b, p, q, rim))
        line.append(q[None])
    return np.vstack(line)


def _between(a: int, b: int, p: Floats, q: Floats, rim: Rim) -> Floats:
    """Vertices of the outline strictly between two of its vertices, along the straight line from p to q."""
    length = float(np.hypot(*(q - p)))
    for ring, start in rim.at[a]:
        xy, keys = rim.rings[ring]
        for step in (1, -1):
            found: list[Floats] = []
            place = (start + step) % len(keys)
            while int(keys[place]) != b and len(found) < len(keys):
                at = xy[place]
                along = float(np.dot(at - p, q - p)) / max(length, NEAR_M)
                aside = abs(float((q - p)[0] * (at - p)[1] - (q - p)[1] * (at - p)[0])) / max(length, NEAR_M)
                if aside > NEAR_M or not 0 < along < length:
                    break
                found.append(at)
                place = (place + step) % len(keys)
            if int(keys[place]) == b:
                return np.array(found).reshape(-1, 2)
    return np.empty((0, 2))
