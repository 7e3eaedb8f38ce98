"""The frozen outline: the district's border gets enough vertices once, so that no edit ever needs a new one."""

import numpy as np
import shapely
from shapely import Polygon

from geo.plan.keys import MM, Shapes, alone, point_keys, rounded

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
