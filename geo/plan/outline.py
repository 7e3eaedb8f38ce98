"""The frozen outline: the district's border gets enough vertices once, so that no edit ever needs a new one."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.plan.coverage import Coverage
from geo.plan.keys import MM, Shapes, alone, point_keys, rounded
from geo.plan.plane import Known
from geo.plan.units import Unit

STEP = 5.0  # m, (p)


def frozen(shapes: Shapes, *, step: float = STEP) -> Shapes:
    """Round micro grids to the millimetre and put a vertex on the outline at least every `step` metres.

    Parameters
    ----------
    shapes
        Polygons of a valid coverage in the plane.
    step
        Greatest distance between vertices of the outline, metres.

    Returns
    -------
    shapes
        Same order, normalized. Every edge of the outline belongs to one unit, so its new vertices
        follow from that unit alone and are the same whenever this runs.
    """
    made = np.asarray(shapely.normalize(rounded(np.asarray(shapes, dtype=object))), dtype=object)
    edges = alone(made)
    long = edges.metres > step
    outer = set(zip(edges.low[long].tolist(), edges.high[long].tolist(), strict=True))
    for at in np.unique(edges.owner[long]):
        if not isinstance(made[at], Polygon):  # a faulty map is checked, not planned on
            continue
        dense = _dense(made[at], outer, step)
        if dense.is_valid:
            made[at] = shapely.normalize(dense)
    return made


def _dense(shape: Polygon, outer: set[tuple[int, int]], step: float) -> Polygon:
    rings = []
    for ring in (shape.exterior, *shape.interiors):
        xy = shapely.get_coordinates(ring)
        keys = point_keys(xy)
        line = [xy[:1]]
        for a, b, p, q in zip(keys[:-1], keys[1:], xy[:-1], xy[1:], strict=True):
            if (min(int(a), int(b)), max(int(a), int(b))) in outer:
                count = int(np.ceil(np.hypot(*(q - p)) / step))
                line.append(np.rint((p + (q - p) * (np.arange(1, count) / count)[:, None]) * MM) / MM)
            line.append(q[None])
        rings.append(np.vstack(line))
    return Polygon(rings[0], rings[1:])


def degrees(cov: Coverage, units: Sequence[Unit], known: Known) -> dict[str, BaseGeometry]:
    """Take micro grids back to EPSG:4490, without the vertices that only the frozen outline needed.

    Parameters
    ----------
    cov
        The state the units belong to.
    units
        Micro grids; at a vertex of the outline that is new, all that meet there.
    known
        Vertices that are stored: they keep their digits, and are never left out.

    Returns
    -------
    dict
        By id, in the order of the units.
    """
    rim = {key for pair in cov.frozen for key in pair}
    seen: dict[int, int] = {}
    for unit in units:
        for key in set(point_keys(shapely.get_coordinates(unit.body)).tolist()) & rim:
            seen[key] = seen.get(key, 0) + 1
    slim = np.array([_slimmed(unit.body, seen, known) for unit in units], dtype=object)
    return dict(zip((unit.id for unit in units), known.back(slim) if len(slim) else [], strict=True))


def _slimmed(shape: Polygon, seen: dict[int, int], known: Known) -> Polygon:
    """Drop vertices on the outline that are neither stored nor shared with a neighbour."""
    rings = []
    for ring in (shape.exterior, *shape.interiors):
        xy = shapely.get_coordinates(ring)[:-1]
        keys = point_keys(xy)
        helper = np.array([seen.get(key) == 1 for key in keys.tolist()]) & ~known.holds(keys)
        kept = xy[~helper]
        rings.append(kept if len(kept) > 2 else xy)  # noqa: PLR2004 - a ring has three corners
    made = Polygon(rings[0], rings[1:])
    return shapely.normalize(made) if made.is_valid else shape
