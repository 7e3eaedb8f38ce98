"""The country around: roads that run on past the outline, so that nobody's walk ends at a border of the map."""

import numpy as np
import shapely
from shapely import LineString, Polygon

REACH_M = 1275.0  # the farthest usual walk (15 minutes, 1,125 m) and the way off the street (150 m)
_FIRST = 290.0  # the streets of the district themselves run on for some 300 m
_RINGS = (_FIRST, 780.0, REACH_M - 5)
_SPOKES_M = 700.0  # between two ways outwards
_CLEAR = 24.0  # small ways end this far from rail, river and motorway
_STRONG = ("primary", "secondary")


def outskirts(
    outline: Polygon, geoms: np.ndarray, kinds: np.ndarray, barriers: list[LineString]
) -> list[tuple[LineString, str]]:
    """Draw ways around the outline: rings, ways outwards between them, and the arterials carried on.

    Parameters
    ----------
    outline
        The district, local metres.
    geoms, kinds
        Its streets with class, those beyond the outline included.
    barriers
        Rail, river and motorway, carried on by `carried_on`; only arterials cross them.

    Returns
    -------
    list of (LineString, class)
        All beyond the outline and within REACH_M of it, not cut where they cross each other.
    """
    rings = [LineString(_ring(outline, d).coords) for d in _RINGS]
    far = _ring(outline, REACH_M)
    room = shapely.difference(Polygon(far), outline)
    solid = shapely.union_all(shapely.buffer(np.array(barriers, dtype=object), _CLEAR)) if barriers else Polygon()
    out = [(part, "tertiary" if i == 1 else "village") for i, ring in enumerate(rings) for part in _less(ring, solid)]
    inner = rings[0]
    for at in np.arange(0.0, inner.length, _SPOKES_M):
        foot = shapely.get_coordinates(inner.interpolate(float(at)))[0]
        out += [(part, "village") for part in _less(_outwards(outline, foot, room), solid)]
    for line, kind in zip(geoms, kinds, strict=True):
        tips = [xy for xy in (line.coords[0], line.coords[-1]) if outline.distance(shapely.Point(xy)) > _FIRST]
        for tip in tips:
            way = _outwards(outline, np.array(tip), room)
            out += [(part, str(kind)) for part in ([way] if kind in _STRONG else _less(way, solid))]
    return [(part, kind) for part, kind in out if part.length > 1]


def carried_on(line: LineString, outline: Polygon) -> list[LineString]:
    """Carry a line on straight at both ends, as far as REACH_M from the outline; only what is added."""
    xy = shapely.get_coordinates(line)
    room = shapely.difference(outline.buffer(REACH_M, quad_segs=3), outline)
    added = []
    for end, before in ((xy[0], xy[1]), (xy[-1], xy[-2])):
        if outline.covers(shapely.Point(end)):
            continue
        along = (end - before) / np.hypot(*(end - before))
        more = room.intersection(LineString([end, end + along * 3 * REACH_M]))
        added += [part for part in shapely.get_parts(more) if part.length > 1 and part.distance(shapely.Point(end)) < 1]
    return added


def _ring(outline: Polygon, d: float) -> shapely.LinearRing:
    body = outline.buffer(d, quad_segs=3)
    whole = max(shapely.get_parts(body), key=shapely.area)
    ring: shapely.LinearRing = shapely.get_exterior_ring(shapely.simplify(whole, 8.0))
    return ring


def _outwards(outline: Polygon, foot: np.ndarray, room: shapely.Geometry) -> LineString:
    """Straight away from the outline, from a point beyond it to the outer edge."""
    near = shapely.get_coordinates(shapely.shortest_line(outline, shapely.Point(foot)))[0]
    along = (foot - near) / np.hypot(*(foot - near))
    whole = shapely.intersection(room, LineString([foot, foot + along * 2 * REACH_M]))
    parts = [p for p in shapely.get_parts(whole) if p.distance(shapely.Point(foot)) < 1 and p.length > 1]
    return parts[0] if parts else LineString()


def _less(line: shapely.Geometry, solid: shapely.Geometry) -> list[LineString]:
    return [part for part in shapely.get_parts(shapely.difference(line, solid)) if part.geom_type == "LineString"]
