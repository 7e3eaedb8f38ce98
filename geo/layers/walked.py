"""The reach of all centres together as shapes: bands, what two or three share, and whose side one is on."""

from collections.abc import Sequence
from dataclasses import dataclass

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.walk.contours import Areas, Window
from geo.walk.cuts import Cuts
from geo.walk.field import Field
from geo.walk.snap import Snaps

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp]
MOST_RANKS = 3
FEW_POINTS = 3  # a border of one cell is a speck


@dataclass(frozen=True, slots=True)
class Surface:
    """Metres on foot to the nearest, second and third nearest centre, on the field's raster.

    Attributes
    ----------
    ranks
        (n, rows, columns), nearest first; inf where nobody gets to.
    parts
        (n, parts) the same for the parts of squares that barriers divide.
    who
        (rows, columns) position of the nearest centre, -1 where there is none; None where not asked.
    """

    x: Numbers
    y: Numbers
    ranks: Numbers
    parts: Numbers
    who: Rows | None
    resolution_m: float
    cuts: Cuts | None


def surface(
    field: Field, snaps: Snaps, far: Numbers, active: NDArray[np.bool_], *, radius: float, ranks: int = 1
) -> Surface:
    """Walk from all active centres at once.

    Parameters
    ----------
    field
        Raster of the network.
    snaps
        The centres.
    far
        (centres, nodes) metres, the centre's own leg included; inf where a node is too far.
    active
        Which centres count.
    radius
        Nothing farther is looked at where more than the nearest centre is asked for.
    ranks
        1 to 3: how many centres are told apart.
    """
    rows = np.flatnonzero(active & snaps.on)
    parts = _parts(field, snaps, far, rows, ranks)
    if ranks == 1:
        best = _nearest(field, snaps, far, rows)
        return Surface(field.x, field.y, best[None], parts, None, field.resolution_m, field.cuts)
    shape = (len(field.y), len(field.x))
    held = np.full((min(ranks, MOST_RANKS), *shape), np.inf)
    who = np.full(shape, -1, dtype=np.intp)
    pad = radius + 2 * field.resolution_m
    for row in rows.tolist():
        cx, cy = snaps.xy[row]
        x0, x1 = np.searchsorted(field.x, (cx - pad, cx + pad))
        y0, y1 = np.searchsorted(field.y, (cy - pad, cy + pad))
        at = (slice(y0, y1), slice(x0, x1))
        metres = _walk(field, snaps, row, far[row], at)
        who[at][metres < held[0][at]] = row
        for rank in held:
            lower = np.minimum(rank[at], metres)
            metres = np.maximum(rank[at], metres)
            rank[at] = lower
    return Surface(field.x, field.y, held, parts, who, field.resolution_m, field.cuts)


def bands(walked: Surface, radii: Sequence[float], *, rank: int = 0) -> list[shapely.MultiPolygon]:
    """Areas within each radius of the nearest (rank 0), second (1) or third (2) centre; CRS of the network.

    Nested when the radii rise, and none reaches across a barrier that no street crosses. For drawing
    only: people are counted by their own walk.
    """
    areas = Areas(walked.resolution_m, walked.cuts)
    window = Window(0, 0, walked.x, walked.y, walked.ranks[rank], walked.parts[rank])
    for owner, radius in enumerate(radii):
        if radius > 0:
            areas.add(owner, window, radius)
    return list(areas.shapes(len(radii)))


