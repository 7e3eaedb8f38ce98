"""A line redraws part of a border: from where it first meets it to where it last does."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.plan.heal import MARGIN, solid
from geo.plan.refused import Refused


def reshaped(old: Polygon, line: LineString) -> Polygon:
    """Replace the part of a border between the first and the last crossing of a line by that line.

    Of the two polygons this makes, the one that shares more with the old shape is meant.

    Raises
    ------
    Refused
        cut_misses: the line meets the border fewer than twice.
    """
    ring = old.exterior
    hits = shapely.get_parts(shapely.intersection(line, ring))
    along = sorted(
        shapely.line_locate_point(line, shapely.Point(xy)) for xy in shapely.get_coordinates(np.asarray(hits))
    )
    if len(along) < 2 or along[-1] - along[0] <= MARGIN:  # noqa: PLR2004 - in and out again
        raise Refused("cut_misses", place=line)
    middle = _between(line, along[0], along[-1])
    start, end = (shapely.line_locate_point(ring, shapely.Point(middle[n])) for n in (0, -1))
    arc = _between(ring, start, end) if start < end else _between(ring, end, start)
    if start > end:
        middle = middle[::-1]
    low, high = min(start, end), max(start, end)
    rest = np.vstack([_between(ring, high, ring.length), _between(ring, 0.0, low)])
    candidates = [np.vstack([arc, middle[::-1]]), np.vstack([rest, middle])]
    made = []
    for xy in candidates:
        try:
            made.append(solid(Polygon(xy)))
        except (Refused, ValueError):
            continue
    if not made:
        raise Refused("cut_misses", place=line)
    return max(made, key=lambda shape: float(shapely.area(shapely.intersection(shape, old))))


def _between(line: BaseGeometry, start: float, end: float) -> NDArray[np.float64]:
    xy = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    ends = shapely.get_coordinates(shapely.line_interpolate_point(np.array([line, line]), np.array([start, end])))
    return np.vstack([ends[:1], xy[(at > start) & (at < end)], ends[1:]])
