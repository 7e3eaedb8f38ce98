"""Squares of the raster that a barrier divides: each part is inside or outside by its own walk.

A contour interpolates between cell centres and would run on through a wall. So the squares a barrier
passes through are taken out of it, and their parts put back, in or out by the walk to an inner point.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.walk.arrays import MILLIMETRE, Floats, Ints, Shapes, line_ends, places
from geo.walk.barriers import Barriers
from geo.walk.network import WalkNetwork
from geo.walk.snap import Snaps, snap_xy


@dataclass(frozen=True, slots=True)
class Cuts:
    """Divided squares and their parts.

    Attributes
    ----------
    row, col
        Position of each square: its lower left corner is the cell (row, col).
    squares
        Their boxes.
    part, of
        Polygons that fill the squares, and the square each lies in, ascending.
    inner
        An inner point of each part, snapped; parts in water or behind barriers are off the network.
    u, v, from_u, from_v
        End nodes of the inner point's street and metres from them to it, inf off the network.
    """

    row: Ints
    col: Ints
    squares: Shapes
    part: Shapes
    of: Ints
    inner: Snaps
    u: Ints
    v: Ints
    from_u: Floats
    from_v: Floats


def cut_squares(net: WalkNetwork, barriers: Barriers, x: Floats, y: Floats, *, max_offstreet_m: float) -> Cuts | None:
    """Divide the squares between cell centres that a barrier passes through.

    Parameters
    ----------
    x, y
        Cell centres of the raster, metres, evenly spaced.
    max_offstreet_m
        Longest leg from a part to a street; squares farther from any street are left out.

    Returns
    -------
    Cuts or None
        None where no barrier passes near a street.
    """
    col, row = _around(barriers, x, y)
    squares = np.asarray(shapely.box(x[col], y[row], x[col + 1], y[row + 1]), dtype=object)
    near = np.unique(net.tree.query(squares, predicate="dwithin", distance=max_offstreet_m)[0])
    col, row, squares = col[near], row[near], squares[near]
    square, line = barriers.tree.query(squares, predicate="intersects")
    hit = np.unique(square)
    if not len(hit):
        return None
    inside = shapely.intersection(squares[square], barriers.lines[line])
    stubs = _stubs(barriers.lines, 2 * float(x[1] - x[0]))
    at_end, stub = shapely.STRtree(stubs).query(squares[hit], predicate="intersects")
    beyond = shapely.intersection(squares[hit][at_end], stubs[stub])
    noded = shapely.union_all(np.concatenate([shapely.boundary(squares[hit]), inside, beyond]))
    part = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    # on whole millimetres corners lie exactly on the edges of the squares, which later overlays need
    part = np.asarray(shapely.set_precision(part, MILLIMETRE, mode="pointwise"), dtype=object)
    at = shapely.get_coordinates(shapely.point_on_surface(part))
    # squares come in the order of their keys; parts of squares in between that no barrier meets are left out
    key = row[hit] * len(x) + col[hit]
    width = x[1] - x[0]
    place = np.floor((at - [x[0], y[0]]) / width).astype(np.intp) @ [1, len(x)]
    of = np.minimum(np.searchsorted(key, place), len(key) - 1)
    order = np.argsort(of, kind="stable")
    order = order[key[of[order]] == place[order]]
    part, at, of = part[order], at[order], of[order]
    at[barriers.in_water(at)] = np.nan
    inner = snap_xy(net, at, barriers=barriers, max_offstreet_m=max_offstreet_m)
    near_u, near_v = net.u[inner.edge] * inner.on, net.v[inner.edge] * inner.on
    from_u = np.where(inner.on, inner.along_m + inner.access_m, np.inf)
    from_v = np.where(inner.on, net.length[inner.edge] - inner.along_m + inner.access_m, np.inf)
    return Cuts(row[hit], col[hit], squares[hit], part, of, inner, near_u, near_v, from_u, from_v)


def _stubs(lines: Shapes, size: float) -> Shapes:
    """Prolong barriers where they end: a square they end in is divided too, each part walked to by itself."""
    first, last = line_ends(lines)
    number, count = places(np.concatenate([first, last]))
    loose = np.flatnonzero(count[number] == 1)
    end = np.concatenate([first, last])[loose]
    back = [shapely.get_coordinates(shapely.get_point(lines, i)) for i in (1, -2)]
    way = end - np.concatenate(back)[loose]
    far = end + way / np.hypot(*way.T)[:, None] * size
    return np.asarray(shapely.linestrings(np.stack([end, far], axis=1)), dtype=object)


def _around(barriers: Barriers, x: Floats, y: Floats) -> tuple[Ints, Ints]:
    """Columns and rows of the squares a barrier may meet, row by row."""
    width = float(x[1] - x[0])
    at = shapely.get_coordinates(shapely.segmentize(barriers.lines, width))
    step = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    cell = np.floor((at - [x[0], y[0]]) / width).astype(np.intp)
    cell = (cell[:, None, :] + step).reshape(-1, 2)
    cell = cell[((cell >= 0) & (cell < [len(x) - 1, len(y) - 1])).all(axis=1)]
    key = np.unique(cell[:, 1] * len(x) + cell[:, 0])
    return key % len(x), key // len(x)