def borders(walked: Surface, radius: float) -> shapely.MultiLineString:
    """Lines where two centres are equally far, within a radius; CRS of the network."""
    if walked.who is None:
        return shapely.MultiLineString()
    best, second = walked.ranks[0], walked.ranks[1]
    lines: list[Numbers] = []
    reach = (best <= radius) & np.isfinite(second)
    for row in np.unique(walked.who[walked.who >= 0]).tolist():
        mine = walked.who == row
        ys, xs = np.nonzero(mine)
        y0, y1 = max(ys.min() - 2, 0), ys.max() + 3
        x0, x1 = max(xs.min() - 2, 0), xs.max() + 3
        at = (slice(y0, y1), slice(x0, x1))
        gap = np.where(reach[at], second[at], 1.0) - np.where(reach[at], best[at], 0.0)
        apart = np.where(mine[at], -1.0, 1.0) * gap
        later = walked.who[at] >= row  # each line once, by its lower centre
        z = np.ma.masked_where(~reach[at] | ~later, apart)
        if min(z.shape) > 1:
            made = contourpy.contour_generator(
                walked.x[x0:x1], walked.y[y0:y1], z, name="serial", line_type=contourpy.LineType.Separate
            ).lines(0.0)
            lines += [np.asarray(line, dtype=np.float64) for line in made]
    return shapely.MultiLineString([line for line in lines if len(line) >= FEW_POINTS])


def solid(area: shapely.Geometry, *, smallest_m2: float) -> shapely.MultiPolygon:
    """Only the polygons of a shape, without parts and holes below a size: specks say nothing on a map."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(area)))
    parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) >= smallest_m2)]
    for at in np.flatnonzero(shapely.get_num_interior_rings(parts)):
        holes = [ring for ring in parts[at].interiors if shapely.Polygon(ring).area >= smallest_m2]
        parts[at] = shapely.Polygon(parts[at].exterior, holes)
    return shapely.MultiPolygon(parts.tolist())


def _nearest(field: Field, snaps: Snaps, far: Numbers, rows: Rows) -> Numbers:
    if not len(rows):
        return np.full((len(field.y), len(field.x)), np.inf)
    least = far[rows].min(axis=0)
    best: Numbers = np.minimum(least.take(field.u) + field.from_u, least.take(field.v) + field.from_v)
    flat = np.flatnonzero(np.isin(field.edge, snaps.edge[rows]))
    edge = field.edge.ravel()[flat]
    by_edge = np.argsort(edge, kind="stable")
    for row in rows.tolist():
        low, high = np.searchsorted(edge, (snaps.edge[row], snaps.edge[row] + 1), sorter=by_edge)
        cells = flat[by_edge[low:high]]
        direct = snaps.along_own(row, field.along_m.ravel()[cells], field.access_m.ravel()[cells])
        best.ravel()[cells] = np.minimum(best.ravel()[cells], direct)
    return best


def _walk(field: Field, snaps: Snaps, row: int, far: Numbers, at: tuple[slice, slice]) -> Numbers:
    reached: Numbers = np.minimum(far.take(field.u[at]) + field.from_u[at], far.take(field.v[at]) + field.from_v[at])
    mine = np.nonzero(field.edge[at] == snaps.edge[row])
    direct = snaps.along_own(row, field.along_m[at][mine], field.access_m[at][mine])
    reached[mine] = np.minimum(reached[mine], direct)
    return reached


def _parts(field: Field, snaps: Snaps, far: Numbers, rows: Rows, ranks: int) -> Numbers:
    """Metres to the parts of divided squares, nearest centres first."""
    cuts = field.cuts
    if cuts is None:
        return np.empty((ranks, 0))
    metres = np.minimum(far[rows][:, cuts.u] + cuts.from_u, far[rows][:, cuts.v] + cuts.from_v)
    for at, row in enumerate(rows.tolist()):
        own = np.flatnonzero(cuts.inner.edge == snaps.edge[row])
        direct = snaps.along_own(row, cuts.inner.along_m[own], cuts.inner.access_m[own])
        metres[at, own] = np.minimum(metres[at, own], direct)
    some = np.sort(metres, axis=0)[:ranks] if ranks > 1 else metres.min(axis=0, initial=np.inf)[None]
    short = ranks - len(some)
    return np.vstack([some, np.full((short, some.shape[1]), np.inf)]) if short else some
