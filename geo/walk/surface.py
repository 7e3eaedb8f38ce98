"""The reach of all centres together as shapes: bands, what two or three share, and whose side one is on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.walk.arrays import Floats, Ints, Shapes
from geo.walk.contours import CAP_CELLS, Areas, Window
from geo.walk.cuts import Cuts
from geo.walk.field import Field
from geo.walk.isochrones import walk_window
from geo.walk.network import WalkNetwork
from geo.walk.snap import Snaps

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
    who, who_part
        Position of the nearest centre of each cell and part, -1 where there is none.
    windows
        Position of each centre that counts -> metres from it alone.
    """

    x: Floats
    y: Floats
    ranks: Floats
    parts: Floats
    who: Ints
    who_part: Ints
    windows: dict[int, Window]
    resolution_m: float
    cuts: Cuts | None


def surface(
    net: WalkNetwork,
    field: Field,
    snaps: Snaps,
    far: Floats,
    active: NDArray[np.bool_],
    *,
    radius: float,
    ranks: int = 1,
) -> Surface:
    """Walk from all active centres at once.

    Parameters
    ----------
    net, field
        The network and its raster.
    snaps
        The centres.
    far
        (centres, nodes) metres, the centre's own leg included; inf where a node is too far.
    active
        Which centres count.
    radius
        Nothing farther is looked at.
    ranks
        1 to 3: how many centres are told apart.
    """
    held = np.full((min(ranks, MOST_RANKS), len(field.y), len(field.x)), np.inf)
    parts = np.full((len(held), 0 if field.cuts is None else len(field.cuts.part)), np.inf)
    who, who_part = (np.full(one.shape[1:], -1, dtype=np.intp) for one in (held, parts))
    windows = {}
    for row in np.flatnonzero(active & snaps.on).tolist():
        found = windows[row] = walk_window(net, field, snaps, row, far[row], radius=radius)
        at = _at(found)
        _ranked(held[(slice(None), *at)], who[at], found.metres, row)
        _ranked(parts, who_part, found.part_metres, row)
    return Surface(field.x, field.y, held, parts, who, who_part, windows, field.resolution_m, field.cuts)


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


def catchments(walked: Surface, radius: float, size: int) -> Shapes:
    """Area of each of `size` centres to which it is the nearest, within a radius; CRS of the network.

    Neighbours share their border: it is the contour of one difference, seen from both sides. Needs two ranks.
    """
    areas = Areas(walked.resolution_m, walked.cuts)
    cap = CAP_CELLS * walked.resolution_m

    def against(metres: Floats, ranks: Floats, mine: NDArray[np.bool_]) -> Floats:
        """Metres more than to the nearest other centre (or to the end of the band), as if the band ended at 0."""
        other = np.minimum(np.where(mine, ranks[1], ranks[0]), radius)
        return np.asarray(np.clip(metres - other, -cap, cap) + radius)

    for row, window in walked.windows.items():
        at = _at(window)
        cells = against(window.metres, walked.ranks[(slice(None), *at)], walked.who[at] == row)
        parts = against(window.part_metres, walked.parts, walked.who_part == row)
        areas.add(row, replace(window, metres=cells, part_metres=parts), radius)
    return areas.shapes(size)


def borders(walked: Surface, radius: float) -> shapely.MultiLineString:
    """Lines where two centres are equally far, within a radius; CRS of the network. Needs two ranks."""
    best, second = walked.ranks[0], walked.ranks[1]
    lines: list[Floats] = []
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


def _at(window: Window) -> tuple[slice, slice]:
    """Where a window lies in the raster."""
    rows, columns = window.metres.shape
    return slice(window.row, window.row + rows), slice(window.col, window.col + columns)


def _ranked(held: Floats, who: Ints, metres: Floats, row: int) -> None:
    """Put one centre's metres in their place among those of the centres before it."""
    who[metres < held[0]] = row
    for rank in held:
        lower = np.minimum(rank, metres)
        metres = np.maximum(rank, metres)
        rank[...] = lower
