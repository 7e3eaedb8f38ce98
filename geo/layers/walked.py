"""The reach of all centres together as shapes: bands, what two or three share, and whose side one is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.walk.field import Field
from geo.walk.snap import Snaps

Numbers = NDArray[np.float64]
CAP_CELLS = 3  # farther cells count as this many cells too far: keeps a contour local
MOST_RANKS = 3


@dataclass(frozen=True, slots=True)
class Surface:
    """Metres on foot to the nearest, second and third nearest centre, on the field's raster.

    Attributes
    ----------
    ranks
        (n, rows, columns), nearest first; inf where nobody gets to.
    who
        (rows, columns) position of the nearest centre, -1 where there is none; None where not asked.
    """

    x: Numbers
    y: Numbers
    ranks: Numbers
    who: NDArray[np.intp] | None
    resolution_m: float


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
    if ranks == 1:
        best = _nearest(field, snaps, far, rows)
        return Surface(field.x, field.y, best[None], None, field.resolution_m)
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
    return Surface(field.x, field.y, held, who, field.resolution_m)


def bands(walked: Surface, radii: Sequence[float], *, rank: int = 0) -> list[shapely.MultiPolygon]:
    """Areas within each radius of the nearest (rank 0), second (1) or third (2) centre; CRS of the network.

    Nested when the radii rise. For drawing only: people are counted by their own walk.
    """
    return [_within(walked, walked.ranks[rank], radius) for radius in radii]


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
    return shapely.MultiLineString([line for line in lines if len(line) > 2])  # noqa: PLR2004 - specks of one cell


def solid(area: shapely.Geometry, *, smallest_m2: float) -> shapely.MultiPolygon:
    """Only the polygons of a shape, without parts and holes below a size: specks say nothing on a map."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(area)))
    parts = parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) >= smallest_m2)]
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts))
    for at in holed:
        holes = [ring for ring in parts[at].interiors if shapely.Polygon(ring).area >= smallest_m2]
        parts[at] = shapely.Polygon(parts[at].exterior, holes)
    return shapely.MultiPolygon(parts.tolist())


def _nearest(field: Field, snaps: Snaps, far: Numbers, rows: NDArray[np.intp]) -> Numbers:
    if not len(rows):
        return np.full((len(field.y), len(field.x)), np.inf)
    least = far[rows].min(axis=0)
    best: Numbers = np.minimum(least[field.u] + field.from_u, least[field.v] + field.from_v)
    own = snaps.edge[rows]
    flat = np.flatnonzero(np.isin(field.edge, own))
    edge = field.edge.ravel()[flat]
    by_edge = np.argsort(edge, kind="stable")
    for row in rows.tolist():
        low, high = np.searchsorted(edge, (snaps.edge[row], snaps.edge[row] + 1), sorter=by_edge)
        cells = flat[by_edge[low:high]]
        direct = _direct(field, snaps, row, np.unravel_index(cells, best.shape))
        best.ravel()[cells] = np.minimum(best.ravel()[cells], direct)
    return best


def _walk(field: Field, snaps: Snaps, row: int, far: Numbers, at: tuple[slice, slice]) -> Numbers:
    reached = np.minimum(far[field.u[at]] + field.from_u[at], far[field.v[at]] + field.from_v[at])
    mine = np.nonzero(field.edge[at] == snaps.edge[row])
    reached[mine] = np.minimum(
        reached[mine], _direct(field, snaps, row, (mine[0] + at[0].start, mine[1] + at[1].start))
    )
    return np.asarray(reached)


def _direct(field: Field, snaps: Snaps, row: int, cells: tuple[NDArray[np.intp], ...]) -> Numbers:
    """Along the centre's own street, never over one of its ends."""
    return np.asarray(np.abs(field.along_m[cells] - snaps.along_m[row]) + field.access_m[cells] + snaps.access_m[row])


def _within(walked: Surface, metres: Numbers, radius: float) -> shapely.MultiPolygon:
    if radius <= 0 or min(metres.shape) < 2:  # noqa: PLR2004 - a contour needs a square
        return shapely.MultiPolygon()
    z = np.minimum(metres, radius + CAP_CELLS * walked.resolution_m)
    fill = contourpy.FillType.OuterOffset
    made = contourpy.contour_generator(walked.x, walked.y, z, name="serial", fill_type=fill).filled(-1.0, radius)
    parts = []
    for points, offsets in zip(*made, strict=True):
        rings = [points[a:b] for a, b in pairwise(offsets)]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.MultiPolygon(parts)
